// stories.html#exec/normal shows one story; without a name it lists all, for the tests as JSON in window.stories.
import '$src/gen/tokens.css';
import '$src/theme/base.css';
import { now } from '$src/components/now.svelte';
import { language } from '$src/text';
import { startApp } from '$src/shell/start';
import { provideFake, storyTime } from './fake';
import type { Story } from './story';

const found = import.meta.glob<{ default: Story[] }>(['../pages/*/stories.ts', '../shell/stories.ts'], {
  eager: true,
});
const stories = Object.values(found).flatMap((module) => module.default);

declare global {
  interface Window {
    stories: { name: string; ready: string; pictureOnly: boolean }[];
    storyReady?: boolean;
  }
}

window.stories = stories.map(({ name, ready, pictureOnly }) => ({
  name,
  ready: ready ?? '[data-panel], h1',
  pictureOnly: pictureOnly ?? false,
}));

async function waitFor(selector: string): Promise<void> {
  while (!document.querySelector(selector)) await new Promise((resolve) => requestAnimationFrame(resolve));
}

async function show(story: Story): Promise<void> {
  now.fix(storyTime);
  language.set(story.language ?? 'en');
  history.replaceState(null, '', story.path);
  provideFake({
    scenario: story.scenario,
    services: (router) => story.services(router, story.scenario),
    ...(story.role === undefined ? {} : { role: story.role }),
    ...(story.account ? { account: story.account } : {}),
    ...(story.session ? { session: story.session } : {}),
    ...(story.refuses ? { refuses: story.refuses } : {}),
    ...(story.serverVersion ? { serverVersion: story.serverVersion } : {}),
    ...(story.sessionCalls ? { sessionCalls: story.sessionCalls } : {}),
  });
  startApp();
  await waitFor(story.ready ?? '[data-panel], h1');
  await story.act?.();
  window.storyReady = true;
}

function list(): void {
  const app = document.getElementById('app')!;
  for (const { name } of stories) {
    const link = document.createElement('a');
    link.href = `#${name}`;
    link.textContent = name;
    link.addEventListener('click', () => setTimeout(() => location.reload()));
    app.append(link, document.createElement('br'));
  }
}

const wanted = decodeURIComponent(location.hash.slice(1));
const story = stories.find((each) => each.name === wanted);
if (story) void show(story);
else list();
