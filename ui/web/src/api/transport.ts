// Every call of the app goes through here: the token against forged requests, one kind of error, and "show again that it
// is you" where the server wants it.
import type { Interceptor, Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import { toProblem } from './problem';
import type { Connection } from './connection';
import type { SessionClient } from './session';

/** Asks the person; true when the server was satisfied and the call may be repeated. */
export type Confirmer = () => Promise<boolean>;

/** The session that this page knows is over: it ended, its cookie went when another tab logged out, or the cookie is of
 * another session. */
const over = ['session_ended', 'no_token', 'bad_csrf'];

export interface TransportOptions {
  session: Pick<SessionClient, 'csrf' | 'markEnded'>;
  confirm: Confirmer;
  connection: Pick<Connection, 'answered' | 'failed'>;
}

export function interceptorsOf({ session, confirm, connection }: TransportOptions): Interceptor[] {
  const guard: Interceptor = (next) => async (request) => {
    const token = session.csrf();
    request.header.set('X-Flotilla-CSRF', token);
    try {
      const response = await next(request);
      connection.answered();
      return response;
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code === 'unavailable') connection.failed();
      else if (problem.code !== 'canceled') connection.answered();
      if (over.includes(problem.reason) && token === session.csrf()) session.markEnded();
      if (problem.reason !== 'confirmation_needed' || request.stream) throw problem;
      if (!(await confirm())) throw problem;
      request.header.set('X-Flotilla-CSRF', session.csrf());
      return await next(request).catch((again: unknown) => {
        throw toProblem(again);
      });
    }
  };
  return [guard];
}

export function createApiTransport(options: TransportOptions & { base?: string }): Transport {
  return createConnectTransport({
    baseUrl: options.base ?? location.origin,
    useBinaryFormat: true,
    interceptors: interceptorsOf(options),
  });
}
