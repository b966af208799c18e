// What people do about an incident: which verbs fit its state, and the same as a line for flotillactl.
import { IncidentState, type Incident } from '$gen/incident_pb';
import { fires, isOpen, movesOf, type IncidentStateName } from './incident';

export type Verb =
  | 'acknowledge'
  | 'take'
  | 'mitigate'
  | 'resolve'
  | 'reopen'
  | 'review'
  | 'close'
  | 'cancel'
  | 'edit'
  | 'merge';

export const stateAfter: Partial<Record<Verb, IncidentStateName>> = {
  mitigate: 'mitigated',
  resolve: 'resolved',
  reopen: 'active',
  review: 'review',
  close: 'closed',
  cancel: 'cancelled',
};

/** The ones that need a word of why. */
export const needsReason = (verb: Verb): boolean => verb === 'cancel';

export interface VerbState {
  verb: Verb;
  /** Why not now; nothing: it may be done. */
  blocked?: 'fires';
  /** It may be done, but is not what is wanted now. */
  late?: true;
}

/** `acknowledged`: somebody said of every alert of it that fires that they look after it. */
export function verbsOf(incident: Incident, caller: string, acknowledged: boolean): VerbState[] {
  const open = isOpen(incident.state);
  const next = movesOf(incident.state);
  const out: VerbState[] = [];
  if (open && fires(incident) && !acknowledged) out.push({ verb: 'acknowledge' });
  if (open && incident.commander !== caller)
    out.push(incident.commander ? { verb: 'take', late: true } : { verb: 'take' });
  if (next.includes('mitigated')) out.push({ verb: 'mitigate' });
  if (next.includes('resolved'))
    out.push(fires(incident) ? { verb: 'resolve', blocked: 'fires' } : { verb: 'resolve' });
  if (next.includes('active') && incident.state !== IncidentState.TRIAGE) out.push({ verb: 'reopen' });
  if (next.includes('review')) out.push({ verb: 'review' });
  if (next.includes('closed')) out.push({ verb: 'close' });
  if (open) out.push({ verb: 'edit' }, { verb: 'merge' });
  if (next.includes('cancelled')) out.push({ verb: 'cancel' });
  return out;
}

/** The two that matter now, for the dock of a phone and as buttons at the head; the others are under "more". */
export function leadingVerbs(all: VerbState[]): VerbState[] {
  const order: Verb[] = ['acknowledge', 'take', 'mitigate', 'resolve', 'review', 'close', 'reopen'];
  const can = (each: VerbState) => (each.blocked ? 2 : each.late ? 1 : 0);
  return all
    .filter((each) => order.includes(each.verb))
    .sort((left, right) => can(left) - can(right) || order.indexOf(left.verb) - order.indexOf(right.verb))
    .slice(0, 2);
}

export const shellQuoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** The same act as a line for a terminal. */
export function commandLine(verb: Verb | 'show' | 'note', incident: Incident, text = ''): string {
  const base = `flotillactl incidents ${verb} ${shellQuoted(incident.id)}`;
  if (verb === 'acknowledge') {
    const alert = incident.alerts.find((each) => !each.ended)?.alert ?? 'ALERT';
    return `flotillactl alerts ack ${shellQuoted(alert)}`;
  }
  if (verb === 'merge') return `${base} --into ${text ? shellQuoted(text) : 'INCIDENT'}`;
  if (verb === 'note') return `${base} ${text ? shellQuoted(text) : 'TEXT'}`;
  if (verb === 'take' || verb === 'show' || verb === 'edit') return base;
  if (text) return `${base} --reason ${shellQuoted(text)}`;
  return needsReason(verb) ? `${base} --reason TEXT` : base;
}
