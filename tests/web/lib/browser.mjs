// Debian's Chromium with a fresh profile. What the page complains of is collected, also what the policy forbids.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const webFolder = fileURLToPath(
  new URL("../../../ui/web/", import.meta.url),
);
export const requireWeb = createRequire(join(webFolder, "package.json"));
const { chromium } = requireWeb("playwright-core");

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const launch = (args) => ({
  executablePath: process.env.FLOTILLA_CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  args: [...flags, ...args],
});
const usual = {
  locale: "en-GB",
  timezoneId: "Europe/Berlin",
  reducedMotion: "reduce",
};

/** `options` are those of launchPersistentContext. Returns {context, close}. */
export async function openBrowser({ args = [], ...options } = {}) {
  const profile = mkdtempSync(join(tmpdir(), "flotilla-web-"));
  const context = await chromium.launchPersistentContext(profile, {
    ...launch(args),
    ...usual,
    ...options,
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** One program for several people, which weighs less than one each: `session` has cookies and storage of its own, and is a
 * context; `options` are those of newContext. */
export async function openSessions({ args = [] } = {}) {
  const browser = await chromium.launch(launch(args));
  return {
    session: (options = {}) => browser.newContext({ ...usual, ...options }),
    close: () => browser.close(),
  };
}

/** Lines that a page wrote as errors; the list grows while the page lives. */
export function complaints(page) {
  const found = [];
  page.on("pageerror", (error) => found.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      found.push(`${message.type()}: ${message.text()}`);
  });
  return found;
}
