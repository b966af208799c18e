// How a page tells its stories: src/pages/<page>/stories.ts gives a list of these as its default. The stories of all
// pages are found by themselves; tests/web goes through every one in both themes and all widths.
import type { ConnectRouter } from '@connectrpc/connect';
import type { AccountSchema } from '$gen/account_pb';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Role } from '$gen/options_pb';
import type { SessionClient, SessionState } from '$src/api/session';
import type { Language } from '$src/text';
import type { Scenario } from './fake';
import type { State } from './states';

export interface Story {
  /** "exec/normal": the page and what is special. */
  name: string;
  /** The address that is opened. */
  path: string;
  scenario: Scenario;
  /** Which of the states that all pages have it shows, when it is not that of its scenario. */
  state?: State | 'special';
  services: (router: ConnectRouter, scenario: Scenario) => void;
  role?: Role;
  account?: MessageInitShape<typeof AccountSchema>;
  session?: SessionState['state'];
  /** What the session's own endpoints answer. */
  sessionCalls?: Partial<SessionClient>;
  /** Methods that refuse: one part of the page has no answer. */
  refuses?: readonly string[];
  /** Of a server of another version than the app, which is 1.6.0 in stories. */
  serverVersion?: string;
  language?: Language;
  /** What must be on the page before it is looked at: a CSS selector. By default a panel or a heading. */
  ready?: string;
  /** After it is ready: opens a dialog, presses a button. */
  act?: () => void | Promise<void>;
  /** Left out of the sweep over themes and widths: only for pictures. */
  pictureOnly?: boolean;
}
