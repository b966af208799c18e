// What is wrong with a page by the boxes of its elements. Runs inside of the page: it must not use anything from outside.

/** Returns lines; none when all is well. */
export function boxFindings() {
  const findings = [];
  const name = (element) => {
    const text = (element.textContent ?? "")
      .trim()
      .replace(/\s+/g, " ")
      .slice(0, 40);
    return `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}"> "${text}"`;
  };
  const dialog = document.querySelector("dialog[open]");
  const root = dialog ?? document.body;
  const hiddenFromEyes = (element) =>
    element.closest(".sr, .skip, [hidden]") !== null;

  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) {
    findings.push(
      `scrolls sideways: ${document.documentElement.scrollWidth} > ${width}`,
    );
  }

  // Whoever scrolls or cuts on purpose; text with an ellipsis may be cut.
  const scrolls = (style) =>
    /auto|scroll/.test(style.overflowX) || /auto|scroll/.test(style.overflowY);
  const boundsOf = (element) => {
    for (
      let at = element.parentElement;
      at && at !== document.body;
      at = at.parentElement
    ) {
      const style = getComputedStyle(at);
      if (scrolls(style)) return null;
      if (style.overflowX === "hidden" || style.overflowX === "clip")
        return at.getBoundingClientRect();
    }
    return undefined;
  };

  // Text with an ellipsis is as wide as what of it is shown.
  const visiblePart = (element, box) => {
    if (getComputedStyle(element).textOverflow !== "ellipsis") return box;
    const own = element.getBoundingClientRect();
    const left = Math.max(box.left, own.left);
    return new DOMRect(
      left,
      box.top,
      Math.min(box.right, own.right) - left,
      box.height,
    );
  };

  // Of what scrolls only the part that is in view can lie over anything; nothing when none is.
  const inView = (element, { left, top, right, bottom }) => {
    let box = { left, top, right, bottom };
    for (
      let at = element.parentElement;
      at && at !== document.body;
      at = at.parentElement
    ) {
      if (!scrolls(getComputedStyle(at))) continue;
      const around = at.getBoundingClientRect();
      box = {
        left: Math.max(box.left, around.left),
        top: Math.max(box.top, around.top),
        right: Math.min(box.right, around.right),
        bottom: Math.min(box.bottom, around.bottom),
      };
    }
    return box.right - box.left > 1 && box.bottom - box.top > 1
      ? new DOMRect(
          box.left,
          box.top,
          box.right - box.left,
          box.bottom - box.top,
        )
      : undefined;
  };

  const texts = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (
      !node.data.trim() ||
      !element ||
      hiddenFromEyes(element) ||
      element.closest("noscript, option")
    )
      continue;
    if (
      !element.checkVisibility({
        opacityProperty: true,
        visibilityProperty: true,
      })
    )
      continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      const part = visiblePart(element, box);
      const seen =
        part.width > 1 && part.height > 1 ? inView(element, part) : undefined;
      if (seen) texts.push({ element, box: seen });
    }
  }

  for (const { element, box } of texts) {
    const style = getComputedStyle(element);
    if (style.textOverflow === "ellipsis") continue;
    if (parseFloat(style.fontSize) < 11.9)
      findings.push(`smaller than 12 px: ${name(element)}`);
    const bounds = boundsOf(element);
    if (bounds === null) continue;
    if (box.right > width + 1 || box.left < -1)
      findings.push(`leaves the screen: ${name(element)}`);
    else if (
      bounds &&
      (box.right > bounds.right + 1 || box.left < bounds.left - 1)
    )
      findings.push(`is cut off: ${name(element)}`);
    const panel = element.closest("[data-panel], .card, button");
    if (panel) {
      const around = panel.getBoundingClientRect();
      if (
        box.right > around.right + 1 ||
        box.bottom > around.bottom + 1 ||
        box.left < around.left - 1
      ) {
        findings.push(`leaves its panel or button: ${name(element)}`);
      }
    }
  }

  // Bars that stay lie over what scrolls below; within one layer nothing lies over anything.
  const layerOf = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const position = getComputedStyle(at).position;
      if (position === "fixed" || position === "sticky") return at;
      if (
        position === "absolute" &&
        at.matches(".list, [popover], [role=menu]")
      )
        return at;
    }
    return null;
  };
  const layered = texts.map((each) => ({
    ...each,
    layer: layerOf(each.element),
  }));
  layered.sort((left, right) => left.box.top - right.box.top);
  for (let index = 0; index < layered.length; ++index) {
    const one = layered[index];
    for (let next = index + 1; next < layered.length; ++next) {
      const other = layered[next];
      if (other.box.top >= one.box.bottom - 2) break;
      if (one.layer !== other.layer || one.element === other.element) continue;
      const across =
        Math.min(one.box.right, other.box.right) -
        Math.max(one.box.left, other.box.left);
      const down =
        Math.min(one.box.bottom, other.box.bottom) -
        Math.max(one.box.top, other.box.top);
      // Line boxes of neighbours may touch by the room above and below their letters.
      if (across > 2 && down > 4)
        findings.push(
          `lie over each other: ${name(one.element)} and ${name(other.element)}`,
        );
    }
  }

  for (const panel of root.querySelectorAll("[data-panel]")) {
    const box = panel.getBoundingClientRect();
    if (box.width === 0) continue;
    const busy = panel.querySelector("[aria-busy=true], svg, canvas, img");
    const words = (panel.innerText ?? "").trim().split("\n").filter(Boolean);
    if (box.height < 48 || (words.length < 2 && !busy))
      findings.push(`empty panel: ${name(panel)}`);
    // A panel that is not a form says how fresh it is, once there is anything in it.
    if (
      panel.matches("section.panel") &&
      panel.dataset.panel !== "plain" &&
      !panel.querySelector(":scope > .loading") &&
      !panel.querySelector(
        ".chip.live, .chip.stale, .chip.offline, .chip.replay",
      )
    )
      findings.push(`panel without a word on how fresh it is: ${name(panel)}`);
  }

  const touch = width < 600 ? 44 : 24;
  for (const control of root.querySelectorAll(
    "button, input, select, textarea, [role=tab], [role=option], nav a",
  )) {
    if (
      hiddenFromEyes(control) ||
      !control.checkVisibility({ visibilityProperty: true })
    )
      continue;
    const target = control.matches("[type=radio], [type=checkbox]")
      ? (control.closest("label") ?? control)
      : control;
    const box = target.getBoundingClientRect();
    const least = target.matches(
      ".field button, .chip button, .field *, label, td *, th *, dd *",
    )
      ? 24
      : touch;
    if (box.height < least - 0.5 || box.width < 23.5) {
      findings.push(
        `too small to hit, ${Math.round(box.width)}x${Math.round(box.height)}: ${name(control)}`,
      );
    }
  }
  return [...new Set(findings)];
}
