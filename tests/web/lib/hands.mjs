// What somebody does to a page with fingers and mouse, and what of it could change something.

// Other methods of the API change something.
const reads = /^(Get|List|Summarize|Verify|Watch|Prepare|Explain|Test|Replay)/;

/** Names of methods that change something, as this page calls them; the list grows while the page lives. */
export function changes(page) {
  const found = [];
  page.on("request", (request) => {
    const method = /\/flotilla\.v1\.\w+\/(\w+)$/.exec(request.url())?.[1];
    if (method && !reads.test(method)) found.push(method);
  });
  return found;
}

/** The words of the buttons of the page that can be pressed, those of the navigation left out. */
export const pressable = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("main button, .dock button")]
      .filter(
        (each) =>
          each.checkVisibility() &&
          !each.disabled &&
          each.getAttribute("aria-disabled") !== "true",
      )
      .map((each) =>
        (each.innerText || each.ariaLabel || "").replace(/\s+/g, " ").trim(),
      ),
  );

const middleOf = async (target) => {
  await target.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await target.boundingBox();
  return { x: x + width / 2, y: y + height / 2 };
};

/** A mouse that is down on it while `during` goes on. */
export async function hold(page, target, during = async () => {}) {
  const { x, y } = await middleOf(target);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await during();
  await page.mouse.up();
}

/** A finger that rests on it while `during` goes on. */
export async function rest(page, target, during) {
  const devtools = await page.context().newCDPSession(page);
  const touch = (type, touchPoints) =>
    devtools.send("Input.dispatchTouchEvent", { type, touchPoints });
  await touch("touchStart", [await middleOf(target)]);
  await during();
  await touch("touchEnd", []);
  await devtools.detach();
}

const press = async (page, button) => {
  await hold(page, button);
  await button.focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Space");
};
const nameOf = (button) =>
  button.evaluate((each) =>
    (each.ariaLabel ?? each.innerText).replace(/\s+/g, " ").trim(),
  );
const closed = "[aria-disabled=true]";

/** Presses every button of the content that says it cannot be pressed, by mouse and by keyboard, then opens what can be
 * opened and does the same there. Returns the names of both: {closed, open}. */
export async function pressEverything(page) {
  const pressed = { closed: [], open: [] };
  const pressAll = async (buttons) => {
    for (let index = 0; index < (await buttons.count()); ++index) {
      pressed.closed.push(await nameOf(buttons.nth(index)));
      await press(page, buttons.nth(index));
    }
  };
  const all = page.locator("#content button:visible");
  await pressAll(all.and(page.locator(closed)));
  const others = all.and(page.locator(`:not(${closed})`));
  const opened = page.locator(
    "dialog[open] button:visible, [aria-expanded=true] + * button:visible",
  );
  for (let index = 0; index < (await others.count()); ++index) {
    const button = others.nth(index);
    pressed.open.push(await nameOf(button));
    await hold(page, button);
    for (const inside of await opened.all())
      if ((await inside.getAttribute("aria-disabled")) !== "true")
        pressed.open.push(await nameOf(inside));
    await pressAll(opened.and(page.locator(closed)));
    await page.keyboard.press("Escape");
  }
  return pressed;
}
