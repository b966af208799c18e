// The states that every page has to have a story for, and those that some cannot have. states.test.ts holds it.
import type { Scenario } from './fake';
import { askAgain } from './fake';
import type { Story } from './story';

export const states = [
  'empty',
  'well',
  'loading',
  'refreshing',
  'partial',
  'error',
  'disconnected',
  'stale',
  'denied',
  'replay',
] as const;
export type State = (typeof states)[number];

const ofScenario: Partial<Record<Scenario, State>> = {
  empty: 'empty',
  loading: 'loading',
  refreshing: 'refreshing',
  partial: 'partial',
  error: 'error',
  disconnected: 'disconnected',
  cut: 'disconnected',
  stale: 'stale',
  failing: 'stale',
  denied: 'denied',
};

/** What a story shows; nothing: one of the many that are special to a page. */
export const stateOf = ({ state, scenario }: Story): State | undefined =>
  state === 'special' ? undefined : (state ?? ofScenario[scenario]);

/** Whoever looks at the story says how long is too long. */
async function appears(selector: string): Promise<void> {
  while (!document.querySelector(selector)) await new Promise((resolve) => setTimeout(resolve, 20));
}

const shows = {
  refreshing: '.chip.refreshing',
  failing: '.chip.stale',
  cut: '.chip.offline',
} as const;

/** What becomes of a page that had its answers: asked again, refused from then on, cut off. `base` is how it is then. */
export function laterStories(prefix: string, base: Story): Story[] {
  return (Object.keys(shows) as (keyof typeof shows)[]).map((scenario) => ({
    ...base,
    name: `${prefix}/${scenario}`,
    scenario,
    act: async () => {
      await base.act?.();
      askAgain();
      await appears(shows[scenario]);
    },
  }));
}

/** What becomes of a page that gets no answer at all. */
export const firstStories = (
  prefix: string,
  base: Story,
  which: readonly ('loading' | 'error' | 'denied' | 'disconnected')[],
): Story[] =>
  which.map((scenario) => {
    const { act: _, ...story } = base;
    return {
      ...story,
      name: `${prefix}/${scenario}`,
      scenario,
      ready: scenario === 'loading' ? '[aria-busy]' : '[data-panel] .notice',
    };
  });

type Missing = Partial<Record<State, string>>;
const now: Missing = { replay: 'it shows what is, and never a time in the past' };
const list: Missing = { ...now, well: 'a list of what there is: empty is the other word' };
const one: Missing = { ...list, empty: 'it is about one thing: without it there is no page' };
const whole = 'all of it is one answer';
const form: Missing = Object.fromEntries(
  states.map((state) => [state, 'a form that shows nothing of the fleet']),
);

/** Why a page cannot be in a state. What is not here has a story. */
export const cannotBe: Record<string, Missing> = {
  '/now': { ...now, empty: 'that nothing needs anybody is well' },
  '/incidents': { ...now, partial: whole },
  '/incidents/:id': one,
  '/approvals': { ...now, empty: 'that nothing waits is well' },
  '/approvals/:id': one,
  '/runbooks': list,
  '/runbooks/book/:name': { ...one, partial: whole },
  '/runbooks/run/:id': { ...one, partial: whole },
  '/rollouts': { ...list, partial: whole },
  '/rollouts/:id': one,
  '/nodes': { ...list, partial: whole },
  '/slo': now,
  '/exec': now,
  '/debug': { ...list, partial: whole },
  '/debug/node/:id': { well: list.well! },
  '/debug/compare': { well: list.well!, partial: 'both sides are the same question' },
  '/audit': { ...list, partial: whole },
  '/me': list,
  '/login': form,
  '/welcome': form,
};
