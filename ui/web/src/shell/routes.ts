// All pages that this version has: every folder of src/pages.
import { match, type Address } from '$src/model/address';
import type { NavEntry, Page, Route } from './page';

const found = import.meta.glob<{ default: Page }>('../pages/*/index.ts', { eager: true });
const pages = Object.values(found).map((module) => module.default);

export const routes: Route[] = pages.flatMap((page) => page.routes);

export const navigation: NavEntry[] = pages
  .flatMap((page) => page.nav ?? [])
  .sort((left, right) => left.order - right.order);

export function routeOf({ path }: Address): { route: Route; params: Record<string, string> } | undefined {
  for (const route of routes) {
    const params = match(route.path, path);
    if (params) return { route, params };
  }
  return undefined;
}
