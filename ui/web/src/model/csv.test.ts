import { expect, it } from 'vitest';
import { csv } from './csv';

const line = (cell: string | number) => csv([[cell]]).slice(1, -2);

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =cmd|x', '\r=1'])('%j is no formula any more', (cell) => {
  expect(line(cell).replace(/^"/, '')).toMatch(/^'/);
});

it('keeps numbers numbers, and quotes what needs it', () => {
  expect(line(-5)).toBe('-5');
  expect(line('a,b')).toBe('"a,b"');
  expect(line('say "x"')).toBe('"say ""x"""');
  expect(line(NaN)).toBe('');
});
