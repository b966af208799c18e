// Of which answer the panels of a page are: said once by the page, shown by every panel that has no answer of its own.
import { getContext, setContext } from 'svelte';
import type { QueryState } from '$src/api/query';

export type Source = Pick<QueryState<unknown>, 'freshness' | 'refreshing'>;
const key = Symbol('source');

export const panelsAreOf = (source: () => Source): unknown => setContext(key, source);

/** Nothing outside of a page that says it. */
export const panelSource = (): (() => Source) | undefined => getContext(key);

/** The same, of a time in the past when somebody looks at one. */
export const sourceOf = ({ freshness, refreshing }: Source, replayed: Date | undefined): Source => ({
  freshness: replayed && freshness.state === 'live' ? { state: 'replay', asOf: replayed } : freshness,
  refreshing,
});
