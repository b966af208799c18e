import { create, toBinary } from '@bufbuild/protobuf';
import { base64Encode } from '@bufbuild/protobuf/wire';
import { get } from 'svelte/store';
import { expect, it } from 'vitest';
import { ErrorDetailSchema } from '$gen/common_pb';
import { createSessionClient } from './session';

interface Sent {
  path: string;
  method: string;
  body: unknown;
  csrf: string | null;
}

function rig(...answers: [status: number, body?: unknown][]) {
  const sent: Sent[] = [];
  const client = createSessionClient({
    fetch: (path, init) => {
      const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined;
      sent.push({
        path: String(path),
        method: init!.method!,
        body,
        csrf: new Headers(init!.headers).get('X-Flotilla-CSRF'),
      });
      const [status, answer] = answers.shift()!;
      return Promise.resolve(new Response(answer === undefined ? null : JSON.stringify(answer), { status }));
    },
  });
  return { client, sent };
}

const inside = { csrf: 'c1', account: { name: 'operator-1', hasSecondFactor: true, something: 'newer' } };

it('is none until somebody logs in, then knows who it is and the token', async () => {
  const { client, sent } = rig([401], [200, inside]);
  expect((await client.load()).state).toBe('none');
  const account = await client.logIn({ name: 'operator-1', password: 'p', code: '123456' });
  expect(account.name).toBe('operator-1');
  expect(client.csrf()).toBe('c1');
  expect(sent[1]).toMatchObject({
    path: '/session',
    method: 'POST',
    body: { name: 'operator-1', password: 'p', code: '123456' },
  });
});

it('tells why it was refused, whether in the body or in the details of Connect', async () => {
  const value = base64Encode(
    toBinary(ErrorDetailSchema, create(ErrorDetailSchema, { reason: 'code_needed', fix: 'f' })),
  );
  const details = [{ type: 'flotilla.v1.ErrorDetail', value }];
  const { client } = rig(
    [401, { code: 'unauthenticated', message: 'm', details }],
    [429, { code: 'resource_exhausted', reason: 'too_many_attempts' }],
  );
  await expect(client.logIn({ name: 'a' })).rejects.toMatchObject({
    reason: 'code_needed',
    fix: 'f',
    message: 'm',
  });
  await expect(client.logIn({ name: 'a' })).rejects.toMatchObject({ reason: 'too_many_attempts' });
  expect(get(client).state).toBe('unknown');
});

it('says that it is offline when nobody answers', async () => {
  const client = createSessionClient({ fetch: () => Promise.reject(new TypeError('Failed to fetch')) });
  await expect(client.load()).rejects.toMatchObject({ code: 'unavailable' });
});

it('proves with its token that the log-out is its own, and forgets it', async () => {
  const { client, sent } = rig([200, inside], [200, {}]);
  await client.load();
  await client.logOut();
  expect(sent[1]).toMatchObject({ method: 'DELETE', csrf: 'c1' });
  expect(client.csrf()).toBe('');
  expect(get(client).state).toBe('none');
});

it('is ended only if there was one, and remembers whose', async () => {
  const { client } = rig([200, inside]);
  client.markEnded();
  expect(get(client).state).toBe('unknown');
  await client.load();
  client.markEnded();
  expect(get(client)).toMatchObject({ state: 'ended', account: { name: 'operator-1' } });
});
