// Who has the turn, and whom an unacknowledged page reaches next, as the server decides it. What is not understood is
// not known; it is never guessed.

export interface Turn {
  rotation: string;
  member: string;
  /** Somebody else may have it from then on; nothing: it does not end. */
  until?: Date;
  takesOver: boolean;
  /** Whose turn comes after; nothing when it is the same person. */
  next?: string;
}

export interface Rotation {
  name: string;
  zone: string;
  start: number;
  turnDays: number;
  members: string[];
  overrides: { member: string; from: number; to: number }[];
}

export interface Escalation {
  /** Seconds since people were told first. */
  after: number;
  receiver: string;
}

export interface Route {
  matchers: string[];
  receiver: string;
  escalation: Escalation[];
  goesOn: boolean;
  routes: Route[];
}

export interface Alerting {
  rotations: Rotation[];
  /** Name of a receiver → the rotation that it tells. */
  receivers: Record<string, string>;
  route: Route | undefined;
}

const wallParts = { hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' } as const;

/** What the clocks of a zone show, as if it were UTC: milliseconds. */
function wallOf(zone: string, at: number): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    ...wallParts,
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(
    part['year']!,
    part['month']! - 1,
    part['day'],
    part['hour'],
    part['minute'],
    part['second'],
  );
}

/** The moment at which the clocks of a zone show `wall`; where they skip it, when they do. */
export function momentOf(zone: string, wall: number): number {
  const first = wall - (wallOf(zone, wall) - wall);
  return wall - (wallOf(zone, first) - first);
}

const day = 86_400_000;

function turnStart(rotation: Rotation, turn: number): number {
  return momentOf(rotation.zone, wallOf(rotation.zone, rotation.start) + turn * rotation.turnDays * day);
}

function turnAt(rotation: Rotation, at: number): number {
  let turn = Math.floor((at - rotation.start) / (rotation.turnDays * day));
  while (turn > 0 && at < turnStart(rotation, turn)) --turn;
  while (at >= turnStart(rotation, turn + 1)) ++turn;
  return turn;
}

/** Nothing before the first turn, unless somebody takes over. Of overrides that overlap, the last one counts. */
function memberAt(rotation: Rotation, at: number) {
  let member: string | undefined;
  let until = Infinity;
  let takesOver = false;
  if (at >= rotation.start && rotation.turnDays > 0) {
    const turn = turnAt(rotation, at);
    member = rotation.members[turn % rotation.members.length];
    until = turnStart(rotation, turn + 1);
  }
  for (const each of rotation.overrides) {
    if (at >= each.to) continue;
    if (at >= each.from) {
      member = each.member;
      takesOver = true;
    }
    until = Math.min(until, at >= each.from ? each.to : each.from);
  }
  return member === undefined ? undefined : { member, until, takesOver };
}

export function turnOf(rotation: Rotation, at: Date): Turn | undefined {
  const now = memberAt(rotation, at.getTime());
  if (!now) return undefined;
  let until = now.until;
  let after = Number.isFinite(until) ? memberAt(rotation, until) : undefined;
  // Somebody who follows themselves goes on.
  for (let tries = 0; after && after.member === now.member && tries < 20; ++tries) {
    until = after.until;
    after = Number.isFinite(until) ? memberAt(rotation, until) : undefined;
  }
  const ends = Number.isFinite(until) && after?.member !== now.member;
  return {
    rotation: rotation.name,
    member: now.member,
    takesOver: now.takesOver,
    ...(ends ? { until: new Date(until) } : {}),
    ...(ends && after ? { next: after.member } : {}),
  };
}

export const turnsAt = (alerting: Alerting, at: Date): Turn[] =>
  alerting.rotations.flatMap((rotation) => turnOf(rotation, at) ?? []);

/** Nothing: it cannot be told. */
function fits(matcher: string, labels: Record<string, string>): boolean | undefined {
  const found = /^\s*([a-zA-Z_][\w.]*)\s*(=~|!~|!=|=)\s*(.*?)\s*$/.exec(matcher);
  if (!found) return undefined;
  const [, name, sign, raw] = found;
  const value = raw!.replace(/^"(.*)"$/s, '$1').replace(/\\(["\\])/g, '$1');
  const label = labels[name!] ?? '';
  if (sign === '=') return label === value;
  if (sign === '!=') return label !== value;
  try {
    return new RegExp(`^(?:${value})$`).test(label) === (sign === '=~');
  } catch {
    return undefined;
  }
}

/** The routes that an alert takes; nothing when a matcher cannot be told. */
function routesOf(route: Route, labels: Record<string, string>): Route[] | undefined {
  const out: Route[] = [];
  for (const child of route.routes) {
    const all = child.matchers.map((matcher) => fits(matcher, labels));
    if (all.includes(undefined)) return undefined;
    if (all.includes(false)) continue;
    const below = routesOf(child, labels);
    if (!below) return undefined;
    out.push(...below);
    if (!child.goesOn) return out;
  }
  return out.length ? out : [route];
}

export interface NextPage {
  at: Date;
  receiver: string;
  /** Who that is now, when it is a rotation's. */
  person?: string;
}

/**
 * Who is told next while nobody acknowledges a page of which people were told at `told`. Nothing when nobody is, or
 * when it cannot be told.
 */
export function nextPageOf(
  alerting: Alerting,
  labels: Record<string, string>,
  told: Date,
  now: Date,
): NextPage | undefined {
  const routes = alerting.route && routesOf(alerting.route, labels);
  const steps = (routes ?? [])
    .flatMap((route) => route.escalation)
    .map(({ after, receiver }) => ({ at: told.getTime() + after * 1000, receiver }))
    .filter(({ at }) => at > now.getTime())
    .sort((left, right) => left.at - right.at);
  const step = steps[0];
  if (!step) return undefined;
  const rotation = alerting.rotations.find(({ name }) => name === alerting.receivers[step.receiver]);
  const turn = rotation && turnOf(rotation, new Date(step.at));
  return { at: new Date(step.at), receiver: step.receiver, ...(turn ? { person: turn.member } : {}) };
}
