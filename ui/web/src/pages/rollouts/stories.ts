import { Role } from '$gen/options_pb';
import { RolloutState } from '$gen/rollout_pb';
import { firstStories, laterStories } from '$src/testing/states';
import { stagedRollout, type StageMoment } from '$src/testing/stages';
import type { Story } from '$src/testing/story';
import { servicesIn } from './fakes';

const list = {
  path: '/rollouts',
  scenario: 'normal',
  services: servicesIn(RolloutState.RUNNING),
  ready: '[data-panel] table',
} as const;
const one = {
  path: '/rollouts/meter-reader-7',
  scenario: 'normal',
  role: Role.OPERATOR,
  ready: '[data-panel] table',
} as const;

const press = (text: string) => async () => {
  const find = () =>
    [...document.querySelectorAll('button')].find((each) => each.textContent?.includes(text));
  while (!find()) await new Promise((resolve) => setTimeout(resolve, 20));
  find()!.click();
  while (!document.querySelector('dialog[open] .hold'))
    await new Promise((resolve) => setTimeout(resolve, 20));
};

const state = (name: string, of: RolloutState, ready: string = one.ready) => ({
  ...one,
  name: `rollouts/${name}`,
  services: servicesIn(of),
  ready,
});

/** Its plan has shadow and weights. */
const staged = (moment: StageMoment, ready = 'ol[aria-label="Nodes in each stage"] li'): Story => ({
  ...one,
  name: `rollouts/stages-${moment}`,
  services: servicesIn(stagedRollout(moment).state, moment),
  ready,
});

export default [
  { ...list, name: 'rollouts/list' },
  ...laterStories('rollouts/list', { ...list, name: '' }),
  { ...list, name: 'rollouts/list-many', scenario: 'many' },
  { ...list, name: 'rollouts/list-empty', scenario: 'empty', ready: '.notice' },
  { ...list, name: 'rollouts/list-no-match', path: '/rollouts?q=state%3Afailed', ready: '.notice' },
  { ...list, name: 'rollouts/list-loading', scenario: 'loading', ready: '[aria-busy]' },
  { ...list, name: 'rollouts/list-error', scenario: 'error', ready: '.notice' },
  { ...list, name: 'rollouts/list-denied', scenario: 'denied', ready: '.notice' },
  { ...list, name: 'rollouts/list-disconnected', scenario: 'disconnected', ready: '.notice' },
  state('running', RolloutState.RUNNING),
  { ...state('partial', RolloutState.RUNNING, '.grid'), state: 'partial', refuses: ['ExplainRollout'] },
  ...laterStories('rollouts', state('', RolloutState.RUNNING)),
  ...firstStories('rollouts', state('', RolloutState.RUNNING), ['denied']),
  { ...state('viewer', RolloutState.RUNNING), role: Role.VIEWER },
  state('paused', RolloutState.PAUSED),
  state('rolled-back', RolloutState.ROLLED_BACK),
  state('succeeded', RolloutState.SUCCEEDED),
  state('awaiting', RolloutState.AWAITING_APPROVAL, '.grid'),
  state('draft', RolloutState.DRAFT, '.grid'),
  { ...state('roll-back-sheet', RolloutState.RUNNING), act: press('Roll back') },
  { ...state('abort-sheet', RolloutState.RUNNING), act: press('Abort') },
  { ...state('resume-sheet', RolloutState.PAUSED), act: press('Resume') },
  { ...state('loading', RolloutState.RUNNING, '[aria-busy]'), scenario: 'loading' },
  { ...state('error', RolloutState.RUNNING, '.notice'), scenario: 'error' },
  { ...state('disconnected', RolloutState.RUNNING, '.notice'), scenario: 'disconnected' },
  // Those above have no stages.
  staged('shadow', '[data-percent]'),
  staged('promoted'),
  staged('refused'),
  staged('weights', '[data-percent]'),
  staged('went-back', '[data-percent]'),
  staged('alarm', '[data-percent]'),
  staged('many'),
  staged('planned', '.stages dl, .stages section'),
  { ...staged('weights'), name: 'rollouts/stages-nodes-unknown', state: 'partial', refuses: ['ListNodes'] },
  { ...staged('weights', '[data-percent]'), name: 'rollouts/stages-german', language: 'de' },
] satisfies Story[];
