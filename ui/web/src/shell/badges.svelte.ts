// The numbers at the navigation: asked for again when anything was written, on the stream that the page has anyway.
import { useApi } from '$src/api/calls';
import { live } from '$src/api/live.svelte';
import type { Badges } from '$src/api/badges';
import { t } from '$src/text';
import type { PageName } from './page';

export interface Badge {
  count: string;
  /** What is counted, for who does not see it. */
  words: string;
}

const most = 99;
// The page comes first, over a slow line too.
const pageFirst = 2000;

export function useBadges(): (name: PageName) => Badge | undefined {
  let isIn = $state(false);
  let isTime = $state(false);
  $effect(() => useApi().session.subscribe(({ state }) => (isIn = state === 'in')));
  $effect(() => {
    const timer = setTimeout(() => (isTime = true), pageFirst);
    return () => clearTimeout(timer);
  });
  const asked = live<Badges>(
    () =>
      isIn && isTime ? async (signal) => (await import('$src/api/badges')).loadBadges(signal) : undefined,
    { every: 10_000, about: 'anything', keep: true },
  );
  return (name) => {
    const count = name === 'now' || name === 'approvals' ? asked.state.data?.[name] : undefined;
    if (!count) return undefined;
    return {
      count: count > most ? `${most}+` : String(count),
      words: name === 'now' ? t.pagesFiring(count) : t.approvalsWaiting(count),
    };
  };
}
