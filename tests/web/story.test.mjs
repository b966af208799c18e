// One fault as three people live through it, on the demo fleet and real processes, in Debian's Chromium: the inputs of a
// region drift; who is on call repairs it on a phone by a runbook, somebody else agrees, and an executive reads and may
// do nothing. The network and the server go away meanwhile. The steps run in order; after one that fails nothing is tried.
//
// FLOTILLA_STORY_SHOTS names a folder for pictures of it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { boxFindings } from "./lib/boxes.mjs";
import { complaints, openSessions } from "./lib/browser.mjs";
import { startDemo, until } from "./lib/demo.mjs";
import { changes, hold, pressEverything, rest } from "./lib/hands.mjs";
import {
  accept,
  logIn,
  logOut,
  post,
  setUpSecondFactor,
} from "./lib/people.mjs";

const run = promisify(execFile);
const password = "seven gentle tugs in fog";
const desktop = { viewport: { width: 1280, height: 800 } };
const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};
const soon = 30_000; // ms: a page that refreshes has it by then
const later = 240_000; // ms: so long drift, pages and recovery may take
const shots = process.env.FLOTILLA_STORY_SHOTS;

// Buttons that change nothing.
const onlyReads =
  /^(All|Pinned|Log|Close|Check now|Copy.*|PDF|CSV|Link|.*View as table|list.*|More about .*|It is at .*|[a-z ]+ \d+ (Read|Check|Decide|Act|Note) .*|\d.*)$/;

let broken = false;
let demo;
let browser;
let pager;
const pages = []; // that the pager was told of, in words
const people = {};
const incident = "INC-1";
const region = "us-east";
const runId = "RUN-1";

/** A step of the story. */
const step = (name, act, timeout = 120_000) =>
  test(name, { timeout }, async (context) => {
    if (broken) return context.skip("a step before it failed");
    broken = true;
    await act();
    broken = false;
  });

/** The page as it is now has nothing that runs over, collides or is cut; and a picture of it. */
async function look(page, name, colorScheme = "light") {
  await page.mouse.move(0, 0);
  await page.emulateMedia({ colorScheme });
  await page.evaluate(() => document.fonts.ready);
  assert.deepEqual(await page.evaluate(boxFindings), [], name);
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`) });
}

const button = (page, name) =>
  page.getByRole("button", { name, exact: typeof name === "string" });

/** Somebody who was invited: {page, made, code}; `code` where there is a second factor. */
async function invite(name, role, screen, factor) {
  const { invitation } = await demo.ctl(
    "operator",
    "add",
    name,
    "--role",
    role,
  );
  const context = await browser.session({ ...screen, ignoreHTTPSErrors: true });
  context.setDefaultTimeout(soon);
  const page = await context.newPage();
  const person = { page, context, made: changes(page), said: complaints(page) };
  await accept(page, demo.address, invitation, password);
  if (factor) person.code = (await setUpSecondFactor(page)).code;
  else await page.getByRole("button", { name: "Not now" }).click();
  await page.getByRole("navigation").first().waitFor();
  return person;
}

/** Another one when the page was loaded again: what is refreshed by itself keeps it. */
const loadedAt = (page) => page.evaluate(() => performance.timeOrigin);

/** Presses nothing that could be pressed: what this person may not do is not done, and the server hears of none of it. */
async function mayDoNothing({ page, made }, path, seen, ...closedOnes) {
  await page.goto(`${demo.address}${path}`);
  await page.getByText(seen).first().waitFor();
  const before = made.length;
  const { closed, open } = await pressEverything(page);
  assert.deepEqual(made.slice(before), [], path);
  const acts = open.filter((name) => !onlyReads.test(name));
  assert.deepEqual(acts, [], path);
  for (const name of closedOnes)
    assert.ok(closed.includes(name), `${path}: ${name} not in ${closed}`);
}

before(async () => {
  if (shots) mkdirSync(shots, { recursive: true });
  demo = startDemo();
  browser = await openSessions({ args: ["--ignore-certificate-errors"] });
  pager = createServer((request, answer) => {
    let text = "";
    request.on("data", (part) => (text += part));
    request.on("end", () => {
      for (const { labels } of JSON.parse(text).alerts)
        pages.push(`${labels.alertname} ${labels.region}`);
      answer.end();
    });
  }).listen(0, "127.0.0.1");
});

after(async () => {
  await browser?.close();
  pager?.close();
  await demo?.stop(broken);
});

step("three people come in while the fleet is built up", async () => {
  await demo.listening();
  people.approver = await invite("approver-1", "approver", desktop, true);
  people.viewer = await invite("viewer-1", "viewer", desktop, true);
  people.operator = await invite("operator-1", "operator", phone, false);
  await logOut(people.viewer.page);
  // One machine of the region is out of service: whoever agrees to anything there reads that it is left out.
  await demo.retire("montreal");
});

step(
  "the cameras of a region begin to see badly, and who is on call has a pager",
  async () => {
    await demo.ready;
    const url = `http://127.0.0.1:${pager.address().port}/`;
    const alerting = readFileSync(demo.resource("alerting/demo.yaml"), "utf8");
    const told = alerting.replace(
      "{name: operator-1}",
      `{name: operator-1, notifiers: [{kind: webhook, settings: {url: "${url}"}}]}`,
    );
    assert.notEqual(told, alerting);
    writeFileSync(join(demo.out, "alerting.yaml"), told);
    await demo.ctl("alerting", "apply", join(demo.out, "alerting.yaml"));
  },
  later,
);

