// A query that lives as long as the component, and is another one when what it reads changes:
//   const nodes = useQuery(() => query((signal) => clientOf(NodeService).listNodes({ options: { filter } }, { signal })));
// then nodes.state in markup. What was there stays until the other one has its answer.
import { untrack } from 'svelte';
import { useApi } from '$src/api/calls';
import type { Query, QueryState } from '$src/api/query';

export interface UsedQuery<T> {
  readonly state: QueryState<T>;
  refresh(): void;
  cancel(): void;
}

export function useQuery<T>(make: () => Query<T>): UsedQuery<T> {
  let asked: Query<T> | undefined;
  let state: QueryState<T> = $state.raw({ refreshing: false, freshness: { state: 'stale' } });

  $effect(() => {
    const own = make();
    return untrack(() => {
      asked = own;
      const end = own.subscribe((next) => {
        untrack(() => {
          state = next.data === undefined && state.data !== undefined ? { ...next, data: state.data } : next;
        });
      });
      // After the server was away, everybody asks at once instead of when their time comes.
      const endReturn = useApi().connection.onReturn(() => own.refresh());
      return () => {
        end();
        endReturn();
        own.stop();
      };
    });
  });

  return {
    get state() {
      return state;
    },
    refresh: () => asked?.refresh(),
    cancel: () => asked?.cancel(),
  };
}
