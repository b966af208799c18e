// The session of this browser. The secret is a cookie that no script sees; here is only who it is and the token that
// proves to the server that a request comes from a page of its own.
import {
  create,
  fromBinary,
  fromJson,
  toJson,
  type JsonValue,
  type MessageInitShape,
} from '@bufbuild/protobuf';
import { base64Decode } from '@bufbuild/protobuf/wire';
import { writable, type Readable } from 'svelte/store';
import {
  AcceptInvitationRequestSchema,
  AccountSchema,
  LogInRequestSchema,
  type Account,
} from '$gen/account_pb';
import { ErrorDetailSchema } from '$gen/common_pb';
import { Problem, type ProblemCode } from './problem';

export interface SessionState {
  /** unknown: not asked yet; ended: there was one, and the server does not know it any more. */
  state: 'unknown' | 'none' | 'in' | 'ended';
  account?: Account;
}

export interface SessionClient extends Readable<SessionState> {
  /** Empty without a session. */
  csrf(): string;
  load(): Promise<SessionState>;
  logIn(request: MessageInitShape<typeof LogInRequestSchema>): Promise<Account>;
  accept(request: MessageInitShape<typeof AcceptInvitationRequestSchema>): Promise<Account>;
  logOut(): Promise<void>;
  /** A call was refused because there is no session any more. */
  markEnded(): void;
  setAccount(account: Account): void;
}

interface Answer {
  csrf: string;
  account: JsonValue;
}

interface Refusal {
  code?: ProblemCode;
  message?: string;
  reason?: string;
  field?: string;
  fix?: string;
  details?: { type?: string; value?: string; debug?: Partial<Refusal> }[];
}

async function refusalOf(response: Response): Promise<Problem> {
  const fallback: ProblemCode =
    response.status === 401 ? 'unauthenticated' : response.status < 500 ? 'unknown' : 'unavailable';
  const body = (await response.json().catch(() => ({}))) as Refusal;
  const detail = detailOf(body);
  return new Problem(
    body.code ?? fallback,
    body.message ?? `${response.status}`,
    detail.reason,
    detail.field,
    detail.fix,
  );
}

function detailOf(body: Refusal): { reason?: string; field?: string; fix?: string } {
  const value = body.details?.find((each) => each.type === 'flotilla.v1.ErrorDetail')?.value;
  return value ? fromBinary(ErrorDetailSchema, base64Decode(value)) : body;
}

export function createSessionClient(options: { fetch?: typeof fetch; base?: string } = {}): SessionClient {
  const ask = options.fetch ?? ((...args: Parameters<typeof fetch>) => fetch(...args));
  const base = options.base ?? '';
  const store = writable<SessionState>({ state: 'unknown' });
  let now: SessionState = { state: 'unknown' };
  let token = '';

  function set(next: SessionState): SessionState {
    now = next;
    store.set(next);
    return next;
  }

  async function call(path: string, init: RequestInit): Promise<Response> {
    try {
      return await ask(`${base}${path}`, { credentials: 'same-origin', cache: 'no-store', ...init });
    } catch (error) {
      throw new Problem('unavailable', error instanceof Error ? error.message : String(error));
    }
  }

  function entered(answer: Answer): SessionState {
    token = answer.csrf;
    return set({
      state: 'in',
      account: fromJson(AccountSchema, answer.account, { ignoreUnknownFields: true }),
    });
  }

  async function enter(path: string, body: JsonValue): Promise<Account> {
    const headers = { 'content-type': 'application/json' };
    const response = await call(path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw await refusalOf(response);
    return entered((await response.json()) as Answer).account!;
  }

  return {
    subscribe: store.subscribe,
    csrf: () => token,
    async load() {
      const response = await call('/session', { method: 'GET' });
      if (response.status === 401) {
        token = '';
        return set({ state: 'none' });
      }
      if (!response.ok) throw await refusalOf(response);
      return entered((await response.json()) as Answer);
    },
    logIn: (request) => enter('/session', toJson(LogInRequestSchema, create(LogInRequestSchema, request))),
    accept: (request) =>
      enter(
        '/session/invitation',
        toJson(AcceptInvitationRequestSchema, create(AcceptInvitationRequestSchema, request)),
      ),
    async logOut() {
      const response = await call('/session', { method: 'DELETE', headers: { 'X-Flotilla-CSRF': token } });
      if (!response.ok && response.status !== 401) throw await refusalOf(response);
      token = '';
      set({ state: 'none' });
    },
    markEnded() {
      if (now.state === 'in') set({ ...now, state: 'ended' });
    },
    setAccount: (account) => void set({ state: 'in', account }),
  };
}
