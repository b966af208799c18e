// A server inside of the browser, for stories and tests: answers come from functions, through the same transport code.
import type { DescMethodUnary, DescService, MessageInitShape } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import {
  Code,
  ConnectError,
  createRouterTransport,
  type ConnectRouter,
  type Interceptor,
  type ServiceImpl,
} from '@connectrpc/connect';
import { readable } from 'svelte/store';
import { AccountSchema, type Account } from '$gen/account_pb';
import { ErrorDetailSchema } from '$gen/common_pb';
import { Role } from '$gen/options_pb';
import { createConfirmFlow } from '$src/api/confirm';
import { provideApi, type Api } from '$src/api/calls';
import type { Line } from '$src/api/line';
import { createRelease } from '$src/api/release';
import type { Connection, ConnectionState } from '$src/api/connection';
import type { SessionClient, SessionState } from '$src/api/session';
import { interceptorsOf } from '$src/api/transport';

export const scenarios = [
  'normal',
  'empty',
  'loading',
  'error',
  'disconnected',
  'stale',
  // All answer until askAgain; then they are still asked, refuse, or are not reached.
  'refreshing',
  'failing',
  'cut',
  // All refuse until serverIsWell.
  'recovering',
  'partial',
  'denied',
  'many',
] as const;
export type Scenario = (typeof scenarios)[number];

/** When the stories happen. */
export const storyTime = new Date('2026-11-23T13:35:00Z');

export function refusal(code: Code, message: string, reason = '', fix = '', field = ''): ConnectError {
  const detail = { desc: ErrorDetailSchema, value: { reason, fix, field } };
  return new ConnectError(message, code, undefined, [detail]);
}

const returns = new Set<() => void>();
let again = false;

/** What every method does in a scenario that is not about its data; nothing: it answers. */
export async function behave(scenario: Scenario): Promise<void> {
  if (scenario === 'loading' || (scenario === 'refreshing' && again)) await new Promise(() => {});
  if (scenario === 'error' || (scenario === 'failing' && again) || (scenario === 'recovering' && !again)) {
    throw refusal(
      Code.Internal,
      'The database did not answer within 5 s.',
      'storage_busy',
      'Try again in a minute.',
    );
  }
  if (scenario === 'denied') {
    throw refusal(
      Code.PermissionDenied,
      'This needs the role viewer for the whole fleet.',
      'role_missing',
      'Ask a security administrator for it.',
    );
  }
  if (scenario === 'disconnected' || (scenario === 'cut' && again))
    throw new ConnectError('Failed to fetch', Code.Unavailable);
}

export interface FakeOptions {
  scenario: Scenario;
  /** `router.service(NodeService, {...})`: what is not given answers "unimplemented". */
  services: (router: ConnectRouter) => void;
  role?: Role;
  account?: MessageInitShape<typeof AccountSchema>;
  session?: SessionState['state'];
  sessionCalls?: Partial<SessionClient>;
  /** Methods that refuse, as "ExplainRollout": one part of the page has no answer. */
  refuses?: readonly string[];
  /** Of another version than the app, which is 1.6.0. */
  serverVersion?: string;
}

/** One that never tells anything: what is shown is asked for. */
const silentLine: Line = {
  state: readable('closed'),
  isLive: () => false,
  caughtUp: readable(undefined),
  follow: () => () => {},
  begin: () => {},
};

export function accountOf(role: Role, more: MessageInitShape<typeof AccountSchema> = {}): Account {
  return create(AccountSchema, {
    name: role === Role.APPROVER ? 'approver-1' : 'operator-1',
    grants: [{ role }],
    ownGrants: [{ role }],
    hasSecondFactor: true,
    recoveryCodesLeft: 8,
    ...more,
  } as MessageInitShape<typeof AccountSchema>);
}

function fakeSession(state: SessionState): SessionClient {
  return {
    subscribe: readable(state).subscribe,
    csrf: () => 'fake',
    load: () => Promise.resolve(state),
    logIn: () =>
      Promise.reject(refusal(Code.Unauthenticated, 'Name or password is wrong.', 'wrong_password')),
    accept: () =>
      Promise.reject(refusal(Code.Unauthenticated, 'The code is not valid any more.', 'invitation_void')),
    logOut: () => Promise.resolve(),
    markEnded: () => {},
    setAccount: () => {},
  };
}

/** Whoever refused answers from now on. */
export const serverIsWell = (): void => void (again = true);

/** Every panel asks again, as after the server was away. */
export function askAgain(): void {
  again = true;
  for (const run of returns) run();
}

function fakeConnection(scenario: Scenario): Connection {
  const since = storyTime;
  const state: ConnectionState =
    scenario === 'disconnected' || scenario === 'cut'
      ? { state: 'offline', since, asOf: since, nextTry: new Date(storyTime.getTime() + 8000) }
      : { state: 'online' };
  return {
    state: readable(state),
    answered: () => {},
    failed: () => {},
    tryNow: () => {},
    onReturn: (run) => {
      returns.add(run);
      return () => returns.delete(run);
    },
  };
}

export function provideFake({
  scenario,
  services,
  role = Role.VIEWER,
  account = {},
  session = 'in',
  sessionCalls = {},
  serverVersion,
  refuses = [],
}: FakeOptions): Api {
  const confirm = createConfirmFlow();
  const client = {
    ...fakeSession(
      session === 'none' ? { state: 'none' } : { state: session, account: accountOf(role, account) },
    ),
    ...sessionCalls,
  };
  const connection = fakeConnection(scenario);
  const refuse: Interceptor = (next) => async (request) => {
    if (refuses.includes(request.method.name)) await behave('error');
    return next(request);
  };
  const interceptors = [
    ...interceptorsOf({ session: client, connection, confirm: () => confirm.ask() }),
    refuse,
  ];
  const transport = createRouterTransport(services, { transport: { interceptors } });
  const release = createRelease('1.6.0');
  if (serverVersion) release.told(serverVersion);
  const api: Api = { transport, session: client, confirm, connection, line: silentLine, release };
  provideApi(api);
  return api;
}

/** A service of which every method does what the scenario says before it answers. */
export function inScenario<S extends DescService>(
  scenario: Scenario,
  answers: Partial<ServiceImpl<S>>,
): Partial<ServiceImpl<S>> {
  const wrapped: Record<string, unknown> = {};
  for (const [name, answer] of Object.entries(answers as Record<string, (...args: unknown[]) => unknown>)) {
    wrapped[name] = async (...args: unknown[]) => {
      await behave(scenario);
      return answer(...args);
    };
  }
  return wrapped as Partial<ServiceImpl<S>>;
}

export type { ConnectRouter, DescMethodUnary };
