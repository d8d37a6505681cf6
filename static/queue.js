/* Queues and requests, live. The page says what to listen to, [data-live="queue:5"][data-version], and where it is to
   be had, [data-at]: after a refused form the window's address is the form's. When something changes there, the parts of
   the page that show it ([data-part]) are asked for anew and put in their places; what a person is typing in, has
   opened or stands on stays. [data-aging]: waiting times are brought up to date each minute. */
import { holdFocus } from "./focus.js";
import { live } from "./live.js";
import { steadily } from "./steady.js";

const GATHER = 200;
const AGAIN = 5000;
const MINUTE = 60_000;
const source = document.querySelector("[data-live]");
let due = null;

const typed = (field) => field === document.activeElement || field.value !== field.defaultValue;

const busy = (part) =>
  part.querySelector("details[open], select:focus, input:focus:not([type=hidden])") ||
  [...part.querySelectorAll("textarea")].some(typed);

function place(part, next) {
  const giveBack = holdFocus(part);
  steadily(() => part.replaceWith(next));
  giveBack(next);
}

const again = () => location.replace(source.dataset.at);

async function refresh() {
  const answer = await fetch(source.dataset.at, { headers: { accept: "text/html" } });
  if (!answer.ok || answer.redirected) {
    again();
    return source.dataset.version;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = fresh.querySelector("[data-live]");
  if (now?.dataset.live !== source.dataset.live) {
    again();
    return source.dataset.version;
  }
  for (const part of document.querySelectorAll("[data-part]")) {
    const next = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
    if (next && !busy(part) && next.innerHTML !== part.innerHTML) place(part, next);
  }
  const here = '.nav-item[aria-current="page"]';
  const item = document.querySelector(here);
  if (item && fresh.querySelector(here)) item.innerHTML = fresh.querySelector(here).innerHTML;
  source.dataset.version = now.dataset.version;
  return Number(now.dataset.version);
}

function soon() {
  due ??= setTimeout(() => {
    due = null;
    refresh().catch(() => setTimeout(soon, AGAIN));
  }, GATHER);
}

function heard(params, method) {
  if (method === "consult.place") {
    const number = document.querySelector("[data-ahead]");
    if (number) number.textContent = params.ahead;
    return;
  }
  soon();
}

live.subscribe(source.dataset.live, {
  version: Number(source.dataset.version),
  onPush: heard,
  onCatchUp: () => refresh().catch(() => Number(source.dataset.version)),
  onLost: again,
});

/* A place in the queue has no version: whether it moved while there was no line is asked when there is one again. */
let lines = 0;
live.onState((state) => {
  if (state === "online" && lines++ && document.querySelector("[data-ahead]")) soon();
});

if ("aging" in source.dataset) {
  setInterval(() => {
    if (!document.hidden && live.state === "online") refresh().catch(() => {});
  }, MINUTE);
}
