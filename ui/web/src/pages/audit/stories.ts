import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { AuditService } from '$gen/audit_pb';
import { Role } from '$gen/options_pb';
import { inScenario, storyTime, type ConnectRouter, type Scenario } from '$src/testing/fake';
import { laterStories } from '$src/testing/states';
import type { Story } from '$src/testing/story';

const done = [
  ['operator-1', 'CreateRollout', 'rollout/meter-reader-7', 'meter-reader 2.0.0'],
  ['approver-1', 'ApproveRollout', 'rollout/meter-reader-7', 'wave canary'],
  ['operator-1', 'GetNodeLogs', 'node/rotterdam-00006', 'text "timeout"'],
  ['=cmd|calc', 'SignalRun', 'run/RUN-4', '<b>note</b>'],
  ['operator-2', 'MoveIncident', 'incident/INC-204', 'mitigated'],
] as const;

const hash = (seq: number) => `sha256:${(seq * 7919).toString(16).padStart(8, '0').repeat(8)}`;

function entry(seq: number) {
  const [actor, action, object, detail] = done[seq % done.length]!;
  return {
    seq: BigInt(seq),
    at: timestampFromDate(new Date(storyTime.getTime() - (10_000 - seq) * 90_000)),
    actor,
    action,
    object,
    detail,
    before: '',
    after: '',
    previous: hash(seq - 1),
    hash: hash(seq),
  };
}

function services(router: ConnectRouter, scenario: Scenario): void {
  const total = scenario === 'empty' ? 0 : scenario === 'many' ? 10_000 : 42;
  router.service(
    AuditService,
    inScenario<typeof AuditService>(scenario, {
      listAuditEntries: ({ options }) => {
        const from = Number(options?.pageToken || '0');
        const size = options?.filter ? 0 : Math.min(options?.pageSize || 100, total - from);
        const next = from + size < total && size ? String(from + size) : '';
        return {
          entries: Array.from({ length: size }, (_, index) => entry(10_000 - from - index)),
          page: { total: BigInt(options?.filter ? 0 : total), nextPageToken: next },
        };
      },
      verifyAudit: () =>
        scenario === 'partial'
          ? {
              intact: false,
              entries: 42n,
              firstBad: 17n,
              problem: 'the hash is not that of the entry',
              head: hash(42),
            }
          : { intact: true, entries: 42n, head: hash(42) },
    }),
  );
}

const base = {
  path: '/audit',
  scenario: 'normal',
  services,
  role: Role.AUDITOR,
  ready: '[data-panel] table',
} as const;
const verify = async () => {
  const button = () =>
    [...document.querySelectorAll('button')].find((each) => each.textContent?.includes('Verify'));
  while (!button()) await new Promise((resolve) => setTimeout(resolve, 20));
  button()!.click();
  while (!document.querySelector('.hash')) await new Promise((resolve) => setTimeout(resolve, 20));
};

export default [
  { ...base, name: 'audit/normal' },
  ...laterStories('audit', { ...base, name: '' }),
  { ...base, name: 'audit/verified', act: verify },
  { ...base, name: 'audit/broken', scenario: 'partial', state: 'special', act: verify },
  { ...base, name: 'audit/many', scenario: 'many' },
  { ...base, name: 'audit/empty', scenario: 'empty', ready: '.notice' },
  { ...base, name: 'audit/no-match', path: '/audit?q=actor%3Anobody', ready: '.notice' },
  { ...base, name: 'audit/loading', scenario: 'loading', ready: '[aria-busy]' },
  { ...base, name: 'audit/error', scenario: 'error', ready: '.notice' },
  { ...base, name: 'audit/denied', scenario: 'denied', role: Role.VIEWER, ready: '.notice' },
  { ...base, name: 'audit/disconnected', scenario: 'disconnected', ready: '.notice' },
  {
    ...base,
    name: 'audit/entry',
    act: async () => {
      const row = () => document.querySelector<HTMLElement>('tbody tr');
      while (!row()) await new Promise((resolve) => setTimeout(resolve, 20));
      row()!.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
      while (!document.querySelector('dialog[open]')) await new Promise((resolve) => setTimeout(resolve, 20));
    },
  },
] satisfies Story[];
