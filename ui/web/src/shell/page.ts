// What a page tells the shell about itself: src/pages/<page>/index.ts gives one of these as its default. Nothing else
// has to be edited to add a page.
import type { Component } from 'svelte';
import type { IconShape } from '$src/components/icon';

export type PageName =
  | 'now'
  | 'approvals'
  | 'incidents'
  | 'runbooks'
  | 'rollouts'
  | 'nodes'
  | 'slo'
  | 'exec'
  | 'debug'
  | 'audit'
  | 'me';

export interface PageProps {
  /** Parts of the address that the route names: ":id". */
  params: Record<string, string>;
  query: Record<string, string>;
}

/** With or without looking at the address. */
export type PageComponent = Component<PageProps> | Component<Record<string, never>>;

export interface Route {
  /** As "/incidents/:id". */
  path: string;
  load: () => Promise<{ default: PageComponent }>;
  /** For who has not logged in; without the bars of the shell. */
  open?: boolean;
}

export interface NavEntry {
  name: PageName;
  href: string;
  icon: IconShape;
  /** After `g`. */
  key: string;
  /** From left to right. */
  order: number;
  /** Has a place in the bottom bar of a phone. */
  phone?: boolean;
}

export interface Page {
  routes: Route[];
  nav?: NavEntry;
}
