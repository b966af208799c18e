import { render } from 'svelte/server';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Freshness } from '$src/api/freshness';
import { Problem } from '$src/api/problem';
import Button from './Button.svelte';
import FreshnessChip from './FreshnessChip.svelte';
import HoldButton from './HoldButton.svelte';
import { now } from './now.svelte';
import Panel from './Panel.svelte';

const at = new Date('2026-11-23T13:35:00Z');
const before = (seconds: number) => new Date(at.getTime() - seconds * 1000);
const words = (html: string) =>
  html
    .replace(/<!--.*?-->/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
const chip = (freshness: Freshness, more = {}) =>
  render(FreshnessChip, { props: { freshness, ...more } }).body;

beforeAll(() => now.fix(at));

describe('the freshness chip', () => {
  it.each([
    ['live', { asOf: before(2) }, 'live 2 s'],
    ['live', { asOf: before(-5) }, 'live 0 s'],
    ['stale', { asOf: before(240) }, 'stale 4 min'],
    ['stale', {}, 'no data yet'],
    ['offline', {}, 'offline'],
    ['replay', { asOf: new Date('2026-11-20T08:02:00') }, 'replay 20 Nov 08:02'],
  ] as const)('%s %j says “%s”', (state, more, text) => {
    const html = chip({ state, ...more });
    expect(words(html)).toBe(text);
    expect(html).toMatch(new RegExp(`class="chip ${state}[ "]`));
  });

  it('says the time of what is shown while nobody answers, or when it is refreshed seldom', () => {
    expect(words(chip({ state: 'offline', asOf: at }))).toMatch(/^offline, showing \d\d:\d\d/);
    expect(words(chip({ state: 'live', asOf: at }, { absolute: true }))).toMatch(/^as of \d\d:\d\d/);
  });

  it('shows that something newer was asked for, without hiding what is there', () => {
    expect(chip({ state: 'live', asOf: at }, { refreshing: true })).toMatch(/class="[^"]*refreshing/);
    expect(words(chip({ state: 'live', asOf: at }, { refreshing: true }))).toBe('live 0 s');
  });
});

describe('a panel', () => {
  const problem = new Problem('internal', 'The database did not answer.', '', '', 'Try again in a minute.');
  const body = (props: object) => render(Panel, { props: { title: 'Nodes', ...props } as never }).body;

  it('with an error says what failed and what to do, offers to try again, and says how old what is left is', () => {
    const html = body({ state: { kind: 'error', problem, onRetry: () => {}, lastGood: at } });
    expect(words(html)).toMatch(
      /The database did not answer\. Try again in a minute\. Showing what was there at .* Retry/,
    );
    expect(html).toMatch(/role="alert"/);
  });

  it('says how fresh it is, unless nothing is there yet', () => {
    const freshness: Freshness = { state: 'live', asOf: before(3) };
    expect(words(body({ freshness }))).toContain('live 3 s');
    expect(words(body({ freshness, state: { kind: 'loading', since: 0 } }))).not.toContain('live');
    expect(words(body({ freshness, plain: true }))).not.toContain('live');
  });
});

describe('a button that cannot be pressed', () => {
  it('stays, is told so to everybody, and says why', () => {
    const html = render(Button, {
      props: { blocked: 'Not while the server does not answer', label: 'Pause' },
    }).body;
    expect(html).toMatch(/aria-disabled="true"/);
    expect(html).toContain('Not while the server does not answer');
  });

  it('and has to be held says why, too', () => {
    const html = render(HoldButton, {
      props: { text: 'Hold to run', locked: 'Tick the warning', ondone: () => {} },
    }).body;
    expect(html).toMatch(/aria-disabled="true"/);
    expect(words(html)).toBe('Hold to run Tick the warning');
  });
});
