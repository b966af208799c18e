// A run that was opened once can be read when nobody answers any more, and nothing can be done then: the real flotillad,
// its own app and worker, and a server that is killed.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openBrowser } from "./lib/browser.mjs";
import { pressable } from "./lib/hands.mjs";
import { startServer } from "./lib/server.mjs";

const password = "seven gentle tugs in fog";
const books = fileURLToPath(
  new URL("../../resources/runbooks/", import.meta.url),
);
let server;
let browser;
let page;
let run;

before(async () => {
  server = await startServer();
  const fleet = join(server.folder, "fleet.yaml");
  writeFileSync(
    fleet,
    "regions: [{name: eu-west, title: Europe}]\nsites: [{name: rotterdam, title: Rotterdam, region: eu-west, latitude: 51.9, longitude: 4.5}]\n",
  );
  await server.ctl("apply", "-f", fleet);
  await server.ctl("incidents", "open", "Silent agents", "--region", "eu-west");
  await server.ctl("runbooks", "apply", join(books, "agents-offline.yaml"));
  const { invitation } = await server.ctl(
    "operator",
    "add",
    "operator-1",
    "--role",
    "operator",
  );
  browser = await openBrowser({ args: ["--ignore-certificate-errors"] });
  page = browser.context.pages()[0] ?? (await browser.context.newPage());
  page.setDefaultTimeout(60_000);
  await page.goto(`${server.address}/welcome`);
  await page.getByLabel("One-time code").fill(invitation);
  await page.getByLabel("New password", { exact: true }).fill(password);
  await page.getByLabel("New password, again").fill(password);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("button", { name: "Not now" }).click();
  await page.getByRole("navigation").first().waitFor();
  // Theirs, so that all of it is offered to them.
  run = await page.evaluate(async () => {
    const { csrf } = await (await fetch("/session")).json();
    const answer = await fetch("/flotilla.v1.RunService/StartRun", {
      method: "POST",
      headers: { "content-type": "application/json", "x-flotilla-csrf": csrf },
      body: JSON.stringify({
        requestId: crypto.randomUUID(),
        runbook: "agents-offline",
        incident: "INC-1",
      }),
    });
    return (await answer.json()).id;
  });
  assert.match(run, /^RUN-/);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Of the run and of the step in focus. */
const titles = () => page.locator("main h1, main h2").allInnerTexts();
/** What only shows something. */
const reads =
  /^(Evidence|Log|Copy|Preview nodes|Now$|Try now|.*\d+ (Read|Check|Decide|Act|Verify|Note) )/;
let acts;
let read;

test(
  "a run is read while there is a server, and the worker keeps the app and its offline page",
  { timeout: 120_000 },
  async () => {
    await page.goto(`${server.address}/runbooks/run/${run}`);
    await page.getByText(run).first().waitFor();
    await page.waitForFunction(
      () => document.querySelectorAll("main .card").length > 0,
    );
    read = await titles();
    const offered = await pressable(page);
    acts = offered.filter((name) => !reads.test(name));
    assert.ok(acts.length > 0, offered.join());
    // An answer that comes later is not asked for twice by waitForFunction.
    await page.evaluate(async () => {
      const { active } = await navigator.serviceWorker.ready;
      const isKept = async () => {
        const names = (await (await caches.open("flotilla-app-1")).keys()).map(
          ({ url }) => new URL(url).pathname,
        );
        const loaded = performance
          .getEntriesByType("resource")
          .map(({ name }) => new URL(name).pathname)
          .filter((path) => path.startsWith("/assets/"));
        return (
          active?.state === "activated" &&
          names.includes("/") &&
          [/OfflineRun.*\.js$/, /OfflineRun.*\.css$/].every((file) =>
            names.some((name) => file.test(name)),
          ) &&
          loaded.every((path) => names.includes(path))
        );
      };
      while (!(await isKept())) await new Promise(requestAnimationFrame);
    });
    assert.match(
      await page.evaluate(() => localStorage.getItem("flotilla.copy.run")),
      /agents-offline/,
    );
  },
);

test("when the server is gone, the open page keeps its text and offers no action", async () => {
  await server.kill();
  await page
    .getByText(/Offline since/)
    .first()
    .waitFor();
  assert.deepEqual(await titles(), read);
  assert.deepEqual(
    (await pressable(page)).filter((name) => acts.includes(name)),
    [],
  );
});

test("opened anew without a server, its text is there, said to be a copy, and offers no action", async () => {
  await page.reload();
  await page.locator("main article").first().waitFor();
  const text = await page.locator("main").innerText();
  assert.match(text, new RegExp(run));
  // All steps of the runbook, not only the one in focus.
  assert.ok((await page.locator("main article").count()) > 3, text);
  assert.ok(
    read.some((title) => text.includes(title)),
    text,
  );
  assert.deepEqual(await pressable(page), []);
});

test("when the server is back, the page goes on by itself", async () => {
  await server.restart();
  await page.getByRole("navigation").first().waitFor();
  await page.getByText(run).first().waitFor();
  await page.waitForFunction(
    () => !document.body.innerText.includes("Offline since"),
  );
});
