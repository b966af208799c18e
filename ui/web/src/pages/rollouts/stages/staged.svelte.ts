// Which nodes of a rollout are in which stage: asked for as long as any are, and told one by one when they are few enough.
import { NodeService } from '$gen/node_pb';
import type { Rollout } from '$gen/rollout_pb';
import { clientOf } from '$src/api/calls';
import { live } from '$src/api/live.svelte';
import { filterOfStaged, stagedOf } from '$src/model/stages';

const most = 200;

export function stagedNodes(rollout: () => Rollout | undefined) {
  const filter = $derived.by(() => {
    const of = rollout();
    return of && filterOfStaged(of);
  });
  const nodes = live(
    () => {
      const wanted = filter;
      if (!wanted) return undefined;
      const options = { filter: wanted, pageSize: most };
      return (signal) => clientOf(NodeService).listNodes({ options }, { signal });
    },
    { every: 5000, keep: true, about: 'anything' },
  );
  const found = $derived.by(() => {
    const [of, answer] = [rollout(), nodes.state.data];
    if (!of || !filter || !answer || Number(answer.page?.total ?? 0n) > most) return undefined;
    return stagedOf(of, answer.nodes);
  });
  return {
    get query() {
      return nodes.state;
    },
    /** Nothing: not known, or too many. */
    get found() {
      return found;
    },
  };
}
