// One decision: what was read and ticked, and what is signed. Another digest than the one that was read voids all of it.
import { toProblem } from '$src/api/problem';
import { toast } from '$src/components/toasts.svelte';
import { t } from './text';

export interface SeenWarning {
  key: string;
  text: string;
}

export class Decision {
  /** Digest of what is on the screen since it was opened, or read again. */
  read = $state('');
  seen: Record<string, Date> = $state({});
  reason = $state('');
  busy = $state(false);
  refusal = $state('');
  /** What this person has said. */
  said: 'approved' | 'rejected' | undefined = $state();

  /** The digest that the server tells now. */
  tell(digest: string): void {
    if (this.read === '') this.read = digest;
  }
  isVoid(digest: string): boolean {
    return this.read !== '' && this.read !== digest;
  }
  readAgain(digest: string): void {
    this.read = digest;
    this.seen = {};
    this.refusal = '';
  }
  tick(key: string, on: boolean, at: Date): void {
    const { [key]: _, ...rest } = this.seen;
    this.seen = on ? { ...rest, [key]: at } : rest;
  }
  unseen(warnings: SeenWarning[]): number {
    return warnings.filter((warning) => !this.seen[warning.key]).length;
  }

  /** `call` signs `read`, whatever came since. */
  async say(approves: boolean, call: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.refusal = '';
    try {
      await call();
      this.said = approves ? 'approved' : 'rejected';
      toast(approves ? t.approved : t.rejected);
      return true;
    } catch (error) {
      const problem = toProblem(error);
      this.refusal = [t.nothingDone(problem.message.replace(/\.$/, '')), problem.fix]
        .filter(Boolean)
        .join(' ');
      return false;
    } finally {
      this.busy = false;
    }
  }
}
