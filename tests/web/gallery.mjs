// The pictures of the web pages for resources/screenshots, from the stories: as on a desk, and as on a phone.
//
// usage: gallery.mjs FOLDER
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { openSessions, webFolder } from "./lib/browser.mjs";
import { serve } from "./lib/serve.mjs";

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error("gallery.mjs: the folder for the pictures is missing");
  process.exit(2);
}
const desk = { viewport: { width: 1280, height: 900 } };
const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};
// File, story, theme, screen.
const pictures = [
  ["web-exec-light", "exec/normal", "light", desk],
  ["web-exec-dark", "exec/normal", "dark", desk],
  ["web-incident-dark", "incident/normal", "dark", desk],
  ["web-debug-dark", "debug/drifted", "dark", desk],
  ["web-rollout-light", "rollouts/running", "light", desk],
  ["web-slo-dark", "slo/normal", "dark", desk],
  ["web-nodes-light", "nodes/many", "light", desk],
  ["web-now-phone-dark", "now/normal", "dark", phone],
  ["web-incident-phone-light", "incident/normal", "light", phone],
  ["web-runbook-phone-dark", "run/ready", "dark", phone],
  ["web-approval-phone-light", "approval/ticked", "light", phone],
  ["web-run-offline-phone-light", "run/read-offline", "light", phone],
];

execFileSync("npm", ["run", "--silent", "stories"], {
  cwd: webFolder,
  stdio: ["ignore", "ignore", "inherit"],
});
const stories =
  process.env.FLOTILLA_STORIES_OUT ?? join(webFolder, "dist", "stories");
const server = await serve(stories, "stories.html");
const browser = await openSessions();
for (const [file, story, theme, screen] of pictures) {
  const context = await browser.session(screen);
  const page = await context.newPage();
  await page.goto(`${server.origin}/stories.html#${story}`);
  await page.waitForFunction(() => globalThis.storyReady === true);
  await page.evaluate(async (wanted) => {
    document.documentElement.dataset.theme = wanted;
    await document.fonts.ready;
    await new Promise((done) =>
      requestAnimationFrame(() => requestAnimationFrame(done)),
    );
  }, theme);
  await page.screenshot({ path: join(folder, `${file}.png`) });
  await context.close();
}
await browser.close();
server.close();
