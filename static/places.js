/* The counts of the left column and of the bar follow what is read elsewhere: asked for anew when the page has been out of
   sight for a while, when the line returns, once a minute while somebody looks, and on "places" of the document (something
   here was read). Only the insides of the links change: neither the focus nor what stands below moves. */
import { live } from "./live.js";

const AWAY = 30_000;
const EVERY = 60_000;
const AFTER_READING = 1500;
const SHOWN = ".side-places .nav-item, .bar-place";
let due = null;
let askedAt = Date.now();
let lost = false;

async function ask() {
  due = null;
  if (document.hidden || !navigator.onLine) return;
  askedAt = Date.now();
  try {
    const answer = await fetch("/nav", { headers: { accept: "text/html" } });
    if (answer.ok && !answer.redirected) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    /* the line is lost: its return asks again */
  }
}

function show(fresh) {
  for (const link of document.querySelectorAll(SHOWN)) {
    const among = link.matches(".bar-place") ? ".bar-place" : ".nav-item";
    const next = fresh.querySelector(`${among}[href="${CSS.escape(link.getAttribute("href"))}"]`);
    if (!next || next.innerHTML === link.innerHTML) continue;
    link.innerHTML = next.innerHTML; // the server's own
    link.classList.toggle("nav-item-unread", next.matches(".nav-item-unread"));
  }
}

function soon(within = AFTER_READING) {
  due ??= setTimeout(ask, within);
}

document.addEventListener("places", () => soon());
document.addEventListener("visibilitychange", () => document.hidden || Date.now() - askedAt < AWAY || soon());
addEventListener("pageshow", ({ persisted }) => persisted && soon(0));
setInterval(() => document.hidden || live.state !== "online" || Date.now() - askedAt < AWAY || soon(0), EVERY);
document.addEventListener("line", ({ detail }) => {
  if (detail === "online" && lost) soon();
  lost = detail !== "online";
});
