// "Show again that it is you": the dialog of the shell listens here, calls wait for it. Calls that come while it is open
// wait for the same answer.
import { writable, type Readable } from 'svelte/store';

export interface ConfirmRequest {
  answer(confirmed: boolean): void;
}

export interface ConfirmFlow {
  /** What waits for the person; nothing: no dialog. */
  readonly pending: Readable<ConfirmRequest | undefined>;
  ask(): Promise<boolean>;
}

export function createConfirmFlow(): ConfirmFlow {
  const pending = writable<ConfirmRequest | undefined>(undefined);
  let waiting: Promise<boolean> | undefined;
  return {
    pending: { subscribe: pending.subscribe },
    ask() {
      waiting ??= new Promise<boolean>((resolve) => {
        pending.set({
          answer(confirmed) {
            waiting = undefined;
            pending.set(undefined);
            resolve(confirmed);
          },
        });
      });
      return waiting;
    },
  };
}
