// The web app that flotillad carries, over its real HTTPS front, as people use it.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { complaints, openBrowser } from "./lib/browser.mjs";
import {
  accept,
  logIn,
  logOut,
  post,
  setUpSecondFactor,
} from "./lib/people.mjs";
import { startServer } from "./lib/server.mjs";

const password = "seven gentle tugs in fog";
const attack = "<img src=x onerror=\"globalThis.attacked='yes'\">";
let server;
let admin;
let viewer;
let recovery;

/** A browser of one person: {page, wrong, close}; `wrong` tells errors that the pages wrote. It takes the certificate as it
 * is; the first test says whose it is. */
async function person() {
  const browser = await openBrowser({ args: ["--ignore-certificate-errors"] });
  const page = browser.context.pages()[0] ?? (await browser.context.newPage());
  page.setDefaultTimeout(20000);
  const said = complaints(page);
  // The browser writes each refusal down; what it means for the page is looked at by itself.
  const wrong = () => said.filter((line) => !/status of 40[13]/.test(line));
  return { page, wrong, ...browser };
}

before(async () => {
  server = await startServer();
  admin = await person();
  viewer = await person();
});

after(async () => {
  await admin?.close();
  await viewer?.close();
  await server?.stop();
});

test("the certificate is of the authority of this fleet, and every answer has the headers", async () => {
  const ca = readFileSync(join(server.data, "pki", "ca.pem"));
  for (const path of ["/", "/exec", "/nothing.js", "/session", "/healthz"]) {
    const answer = await new Promise((done, failed) =>
      get(server.address + path, { ca, agent: false }, (message) => {
        message.resume();
        message.on("end", () => done(message));
      }).on("error", failed),
    );
    assert.match(
      answer.headers["content-security-policy"],
      /default-src 'none'/,
      path,
    );
    assert.match(
      answer.headers["strict-transport-security"],
      /max-age=31536000/,
      path,
    );
    assert.equal(answer.headers["x-content-type-options"], "nosniff", path);
    assert.equal(answer.headers["referrer-policy"], "no-referrer", path);
    assert.equal(
      answer.headers["access-control-allow-origin"],
      undefined,
      path,
    );
  }
});

test("nobody is let in without a session", async () => {
  await admin.page.goto(`${server.address}/exec`);
  await admin.page
    .getByRole("heading", { name: "Log in to Flotilla" })
    .waitFor();
  assert.equal(
    await admin.page.evaluate(
      async () =>
        (
          await fetch("/flotilla.v1.NodeService/ListNodes", {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: "{}",
          })
        ).status,
    ),
    401,
  );
});

test("the first administrator gets in by the printed code and sets up a second factor", async () => {
  const { page } = admin;
  await accept(page, server.address, await server.code(), password);
  ({ recovery } = await setUpSecondFactor(page));
  assert.equal(recovery.length, 10);
  assert.deepEqual(admin.wrong(), []);
});

test("the session is a cookie that no script sees", async () => {
  const cookies = await admin.context.cookies();
  assert.deepEqual(
    cookies.map(({ name, httpOnly, secure, sameSite, path }) => ({
      name,
      httpOnly,
      secure,
      sameSite,
      path,
    })),
    [
      {
        name: "__Host-flt",
        httpOnly: true,
        secure: true,
        sameSite: "Strict",
        path: "/",
      },
    ],
  );
  assert.equal(await admin.page.evaluate(() => document.cookie), "");
  const kept = await admin.page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
  );
  assert.ok(!kept.includes("fls1"), kept);
});

test("who logs out is out, also with the old cookie; a recovery code lets in once", async () => {
  const { page, context } = admin;
  const [old] = await context.cookies();
  await logOut(page);
  await context.addCookies([old]);
  assert.equal(
    await page.evaluate(async () => (await fetch("/session")).status),
    401,
  );
  const again = async (code) => {
    await page.goto(`${server.address}/login`);
    await logIn(page, "admin", password, code);
  };
  await again(recovery[0]);
  await page.getByRole("navigation").first().waitFor();
  const [fresh] = await context.cookies();
  assert.notEqual(fresh.value, old.value);
  await logOut(page);
  await again(recovery[0]);
  await page.getByRole("alert").waitFor();
  await again(recovery[1]);
  await page.getByRole("navigation").first().waitFor();
});

test("a viewer is let in without a second factor, and refused what viewers may not do", async () => {
  const fleet = join(server.folder, "fleet.yaml");
  writeFileSync(
    fleet,
    `regions: [{name: eu-west, title: ${JSON.stringify(attack)}}]\nsites: [{name: rotterdam, title: Rotterdam, region: eu-west, latitude: 51.9, longitude: 4.5}]\n`,
  );
  await server.ctl("apply", "-f", fleet);
  await server.ctl("incidents", "open", attack, "--region", "eu-west");
  const { invitation } = await server.ctl(
    "operator",
    "add",
    "viewer-1",
    "--role",
    "viewer",
  );
  const { page, wrong } = viewer;
  await accept(page, server.address, invitation, password);
  await page.getByRole("button", { name: "Not now" }).click(); // viewers need no second factor
  await page.getByRole("navigation").first().waitFor();
  assert.deepEqual(wrong(), []);
  const open = {
    title: "mine",
    severity: "INCIDENT_SEVERITY_SEV3",
    region: "eu-west",
  };
  const method = "/flotilla.v1.IncidentService/OpenIncident";
  const refused = await post(page, method, {
    ...open,
    requestId: crypto.randomUUID(),
  });
  assert.equal(refused.status, 403, refused.body);
  assert.match(refused.body, /permission_denied/);
  assert.equal(
    (await post(page, method, open, { "x-flotilla-csrf": null })).status,
    403,
  );
  assert.equal(
    (await post(page, method, open, { "content-type": "text/plain" })).status,
    415,
  );
  assert.equal((await server.ctl("incidents", "list")).incidents.length, 1);
  assert.equal(
    (await post(page, "/flotilla.v1.OperatorService/ListOperators", {})).status,
    403,
  );
});

test("text from elsewhere stays text", async () => {
  const { page } = viewer;
  for (const path of ["/exec", "/now", "/incidents", "/incidents/INC-1"]) {
    await page.goto(server.address + path);
    await page.getByText(attack).first().waitFor();
    assert.equal(
      await page.evaluate(() => globalThis.attacked),
      undefined,
      path,
    );
  }
});

test("a killed server is told, and the page catches up when it is back, still logged in", async () => {
  const { page } = viewer;
  await page.goto(`${server.address}/exec`);
  await page.getByRole("navigation").first().waitFor();
  await server.kill();
  await page.evaluate(() => dispatchEvent(new Event("online"))); // looks at once
  await page.goto(`${server.address}/exec`).catch(() => {});
  await server.restart();
  await page.goto(`${server.address}/exec`);
  await page.getByRole("navigation").first().waitFor();
  assert.equal(
    await page.evaluate(async () => (await fetch("/session")).status),
    200,
  );
});

test("who is disabled is out at once", async () => {
  await server.ctl("operator", "disable", "viewer-1");
  assert.equal(
    await viewer.page.evaluate(async () => (await fetch("/session")).status),
    401,
  );
});
