// Who has the turn, and whom an unacknowledged page reaches next: read from the alerting document as the server would.
// What this page does not understand it does not know; it is never guessed.
import { parse } from 'yaml';

export interface Turn {
  rotation: string;
  member: string;
  /** Somebody else may have it from then on; nothing: it does not end. */
  until?: Date;
  takesOver: boolean;
  /** Whose turn comes after; nothing when it is the same person. */
  next?: string;
}

interface Rotation {
  name: string;
  zone: string;
  start: number;
  turnDays: number;
  members: string[];
  overrides: { member: string; from: number; to: number }[];
}

interface Escalation {
  /** Seconds since people were told first. */
  after: number;
  receiver: string;
}

interface Route {
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

type Map = Record<string, unknown>;
const asMap = (value: unknown): Map =>
  value && typeof value === 'object' && !Array.isArray(value) ? (value as Map) : {};
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const asText = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

const units: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** "15m", "1h30m" as seconds. */
export function lengthOf(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g))
    seconds += Number(count) * units[unit!]!;
  return seconds;
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
function momentOf(zone: string, wall: number): number {
  const first = wall - (wallOf(zone, wall) - wall);
  return wall - (wallOf(zone, first) - first);
}

function readMoment(value: unknown, zone: string): number | undefined {
  const text = value instanceof Date ? value.toISOString() : asText(value).trim();
  if (/Z$|[+-]\d\d:\d\d$/.test(text)) {
    const at = Date.parse(text);
    return Number.isNaN(at) ? undefined : at;
  }
  if (!/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?$/.test(text)) return undefined;
  const wall = Date.parse(`${text.replace(' ', 'T')}${text.length > 10 ? '' : 'T00:00'}Z`);
  return Number.isNaN(wall) ? undefined : momentOf(zone, wall);
}

function readRotation(value: unknown): Rotation | undefined {
  const map = asMap(value);
  const zone = asText(map['zone'] ?? 'UTC');
  const start = readMoment(map['start'], zone);
  const members = asList(map['members']).map((member) => asText(asMap(member)['name']));
  if (start === undefined || members.length === 0 || members.some((member) => !member)) return undefined;
  const overrides = asList(map['overrides']).flatMap((each) => {
    const turn = asMap(each);
    const from = readMoment(turn['from'], zone);
    const to = readMoment(turn['to'], zone);
    return from === undefined || to === undefined ? [] : [{ member: asText(turn['member']), from, to }];
  });
  if (overrides.length !== asList(map['overrides']).length) return undefined;
  return {
    name: asText(map['name']),
    zone,
    start,
    turnDays: Number(map['turn_days'] ?? 7),
    members,
    overrides,
  };
}

function readRoute(value: unknown, above?: Route): Route {
  const map = asMap(value);
  const escalation = map['escalation']
    ? asList(map['escalation']).flatMap((each) => {
        const after = lengthOf(asText(asMap(each)['after']));
        return after === undefined ? [] : [{ after, receiver: asText(asMap(each)['receiver']) }];
      })
    : (above?.escalation ?? []);
  const route: Route = {
    matchers: asList(map['matchers']).map(asText),
    receiver: asText(map['receiver']) || (above?.receiver ?? ''),
    escalation,
    goesOn: map['continue'] === true,
    routes: [],
  };
  route.routes = asList(map['routes']).map((child) => readRoute(child, route));
  return route;
}

/** Nothing when it cannot be read. */
export function readAlerting(text: string): Alerting | undefined {
  try {
    const map = asMap(parse(text, { maxAliasCount: 0 }));
    const receivers: Record<string, string> = {};
    for (const each of asList(map['receivers'])) {
      const { name, rotation } = asMap(each);
      if (rotation) receivers[asText(name)] = asText(rotation);
    }
    const rotations = asList(map['rotations']).flatMap((each) => readRotation(each) ?? []);
    return { rotations, receivers, route: map['route'] ? readRoute(map['route']) : undefined };
  } catch {
    return undefined;
  }
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
