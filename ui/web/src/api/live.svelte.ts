// A query that belongs to a component: begun again when what it asks about changes, ended with the component.
import { untrack } from 'svelte';
import { query, type Query, type QueryOptions, type QueryState } from './query';

export interface Live<T> {
  readonly state: QueryState<T>;
  refresh(): void;
  cancel(): void;
  /** Shows an answer that came with an action, until the next one. */
  put(data: T): void;
}

export interface LiveOptions extends QueryOptions {
  /** What was there stays on the screen until the answer to the new question is here. */
  keep?: boolean;
}

const nothing: QueryState<never> = { refreshing: false, freshness: { state: 'stale' } };

/** `make` reads what it asks about and gives how to ask; nothing: there is nothing to ask. */
export function live<T>(
  make: () => ((signal: AbortSignal) => Promise<T>) | undefined,
  { keep = false, ...options }: LiveOptions = {},
): Live<T> {
  let state = $state.raw<QueryState<T>>(nothing);
  let current: Query<T> | undefined;

  $effect(() => {
    const ask = make();
    return untrack(() => {
      const before = keep ? state : nothing;
      state = nothing;
      if (!ask) return undefined;
      const mine = (current = query(ask, options));
      const end = mine.subscribe((next) => {
        state =
          next.data === undefined && before.data !== undefined && !next.error
            ? { ...before, refreshing: true }
            : next;
      });
      return () => {
        end();
        mine.stop();
        current = undefined;
      };
    });
  });

  return {
    get state() {
      return state;
    },
    refresh: () => current?.refresh(),
    cancel: () => current?.cancel(),
    put: (data) => (state = { ...state, data }),
  };
}