step("an executive logs in with a code, and reads", async () => {
  const { page, code } = people.viewer;
  await page.goto(`${demo.address}/exec`);
  await logIn(page, "viewer-1", password, code());
  await page.waitForURL("**/exec");
  const fact = (name) =>
    page.locator("section", { has: page.getByRole("heading", { name }) });
  await fact("Nodes in service").getByText("of 12").waitFor();
  for (const name of ["eu-west", "eu-north", region, "ap-south"])
    await page.getByRole("row", { name: new RegExp(`^${name}`) }).waitFor();
  await fact("Business beside edge").getByText("Meters read").first().waitFor();
  await fact("Release outcomes").getByText("3 rollouts").waitFor();
  await look(page, "exec-light-desktop");
  await look(page, "exec-dark-desktop", "dark");
});

step("and prints: one page, with what is on the screen", async () => {
  const { page } = people.viewer;
  const headline = await page.getByRole("heading", { level: 1 }).innerText();
  const file = join(shots ?? demo.out, "exec.pdf");
  await page.pdf({ path: file, preferCSSPageSize: true, format: "A4" });
  const paper = readFileSync(file, "latin1");
  assert.equal(paper.match(/\/Type\s*\/Page\b/g).length, 1);
  assert.match(paper, /\/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
  const words = (text) => text.split(/\s+/).filter(Boolean).join(" ");
  const printed = await run("pdftotext", [file, "-"]).catch((error) => {
    if (error.code !== "ENOENT") throw error;
  });
  if (printed)
    for (const text of [headline, region, "Nodes in service", "Page 1 of 1"])
      assert.ok(words(printed.stdout).includes(words(text)), text);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "CSV" }).click();
  const table = readFileSync(await (await saved).path(), "utf8");
  for (const text of [region, "meter-right", "readings"])
    assert.ok(table.includes(text), table);
});

step(
  "who is on call is paged, and sees it on a phone without a reload",
  async () => {
    const { page } = people.operator;
    await page.goto(`${demo.address}/now`);
    await page.getByText("You are on call").waitFor();
    const opened = await loadedAt(page);
    const card = page.getByRole("article").filter({ hasText: incident });
    await card.getByText("page", { exact: true }).waitFor({ timeout: later });
    assert.ok(pages.includes(`BudgetBurn ${region}`), pages.join());
    await card.getByText(region).first().waitFor();
    await card.getByText("meter-reader-3").first().waitFor(); // what was changed before
    await look(page, "now-phone-dark", "dark");
    await card.getByRole("button", { name: "Acknowledge" }).tap();
    await page.getByText(`${incident} is acknowledged`).waitFor();
    assert.equal(await loadedAt(page), opened);
    await button(page, "Close").tap();
    await card.getByRole("link", { name: `Open ${incident}` }).tap();
    await page.getByRole("heading", { name: /uses up its budget/ }).waitFor();
  },
  later,
);

step("the runbook for it is begun from the incident", async () => {
  const { page } = people.operator;
  await page
    .getByText("The inputs of meter-reader drift in us-east")
    .first()
    .waitFor();
  await look(page, "incident-phone-light");
  await page.getByRole("button", { name: "Start…" }).tap();
  const dialog = page.getByRole("dialog");
  const start = dialog.getByRole("button", { name: "Start the run" });
  await start.tap(); // the server says what it needs
  await dialog.getByLabel("version").fill("2.3.0");
  await start.tap();
  await dialog.getByLabel("before").fill("2.0.0");
  await look(page, "start-phone-light");
  await start.tap();
  await page.waitForURL(`**/runbooks/run/${runId}`);
  await button(page, "Look").waitFor();
});

