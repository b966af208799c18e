// What changed around an incident, as lanes on the time axis of its chart.
import { IncidentEventKind, type GetIncidentResponse } from '$gen/incident_pb';
import { RolloutState, type Rollout } from '$gen/rollout_pb';
import type { Lane, LaneItem } from './plot';
import type { Status } from './status';
import { dateOf } from './wire';

const rolloutStatuses: Partial<Record<RolloutState, Status>> = {
  [RolloutState.RUNNING]: 'updating',
  [RolloutState.SUCCEEDED]: 'healthy',
  [RolloutState.FAILED]: 'failed',
  [RolloutState.ROLLING_BACK]: 'degraded',
  [RolloutState.ROLLED_BACK]: 'degraded',
  [RolloutState.PAUSED]: 'held',
  [RolloutState.AWAITING_APPROVAL]: 'held',
};

export const statusOfRollout = (state: RolloutState): Status => rolloutStatuses[state] ?? 'unknown';

const seconds = (date: Date | undefined): number | undefined => date && date.getTime() / 1000;

export interface LaneWords {
  rollout: string;
  config: string;
  alerts: string;
  response: string;
  empty: string;
  acknowledged: string;
}

type Detail = Pick<GetIncidentResponse, 'incident' | 'changes' | 'events'>;

/** `now` in seconds: where what has not ended ends. */
export function lanesOf(detail: Detail, rollouts: readonly Rollout[], now: number, words: LaneWords): Lane[] {
  const lane = (name: string, items: LaneItem[]): Lane => ({ name, empty: words.empty, items });
  return [
    lane(words.rollout, rolloutItems(detail, rollouts, now)),
    lane(words.config, configItems(detail)),
    lane(words.alerts, alertItems(detail, now)),
    lane(words.response, responseItems(detail, words)),
  ];
}

function rolloutItems({ changes }: Detail, rollouts: readonly Rollout[], now: number): LaneItem[] {
  return changes.flatMap((change): LaneItem[] => {
    const at = seconds(dateOf(change.at));
    if (at === undefined || !change.reference.startsWith('rollout/')) return [];
    const id = change.reference.slice('rollout/'.length);
    const rollout = rollouts.find((each) => each.id === id);
    const status = change.suspected ? 'degraded' : rollout ? statusOfRollout(rollout.state) : 'unknown';
    if (!rollout) return [{ from: at, text: id, status }];
    return [
      {
        from: seconds(dateOf(rollout.startedAt)) ?? at,
        to: seconds(dateOf(rollout.endedAt)) ?? now,
        text: id,
        status: rollout.state === RolloutState.PAUSED ? 'held' : status,
      },
    ];
  });
}

const configItems = ({ changes }: Detail): LaneItem[] =>
  changes.flatMap((change): LaneItem[] => {
    const at = seconds(dateOf(change.at));
    if (at === undefined || change.reference.startsWith('rollout/')) return [];
    return [{ from: at, text: change.text, status: change.suspected ? 'degraded' : 'unknown' }];
  });

const alertItems = ({ incident }: Detail, now: number): LaneItem[] =>
  (incident?.alerts ?? []).flatMap((alert): LaneItem[] => {
    const from = seconds(dateOf(alert.began));
    if (from === undefined) return [];
    const { alertname = '', objective = '' } = alert.labels;
    const status = alert.labels['severity'] === 'page' ? 'failed' : 'degraded';
    return [
      {
        from,
        to: seconds(dateOf(alert.ended)) ?? now,
        text: [alertname, objective].filter(Boolean).join(' '),
        status,
      },
    ];
  });

function responseItems({ incident, events }: Detail, words: LaneWords): LaneItem[] {
  const acknowledged = seconds(dateOf(incident?.times?.acknowledged));
  const acts = events.flatMap((event): LaneItem[] => {
    const at = seconds(dateOf(event.at));
    const act = event.kind === IncidentEventKind.ACTION && event.pinned;
    if (at === undefined || !act) return [];
    return [{ from: at, text: event.text.split('\n')[0]!, status: 'updating' }];
  });
  return acknowledged === undefined
    ? acts
    : [{ from: acknowledged, text: words.acknowledged, status: 'healthy' as const }, ...acts];
}
