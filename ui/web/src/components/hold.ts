// Press and hold for a second: the state of it, without markup. Two steps of the keyboard do the same.
import { systemClock, type Clock } from '$src/api/clock';

export interface Hold {
  /** The pointer or Enter went down. */
  press(): void;
  /** It went up, or left: nothing happens. */
  release(): void;
  /** Space: the first asks, the second within four seconds does it. */
  step(): void;
}

export interface HoldEvents {
  onHolding(holding: boolean): void;
  onAsked(asked: boolean): void;
  onDone(): void;
}

export const holdMilliseconds = 1000;
const askedMilliseconds = 4000;

export function createHold(events: HoldEvents, clock: Clock = systemClock): Hold {
  let cancelHold: (() => void) | undefined;
  let cancelAsked: (() => void) | undefined;

  const forget = () => {
    cancelAsked?.();
    cancelAsked = undefined;
    events.onAsked(false);
  };
  return {
    press() {
      if (cancelHold) return;
      events.onHolding(true);
      cancelHold = clock.after(holdMilliseconds, () => {
        cancelHold = undefined;
        events.onHolding(false);
        forget();
        events.onDone();
      });
    },
    release() {
      cancelHold?.();
      cancelHold = undefined;
      events.onHolding(false);
    },
    step() {
      if (cancelAsked) {
        forget();
        events.onDone();
        return;
      }
      events.onAsked(true);
      cancelAsked = clock.after(askedMilliseconds, forget);
    },
  };
}
