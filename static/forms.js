/* Forms that the browser itself sends: once, by Ctrl+Enter too. On a line known to be lost the page is not left: the
   server is first asked whether it is there. When no answer comes, the form is given back with what was typed; sent
   again, it is the same act by its client_id. */
import { markSent, recall } from "./drafts.js";
import { complain, isOnItsWay, kept, letGo, onItsWay } from "./sending.js";

const words = document.getElementById("words").dataset;
const NO_ANSWER = 30_000;
const reached = new WeakSet();
let lost = false;

async function answers(signal) {
  if (!navigator.onLine) return false;
  try {
    await fetch("/healthz", { method: "HEAD", cache: "no-store", signal });
    return true;
  } catch {
    return false;
  }
}

async function askFirst(form, button) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), NO_ANSWER);
  const free = onItsWay(form, button);
  const there = await answers(stop.signal);
  clearTimeout(timer);
  free();
  if (!there) return complain(form, kept(form, stop.signal.aborted ? words.silent : words.offline), true);
  reached.add(form);
  form.requestSubmit(button);
  return reached.delete(form);
}

function giveBack(form, sentence) {
  letGo(form);
  recall();
  if (sentence) complain(form, kept(form, sentence), true);
}

function send(form, button) {
  onItsWay(form, button);
  markSent(form);
  const timer = setTimeout(() => {
    window.stop();
    giveBack(form, words.silent);
  }, NO_ANSWER);
  addEventListener("pagehide", () => clearTimeout(timer), { once: true });
}

/* `may(event)` is asked last; it answers whether the form goes. The window hears after every module that sends by itself. */
export function startForms(may) {
  addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (isOnItsWay(form)) return event.preventDefault();
    if (!may(event)) return;
    if (form.method === "get" || reached.has(form) || !(lost || !navigator.onLine)) return send(form, submitter);
    event.preventDefault();
    askFirst(form, submitter);
  });
  document.addEventListener("line", ({ detail }) => { lost = detail !== "online"; });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) document.querySelectorAll("form[aria-busy]").forEach((form) => giveBack(form));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    if (!event.target.matches("textarea") || !event.target.form) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
}
