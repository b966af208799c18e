// What people, machines and pages try against the real server and the app in a real browser: text that is a program,
// guesses, and sessions that are over.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startAgent } from "./lib/agent.mjs";
import { complaints, openBrowser } from "./lib/browser.mjs";
import { startServer } from "./lib/server.mjs";

const password = "seven gentle tugs in fog";
const attack = "<img src=x onerror=\"globalThis.attacked='yes'\">";
let server;
let agent;
let browser;
let page;
let said;

/** By the session that the page has; what a script in it could send. */
function ask(path, body, headers = {}) {
  return page.evaluate(
    async ([to, text, more]) => {
      const answer = await fetch(to, {
        method: "POST",
        headers: { "content-type": "application/json", ...more },
        body: text,
      });
      return {
        status: answer.status,
        retryAfter: answer.headers.get("retry-after"),
        body: await answer.text(),
      };
    },
    [path, JSON.stringify(body), headers],
  );
}

const logIn = (name, secret = password) =>
  ask("/session", { name, password: secret });

async function invite(name, role) {
  const { invitation } = await server.ctl(
    ...["operator", "add", name, "--role", role],
  );
  const accepted = await ask("/session/invitation", { invitation, password });
  assert.equal(accepted.status, 200, accepted.body);
}

async function isOnlyText() {
  assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
  assert.equal(await page.locator("[onerror]").count(), 0);
}

before(async () => {
  server = await startServer();
  agent = await startAgent(server, attack);
  browser = await openBrowser({ args: ["--ignore-certificate-errors"] });
  page = browser.context.pages()[0] ?? (await browser.context.newPage());
  page.setDefaultTimeout(20000);
  said = complaints(page);
  await page.goto(`${server.address}/login`);
});

after(async () => {
  await browser?.close();
  await agent?.stop();
  await server?.stop();
});

test("the name of a node is made by the server, of a site's name, which is letters and digits", async () => {
  await assert.rejects(server.ctl("token", "create", "--site", attack), /site/);
  const { nodes } = await server.ctl("nodes", "list");
  assert.deepEqual(
    nodes.map(({ name }) => name),
    ["rotterdam-1"],
  );
});

test("what a service on a node writes, and what places are called, stays text", async () => {
  await agent.say(attack);
  await invite("operator-1", "operator");
  const { nodes } = await server.ctl("nodes", "list");
  for (const path of ["/nodes", "/debug"]) {
    await page.goto(server.address + path);
    await page.getByText("rotterdam-1").first().waitFor();
    await isOnlyText();
  }
  await page.goto(`${server.address}/debug/node/${nodes[0].id}`);
  const line = page.getByRole("button").filter({ hasText: attack });
  await page.locator("form input[type=search]").fill("onerror");
  await page.getByRole("button", { name: "Search on the node" }).click();
  await line.first().waitFor();
  await isOnlyText();
  await line.first().click();
  await line.first().and(page.locator('[aria-pressed="true"]')).waitFor();
  await isOnlyText();
  assert.deepEqual(
    said.filter((text) => !/status of 4/.test(text)),
    [],
  );
});

test("who logs out in one tab is out in the other, which says so", async () => {
  await page.goto(`${server.address}/exec`);
  const other = await browser.context.newPage();
  other.setDefaultTimeout(20000);
  await other.goto(`${server.address}/now`);
  await other.getByRole("navigation").first().waitFor();
  await page.getByRole("button", { name: "Your account and settings" }).click();
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByLabel("Name").waitFor();
  await other.getByRole("dialog", { name: "Your session has ended" }).waitFor();
  const status = await other.evaluate(
    async () =>
      (
        await fetch("/flotilla.v1.NodeService/ListNodes", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: "{}",
        })
      ).status,
  );
  assert.equal(status, 401);
  await other.close();
});

test("guesses make one account wait, as long as is told, and no other", async () => {
  await invite("viewer-1", "viewer");
  for (let guess = 0; guess < 5; ++guess)
    assert.equal((await logIn("viewer-1", "a guess")).status, 401);
  const waits = await logIn("viewer-1");
  assert.equal(waits.status, 429, waits.body);
  assert.equal(waits.retryAfter, "1");
  assert.equal((await logIn("operator-1")).status, 200);
  // The server's own clock lets it in again.
  let again;
  do again = await logIn("viewer-1");
  while (again.status === 429);
  assert.equal(again.status, 200, again.body);
});

test("the streams of who is disabled end at once", async () => {
  assert.equal((await logIn("viewer-1")).status, 200);
  const stream = page.evaluate(async () => {
    const { csrf } = await (await fetch("/session")).json();
    const answer = await fetch("/flotilla.v1.WatchService/Watch", {
      method: "POST",
      headers: {
        "content-type": "application/connect+json",
        "x-flotilla-csrf": csrf,
      },
      body: new Uint8Array([0, 0, 0, 0, 2, 123, 125]),
    });
    globalThis.isOpen = true;
    return await answer.text(); // all of it: until it ends
  });
  await page.waitForFunction(() => globalThis.isOpen);
  await server.ctl("operator", "disable", "viewer-1");
  assert.match(await stream, /"code":"unauthenticated"/);
  assert.equal((await logIn("viewer-1")).status, 403);
});
