import type { TrustName } from './books';
import { t } from './text';

export const trustText = (trust: TrustName): string =>
  ({
    fresh: t.trustFresh,
    ageing: t.trustAgeing,
    stale: t.trustStale,
    broken: t.trustBroken,
    retired: t.retired,
  })[trust];
