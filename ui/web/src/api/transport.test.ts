import { Code, createClient, createRouterTransport, type ConnectRouter } from '@connectrpc/connect';
import { describe, expect, it, vi } from 'vitest';
import { NodeService } from '$gen/node_pb';
import { refusal } from '$src/testing/fake';
import { createConfirmFlow } from './confirm';
import { Problem, toProblem } from './problem';
import { interceptorsOf } from './transport';

function rig(routes: (router: ConnectRouter) => void, confirm = () => Promise.resolve(true)) {
  const session = { csrf: vi.fn(() => 'token-1'), markEnded: vi.fn() };
  const connection = { answered: vi.fn(), failed: vi.fn() };
  const interceptors = interceptorsOf({ session, connection, confirm });
  const transport = createRouterTransport(routes, { transport: { interceptors } });
  return { session, connection, nodes: createClient(NodeService, transport) };
}

const failing = (error: unknown) => (router: ConnectRouter) =>
  router.service(NodeService, {
    getNode: () => {
      throw error;
    },
  });

describe('every call', () => {
  it('carries the token against forged requests', async () => {
    let sent: string | null = '';
    const { nodes, connection } = rig((router) =>
      router.service(NodeService, {
        getNode: (_, context) => {
          sent = context.requestHeader.get('X-Flotilla-CSRF');
          return { name: 'a' };
        },
      }),
    );
    await nodes.getNode({ node: 'a' });
    expect(sent).toBe('token-1');
    expect(connection.answered).toHaveBeenCalled();
  });

  it('fails with the words of the server, and what to do', async () => {
    const { nodes } = rig(
      failing(refusal(Code.PermissionDenied, 'Not yours.', 'role_missing', 'Ask for it.')),
    );
    const problem = await nodes.getNode({ node: 'a' }).catch(toProblem);
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({
      code: 'permission_denied',
      reason: 'role_missing',
      message: 'Not yours.',
      fix: 'Ask for it.',
    });
  });

  it('tells the connection when nobody answers, and only then', async () => {
    const gone = rig(failing(refusal(Code.Unavailable, 'gone')));
    await gone.nodes.getNode({ node: 'a' }).catch(() => {});
    expect(gone.connection.failed).toHaveBeenCalledOnce();
    const refused = rig(failing(refusal(Code.NotFound, 'no such node')));
    await refused.nodes.getNode({ node: 'a' }).catch(() => {});
    expect(refused.connection.failed).not.toHaveBeenCalled();
  });

  it.each(['session_ended', 'no_token', 'bad_csrf'])('ends the session on %s', async (reason) => {
    const { nodes, session } = rig(failing(refusal(Code.Unauthenticated, 'ended', reason)));
    await nodes.getNode({ node: 'a' }).catch(() => {});
    expect(session.markEnded).toHaveBeenCalledOnce();
  });

  it('keeps a session that was opened after the refused call was sent', async () => {
    const { nodes, session } = rig(failing(refusal(Code.Unauthenticated, 'ended', 'no_token')));
    session.csrf.mockReturnValueOnce('of the session before');
    await nodes.getNode({ node: 'a' }).catch(() => {});
    expect(session.markEnded).not.toHaveBeenCalled();
  });
});

describe('what needs confirmation', () => {
  const once = () => {
    let asked = 0;
    return (router: ConnectRouter) =>
      router.service(NodeService, {
        getNode: () => {
          if (++asked === 1) throw refusal(Code.PermissionDenied, 'Confirm.', 'confirmation_needed');
          return { name: `call ${asked}` };
        },
      });
  };

  it('is repeated once after the person confirmed', async () => {
    const confirm = vi.fn(() => Promise.resolve(true));
    const { nodes } = rig(once(), confirm);
    expect((await nodes.getNode({ node: 'a' })).name).toBe('call 2');
    expect(confirm).toHaveBeenCalledOnce();
  });

  it('is not repeated when the person did not', async () => {
    const { nodes } = rig(once(), () => Promise.resolve(false));
    const problem = await nodes.getNode({ node: 'a' }).catch(toProblem);
    expect(problem).toMatchObject({ reason: 'confirmation_needed' });
  });

  it('asks once for several calls at the same time', async () => {
    const flow = createConfirmFlow();
    const asked: number[] = [];
    flow.pending.subscribe((request) => request && asked.push(1));
    const both = Promise.all([flow.ask(), flow.ask()]);
    let answer = (_: boolean) => {};
    flow.pending.subscribe((request) => request && (answer = request.answer.bind(request)))();
    answer(true);
    expect(await both).toEqual([true, true]);
    expect(asked).toHaveLength(1);
  });
});

it('a browser that reaches nobody says so with a TypeError', () => {
  expect(toProblem(new TypeError('Failed to fetch'))).toMatchObject({ code: 'unavailable', isOffline: true });
});