step("looked at, checked, kept, decided, and previewed", async () => {
  const { page } = people.operator;
  await button(page, "Look").tap();
  await button(page, "Check").tap();
  await page
    .getByRole("heading", { name: "Keep some of what it sees" })
    .waitFor();
  await button(page, "Look").tap();
  await button(page, "Yes, put the region back").tap();
  await button(page, "Preview").tap();
  await page.getByText("Locked until somebody else agrees").first().waitFor();
  const card = page.locator("section.current");
  await card.getByText("4 nodes").first().waitFor();
  await card
    .getByText(/2\.3\.0/)
    .first()
    .waitFor();
  await look(page, "run-preview-phone-dark", "dark");
  // What somebody else has to agree to is not done, however long it is pressed.
  const before = people.operator.made.length;
  await hold(page, button(page, /^Hold to run/));
  assert.equal(people.operator.made.length, before);
});

step("the executive is offered nothing, and refused by hand", async () => {
  const { viewer } = people;
  for (const [path, ...rest] of [
    ["/now", incident],
    [`/incidents/${incident}`, "Runbook"],
    [`/runbooks/run/${runId}`, "Put the region back", "Take over"],
    ["/approvals", runId],
    [`/approvals/${runId}`, "Hold to approve", "Reject", "Hold to approve"],
    ["/rollouts/meter-reader-3", "meter-reader-3"],
  ])
    await mayDoNothing(viewer, path, ...rest);
  const shown = await demo.ctl("runs", "show", runId);
  const digest = shown.run.attempts.at(-1).subject;
  const requestId = () => crypto.randomUUID();
  for (const [method, request] of [
    ["RunService/SignalRun", { run: runId, verb: "RUN_VERB_ACT", digest }],
    [
      "RunService/ReviewRun",
      { run: runId, step: "back", digest, approves: true },
    ],
    [
      "IncidentService/MoveIncident",
      { id: incident, to: "INCIDENT_STATE_CANCELLED", reason: "mine" },
    ],
    [
      "RolloutService/CreateRollout",
      { workload: "meter-reader", version: "1.0.0" },
    ],
  ]) {
    const { status, body } = await post(viewer.page, `/flotilla.v1.${method}`, {
      ...request,
      requestId: requestId(),
    });
    assert.equal(status, 403, `${method}: ${body}`);
    assert.match(body, /permission_denied/);
  }
  const after = await demo.ctl("runs", "show", runId);
  assert.equal(after.run.moves, shown.run.moves);
  await viewer.page.goto(`${demo.address}/incidents/${incident}`); // and there he stays
  viewer.opened = await loadedAt(viewer.page);
});

step(
  "the server dies: the run is still there to read, and nothing can be done",
  async () => {
    const { page, made } = people.operator;
    await demo.kill();
    await page.getByText(/^Offline since/).waitFor({ timeout: soon });
    await page
      .getByText(/^offline, showing/)
      .first()
      .waitFor();
    await page.getByText(/Nothing can be done from here/).waitFor();
    await page
      .getByText("Only this region; the others keep what is right")
      .waitFor();
    const before = made.length;
    for (const name of ["Note", "Hand over", "Skip step", /^Stuck/])
      assert.equal(
        await button(page, name).first().getAttribute("aria-disabled"),
        "true",
        String(name),
      );
    await pressEverything(page);
    assert.equal(made.length, before);
    await look(page, "run-offline-phone-light");
    // Opened anew, when there is nobody to ask.
    await page.reload();
    await page.getByText("This is the run as it was read").waitFor();
    await page
      .getByText("Only this region; the others keep what is right")
      .waitFor();
    assert.equal(
      await page.getByRole("button", { name: /Hold|Skip|Note/ }).count(),
      0,
    );
    await look(page, "run-copy-phone-light");
    const opened = await loadedAt(page);
    await demo.restart();
    await page
      .getByText("Locked until somebody else agrees")
      .first()
      .waitFor({ timeout: 2 * soon });
    await page.getByText(/^Offline since/).waitFor({ state: "detached" });
    await page.getByText(/^live/).first().waitFor();
    assert.equal(await loadedAt(page), opened);
  },
);

