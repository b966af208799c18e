import { describe, expect, it } from 'vitest';
import { nextAddress } from '$src/pages/login/next';
import { passwordFault } from '$src/pages/welcome/password';
import { inside } from '$src/model/link';
import { nameFilter } from './nodeSource';
import { rank } from './rank';
import { navigation } from './routes';

const commands = ['Executive', 'Incidents', 'rotterdam-00012', 'Rollouts'].map((text) => ({
  id: text,
  text,
  run: () => {},
}));
const found = (text: string) => rank(commands, text).map((each) => each.text);

describe('the palette', () => {
  it('has what begins with the text first, then what has it, then what has its letters', () => {
    expect(found('ro')).toEqual(['rotterdam-00012', 'Rollouts']);
    expect(found('inc')).toEqual(['Incidents']);
    expect(found('rdm')).toEqual(['rotterdam-00012']);
    expect(found('xyz')).toEqual([]);
    expect(found(' ')).toHaveLength(4);
  });
});

describe('the pages', () => {
  it.each(['key', 'order', 'href', 'name'] as const)('have a %s each of their own', (what) => {
    const told = navigation.map((each) => each[what]);
    expect(told.length).toBeGreaterThan(1);
    expect([...new Set(told)]).toEqual(told);
  });
});

describe('addresses from outside', () => {
  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '',
    undefined,
    '/login?next=/x',
  ])('%s is not followed after the log-in', (address) => expect(nextAddress(address)).toBe('/'));

  it('of this app are', () => expect(nextAddress('/incidents/INC-7?x=1')).toBe('/incidents/INC-7?x=1'));

  it.each(['//evil.example', '/\\evil.example', 'javascript:alert(1)', 'https://evil.example'])(
    '%s is no link, even from the server',
    (address) => expect(inside(address)).toBeUndefined(),
  );
});

it('a new password has twelve characters, as people count them, and is typed twice the same', () => {
  expect(passwordFault('short', 'short')).toEqual({ kind: 'short', missing: 7 });
  expect(passwordFault('🛰🛰🛰🛰🛰🛰🛰🛰🛰🛰🛰🛰', '')).toEqual({ kind: 'different' });
  expect(passwordFault('x'.repeat(129), 'x'.repeat(129))).toEqual({ kind: 'long' });
  expect(passwordFault('correct horse', 'correct horse')).toBeUndefined();
});

it('the palette asks the server for letters of names, never for a selector of its own', () => {
  expect(nameFilter(' Edge-1.2 ')).toBe('name~"edge-1[.]2"');
  for (const text of ['x" or name:*', 'a b', '(', '.*', '']) {
    expect(nameFilter(text) ?? '').not.toMatch(/ or |\*|\(/);
  }
});
