import { create } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import { BudgetService } from '$gen/budget_pb';
import { NodeService } from '$gen/node_pb';
import { Role } from '$gen/options_pb';
import { RolloutService, RolloutState, type Rollout } from '$gen/rollout_pb';
import { RunService, RunState } from '$gen/run_pb';
import { ServerInfoSchema, ServerService } from '$gen/server_pb';
import { inScenario, refusal, type ConnectRouter, type Scenario } from '$src/testing/fake';
import { nodeAt } from '$src/testing/fleet';
import { firstStories, laterStories } from '$src/testing/states';
import { plannedStages } from '$src/testing/stageNodes';
import type { Story } from '$src/testing/story';
import { toldAt } from '../runbooks/sampleMoments';
import { budget, explanation, first, rolloutOf } from './samples';

interface Options {
  rollout?: () => Rollout;
  told?: () => ReturnType<typeof toldAt>;
  budgets?: boolean;
  runsFail?: boolean;
}

function services({
  rollout = rolloutOf,
  told = () => toldAt('awaiting'),
  budgets = false,
  runsFail,
}: Options = {}) {
  return (router: ConnectRouter, scenario: Scenario): void => {
    let asked = 0;
    const many = Array.from({ length: 200 }, (_, index) => rolloutOf({ id: `edge-fw-${10_000 - index}` }));
    const rollouts = scenario === 'empty' ? [] : scenario === 'many' ? many : [rolloutOf(), first()];
    router.service(
      RolloutService,
      inScenario<typeof RolloutService>(scenario, {
        listRollouts: () => ({ rollouts, page: { total: BigInt(rollouts.length) } }),
        getRollout: () => (asked++, rollout()),
        explainRollout: () => explanation,
        approveRollout: () => rolloutOf({ state: RolloutState.RUNNING }),
        rejectRollout: () => {
          throw refusal(Code.Aborted, 'the plan of edge-fw-43 is not the one that was read', 'other_plan');
        },
      }),
    );
    router.service(
      RunService,
      inScenario<typeof RunService>(scenario, {
        listRuns: () => {
          if (runsFail) throw refusal(Code.Internal, 'The runs could not be read.');
          return { runs: scenario === 'empty' ? [] : [toldAt('awaiting').run!], page: { total: 1n } };
        },
        getRun: () => told(),
        reviewRun: () => toldAt('ready', { moves: 10n }).run!,
      }),
    );
    router.service(
      BudgetService,
      inScenario<typeof BudgetService>(scenario, {
        listBudgets: () => ({ budgets: budgets ? [budget] : [] }),
      }),
    );
    router.service(
      NodeService,
      inScenario<typeof NodeService>(scenario, {
        listNodes: () => ({ nodes: [3, 4, 9].map((each) => nodeAt(each)) }),
      }),
    );
    router.service(
      ServerService,
      inScenario<typeof ServerService>(scenario, {
        getServer: () => create(ServerInfoSchema, { nodes: 22_400n }),
      }),
    );
  };
}

const staged = () => rolloutOf({ stages: { planned: plannedStages() } });
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 80));
const tick = async () => {
  await settle();
  for (const box of document.querySelectorAll<HTMLInputElement>('[type=checkbox]')) box.click();
  await settle();
};
const press = (text: string) => async () => {
  await settle();
  [...document.querySelectorAll('button')].find((each) => each.textContent?.includes(text))?.click();
  await settle();
};

const list = { path: '/approvals', scenario: 'normal', services: services(), role: Role.APPROVER } as const;
const one = { ...list, path: '/approvals/edge-fw-43', ready: '.dock' } as const;
const run = { ...list, path: '/approvals/RUN-31', ready: '.dock' } as const;

export default [
  { ...list, name: 'approvals/normal' },
  { ...list, name: 'approvals/viewer', role: Role.VIEWER },
  { ...list, name: 'approvals/well', scenario: 'empty', state: 'well' },
  { ...list, name: 'approvals/loading', scenario: 'loading' },
  { ...list, name: 'approvals/error', scenario: 'error' },
  { ...list, name: 'approvals/denied', scenario: 'denied' },
  { ...list, name: 'approvals/disconnected', scenario: 'disconnected' },
  { ...list, name: 'approvals/partial', state: 'partial', services: services({ runsFail: true }) },
  { ...list, name: 'approvals/many', scenario: 'many' },
  ...laterStories('approvals', { ...list, name: '' }),
  { ...one, name: 'approval/normal', act: settle },
  {
    ...one,
    name: 'approval/partial',
    state: 'partial',
    refuses: ['ExplainRollout', 'ListBudgets'],
    act: settle,
  },
  ...laterStories('approval', { ...one, name: '', act: settle }),
  ...firstStories('approval', { ...one, name: '' }, ['denied']),
  { ...one, name: 'approval/ticked', act: tick },
  { ...one, name: 'approval/budget', services: services({ budgets: true }), act: settle },
  { ...one, name: 'approval/first', services: services({ rollout: first }), act: settle },
  { ...one, name: 'approval/stages', services: services({ rollout: staged }), act: settle },
  { ...one, name: 'approval/stages-plan', services: services({ rollout: staged }), act: press('plan') },
  { ...one, name: 'approval/author', account: { name: 'operator-2' }, act: settle },
  { ...one, name: 'approval/viewer', role: Role.VIEWER, account: { name: 'viewer-1' }, act: settle },
  { ...one, name: 'approval/plan', act: press('plan') },
  { ...one, name: 'approval/nodes', act: press('list') },
  {
    ...one,
    name: 'approval/over',
    services: services({ rollout: () => rolloutOf({ state: RolloutState.REJECTED }) }),
    ready: '.outcome',
  },
  {
    ...one,
    name: 'approval/offline',
    scenario: 'disconnected',
    services: (router) => services()(router, 'normal'),
    act: settle,
  },
  { ...one, name: 'approval/loading', scenario: 'loading', ready: '[data-panel]' },
  { ...one, name: 'approval/error', scenario: 'error', ready: '[data-panel]' },
  { ...run, name: 'approval/run', act: settle },
  { ...run, name: 'approval/run-german', language: 'de', act: settle },
  { ...run, name: 'approval/run-ticked', act: tick },
  {
    ...run,
    name: 'approval/run-changed',
    services: services({ told: () => ({ ...toldAt('awaiting'), previewChanged: true }) }),
    act: settle,
  },
  { ...run, name: 'approval/run-owner', account: { name: 'operator-1' }, act: settle },
  {
    ...run,
    name: 'approval/run-over',
    services: services({ told: () => toldAt('ready', { state: RunState.RUNNING }) }),
    ready: '.outcome',
  },
] satisfies Story[];
