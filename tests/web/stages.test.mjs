// What a rollout says of shadow and weights, on stories: counts, headers, and room on a phone. Needs the stories as
// stories.mjs --build makes them.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { openBrowser, webFolder } from "./lib/browser.mjs";
import { serve } from "./lib/serve.mjs";

const folder =
  process.env.FLOTILLA_STORIES_OUT ?? join(webFolder, "dist", "stories");
let server;
let browser;
let page;

before(async () => {
  server = await serve(folder, "stories.html");
  browser = await openBrowser();
  browser.context.setDefaultTimeout(30_000);
});
after(async () => {
  await browser?.close();
  server?.close();
});
beforeEach(async () => {
  await page?.close();
  page = await browser.context.newPage();
});

async function open(story) {
  await page.goto("about:blank");
  await page.goto(`${server.origin}/stories.html#${story}`);
  await page.waitForFunction(() => globalThis.storyReady === true);
}

/** How many nodes are where, as somebody reads it. */
const ladder = async () =>
  (
    await page
      .getByRole("list", { name: "Nodes in each stage" })
      .getByRole("listitem")
      .allInnerTexts()
  ).map((text) =>
    text
      .split(/\s*\n\s*/)
      .slice(0, 2)
      .join(": "),
  );

test("a rollout tells how many nodes are in which stage, and nothing of stages where its plan has none", async () => {
  await open("rollouts/running");
  assert.equal(await page.getByRole("heading", { name: "Stages" }).count(), 0);
  await open("rollouts/stages-weights");
  await page.getByRole("cell", { name: "50 %" }).first().waitFor();
  assert.deepEqual(await ladder(), [
    "waiting: 12",
    "shadow: 5",
    "1 %: 1",
    "5 %: 2",
    "25 %: 9",
    "50 %: 2",
    "100 %: 5",
  ]);
  // Where the nodes cannot be asked, the steps are told together.
  await open("rollouts/stages-nodes-unknown");
  assert.deepEqual(await ladder(), [
    "waiting: 12",
    "shadow: 5",
    "weights: 14",
    "100 %: 5",
  ]);
  await page.getByText("is not known now").waitFor();
});

test("what both versions said has headers for its rows and columns, and is a list where a matrix has no room", async () => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await open("rollouts/stages-went-back");
  const weights = page.getByRole("region", { name: "Weights" });
  const matrix = weights.getByRole("table").first();
  assert.equal(await matrix.getByRole("columnheader").count(), 9);
  assert.equal(await matrix.getByRole("rowheader").count(), 8);
  await page.setViewportSize({ width: 320, height: 700 });
  await weights.getByRole("columnheader", { name: "times" }).waitFor();
  assert.equal(await weights.getByRole("rowheader").count(), 0);
  assert.equal(
    await page.evaluate(() => document.documentElement.scrollWidth),
    320,
  );
});
