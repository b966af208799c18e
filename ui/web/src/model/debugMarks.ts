// What happened to a node within a time: its installs, rollouts of what it runs, incidents of its region.
import type { Incident } from '$gen/incident_pb';
import { InstallState, type Node, type NodeEvent } from '$gen/node_pb';
import type { Rollout } from '$gen/rollout_pb';
import type { ChartMark } from './chart';
import { dateOf } from './wire';

export interface Mark extends ChartMark {
  href?: string;
}

export interface MarkWords {
  event: (state: InstallState, what: string) => string;
  rolloutStarted: (id: string) => string;
  rolloutBack: (id: string) => string;
  incident: (id: string) => string;
}

const worthTelling = new Set([
  InstallState.COMMITTED,
  InstallState.REFUSED,
  InstallState.ROLLED_BACK,
  InstallState.HALTED,
]);

const secondsOf = (at: Parameters<typeof dateOf>[0]) => (dateOf(at)?.getTime() ?? NaN) / 1000;

export function marksOf(
  node: Node | undefined,
  events: NodeEvent[],
  rollouts: Rollout[],
  incidents: Incident[],
  { from, to }: { from: number; to: number },
  words: MarkWords,
): Mark[] {
  const marks: Mark[] = [];
  const workloads = new Set(node?.workloads.map(({ workload }) => workload));
  for (const event of events) {
    if (worthTelling.has(event.state))
      marks.push({
        at: secondsOf(event.at),
        kind: 'config',
        text: words.event(event.state, `${event.workload} ${event.version}`.trim()),
      });
  }
  for (const rollout of rollouts) {
    const concerned = rollout.nodes.length === 0 || rollout.nodes.some((each) => each.node === node?.id);
    if (!workloads.has(rollout.workload) || !concerned) continue;
    const href = `/rollouts/${encodeURIComponent(rollout.id)}`;
    const mine = rollout.nodes.find((each) => each.node === node?.id);
    const at = secondsOf(rollout.startedAt);
    marks.push({ at, kind: 'rollout', text: words.rolloutStarted(rollout.id), href });
    if (rollout.reason && mine && rollout.endedAt)
      marks.push({
        at: secondsOf(rollout.endedAt),
        kind: 'rollout',
        text: words.rolloutBack(rollout.id),
        href,
      });
  }
  for (const incident of incidents) {
    if (incident.region && incident.region !== node?.region) continue;
    if (incident.workload && !workloads.has(incident.workload)) continue;
    const at = secondsOf(incident.times?.firstBad ?? incident.openedAt);
    marks.push({
      at,
      kind: 'incident',
      text: words.incident(incident.id),
      href: `/incidents/${encodeURIComponent(incident.id)}`,
    });
  }
  return marks.filter(({ at }) => at >= from && at <= to).sort((left, right) => left.at - right.at);
}
