// How pages get at the server. The shell provides one transport at the start; stories and tests provide another.
import type { DescService } from '@bufbuild/protobuf';
import { createClient, type Client, type Transport } from '@connectrpc/connect';
import { ServerService } from '$gen/server_pb';
import { createConnection, type Connection } from './connection';
import { createConfirmFlow, type ConfirmFlow } from './confirm';
import { createLine, type Line } from './line';
import { createRelease, type Release } from './release';
import { createSessionClient, type SessionClient } from './session';
import { createApiTransport } from './transport';

export interface Api {
  transport: Transport;
  session: SessionClient;
  confirm: ConfirmFlow;
  connection: Connection;
  line: Line;
  release: Release;
}

let current: Api | undefined;
let clients = new Map<DescService, unknown>();

export function provideApi(api: Api): void {
  current = api;
  clients = new Map();
}

export function createApi(): Api {
  const session = createSessionClient();
  const confirm = createConfirmFlow();
  const connection = createConnection(() => session.load());
  const transport = createApiTransport({ session, connection, confirm: () => confirm.ask() });
  const release = createRelease();
  const line = createLine({
    async revision(signal) {
      const server = await clientOf(ServerService).getServer({}, { signal });
      release.told(server.version);
      return server.revision;
    },
    async *watch(topics, from, signal) {
      const { watch } = await import('./lineCalls');
      yield* watch(topics, from, signal);
    },
    ended: () => session.markEnded(),
  });
  session.subscribe(({ state }) => state === 'in' && line.begin());
  connection.onReturn(() => line.begin());
  return { session, confirm, connection, transport, line, release };
}

export function useApi(): Api {
  if (!current) throw new Error('provideApi comes first');
  return current;
}

/** For what works without, too. */
export const givenApi = (): Api | undefined => current;

/** `clientOf(NodeService).listNodes({...}, {signal})`. `toProblem(error)` says why one failed. */
export function clientOf<S extends DescService>(service: S): Client<S> {
  let client = clients.get(service) as Client<S> | undefined;
  if (!client) clients.set(service, (client = createClient(service, useApi().transport)));
  return client;
}

/** For requests that are repeated only as the same request: `request_id`. */
export const newRequestId = (): string => crypto.randomUUID();
