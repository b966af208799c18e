// What the parts of the web app do when somebody uses them, on stories: hold to run, filters in the address, actions while
// nobody answers, and trying again. Needs the stories as stories.mjs --build makes them.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { openBrowser, webFolder } from "./lib/browser.mjs";
import { pressable } from "./lib/hands.mjs";
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

/** What is revoked is typed first: until then the button is locked. */
async function typeName(dialog) {
  const button = dialog.locator(".hold button");
  assert.equal(await button.getAttribute("aria-disabled"), "true");
  const name = /“?([a-z0-9-]+)”?/.exec(
    await dialog
      .locator("h2")
      .innerText()
      .then((text) => text.split(" ").at(-1)),
  )[1];
  await dialog.getByRole("textbox").fill(name);
  assert.equal(await button.getAttribute("aria-disabled"), null);
}

/** Time goes on only as the test says. */
async function stopTheClock() {
  await page.clock.install();
  return async (story) => {
    await open(story);
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
  };
}

test("hold to revoke: a click does nothing, a second of holding does it", async () => {
  const openStopped = await stopTheClock();
  await openStopped("me/revoke-token");
  const dialog = page.locator("dialog[open]");
  const button = dialog.locator(".hold button");
  await typeName(dialog);
  const box = await button.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.clock.runFor(990);
  await page.mouse.up();
  await page.clock.runFor(5000);
  assert.equal(await dialog.count(), 1);
  await page.mouse.down();
  await page.clock.runFor(1000);
  await page.mouse.up();
  await page.clock.resume();
  await dialog.waitFor({ state: "detached" });
});

test("hold to revoke by keyboard: space asks, space again does it", async () => {
  await open("me/revoke-token");
  const dialog = page.locator("dialog[open]");
  await typeName(dialog);
  await dialog.locator(".hold button").focus();
  await page.keyboard.press("Space");
  await dialog
    .locator(".hold p")
    .filter({ hasText: "again to confirm" })
    .waitFor();
  await page.keyboard.press("Space");
  await dialog.waitFor({ state: "detached" });
});

test("hold to approve does nothing before the risk was ticked as seen", async () => {
  const openStopped = await stopTheClock();
  await openStopped("approval/normal");
  const hold = page.locator(".hold button:visible").first();
  assert.equal(await hold.getAttribute("aria-disabled"), "true");
  const before = await page.locator("main").innerText();
  const box = await hold.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.clock.runFor(3000);
  await page.mouse.up();
  assert.equal(await page.locator("main").innerText(), before);
  assert.equal(await hold.getAttribute("aria-busy"), null);
  await page.clock.resume();
});

test("a filter is in the address, comes from it, and goes with the way back", async () => {
  await open("nodes/normal");
  const filter = page.getByRole("search").getByRole("textbox");
  await filter.fill("region:eu-west");
  await filter.press("Enter");
  await page.waitForFunction(
    () => new URLSearchParams(location.search).get("q") === "region:eu-west",
  );
  // Whoever types and waits need not press anything.
  await filter.fill("status:offline");
  await page.waitForFunction(
    () => new URLSearchParams(location.search).get("q") === "status:offline",
  );
  await filter.fill("");
  await filter.press("Enter");
  await page.waitForFunction(() => !location.search.includes("q="));

  await open("nodes/no-match");
  assert.equal(await filter.inputValue(), "region:eu-west version<0.1.0");
  await page.locator(".notice button").click();
  await page.waitForFunction(
    () => new URLSearchParams(location.search).get("q") === "region:eu-west",
  );
  await page.waitForFunction(
    () =>
      document.querySelector("[role=search] input").value === "region:eu-west",
  );
});

// Stories with everything there, and the same while nobody answers.
for (const [online, offline] of [
  ["now/normal", "now/cut"],
  ["incident/normal", "incident/cut"],
  ["rollouts/running", "rollouts/cut"],
  ["run/ready", "run/cut"],
  ["approval/ticked", "approval/cut"],
  ["me/normal", "me/cut"],
])
  test(`${offline}: what changes something is offered in ${online} and not while nobody answers`, async () => {
    const acts =
      /^(acknowledge|pause|resume|abort|roll back|hold|approve|reject|take|mitigated|resolve|start|undo|skip|hand|i am|create|revoke|end|change|new recovery|false alarm|write|add|note|preview|log out)/i;
    await open(online);
    const offered = (await pressable(page)).filter((name) => acts.test(name));
    assert.ok(offered.length > 0, (await pressable(page)).join());
    await open(offline);
    const left = (await pressable(page)).filter((name) => acts.test(name));
    assert.deepEqual(left, []);

    // Pressed all the same, they ask nothing and open nothing.
    const answers = () => page.locator("dialog[open], [role=alert]").count();
    const before = await answers();
    const pressed = await page.evaluate(() => {
      const blocked = document.querySelectorAll(
        "main [aria-disabled=true], .dock [aria-disabled=true]",
      );
      for (const each of blocked) each.click();
      return blocked.length;
    });
    assert.ok(pressed > 0);
    await page.clock.runFor(2000);
    assert.equal(await answers(), before);
  });

test("a panel that failed asks again when it is told to", async () => {
  // Sooner than it asks by itself.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 1000);
  // The story itself presses the button of the panel, and is ready when the rows are there.
  await page.goto(`${server.origin}/stories.html#nodes/recovered`);
  for (let passed = 0; passed < 2000; passed += 50) {
    await page.clock.runFor(50);
    if (await page.evaluate(() => globalThis.storyReady === true)) break;
  }
  assert.equal(await page.locator(".notice.error").count(), 0);
  assert.ok((await page.locator("tbody tr").count()) > 10);
});
