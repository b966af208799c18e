// Incidents as plain values: where they stand, what may follow, in which order they need somebody.
import {
  IncidentEventKind,
  IncidentSeverity,
  IncidentState,
  type GetIncidentResponse,
  type Incident,
  type IncidentEvent,
} from '$gen/incident_pb';
import type { Status } from './status';
import { dateOf } from './wire';

export const incidentStates = [
  'triage',
  'active',
  'mitigated',
  'resolved',
  'review',
  'closed',
  'cancelled',
  'merged',
] as const;
export type IncidentStateName = (typeof incidentStates)[number];

/** Also what servers say that are newer than this page. */
export const stateName = (state: IncidentState): IncidentStateName | undefined => incidentStates[state - 1];

export const stateOf = (name: IncidentStateName): IncidentState =>
  (incidentStates.indexOf(name) + 1) as IncidentState;

/** People still work against it. */
export const isOpen = (state: IncidentState): boolean =>
  state >= IncidentState.TRIAGE && state <= IncidentState.MITIGATED;

const stateStatuses: Record<IncidentStateName, Status> = {
  triage: 'degraded',
  active: 'failed',
  mitigated: 'held',
  resolved: 'healthy',
  review: 'updating',
  closed: 'healthy',
  cancelled: 'offline',
  merged: 'unknown',
};

export function statusOfState(state: IncidentState): Status {
  const name = stateName(state);
  return name ? stateStatuses[name] : 'unknown';
}

const severityStatuses: Record<IncidentSeverity, Status> = {
  [IncidentSeverity.UNSPECIFIED]: 'unknown',
  [IncidentSeverity.SEV1]: 'failed',
  [IncidentSeverity.SEV2]: 'degraded',
  [IncidentSeverity.SEV3]: 'held',
  [IncidentSeverity.SEV4]: 'unknown',
};

export const statusOfSeverity = (severity: IncidentSeverity): Status =>
  severityStatuses[severity] ?? 'unknown';

/** "SEV2"; nothing for what nobody said. */
export const severityWord = (severity: IncidentSeverity): string =>
  severity >= IncidentSeverity.SEV1 && severity <= IncidentSeverity.SEV4 ? `SEV${severity}` : '';

const moves: Record<IncidentStateName, IncidentStateName[]> = {
  triage: ['active', 'mitigated', 'cancelled'],
  active: ['mitigated', 'resolved', 'cancelled'],
  mitigated: ['active', 'resolved', 'cancelled'],
  resolved: ['active', 'review', 'closed'],
  review: ['closed'],
  closed: [],
  cancelled: [],
  merged: [],
};

/** As the server lets it: what may follow by hand. */
export function movesOf(state: IncidentState): IncidentStateName[] {
  const name = stateName(state);
  return name ? moves[name] : [];
}

export const fires = (incident: Pick<Incident, 'alerts'>): boolean =>
  incident.alerts.some((alert) => !alert.ended);

/** Its alerts that fire, each once. */
export const firingAlerts = (incident: Pick<Incident, 'alerts'>): string[] => [
  ...new Set(incident.alerts.filter((alert) => !alert.ended).map((alert) => alert.alert)),
];

export const isPage = (incident: Pick<Incident, 'alerts'>): boolean =>
  incident.alerts.some((alert) => !alert.ended && alert.labels['severity'] === 'page');

/** When it began, as well as anybody knows. */
export const beganAt = (incident: Pick<Incident, 'times' | 'openedAt'>): Date | undefined =>
  dateOf(incident.times?.firstBad) ?? dateOf(incident.times?.detected) ?? dateOf(incident.openedAt);

/** When users were served again, or when it was over: where its charts end; nothing while it goes on. */
export function overAt(incident: Incident): Date | undefined {
  if (isOpen(incident.state)) return undefined;
  return dateOf(incident.times?.resolved) ?? dateOf(incident.times?.mitigated) ?? dateOf(incident.changedAt);
}

export interface ObjectiveOf {
  objective: string;
  /** Empty: the fleet. */
  region: string;
}

/** The promise that it is about; nothing where its alerts are about something else. */
export function objectiveOf(incident: Pick<Incident, 'alerts'>): ObjectiveOf | undefined {
  const firing = incident.alerts.filter((alert) => !alert.ended);
  const named = [...firing, ...incident.alerts].find((alert) => alert.labels['objective']);
  return named && { objective: named.labels['objective']!, region: named.labels['region'] ?? '' };
}

/** What its newest alert says, in the words of the server; empty without one. */
export const summaryOfAlerts = (incident: Pick<Incident, 'alerts'>): string =>
  (incident.alerts.filter((alert) => !alert.ended).at(-1) ?? incident.alerts.at(-1))?.summary ?? '';

