import { describe, expect, it } from 'vitest';
import { format, match, parse, type Address } from './address';

const states: Address[] = [
  { path: [], query: {} },
  { path: ['exec'], query: { period: '30' } },
  {
    path: ['debug', 'node', 'edge-1/ä b?#%&'],
    query: { q: 'region:eu version<4.2 &=#+%', t: '2026-11-23T14:02Z' },
  },
  { path: ['incidents', 'INC-7'], query: { sel: '\u{1F6F0} "x"', z: '1', a: '2' } },
  { path: ['__proto__', '..'], query: { constructor: 'x', __proto__x: 'y' } },
];

describe('addresses', () => {
  it.each(states.map((state) => [format(state), state] as const))('come back the same: %s', (_, state) => {
    const again = parse(format(state));
    expect(again.path).toEqual(state.path);
    expect({ ...again.query }).toEqual(state.query);
    expect(format(again)).toBe(format(state));
  });

  it('of one state are one, whatever the order', () => {
    expect(format({ path: ['nodes'], query: { b: '2', a: '1', c: '' } })).toBe('/nodes?a=1&b=2');
  });

  it('are taken as they are when they cannot be decoded', () => {
    expect(parse('/nodes/%E0%A4%A?q=%').path).toEqual(['nodes', '%E0%A4%A']);
  });

  it('match a route with its parts, and nothing longer or shorter', () => {
    expect(match('/incidents/:id', ['incidents', 'INC-7'])).toEqual({ id: 'INC-7' });
    expect(match('/incidents/:id', ['incidents'])).toBeUndefined();
    expect(match('/incidents/:id', ['incidents', 'a', 'b'])).toBeUndefined();
    expect(match('/', [])).toEqual({});
  });
});
