// What is measured of the pages in a browser: how long until they show something, how long their frames take, whether
// they fit. `person` is {address, cookie}: where to, and as whom.
import { openBrowser } from "./browser.mjs";

// As Lighthouse has them: a slow 4G line, and a processor a fourth as fast.
const slow4G = {
  offline: false,
  latency: 150,
  downloadThroughput: 1.6e6 / 8,
  uploadThroughput: 750e3 / 8,
};
const slowCpu = 4;
// The browser itself still starts pages of its own when it is there.
const settled = 4000;

async function openPage(person, options = {}) {
  const browser = await openBrowser({
    args: ["--ignore-certificate-errors"],
    ...options,
  });
  const [name, value] = person.cookie.split("=");
  await browser.context.addCookies([
    {
      name,
      value,
      url: person.address,
      secure: true,
      httpOnly: true,
      sameSite: "Strict",
    },
  ]);
  const page = browser.context.pages()[0] ?? (await browser.context.newPage());
  page.setDefaultTimeout(60_000);
  return { ...browser, page };
}

/** Milliseconds from opening `path` with nothing cached until a frame with a row of a list was shown. */
export async function timeOfList(person, path) {
  // What a worker loads would not come over the slow line.
  const { page, context, close } = await openPage(person, {
    serviceWorkers: "block",
  });
  try {
    await page.addInitScript(() => {
      // After a frame was painted, messages have their turn.
      const shown = new MessageChannel();
      shown.port1.onmessage = () =>
        (globalThis.listShownAt = performance.now());
      const look = () => {
        if (document.querySelector("[role=grid] tbody tr td"))
          shown.port2.postMessage(0);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", slow4G);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowCpu });
    await page.waitForTimeout(settled);
    await page.goto(person.address + path, { waitUntil: "commit" });
    await page.waitForFunction(() => globalThis.listShownAt > 0);
    return await page.evaluate(() => ({
      ms: globalThis.listShownAt,
      // What it was waiting for, in the order in which it was asked: name, from, to, bytes.
      waited: performance
        .getEntriesByType("resource")
        .map(({ name, startTime, responseEnd, transferSize }) => [
          new URL(name).pathname,
          Math.round(startTime),
          Math.round(responseEnd),
          transferSize,
        ]),
    }));
  } finally {
    await close();
  }
}

/** The longest frame and task of `path` over `seconds`, in milliseconds, once it has settled. */
export async function longestFrame(person, path, seconds) {
  const { page, close } = await openPage(person);
  try {
    await page.addInitScript(() => {
      const told = { frames: [], tasks: [], gap: 0, shown: 0 };
      let last = performance.now();
      const look = (now) => {
        told.gap = Math.max(told.gap, now - last);
        told.shown += 1;
        last = now;
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
      const watch = (type, into) =>
        new PerformanceObserver((list) =>
          into.push(...list.getEntries().map(({ duration }) => duration)),
        ).observe({ type });
      watch("long-animation-frame", told.frames);
      watch("longtask", told.tasks);
      globalThis.framesSince = () => {
        const out = structuredClone(told);
        told.frames.length = told.tasks.length = told.gap = told.shown = 0;
        return out;
      };
    });
    await page.goto(person.address + path);
    await page.locator("h1").first().waitFor();
    await page.waitForTimeout(4000);
    await page.evaluate(() => globalThis.framesSince());
    await page.waitForTimeout(seconds * 1000);
    const told = await page.evaluate(() => globalThis.framesSince());
    return {
      frame: Math.max(0, ...told.frames),
      task: Math.max(0, ...told.tasks),
      over: told.frames.length,
      gap: told.gap,
      perSecond: told.shown / seconds,
    };
  } finally {
    await close();
  }
}

/** Of `paths`, those that scroll sideways on 320 CSS pixels, which is a screen of 1280 at 400 %. */
export async function sideways(person, paths) {
  const { page, close } = await openPage(person, {
    viewport: { width: 320, height: 256 },
    deviceScaleFactor: 4,
  });
  const found = [];
  try {
    for (const path of paths) {
      await page.goto(person.address + path);
      await page.locator("h1, [role=alert]").first().waitFor();
      if (new URL(page.url()).pathname !== path)
        throw new Error(`${path} led to ${page.url()}`);
      await page.waitForTimeout(1500); // answers
      const { wide, room } = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        room: document.documentElement.clientWidth,
      }));
      if (wide > room) found.push(`${path}: ${wide} > ${room}`);
    }
  } finally {
    await close();
  }
  return found;
}
