// The sentence at the top: what it waits for, or how it ended.
import { RolloutState, Verdict, WaveState, type Rollout } from '$gen/rollout_pb';
import {
  currentWave,
  givenApprovals,
  provenIn,
  reached,
  statusOfRollout,
  statusOfVerdict,
} from '$src/model/rollout';
import type { Status } from '$src/model/status';
import { t } from './text';

export interface Headline {
  status: Status;
  strong: string;
  text: string;
}

/** As the beginning of a sentence, with its full stop. */
export function sentence(message: string): string {
  if (!message) return '';
  const begun = message[0]!.toUpperCase() + message.slice(1);
  return begun.endsWith('.') ? begun : `${begun}.`;
}

function running(rollout: Rollout, now: number): Headline {
  const wave = currentWave(rollout);
  if (!wave) return { status: 'updating', strong: t.allOver, text: '' };
  const nodes = Number(wave.nodes);
  switch (wave.state) {
    case WaveState.AWAITING_APPROVAL: {
      const missing = Math.max(0, wave.approvalsNeeded - givenApprovals(rollout, wave.place, now));
      return { status: 'held', strong: t.waitsStrong(wave.name, missing), text: t.thenText(nodes) };
    }
    case WaveState.AWAITING_WINDOW:
      return { status: 'held', strong: t.windowStrong(wave.name), text: t.thenText(nodes) };
    case WaveState.ASSIGNING: {
      const proven = provenIn(rollout, wave.place);
      return {
        status: 'updating',
        strong: t.assigningStrong(wave.name),
        text: proven === undefined ? '' : t.assigningText(proven, nodes),
      };
    }
    case WaveState.SOAKING: {
      const strong = {
        [Verdict.PASS]: t.passStrong,
        [Verdict.FAIL]: t.failStrong,
        [Verdict.INCONCLUSIVE]: t.inconclusiveStrong,
        [Verdict.UNKNOWN]: t.unknownStrong,
        [Verdict.UNSPECIFIED]: t.unknownStrong,
      }[wave.verdict];
      return { status: statusOfVerdict(wave.verdict), strong, text: sentence(wave.why) };
    }
    default:
      return { status: 'updating', strong: t.nextStrong(wave.name), text: '' };
  }
}

/** `now`: milliseconds. */
export function headlineOf(rollout: Rollout, now: number): Headline {
  const status = statusOfRollout(rollout.state);
  const text = sentence(rollout.message);
  switch (rollout.state) {
    case RolloutState.DRAFT:
      return { status, strong: t.draftStrong, text: t.draftText };
    case RolloutState.AWAITING_APPROVAL: {
      const first = rollout.waves[0];
      const missing = first
        ? Math.max(0, first.approvalsNeeded - givenApprovals(rollout, first.place, now))
        : 0;
      return {
        status,
        strong: t.waitsStrong(first?.name ?? '', missing),
        text: t.thenText(Number(first?.nodes ?? 0n)),
      };
    }
    case RolloutState.RUNNING:
      return running(rollout, now);
    case RolloutState.PAUSED:
      return { status, strong: t.pausedStrong, text };
    case RolloutState.ROLLING_BACK:
      return { status, strong: t.rollingStrong, text };
    case RolloutState.ROLLED_BACK:
      return { status, strong: t.rolledStrong, text };
    case RolloutState.ABORTED:
      return { status, strong: t.abortedStrong, text: t.abortedText };
    case RolloutState.REJECTED:
      return { status, strong: t.rejectedStrong, text };
    case RolloutState.SUCCEEDED:
      return { status, strong: t.succeededStrong, text: t.succeededText(reached(rollout)) };
    default:
      return { status, strong: t.failedStrong, text };
  }
}
