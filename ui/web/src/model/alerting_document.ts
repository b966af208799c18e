// The alerting document, as far as it says who has the turn and who is told next. Loaded only where it is read.
import { parse } from 'yaml';
import { momentOf, type Alerting, type Rotation, type Route } from './oncall';

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
