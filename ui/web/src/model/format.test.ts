import { describe, expect, it } from 'vitest';
import { day, number, percent, signed, span, spanRange } from './format';

describe('numbers', () => {
  it('have the signs of their language', () => {
    expect(number('en', 98_412)).toBe('98,412');
    expect(number('de', 98_412.5, 1)).toBe('98.412,5');
    expect(percent('en', 0.9994, 2)).toBe('99.94');
    expect(number('en', NaN)).toBe('–');
  });

  it('say which way they went, and nothing of a zero', () => {
    expect(signed('en', 0.02, 2)).toBe('+0.02');
    expect(signed('en', -0.02, 2)).toBe('−0.02');
    expect(signed('en', 0.001, 2)).toBe('0.00');
  });
});

describe('spans', () => {
  it.each([
    [0, '0 s'],
    [99, '99 s'],
    [100, '2 min'],
    [540, '9 min'],
    [3840, '64 min'],
    [7500, '2 h 5 min'],
    [7200, '2 h'],
    [181_440, '2.1 d'],
    [214 * 86_400, '214 d'],
    [-5, '0 s'],
    [NaN, '–'],
  ])('%d s is %s', (seconds, text) => expect(span('en', seconds)).toBe(text));

  it('say the unit once where both have it', () => {
    expect(spanRange('en', 200, 840, 'to')).toBe('3 to 14 min');
    expect(spanRange('en', 60, 540, 'to')).toBe('60 s to 9 min');
    expect(spanRange('de', 540, 7500, 'bis')).toBe('9 min bis 2 h 5 min');
  });

  it('do not break on a day that is none', () => expect(day('en', new Date(NaN))).toBe('–'));
});
