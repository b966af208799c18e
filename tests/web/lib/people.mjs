// What people do on the pages where they come in, and what a script in their page could try.
import { totp } from "./totp.mjs";

const step = 30_000; // of codes, in ms

/** Somebody who is in by an invitation; `password` is theirs from then on. */
export async function accept(page, address, invitation, password) {
  await page.goto(`${address}/welcome`);
  await page.getByLabel("One-time code").fill(invitation);
  await page.getByLabel("New password", { exact: true }).fill(password);
  await page.getByLabel("New password, again").fill(password);
  await page.getByRole("button", { name: "Go on" }).click();
}

/** On the page that asks for it: returns {code, recovery}. `code()` is a code that was not used yet, as each counts once;
 * it may be that of the next half minute, which the server takes as well. */
export async function setUpSecondFactor(page) {
  await page.getByRole("heading", { name: "Set up a second factor" }).waitFor();
  const secret = (
    await page
      .locator(".mono, code")
      .filter({ hasText: /^[A-Z2-7 ]{16,}$/ })
      .first()
      .innerText()
  ).trim();
  let last = 0;
  const code = () => {
    const now = Math.floor(Date.now() / step);
    last = Math.max(now, last + 1);
    if (last > now + 1) throw new Error("a third code within half a minute");
    return totp(secret, last * step);
  };
  await page.getByLabel("Code", { exact: true }).fill(code());
  await page.getByRole("button", { name: "Check and go on" }).click();
  await page
    .getByRole("heading", { name: "Keep your recovery codes" })
    .waitFor();
  const recovery = (await page.locator("li").allInnerTexts()).map((each) =>
    each.trim(),
  );
  await page.getByLabel("I kept them").check();
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByRole("navigation").first().waitFor();
  return { code, recovery };
}

/** From the page where one is asked to log in; comes back to where one wanted to go. */
export async function logIn(page, name, password, code) {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  if (code === undefined) return;
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Log in" }).click();
}

export async function logOut(page) {
  await page.getByRole("button", { name: "Your account and settings" }).click();
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByLabel("Name").waitFor();
}

/** By the page's own session, as a script in it could; `headers` on top of what the app would send. */
export function post(page, path, body, headers = {}) {
  return page.evaluate(
    async ([to, text, more]) => {
      const { csrf } = await (await fetch("/session")).json();
      const sent = {
        "content-type": "application/json",
        "x-flotilla-csrf": csrf,
      };
      for (const [name, value] of Object.entries(more))
        if (value === null) delete sent[name];
        else sent[name] = value;
      const answer = await fetch(to, {
        method: "POST",
        headers: sent,
        body: text,
      });
      return { status: answer.status, body: await answer.text() };
    },
    [path, JSON.stringify(body), headers],
  );
}
