import { describe, expect, it } from 'vitest';
import { parse } from '$src/model/address';
import { routeOf, routes } from '$src/shell/routes';
import type { Story } from './story';
import { cannotBe, stateOf, states } from './states';

const found = import.meta.glob<{ default: Story[] }>(['../pages/*/stories.ts', '../shell/stories.ts'], {
  eager: true,
});
const stories = Object.values(found).flatMap((module) => module.default);
const pageOf = (story: Story) => routeOf(parse(story.path))?.route.path;

describe('the stories', () => {
  it('have names of their own', () => {
    const names = stories.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it.each(routes.map(({ path }) => path))('of %s show every state that it can be in', (path) => {
    const shown = new Set(stories.filter((story) => pageOf(story) === path).map(stateOf));
    const missing = states.filter((state) => !shown.has(state) && !cannotBe[path]?.[state]);
    const impossible = states.filter((state) => shown.has(state) && cannotBe[path]?.[state]);
    expect({ missing, impossible }).toEqual({ missing: [], impossible: [] });
  });

  it('show a server that is newer and one that is older than the app', () => {
    const servers = stories.flatMap(({ serverVersion }) => serverVersion ?? []);
    expect(servers.some((version) => version > '1.6.0') && servers.some((version) => version < '1.6.0')).toBe(
      true,
    );
  });
});
