import type { ConnectRouter } from '@connectrpc/connect';
import { AccountService } from '$gen/account_pb';
import type { Story } from '$src/testing/story';

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const codes = [
  '7F2K-9QXM-4T',
  'C8RD-2WLN-6H',
  'M3VZ-5KPA-8J',
  'Q9TB-7XED-1S',
  'H4NL-6RCW-3Y',
  'W2GJ-8MQF-5D',
  'Z6PS-1VKH-9B',
  'D5XA-3LTN-7R',
];

const services = (router: ConnectRouter) =>
  router.service(AccountService, {
    prepareSecondFactor: () => ({
      secret,
      uri: `otpauth://totp/Flotilla:operator-1?secret=${secret}&issuer=Flotilla`,
    }),
    enableSecondFactor: () => ({ codes }),
  });

const base = { path: '/welcome', scenario: 'normal', services, ready: 'form' } as const;

function typed(selector: string, text: string): void {
  const input = document.querySelector<HTMLInputElement>(selector)!;
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

async function appears(selector: string): Promise<void> {
  while (!document.querySelector(selector)) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function enterCode(): Promise<void> {
  typed('form input', '123456');
  document.querySelector('form')!.requestSubmit();
  await appears('ol li');
}

export default [
  { ...base, name: 'welcome/password', session: 'none' },
  {
    ...base,
    name: 'welcome/refused',
    session: 'none',
    act: async () => {
      typed('input[autocomplete=new-password]', 'too short');
      document.querySelector('form')!.requestSubmit();
      await appears('[aria-invalid]');
    },
  },
  {
    ...base,
    name: 'welcome/factor',
    account: { hasSecondFactor: false, needsSecondFactor: true },
    ready: 'form svg',
  },
  { ...base, name: 'welcome/codes', account: { hasSecondFactor: false }, ready: 'form svg', act: enterCode },
] satisfies Story[];
