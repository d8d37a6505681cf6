/* Texts being written, kept per person in this browser until the server has them.
   A text lives under `draft:<viewer>:<key>`; what was just submitted is remembered until the next page tells how it ended. */

const viewer = document.body.dataset.viewer;
const prefix = `draft:${viewer}:`;
const FORGOTTEN_AFTER = 60 * 24 * 3600 * 1000;
const SENT = "sent-texts";

const name = (textarea) => prefix + textarea.dataset.draft;

function read(store, key) {
  try { return JSON.parse(store.getItem(key)); } catch { return null; }
}

function write(store, key, value) {
  try { store.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
}

/* Keys of local texts of this person: drafts, and what waits to be sent in rooms. */
export function localKeys() {
  return Object.keys(localStorage).filter((key) => key.startsWith(prefix) || key.startsWith(`outbox:${viewer}:`));
}

export function localTexts() {
  return localKeys().map((key) => read(localStorage, key)).filter((entry) => entry && entry.text);
}

/* The server has the text. */
export function forget(textarea) {
  clearTimeout(timers.get(textarea));
  timers.delete(textarea);
  localStorage.removeItem(name(textarea));
  say(textarea, "");
}

const timers = new Map();

function say(textarea, words) {
  const place = textarea.form && textarea.form.querySelector("[data-draft-state]");
  if (place) place.textContent = words || "";
}

function keep(textarea) {
  clearTimeout(timers.get(textarea));
  timers.delete(textarea);
  if (!textarea.value.trim()) {
    localStorage.removeItem(name(textarea));
    say(textarea, "");
    return;
  }
  const entry = { text: textarea.value, at: Date.now(), url: location.pathname + location.search, title: document.title.replace(/^\(\d+\) /, "") };
  if (write(localStorage, name(textarea), entry)) say(textarea, document.getElementById("words").dataset.saved);
}

function restore(textarea) {
  const entry = read(localStorage, name(textarea));
  if (!entry || textarea.value) return;
  textarea.value = entry.text;
  say(textarea, document.getElementById("words").dataset.restored);
  textarea.dispatchEvent(new Event("input", { bubbles: true }));
}

/* A page that came from the form's own one, without a word of refusal, is the server's acceptance. Anything else (Back,
   an address typed, the sign-in page) says nothing, and the text stays. */
function settleSent() {
  const sent = read(sessionStorage, SENT);
  recall();
  if (!sent) return;
  const arrived = performance.getEntriesByType("navigation")[0];
  if (document.querySelector("[data-refused]")) {
    write(sessionStorage, SENT, { ...sent, from: here() });
  } else if (sent.viewer === viewer && arrived && arrived.type === "navigate" && document.referrer === sent.from) {
    sent.keys.forEach((key) => localStorage.removeItem(key));
  }
}

/* What was on its way has not arrived as far as this page knows. */
export function recall() {
  try { sessionStorage.removeItem(SENT); } catch { /* no storage, nothing kept */ }
}

const here = () => location.href.split("#")[0];

export function markSent(form) {
  const texts = [...form.querySelectorAll("textarea[data-draft]")];
  texts.forEach(keep);
  const before = form.matches("[data-refused]") ? read(sessionStorage, SENT) : null;
  const keys = texts.map(name).concat(before ? before.keys : []);
  if (keys.length) write(sessionStorage, SENT, { viewer: before ? before.viewer : viewer, keys, from: here() });
}

function dropOld() {
  for (const key of localKeys()) {
    const entry = read(localStorage, key);
    if (key.startsWith(prefix) && (!entry || Date.now() - entry.at > FORGOTTEN_AFTER)) localStorage.removeItem(key);
  }
}

export function startDrafts() {
  dropOld();
  settleSent();
  document.querySelectorAll("textarea[data-draft]").forEach(restore);
  document.addEventListener("input", ({ target }) => {
    if (!target.matches("textarea[data-draft]") || !target.value && !timers.has(target) && !localStorage.getItem(name(target))) return;
    clearTimeout(timers.get(target));
    timers.set(target, setTimeout(keep, 300, target));
  });
  addEventListener("pagehide", () => [...timers.keys()].forEach(keep));
}