const eventStatuses: Partial<Record<IncidentEventKind, Status>> = {
  [IncidentEventKind.OPENED]: 'failed',
  [IncidentEventKind.ALERT]: 'failed',
  [IncidentEventKind.BREAK_GLASS]: 'failed',
  [IncidentEventKind.PAGED]: 'degraded',
  [IncidentEventKind.CHANGE]: 'updating',
  [IncidentEventKind.ACTION]: 'updating',
  [IncidentEventKind.STATE]: 'held',
  [IncidentEventKind.MERGED]: 'held',
};

export interface TimelineRow {
  key: string;
  at: Date;
  status: Status | undefined;
  /** The first line; what follows is more. */
  text: string;
  more: string;
  /** Empty: the control plane. */
  actor: string;
  pinned: boolean;
  href: string | undefined;
}

/** Where a reference of the API leads inside of this app; nothing where there is no page for it. */
export function hrefOf(reference: string): string | undefined {
  const [kind, id] = reference.split(/\/(.*)/s);
  if (!id) return undefined;
  const name = encodeURIComponent(id);
  if (kind === 'rollout') return `/rollouts/${name}`;
  if (kind === 'run') return `/runbooks/run/${name}`;
  if (kind === 'incident') return `/incidents/${name}`;
  if (kind === 'audit') return `/audit?entry=${name}`;
  return undefined;
}

/** Newest first. `all`: also what was not decisive. */
export function timelineOf(events: readonly IncidentEvent[], all: boolean): TimelineRow[] {
  return events
    .filter((event) => all || event.pinned)
    .map((event) => {
      const [text, more = ''] = event.text.split(/\n(.*)/s);
      return {
        key: String(event.seq),
        at: dateOf(event.at) ?? new Date(NaN),
        status: eventStatuses[event.kind],
        text: text!,
        more: more.trim(),
        actor: event.actor,
        pinned: event.pinned,
        href: hrefOf(event.reference),
      };
    })
    .reverse();
}

export interface SuspectedChange {
  text: string;
  rollout: string | undefined;
  actor: string;
  at: Date | undefined;
  /** Seconds before it began; below zero: after. */
  before: number | undefined;
}

function changeOf(change: GetIncidentResponse['changes'][number], began: Date | undefined): SuspectedChange {
  const at = dateOf(change.at);
  const [kind, id] = change.reference.split(/\/(.*)/s);
  return {
    text: change.text,
    rollout: kind === 'rollout' ? id : undefined,
    actor: change.actor,
    at,
    before: at && began ? (began.getTime() - at.getTime()) / 1000 : undefined,
  };
}

/** The likeliest cause, if the server suspects one. */
export function suspectOf(
  detail: Pick<GetIncidentResponse, 'changes' | 'incident'>,
): SuspectedChange | undefined {
  const found = detail.changes.find((change) => change.suspected);
  return found && changeOf(found, detail.incident && beganAt(detail.incident));
}

/** What changed just before, the newest first, without the suspected one: at most `most`. */
export function justBefore(
  detail: Pick<GetIncidentResponse, 'changes' | 'incident'>,
  most: number,
): SuspectedChange[] {
  const began = detail.incident && beganAt(detail.incident);
  return detail.changes
    .filter((change) => !change.suspected && !change.during)
    .map((change) => changeOf(change, began))
    .sort((left, right) => (right.at?.getTime() ?? 0) - (left.at?.getTime() ?? 0))
    .slice(0, most);
}

/** Open ones that page first, then those that nobody has taken, the worst and the oldest first. */
export function byNeed(left: Incident, right: Incident, isTaken: (incident: Incident) => boolean): number {
  const rank = (incident: Incident) => [
    isPage(incident) ? 0 : 1,
    isTaken(incident) ? 1 : 0,
    incident.drill ? 1 : 0,
    incident.severity || 9,
    beganAt(incident)?.getTime() ?? 0,
  ];
  const [one, other] = [rank(left), rank(right)];
  const at = one.findIndex((value, index) => value !== other[index]);
  return at < 0 ? 0 : one[at]! - other[at]!;
}

const kindsOf = (incident: Incident) =>
  new Set(incident.alerts.map((alert) => alert.labels['alertname'] ?? ''));

/** Of the same kinds of alerts, those at the same place first, the newest first of each: at most `most`. */
export function similarTo(incident: Incident, others: readonly Incident[], most: number): Incident[] {
  const kinds = kindsOf(incident);
  const about = objectiveOf(incident)?.objective;
  const rank = (other: Incident) => {
    if (![...kindsOf(other)].some((kind) => kind && kinds.has(kind))) return 0;
    const same = objectiveOf(other)?.objective === about;
    return 1 + (other.region === incident.region ? 2 : 0) + (about && same ? 1 : 0);
  };
  return others
    .filter((other) => other.id !== incident.id && rank(other) > 0)
    .sort(
      (left, right) =>
        rank(right) - rank(left) ||
        (dateOf(right.openedAt)?.getTime() ?? 0) - (dateOf(left.openedAt)?.getTime() ?? 0),
    )
    .slice(0, most);
}
