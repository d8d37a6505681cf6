/* What a person reads stays under their eyes: steadily(change) does what changes the page above or below it. Changes within
   a change are measured once. Browsers do this too, some and sometimes; where we do it, they do not. */
const READ = "[data-path], .message";
let within = false;

if (document.querySelector(".messages, .posts")) document.documentElement.style.overflowAnchor = "none";

export const isSteady = () => within;

/* The first row that begins on the screen: one that begins above it may change its height. */
function readNow() {
  const rows = [...document.querySelectorAll(READ)];
  const first = rows.findIndex((row) => row.getBoundingClientRect().bottom > 0);
  const next = rows[first + 1]?.getBoundingClientRect().top;
  return rows[first]?.getBoundingClientRect().top < 0 && next < innerHeight ? rows[first + 1] : rows[first];
}

export function steadily(change) {
  if (within) return change();
  const anchor = readNow();
  const before = anchor?.getBoundingClientRect().top;
  within = true;
  const result = change();
  within = false;
  const now = anchor?.isConnected ? anchor : anchor?.id && document.getElementById(anchor.id);
  if (now) scrollBy({ top: now.getBoundingClientRect().top - before, behavior: "instant" });
  return result;
}
