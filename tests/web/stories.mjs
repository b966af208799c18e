// Opens every story of the web app in both themes and all widths: nothing overflows, overlaps, is empty or too small,
// axe finds nothing, the browser complains of nothing.
//
// usage: stories.mjs [--build] [--only TEXT] [--shots FOLDER]
//   --build   builds the stories first
//   --only    stories whose name contains TEXT
//   --shots   also writes a picture of each; for looking at
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { boxFindings } from "./lib/boxes.mjs";
import {
  complaints,
  openBrowser,
  requireWeb,
  webFolder,
} from "./lib/browser.mjs";
import { serve } from "./lib/serve.mjs";

const { values: options } = parseArgs({
  options: {
    build: { type: "boolean" },
    only: { type: "string" },
    shots: { type: "string" },
  },
});
const folder =
  process.env.FLOTILLA_STORIES_OUT ?? join(webFolder, "dist", "stories");
if (options.build)
  execFileSync("npm", ["run", "--silent", "stories"], {
    cwd: webFolder,
    stdio: "inherit",
  });
if (options.shots) mkdirSync(options.shots, { recursive: true });

// How long a page may take on a machine that has other work.
const patience = 60_000;
const sizes = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
  { width: 320, height: 700 },
];
const themes = ["dark", "light"];
const axeSource = readFileSync(
  requireWeb.resolve("axe-core/axe.min.js"),
  "utf8",
);
// The policy forbids scripts from elsewhere; the devtools protocol is not asked.
const axeOptions = {
  runOnly: [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
  ],
};

async function axeFindings(page) {
  const result = await page.evaluate(
    (settings) =>
      globalThis.axe.run(document, {
        ...settings,
        resultTypes: ["violations"],
      }),
    axeOptions,
  );
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map(
      (node) =>
        `axe ${id}: ${node.target.join(" ")} ${(node.failureSummary ?? "").split("\n").slice(1, 2).join("").trim()}`,
    ),
  );
}

async function settle(page, { width }) {
  await page.waitForFunction(
    (wanted) =>
      innerWidth === wanted && matchMedia(`(width: ${wanted}px)`).matches,
    width,
  );
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((resolve) =>
      requestAnimationFrame(() => requestAnimationFrame(resolve)),
    );
  });
}

async function checkStory(page, origin, story) {
  const found = [];
  const spoken = complaints(page);
  await page.setViewportSize(sizes[0]);
  await page.goto(`${origin}/stories.html#${story.name}`);
  await page.waitForFunction(() => globalThis.storyReady === true, undefined, {
    timeout: 15_000,
  });
  await page.evaluate(axeSource);
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const theme of themes) {
      await page.evaluate(
        (wanted) => (document.documentElement.dataset.theme = wanted),
        theme,
      );
      await settle(page, size);
      const where = `${story.name} ${theme} ${size.width}`;
      const boxes = theme === "dark" ? await page.evaluate(boxFindings) : [];
      // Colours differ by theme, structure by width: 320 is 390 with less room.
      const axe = size.width === 320 ? [] : await axeFindings(page);
      for (const finding of [...boxes, ...axe])
        found.push(`${where}: ${finding}`);
      if (options.shots) {
        const file = `${story.name.replaceAll("/", "-")}-${theme}-${size.width}.png`;
        await page.screenshot({
          path: join(options.shots, file),
          fullPage: size.width < 600,
        });
      }
    }
  }
  for (const line of spoken)
    found.push(`${story.name}: the browser said ${line}`);
  page.removeAllListeners();
  return found;
}

async function main() {
  const server = await serve(folder, "stories.html");
  const browser = await openBrowser();
  browser.context.setDefaultTimeout(patience);
  browser.context.setDefaultNavigationTimeout(patience);
  let findings = 0;
  // Said at once: what was found is known even when the time is over.
  const say = (lines) => {
    for (const line of lines) console.error(line);
    findings += lines.length;
  };
  const begun = performance.now();
  try {
    const first = await browser.context.newPage();
    await first.goto(`${server.origin}/stories.html`);
    const all = await first.evaluate(() => globalThis.stories);
    const chosen = all.filter(
      ({ name, pictureOnly }) =>
        name.includes(options.only ?? "") && (options.shots || !pictureOnly),
    );
    if (chosen.length === 0) throw new Error("no story to look at");
    const queue = [...chosen];
    const work = async () => {
      for (let story = queue.shift(); story; story = queue.shift()) {
        // A page of its own for each: a story that breaks takes no other with it.
        const page = await browser.context.newPage();
        try {
          say(await checkStory(page, server.origin, story));
        } catch (error) {
          say([`${story.name}: ${error.message}`]);
        }
        await page.close();
      }
    };
    await Promise.all([work(), work()]);
    const seconds = Math.round((performance.now() - begun) / 1000);
    console.log(
      `${chosen.length} stories in ${themes.length} themes and ${sizes.length} widths: ${findings} findings, ${seconds} s`,
    );
  } finally {
    await browser.close();
    server.close();
  }
  process.exitCode = findings ? 1 : 0;
}

await main();
