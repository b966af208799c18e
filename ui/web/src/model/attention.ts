// What needs somebody besides incidents: groups of alerts, approvals, nodes that are gone; and how all else is.
import type { AlertGroup, AlertStatus } from '$gen/alert_pb';
import { type Incident } from '$gen/incident_pb';
import { RolloutState, WaveState, type Rollout, type RolloutWave } from '$gen/rollout_pb';
import { StepState, type Run } from '$gen/run_pb';
import { isOpen } from './incident';
import { dateOf } from './wire';

const isHeldBack = (alert: AlertStatus): boolean =>
  alert.silencedBy.length > 0 || alert.inhibitedBy.length > 0 || alert.mutedBy.length > 0;

export interface GroupView {
  key: string;
  labels: Record<string, string>;
  /** Of those that fire and are held back by nothing. */
  alerts: { id: string; labels: Record<string, string>; summary: string; why: string }[];
  page: boolean;
  /** Empty while one of them is looked after by nobody. */
  acknowledgedBy: string;
  since: Date | undefined;
}

function viewOf(group: AlertGroup, alerts: AlertStatus[]): GroupView {
  const begins = alerts.flatMap((each) => dateOf(each.alert?.startsAt) ?? []);
  return {
    key: group.key,
    labels: group.labels,
    alerts: alerts.map((each) => ({
      id: each.alert?.id ?? '',
      labels: each.alert?.labels ?? {},
      summary: each.alert?.annotations['summary'] ?? '',
      why: each.why,
    })),
    page: alerts.some((each) => each.alert?.labels['severity'] === 'page'),
    acknowledgedBy: alerts.every((each) => each.acknowledgedBy) ? alerts[0]!.acknowledgedBy : '',
    since: begins.length ? new Date(Math.min(...begins.map((each) => each.getTime()))) : undefined,
  };
}

/** Groups that fire and belong to no open incident: pages, what nobody looks after, and the oldest first. */
export function groupsAlone(groups: readonly AlertGroup[], incidents: readonly Incident[]): GroupView[] {
  const taken = new Set(
    incidents.filter((each) => isOpen(each.state)).flatMap((each) => each.alerts.map(({ alert }) => alert)),
  );
  const rank = (view: GroupView) => [
    view.page ? 0 : 1,
    view.acknowledgedBy ? 1 : 0,
    view.since?.getTime() ?? 0,
  ];
  return groups
    .flatMap((group) => {
      const alone = group.alerts.filter(
        (each) => each.fires && !isHeldBack(each) && !taken.has(each.alert?.id ?? ''),
      );
      return alone.length ? [viewOf(group, alone)] : [];
    })
    .sort((left, right) => {
      const [one, other] = [rank(left), rank(right)];
      const at = one.findIndex((value, index) => value !== other[index]);
      return at < 0 ? 0 : one[at]! - other[at]!;
    });
}

/** Who looks after every alert of an incident that fires; empty while one has nobody. */
export function acknowledgedBy(incident: Incident, groups: readonly AlertGroup[]): string {
  const wanted = new Set(incident.alerts.filter((each) => !each.ended).map(({ alert }) => alert));
  if (wanted.size === 0) return '';
  const found = groups.flatMap((group) => group.alerts).filter((each) => wanted.has(each.alert?.id ?? ''));
  const named = new Map(found.map((each) => [each.alert!.id, each.acknowledgedBy]));
  return [...wanted].every((id) => named.get(id)) ? [...named.values()][0]! : '';
}

export interface ApprovalView {
  /** Address of what is agreed to. */
  href: string;
  name: string;
  /** Name of the wave, or of the step. */
  part: string;
  due: Date | undefined;
}

function waitingWave(rollout: Rollout): RolloutWave | undefined {
  if (rollout.state === RolloutState.AWAITING_APPROVAL) return rollout.waves[0];
  const going = rollout.state === RolloutState.RUNNING || rollout.state === RolloutState.PAUSED;
  return going ? rollout.waves.find((wave) => wave.state === WaveState.AWAITING_APPROVAL) : undefined;
}

/** What waits for somebody to agree; what ends soonest first. */
export function approvalsDue(rollouts: readonly Rollout[], runs: readonly Run[]): ApprovalView[] {
  const waves = rollouts.flatMap((rollout) => {
    const wave = waitingWave(rollout);
    const href = `/approvals/${encodeURIComponent(rollout.id)}`;
    return wave ? [{ href, name: rollout.id, part: wave.name, due: undefined }] : [];
  });
  const steps = runs.flatMap((run) => {
    const attempt = run.attempts.filter((each) => each.state === StepState.AWAITING && !each.ended).at(-1);
    const href = `/approvals/${encodeURIComponent(run.id)}`;
    return attempt ? [{ href, name: run.id, part: run.title || attempt.step, due: dateOf(attempt.due) }] : [];
  });
  return [...steps, ...waves].sort(
    (left, right) => (left.due?.getTime() ?? Infinity) - (right.due?.getTime() ?? Infinity),
  );
}

export interface FleetCounts {
  total: number;
  healthy: number;
  offline: number;
  unknown: number;
  /** Regions of the nodes that are offline; nothing when there are too many to know. */
  offlineRegions: string[] | undefined;
}

/** The share in percent that is healthy, never rounded up to all; nothing of no nodes. */
export function healthyShare({ total, healthy }: Pick<FleetCounts, 'total' | 'healthy'>): number | undefined {
  if (total === 0) return undefined;
  const share = (100 * healthy) / total;
  return healthy < total ? Math.min(99.9, Math.floor(share * 10) / 10) : 100;
}
