/* Single keys, where nobody is typing: `/` finds, `n` goes to the next unread, `r` replies, `?` lists the keys. The
   letters are those of the physical keys in other alphabets too. Whoever dictates, or hits keys by chance, switches them
   off in the list; this browser remembers it.
   A page with unread lines of its own hears "next-unread" and calls preventDefault() when it has gone to one. */
import { say } from "./say.js";

const OFF = "keys-off";
const NOTE_LASTS = 4000;
const TYPED_IN = "textarea, select, input:not([type=checkbox], [type=radio]), [contenteditable]";
const words = document.getElementById("words").dataset;
const dialog = document.getElementById("keys-list");

const seen = (element) => element && element.getClientRects().length > 0;
const go = (href) => location.assign(href);

/* For the ears and for the eyes; nothing else on the page has changed. */
function tell(sentence) {
  const note = document.getElementById("note");
  say(sentence);
  note.textContent = sentence;
  note.hidden = false;
  setTimeout(() => { note.hidden = true; }, NOTE_LASTS);
}

function find() {
  const box = [...document.querySelectorAll(".side input[name=q], main input[name=q]")].find(seen);
  if (!box) return go("/find");
  box.focus();
  return box.select();
}

/* The places of the left column in their order, from the one the page belongs to; the page's own place is behind us. */
function nextPlace() {
  const all = [...document.querySelectorAll(".side-places .nav-item")];
  const here = all.findIndex((item) => item.hasAttribute("aria-current"));
  const from = all[here]?.getAttribute("aria-current") === "page" ? here + 1 : Math.max(0, here);
  return [...all.slice(from), ...all.slice(0, from)].find(
    (item) => item.matches(".nav-item-unread") && item.getAttribute("aria-current") !== "page",
  );
}

function next() {
  if (!document.dispatchEvent(new CustomEvent("next-unread", { cancelable: true }))) return;
  const line = document.querySelector("main .topic-row-unread .topic-count");
  const place = nextPlace();
  if (line || place) go((line || place).href);
  else if (document.querySelector(".side-me")) tell(words.allRead);
}

function reply() {
  const row = document.activeElement.closest(".post, .message");
  const act = row?.querySelector("[data-act=reply], .message-reply");
  if (seen(act)) act.click();
  else document.querySelector("#composer textarea, #answer textarea")?.focus();
}

function list() {
  if (!dialog?.showModal) return go("/help/keys");
  dialog.showModal();
  return true;
}

const KEYS = { "/": find, n: next, r: reply, "?": list };

/* The sign itself; a letter by its place on the keyboard when the layout has no Latin ones. On the Russian layout the key
   of `/` and `?` writes a full stop and a comma. */
function sign({ key, code, shiftKey }) {
  if (key === "/" || key === "?") return key;
  if (code === "Slash" && (key === "." || key === ",")) return shiftKey ? "?" : "/";
  if (shiftKey) return "";
  return key > "\x7f" ? { KeyN: "n", KeyR: "r" }[code] : key.toLowerCase();
}

let off = false;

function startSwitch() {
  const box = dialog.querySelector("[data-keys-on]");
  try { off = Boolean(localStorage.getItem(OFF)); } catch { /* no storage: the switch holds for this page */ }
  box.checked = !off;
  box.addEventListener("change", () => {
    off = !box.checked;
    try {
      if (off) localStorage.setItem(OFF, "1");
      else localStorage.removeItem(OFF);
    } catch { /* as above */ }
  });
}

/* The scripts of the page itself run after this one: a key that is pressed before them waits for them. */
const whole = new Promise((done) => {
  if (document.readyState === "complete") done();
  else document.addEventListener("DOMContentLoaded", done);
});

export function startKeys() {
  if (dialog) startSwitch();
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-keys]") || event.ctrlKey || event.metaKey || event.shiftKey || !dialog?.showModal) return;
    event.preventDefault();
    list();
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (off || event.target.matches(TYPED_IN) || document.querySelector("dialog[open]")) return;
    const act = KEYS[sign(event)];
    if (!act) return;
    event.preventDefault();
    whole.then(act);
  });
}
