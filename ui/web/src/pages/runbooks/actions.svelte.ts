// What somebody says to a run, and what came of it. A word is sent once, now: nothing is kept to be sent later.
import { create } from '@bufbuild/protobuf';
import { clientOf, newRequestId } from '$src/api/calls';
import { toProblem, type Problem } from '$src/api/problem';
import { toast } from '$src/components/toasts.svelte';
import { RunService, RunVerb, SignalRunRequestSchema, type Run } from '$gen/run_pb';
import { t } from './text';

export interface Word {
  step?: string;
  text?: string;
  reason?: string;
  digest?: string;
  /** Of the run as it was seen; 0: whatever happened since. */
  moves?: bigint;
}

/** In the words of the page: what happened, and that what is shown now is how it stands. */
export function refusalText(problem: Problem): string {
  const message = problem.message.replace(/\.$/, '') || problem.reason;
  if (problem.reason === 'moved_on' || problem.reason === 'other_preview') return t.movedOn(message);
  if (problem.reason === 'not_owner') return t.takeFirst(message);
  if (problem.reason === 'targets_changed' || problem.reason === 'preview_expired')
    return t.previewFirst(message);
  return [t.nothingDone(message), problem.fix].filter(Boolean).join(' ');
}

export class RunActions {
  busy = $state(false);
  refusal = $state('');
  /** The newest answer of the server: shown before the page has asked again. */
  answered: Run | undefined = $state.raw();

  constructor(private readonly changed: () => void) {}

  private async say(call: () => Promise<Run>, told: string): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.refusal = '';
    try {
      this.answered = await call();
      if (told) toast(told);
      return true;
    } catch (error) {
      this.refusal = refusalText(toProblem(error));
      return false;
    } finally {
      this.busy = false;
      this.changed();
    }
  }

  send(run: Run, verb: RunVerb, word: Word = {}, told = ''): Promise<boolean> {
    const request = create(SignalRunRequestSchema, {
      requestId: newRequestId(),
      run: run.id,
      verb,
      moves: run.moves,
      step: run.step,
      ...word,
    });
    return this.say(() => clientOf(RunService).signalRun(request), told);
  }

  review(
    run: Run,
    step: string,
    digest: string,
    approves: boolean,
    comment: string,
    told = '',
  ): Promise<boolean> {
    const request = { requestId: newRequestId(), run: run.id, step, digest, approves, comment };
    return this.say(() => clientOf(RunService).reviewRun(request), told);
  }

  feedback(run: Run, unclear: string, missing: string): Promise<boolean> {
    const request = { requestId: newRequestId(), run: run.id, unclear, missing };
    return this.say(() => clientOf(RunService).giveRunFeedback(request), t.thanks);
  }
}
