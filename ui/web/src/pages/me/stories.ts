import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { AccountService, ApiTokenService, PrincipalKind, SessionService } from '$gen/account_pb';
import { Role } from '$gen/options_pb';
import { accountOf, inScenario, storyTime, type ConnectRouter, type Scenario } from '$src/testing/fake';
import { firstStories, laterStories } from '$src/testing/states';
import type { Story } from '$src/testing/story';

const at = (minutes: number) => timestampFromDate(new Date(storyTime.getTime() + minutes * 60_000));
const account = {
  kind: PrincipalKind.SESSION,
  grants: [{ role: Role.OPERATOR, regions: ['eu-west', 'eu-north'] }, { role: Role.VIEWER }],
  ownGrants: [{ role: Role.OPERATOR, regions: ['eu-west', 'eu-north'] }, { role: Role.VIEWER }],
  sessionExpires: at(600),
  confirmedUntil: at(4),
};
const programs = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/19.0 Safari/604.1',
  'flotillactl 0.1.0',
];

function services(router: ConnectRouter, scenario: Scenario): void {
  const empty = scenario === 'empty';
  router.service(
    AccountService,
    inScenario<typeof AccountService>(scenario, {
      getAccount: () =>
        accountOf(Role.OPERATOR, {
          ...account,
          ...(empty ? { grants: [], ownGrants: [], hasSecondFactor: false, recoveryCodesLeft: 0 } : {}),
        }),
      renewRecoveryCodes: () => ({
        codes: Array.from({ length: 10 }, (_, index) => `4f7k-92m${index}-xq1c`),
      }),
      changePassword: () => accountOf(Role.OPERATOR, account),
    }),
  );
  router.service(
    SessionService,
    inScenario<typeof SessionService>(scenario, {
      listSessions: () => ({
        sessions: programs.slice(0, empty ? 1 : 3).map((program, index) => ({
          id: `s-${index}`,
          operator: 'operator-1',
          createdAt: at(-60 * (index * 9 + 1)),
          seenAt: at(-index * 47),
          expires: at(600),
          source: `192.0.2.${index + 7}`,
          program,
          current: index === 0,
        })),
      }),
      endSession: ({ id }) => ({ id }),
    }),
  );
  router.service(
    ApiTokenService,
    inScenario<typeof ApiTokenService>(scenario, {
      listApiTokens: () => ({
        tokens: empty
          ? []
          : [
              {
                id: 't-1',
                name: 'ci-reports',
                grants: [{ role: Role.VIEWER, regions: ['eu-west'] }],
                createdAt: at(-30_000),
                expires: at(9000),
                usedAt: at(-3),
              },
              { id: 't-2', name: 'old-script', grants: [{ role: Role.OPERATOR }], expires: at(-100) },
            ],
      }),
      createApiToken: ({ name, grants }) => ({
        token: { id: 't-3', name, grants },
        secret: 'fltp_01a21cbb_q8n2vX7cLr5hT0sYw3ZkD9fJ6mB1pE4a_5f0c',
      }),
      revokeApiToken: ({ id }) => ({ id }),
    }),
  );
}

const base = {
  path: '/me',
  scenario: 'normal',
  services,
  role: Role.OPERATOR,
  account,
  ready: '[data-panel] li',
} as const;
const until = async (selector: string) => {
  while (!document.querySelector(selector)) await new Promise((resolve) => setTimeout(resolve, 20));
};
const press = async (text: string) => {
  const find = () =>
    [...document.querySelectorAll('button')].find((each) => each.textContent?.includes(text));
  while (!find()) await new Promise((resolve) => setTimeout(resolve, 20));
  find()!.click();
};

export default [
  { ...base, name: 'me/normal' },
  { ...base, name: 'me/partial', state: 'partial', refuses: ['ListApiTokens'] },
  ...laterStories('me', { ...base, name: '' }),
  ...firstStories('me', { ...base, name: '' }, ['denied']),
  { ...base, name: 'me/empty', scenario: 'empty' },
  { ...base, name: 'me/loading', scenario: 'loading', ready: '[aria-busy]' },
  { ...base, name: 'me/error', scenario: 'error', ready: '.notice' },
  { ...base, name: 'me/disconnected', scenario: 'disconnected', ready: '.notice' },
  {
    ...base,
    name: 'me/create-token',
    act: async () => {
      await press('Create a token');
      await until('dialog[open] form');
    },
  },
  {
    ...base,
    name: 'me/token-secret',
    act: async () => {
      await press('Create a token');
      await until('dialog[open] form input');
      const input = document.querySelector<HTMLInputElement>('dialog[open] form input')!;
      input.value = 'ci-reports-2';
      input.dispatchEvent(new Event('input', { bubbles: true }));
      document.querySelector<HTMLElement>('dialog[open] [type=submit]')!.click();
      await until('dialog[open] code');
    },
  },
  {
    ...base,
    name: 'me/revoke-token',
    act: async () => {
      await press('Revoke');
      await until('dialog[open] .hold');
    },
  },
  {
    ...base,
    name: 'me/recovery-codes',
    act: async () => {
      await press('New recovery codes');
      await until('dialog[open] code');
    },
  },
] satisfies Story[];
