/* What a page can be asked about how it lies on the screen. Each question is answered by a list of sentences, empty when
   all is well. Put into a page by tests/browser/examine.py; no installation serves it. */
(() => {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const UNSEEN = ".visually-hidden, .skip, .message-more .message-author"; // said, not shown
  const SLACK = 1.5;

  const name = (element) => {
    const words = (element.getAttribute("aria-label") || element.textContent || element.name || "").trim().replace(/\s+/g, " ");
    const place = [element.tagName.toLowerCase(), ...element.classList].join(".") + (element.id ? `#${element.id}` : "");
    return `${place} «${words.slice(0, 50)}»`;
  };

  const shown = (element) => {
    if (!element.checkVisibility({ opacityProperty: false, visibilityProperty: true })) return false;
    const { width, height } = element.getBoundingClientRect();
    return width > 1 && height > 1 && !element.closest(UNSEEN);
  };

  const rendered = () => [...document.body.querySelectorAll("*")].filter((e) => !e.closest(`svg, template, ${UNSEEN}`) && shown(e));

  /* Inside a part that scrolls by itself (a wide table, tabs on a telephone) things may lie beyond its edge. */
  const scroller = (element) => {
    for (let e = element.parentElement; e && e !== document.body; e = e.parentElement)
      if (/auto|scroll/.test(getComputedStyle(e).overflowX)) return e;
    return null;
  };

  const hasText = (element) => [...element.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());

  function tooWide() {
    const page = document.documentElement;
    const width = page.clientWidth;
    const sides = (e) => (({ left, right }) => (right > width + SLACK ? right : left < -SLACK ? left : null))(e.getBoundingClientRect());
    const out = rendered().filter((e) => !scroller(e) && sides(e) !== null);
    const found = out.slice(-3).map((e) => `sticks out to ${Math.round(sides(e))} of ${width}: ${name(e)}`);
    if (page.scrollWidth > width && !found.length) found.push(`the page is ${page.scrollWidth} wide in ${width}`);
    return found;
  }

  /* Cut text must say so by an ellipsis, and be readable in full: by its title, or where its link leads. */
  function cut() {
    const found = [];
    for (const e of rendered()) {
      if (e.matches("textarea, input, select, .avatar, html, body")) continue;
      const style = getComputedStyle(e);
      const hides = /hidden|clip/.test(style.overflowX);
      if (hides && e.textContent.trim() && e.scrollWidth > e.clientWidth + SLACK) {
        const owner = e.closest("[title], a, button, label") || e.querySelector("[title]");
        if (style.textOverflow !== "ellipsis") found.push(`cut at the side: ${name(e)}`);
        else if (!owner) found.push(`cut, and nowhere to be read in full: ${name(e)}`);
      }
      if (/hidden|clip/.test(style.overflowY) && e.textContent.trim() && e.scrollHeight > e.clientHeight + 4)
        found.push(`cut below: ${name(e)}`);
      if (!hides && hasText(e) && style.display !== "inline" && e.clientWidth && e.scrollWidth > e.clientWidth + SLACK && !/auto|scroll/.test(style.overflowX))
        found.push(`text sticks out of its box by ${e.scrollWidth - e.clientWidth}: ${name(e)}`);
    }
    return found;
  }

  /* Where the words of a text are seen: what an ancestor cuts off or scrolls away is not. */
  function seen(rect, element) {
    let { left, right, top, bottom } = rect;
    for (let e = element; e && e !== document.body; e = e.parentElement) {
      if (getComputedStyle(e).overflowX === "visible") continue;
      const edge = e.getBoundingClientRect();
      [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
    }
    return { left, right, top, bottom };
  }

  /* What is fixed, sticks or comes up beside something else is meant to lie above it. */
  const lies = (element) => {
    for (let e = element; e && e !== document.body; e = e.parentElement)
      if (/absolute|fixed|sticky/.test(getComputedStyle(e).position) && !e.matches(".side, .aside")) return false;
    return true;
  };

  /* Words that lie on other words. Lines set tight may touch each other. */
  function overlaps() {
    const lines = [];
    for (const e of rendered()) {
      if (!hasText(e) || e.matches("textarea, select, option") || !lies(e)) continue;
      for (const node of e.childNodes) {
        if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const rect of range.getClientRects()) {
          const line = seen(rect, e);
          if (line.right - line.left > 2 && line.bottom - line.top > 2) lines.push({ e, ...line });
        }
      }
    }
    lines.sort((one, other) => one.top - other.top);
    const found = new Set();
    lines.forEach((one, i) => {
      for (let j = i + 1; j < lines.length && lines[j].top < one.bottom; j++) {
        const other = lines[j];
        if (other.e === one.e) continue; // what an ellipsis stands for has the place of all of it
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const high = Math.min(one.bottom, other.bottom) - other.top;
        if (wide > 2 && high > 0.4 * Math.min(one.bottom - one.top, other.bottom - other.top)) found.add(`on ${name(one.e)}: ${name(other.e)}`);
      }
    });
    return [...found];
  }

  /* An open menu lies over what stands below it: closing it is the way to that. */
  const inTheWay = (hit, element) =>
    hit && hit !== element && !hit.closest(".more-list") && !element.contains(hit) && !hit.contains(element) && !(hit.closest("label")?.control === element);

  const modal = () => document.querySelector("dialog:modal");

  const controls = () => [...(modal() || document.body).querySelectorAll(CONTROLS)].filter((e) => shown(e) && !e.disabled);

  /* In the middle of the window, so that what is fixed to its edges does not lie above it; of a link of many lines the
     one that stands there. */
  function middle(element) {
    element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const rects = [...element.getClientRects()].filter((r) => r.width > 1 && r.height > 1);
    const rect = rects.find((r) => r.bottom > innerHeight / 2) || rects[0] || element.getBoundingClientRect();
    return { x: rect.left + rect.width / 2, y: rect.top + rect.height / 2, rect };
  }

  const steady = (check) => () => {
    const at = [scrollX, scrollY];
    const found = check();
    scrollTo({ left: at[0], top: at[1], behavior: "instant" });
    return found;
  };

  function covered() {
    const found = [];
    for (const e of controls()) {
      if (e.matches("input") && getComputedStyle(e).opacity === "0") continue; // its label is what is seen
      const { x, y } = middle(e);
      const hit = document.elementFromPoint(x, y);
      if (!hit) found.push(`out of reach: ${name(e)}`);
      else if (inTheWay(hit, e)) found.push(`under ${name(hit)}: ${name(e)}`);
    }
    return found;
  }

  /* A link in the middle of a sentence is as high as its line. */
  const inSentence = (e) => {
    if (e.tagName !== "A" || getComputedStyle(e).display !== "inline") return false;
    const block = e.closest("p, li, dd, td, label, .prose, .quiet, .flash, .meta");
    return Boolean(block) && block.textContent.trim().length > e.textContent.trim().length;
  };

  /* How far a finger may miss in one direction and still hit. */
  function reach(e, x, y, dx, dy, size) {
    for (let far = size / 2 - 1; far > 0; far -= 3) {
      const hit = document.elementFromPoint(x + dx * far, y + dy * far);
      if (hit === e || e.contains(hit) || hit?.closest("label")?.control === e) return far + 1;
    }
    return 0;
  }

  const small = (size) => () => {
    const found = [];
    for (const e of controls()) {
      if (inSentence(e) || e.matches("[tabindex]:not(a, button)")) continue;
      const { x, y, rect } = middle(e);
      const label = e.labels?.[0]?.getBoundingClientRect();
      const high = Math.max(rect.height, label && e.matches("[type=checkbox], [type=radio]") ? label.height : 0, reach(e, x, y, 0, -1, size) + reach(e, x, y, 0, 1, size));
      const wide = Math.max(rect.width, label ? label.width : 0, reach(e, x, y, -1, 0, size) + reach(e, x, y, 1, 0, size));
      if (high < size - 1 || wide < size - 1) found.push(`${Math.round(wide)} × ${Math.round(high)}: ${name(e)}`);
    }
    return found;
  };

  /* Contrast of text and its ground, as WCAG 2.2 reckons it. A canvas turns any notation of a colour into numbers. */
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const numbers = new Map();

  function rgba(colour) {
    if (!numbers.has(colour)) {
      paint.clearRect(0, 0, 1, 1);
      paint.fillStyle = colour;
      paint.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = paint.getImageData(0, 0, 1, 1).data;
      numbers.set(colour, [r, g, b, a / 255]);
    }
    return numbers.get(colour);
  }

  const over = ([r, g, b, a], ground) => [r, g, b].map((value, i) => value * a + ground[i] * (1 - a));

  function light(colour) {
    const [r, g, b] = colour.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  /* The ground under an element, and how much of it shines through the element and its parents. */
  function ground(element) {
    const layers = [];
    let faded = 1;
    for (let e = element; e; e = e.parentElement) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(e);
      if (backgroundImage !== "none") return null; // a gradient: its ends are pairs of tokens of their own
      const colour = rgba(backgroundColor);
      if (colour[3] > 0) layers.unshift(colour);
      if (colour[3] === 1) break;
      faded *= Number(opacity);
    }
    return { colour: layers.reduce((under, layer) => over(layer, under), [255, 255, 255]), faded };
  }

  const contrast = (least) => () => {
    const found = new Set();
    for (const e of rendered()) {
      if (!hasText(e) || e.closest("[aria-disabled=true], [disabled], [aria-hidden=true]:not(.avatar)")) continue;
      const under = ground(e);
      if (!under || under.faded < 0.05) continue; // seen only under the pointer
      const { color } = getComputedStyle(e);
      const [r, g, b, a] = rgba(color);
      const [one, other] = [light(over([r, g, b, a * under.faded], under.colour)), light(under.colour)].sort((x, y) => y - x);
      const ratio = (one + 0.05) / (other + 0.05);
      if (ratio < least) found.add(`${ratio.toFixed(1)} : 1, ${color} on ${under.colour.map(Math.round)}: ${name(e)}`);
    }
    return [...found];
  };

  function doubled() {
    const seen = new Map();
    for (const e of document.querySelectorAll("[id]")) seen.set(e.id, (seen.get(e.id) || 0) + 1);
    return [...seen].filter(([, times]) => times > 1).map(([id]) => `id ${id} stands twice`);
  }

  async function axe(themeOnly, disabled) {
    const rules = Object.fromEntries(disabled.map((rule) => [rule, { enabled: false }]));
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
    const runOnly = themeOnly.length ? { type: "rule", values: themeOnly } : { type: "tag", values: tags };
    const { violations } = await globalThis.axe.run(document, { runOnly, rules: themeOnly.length ? {} : rules, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.html.slice(0, 120)} ${(node.any[0] || node.all[0] || node.none[0])?.message || ""}`));
  }

  const QUESTIONS = {
    tooWide, cut, overlaps, doubled, covered: steady(covered), small44: steady(small(44)),
    contrast45: contrast(4.5), contrast7: contrast(7),
  };
  const ask = (questions) => Object.fromEntries(questions.map((question) => [question, QUESTIONS[question]()]));

  globalThis.examine = { ask, axe };
})();
