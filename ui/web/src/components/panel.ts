// What a panel can be in besides "here it is": one value, so that none is forgotten.
import type { QueryState } from '$src/api/query';
import type { Problem } from '$src/api/problem';

export type PanelState =
  | { kind: 'ready' }
  /** Nothing there yet: one sentence, one action, one command to copy. */
  | { kind: 'empty'; text: string; action?: { text: string; run: () => void }; command?: string }
  /** Nothing there, and that is good. */
  | { kind: 'well'; text: string }
  | { kind: 'loading'; since: number; onCancel?: () => void }
  | { kind: 'error'; problem: Problem; onRetry: () => void; lastGood?: Date }
  /** Shown, but not all of it. */
  | { kind: 'partial'; text: string }
  | { kind: 'stale'; text: string }
  /** The missing role, and who may be asked. */
  | { kind: 'denied'; text: string };

/** Of a panel that shows the answer of a query. `of` says what an answer means: empty, well or partial. */
export function panelState<T>(
  state: QueryState<T>,
  actions: { retry: () => void; cancel?: () => void },
  of?: (data: T) => PanelState | undefined,
): PanelState {
  if (state.data !== undefined) {
    const own = of?.(state.data);
    if (own && own.kind !== 'ready') return own;
    if (state.error && !state.error.isOffline) {
      const lastGood = state.freshness.asOf;
      return {
        kind: 'error',
        problem: state.error,
        onRetry: actions.retry,
        ...(lastGood ? { lastGood } : {}),
      };
    }
    return { kind: 'ready' };
  }
  if (state.loadingSince !== undefined) {
    return {
      kind: 'loading',
      since: state.loadingSince,
      ...(actions.cancel ? { onCancel: actions.cancel } : {}),
    };
  }
  if (state.error?.code === 'permission_denied') {
    return { kind: 'denied', text: [state.error.message, state.error.fix].filter(Boolean).join(' ') };
  }
  if (state.error) return { kind: 'error', problem: state.error, onRetry: actions.retry };
  return { kind: 'loading', since: 0 };
}
