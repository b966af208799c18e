// What the server says of the run of the stories and tests, at each of its moments.
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import {
  GetRunResponseSchema,
  RunSchema,
  RunState,
  StepState,
  type GetRunResponse,
  type Run,
} from '$gen/run_pb';
import {
  after,
  before,
  digest,
  done,
  evidence,
  history,
  passed,
  preview,
  runOf,
  steps,
  targets,
} from './samples';

const attempt = (state: StepState, more: object = {}) => ({
  seq: 4,
  step: 'failover',
  attempt: 1,
  state,
  actor: 'operator-1',
  subject: digest,
  blast: preview.blast,
  begun: before(1500),
  ...more,
});
const agreed = {
  attempt: 4,
  actor: 'approver-1',
  approves: true,
  subject: digest,
  comment: '',
  at: before(300),
};

const holding = [
  { title: 'Modem A is attached', text: '318 nodes, has to be = 318', holds: true, known: true },
  { title: 'No other run is at this site', text: '0 runs, has to be = 0', holds: true, known: true },
];

export type Moment =
  | 'begin'
  | 'awaiting'
  | 'ready'
  | 'changed'
  | 'verifying'
  | 'failed'
  | 'decide'
  | 'note'
  | 'irreversible'
  | 'succeeded'
  | 'check';

const moments: Record<Moment, () => { run: Run; more: MessageInitShape<typeof GetRunResponseSchema> }> = {
  begin: () => ({
    run: runOf(),
    more: { readings: [holding[0]!, { ...holding[1]!, text: '1 run, has to be = 0', holds: false }] },
  }),
  check: () => ({
    run: runOf({ step: 'modem', attempts: history.slice(0, 2) }),
    more: {
      readings: [
        {
          title: 'Nodes with carrier-B cannot be reached',
          text: 'nobody counted in the last 5 min',
          known: false,
        },
      ],
    },
  }),
  awaiting: () => ({
    run: runOf({
      state: RunState.WAITING,
      attempts: [...history, attempt(StepState.AWAITING, { due: after(723) })],
    }),
    more: { readings: holding, preview, mayBreakGlass: true },
  }),
  ready: () => ({
    run: runOf({
      attempts: [...history, attempt(StepState.PREVIEWED, { due: after(200) })],
      approvals: [agreed],
    }),
    more: { readings: [...holding, { title: 'p99', text: '71 ms, has to be < 60', known: true }], preview },
  }),
  changed: () => ({
    run: runOf({
      attempts: [...history, attempt(StepState.PREVIEWED, { due: after(200) })],
      approvals: [agreed],
    }),
    more: { readings: holding, preview, previewChanged: true },
  }),
  verifying: () => ({
    run: runOf({
      attempts: [
        ...history,
        attempt(StepState.VERIFYING, { acted: before(192), due: after(108), holdsSince: before(100) }),
      ],
      approvals: [agreed],
    }),
    more: {
      readings: [...holding, { title: 'p99', text: '41 ms, has to be < 60', holds: true, known: true }],
    },
  }),
  failed: () => ({
    run: runOf({
      state: RunState.WAITING,
      attempts: [
        ...history,
        attempt(StepState.FAILED, {
          acted: before(500),
          ended: before(120),
          outcome: 'p99 under 60 ms for 5 min: 84 ms, has to be < 60, after 5 min',
        }),
      ],
      approvals: [agreed],
      escalatedAt: before(60),
    }),
    more: { readings: [...holding, { title: 'p99', text: '84 ms, has to be < 60', known: true }] },
  }),
  decide: () => ({ run: runOf({ step: 'carrier', attempts: history.slice(0, 1) }), more: {} }),
  note: () => ({
    run: runOf({
      step: 'say',
      attempts: [
        ...history,
        attempt(StepState.PASSED, {
          acted: before(900),
          ended: before(600),
          outcome: 'p99 under 60 ms for 5 min: 42 ms',
          undone: before(300),
          undoneBy: 'operator-2',
        }),
        { ...passed(5, 'verify', 'p99 under 60 ms at both sites: 42 ms', 300) },
        { ...passed(6, 'wipe', 'skipped: they are repaired tomorrow', 200), state: StepState.SKIPPED },
      ],
    }),
    more: {},
  }),
  irreversible: () => ({
    run: runOf({
      step: 'wipe',
      owner: 'operator-1',
      attempts: [
        ...history,
        {
          seq: 5,
          step: 'wipe',
          attempt: 1,
          state: StepState.PREVIEWED,
          actor: 'operator-1',
          subject: digest,
          blast: { nodes: 4, regions: 1 },
          begun: before(20),
          due: after(280),
        },
      ],
    }),
    more: {
      preview: {
        text: 'retires 4 modems',
        targets: targets.slice(0, 4),
        targetCount: 4n,
        blast: { nodes: 4, regions: 1 },
        digest,
        changes: ['- modem B of 4 nodes'],
      },
    },
  }),
  succeeded: () => ({
    run: runOf({
      state: RunState.SUCCEEDED,
      step: '',
      endedAt: before(60),
      attempts: [
        ...history,
        attempt(StepState.PASSED, {
          acted: before(900),
          ended: before(600),
          outcome: 'p99 under 60 ms for 5 min: 42 ms, has to be < 60',
        }),
        passed(5, 'verify', 'p99 under 60 ms at both sites: 42 ms', 300),
        passed(6, 'wipe', 'None of them is listed', 200),
        passed(7, 'say', 'written down', 60),
      ],
    }),
    more: {},
  }),
};

export function toldAt(moment: Moment, changes: MessageInitShape<typeof RunSchema> = {}): GetRunResponse {
  const { run, more } = moments[moment]();
  const acted = run.attempts.some((each) => each.acted);
  return create(GetRunResponseSchema, {
    run: { ...run, ...changes } as Run,
    steps,
    evidence: acted ? [...evidence, done] : evidence,
    intact: true,
    stopAfter: durationFromMs(600_000),
    revision: 400n,
    ...more,
  } as MessageInitShape<typeof GetRunResponseSchema>);
}
