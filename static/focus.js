/* Focus that outlives a redrawing: const giveBack = holdFocus(old); …old is redrawn or replaced…; giveBack(fresh).
   It goes to the same control of what stands there now, else to the whole of it. Nothing happens when it was elsewhere. */
const NAMES = [["id"], ["data-act"], ["data-name"], ["href"], ["name", "value"], ["name"]];

const having = (element, name) => `[${name}="${CSS.escape(element.getAttribute(name))}"]`;

/* What tells the control from others: its name, in the form and in the row it belongs to. */
function clue(at, old) {
  const names = NAMES.find((some) => some.every((name) => at.hasAttribute(name))) || [];
  const row = at.parentElement.closest("[id]");
  return [
    row && row !== old && old.contains(row) ? having(row, "id") : "",
    at.form?.hasAttribute("action") ? `form${having(at.form, "action")}` : "",
    at.localName + names.map((name) => having(at, name)).join(""),
  ].join(" ");
}

export function holdFocus(old) {
  const at = document.activeElement;
  if (!at || !old.contains(at)) return () => {};
  const where = at === old ? "" : clue(at, old);
  return (fresh) => {
    if (fresh.contains(document.activeElement)) return;
    const same = where && fresh.querySelector(where);
    if (!same && fresh.tabIndex < 0) fresh.tabIndex = -1;
    (same || fresh).focus({ preventScroll: true });
  };
}