step(
  "somebody else agrees in a session of their own, and shows again who it is",
  async () => {
    const { page, made, code } = people.approver;
    // Who has just logged in is not asked again; five minutes later one is.
    const end = await page.evaluate(async () => {
      const { account } = await (await fetch("/session")).json();
      return Date.parse(account.confirmedUntil ?? account.confirmed_until);
    });
    assert.ok(end > 0);
    await until("being asked again", 300, () => Date.now() > end);
    await page.goto(`${demo.address}/approvals`);
    await page.getByRole("link", { name: runId }).click();
    for (const question of [
      "What",
      "Where",
      "Evidence",
      "Risk",
      "If not",
      "Who",
    ])
      await page
        .getByRole("heading", { name: question, exact: true })
        .waitFor();
    const approve = button(page, "Hold to approve");
    await page.getByText("Tick 1 warning as seen first.").waitFor();
    await hold(page, approve, async () => {});
    assert.deepEqual(
      made.filter((name) => name === "ReviewRun"),
      [],
    );
    await page.getByRole("checkbox").check();
    await look(page, "approvals-light-desktop");
    await hold(page, approve); // too short
    const dialog = page.getByRole("dialog");
    await hold(page, approve, () =>
      dialog.getByLabel("Code", { exact: true }).last().waitFor(),
    );
    assert.deepEqual(
      made.filter((name) => name === "ReviewRun"),
      ["ReviewRun"],
    );
    await look(page, "approvals-confirm-light-desktop");
    await dialog.getByRole("textbox").fill(code());
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("You approved").waitFor();
  },
  400_000,
);

step(
  "the phone opens by itself; the act is held, and the region recovers on screen",
  async () => {
    const { page, made } = people.operator;
    const opened = await loadedAt(page);
    await page.getByText("approver-1 agreed").waitFor();
    await look(page, "run-ready-phone-dark", "dark");
    const run = button(page, /^Hold to run on 4 nodes/);
    const before = made.length;
    await run.tap(); // too short
    await rest(page, run, async () => {
      if (shots)
        await page.screenshot({ path: join(shots, "run-hold-phone.png") });
      await page.getByText("It goes on when verify ends").first().waitFor();
    });
    assert.deepEqual(made.slice(before), ["SignalRun"]);
    await look(page, "run-verify-phone-dark", "dark");
    await page
      .getByRole("heading", { name: /Say what has changed/ })
      .waitFor({ timeout: later });
    await page
      .getByLabel("What to write down")
      .fill("The cameras are dim in winter; 2.0.0 copes.");
    await button(page, "Write it down").tap();
    await page.locator("header p", { hasText: "succeeded" }).waitFor();
    await look(page, "run-done-phone-light");
    assert.equal(await loadedAt(page), opened);
    const { viewer } = people;
    await viewer.page
      .getByText("mitigated", { exact: true })
      .first()
      .waitFor({ timeout: later });
    assert.equal(await loadedAt(viewer.page), viewer.opened);
  },
  360_000,
);

step(
  "the network goes and comes back: the page says so, and catches up",
  async () => {
    const { page, context, opened } = people.viewer;
    await context.setOffline(true);
    await page.getByText(/^Offline since/).waitFor();
    await page
      .getByText(/^offline, showing/)
      .first()
      .waitFor();
    await page.getByRole("heading", { name: /uses up its budget/ }).waitFor();
    await look(page, "incident-offline-desktop-light");
    await demo.ctl(
      "incidents",
      "note",
      incident,
      "2.4.0 is trained for winter",
      "--pin",
    );
    await context.setOffline(false);
    await page
      .getByText("2.4.0 is trained for winter")
      .waitFor({ timeout: 2 * soon });
    await page.getByText(/^Offline since/).waitFor({ state: "detached" });
    await page.getByText(/^live/).first().waitFor();
    assert.equal(await loadedAt(page), opened);
  },
);

step("afterwards everybody sees what it was", async () => {
  const { page } = people.approver;
  const open = async (path, ...seen) => {
    await page.goto(`${demo.address}${path}`);
    for (const text of seen) await page.getByText(text).first().waitFor();
  };
  const { nodes } = await demo.ctl("nodes", "list");
  const { id } = nodes.find(({ name }) => name === "baltimore-1");
  await open(`/debug/node/${id}`, "baltimore-1");
  await look(page, "debug-node-dark-desktop", "dark");
  await open(
    "/debug/compare?a=meter-reader@2.3.0&b=meter-reader@2.0.0",
    "meter-reader 2.3.0",
    "meter-reader 2.0.0",
  );
  await look(page, "compare-light-desktop");
  await look(page, "compare-dark-desktop", "dark");
  await open("/rollouts", "meter-reader-4"); // which put the region back
  await look(page, "rollouts-light-desktop");
  await open(
    `/slo?objective=meter-right&region=${region}`,
    "Readings that are right",
  );
  await look(page, "slo-dark-desktop", "dark");
  const { viewer } = people;
  await viewer.page.goto(`${demo.address}/exec`);
  await viewer.page
    .getByText(/found in/)
    .first()
    .waitFor();
  await look(viewer.page, "exec-after-light-desktop");
  await look(viewer.page, "exec-after-dark-desktop", "dark");
});

test("nothing was written as an error that the cuts do not explain", () => {
  for (const [name, { said }] of Object.entries(people))
    assert.deepEqual(
      said.filter((line) => !/status of 40[013]|net::ERR_/.test(line)),
      [],
      name,
    );
});
