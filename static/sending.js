/* What was pressed says that it is on its way, and is let go when no answer comes.
   const free = onItsWay(form, button)   marks the form as being sent; free() gives it back
   complain(form, sentence, lost)        why it was not sent, in the form; `lost`: only the line is to blame
   kept(form, sentence)                  the same, adding that the text is kept, where there is one */
import { say } from "./say.js";

const words = document.getElementById("words").dataset;
const PATIENCE = 400;
const frees = new WeakMap();

const senders = (form) => [...form.elements].filter((each) => each.type === "submit");

/* Ctrl+Enter presses the button of the one thing to do. */
const pressed = (form, button) => button || senders(form).filter((each) => !each.hasAttribute("formaction")).at(-1);

export const isOnItsWay = (form) => frees.has(form);

export function onItsWay(form, button) {
  const own = pressed(form, button);
  const before = own ? [...own.childNodes] : [];
  form.setAttribute("aria-busy", "true");
  senders(form).forEach((each) => each.setAttribute("aria-disabled", "true"));
  const timer = setTimeout(() => {
    own?.replaceChildren(words.sending);
    say(words.sending);
  }, PATIENCE);
  const free = () => {
    clearTimeout(timer);
    own?.replaceChildren(...before);
    form.removeAttribute("aria-busy");
    senders(form).forEach((each) => each.removeAttribute("aria-disabled"));
    frees.delete(form);
  };
  frees.set(form, free);
  return free;
}

export const letGo = (form) => frees.get(form)?.();

const boxOf = (form) => (form.matches(".form") ? form.querySelector(".form-problem") : form.nextElementSibling?.matches(".form-problem") && form.nextElementSibling);

export function complain(form, sentence, lost = false) {
  let box = boxOf(form);
  if (!box) {
    if (!sentence) return;
    box = document.createElement("div");
    box.className = "problem form-problem";
    box.setAttribute("role", "alert");
    if (form.matches(".form")) form.prepend(box);
    else form.after(box);
  }
  box.textContent = sentence;
  box.hidden = !sentence;
  box.toggleAttribute("data-lost", lost);
}

const written = (field) => field.matches("textarea, input:not([type=hidden], [type=checkbox], [type=radio])") && field.value;

export const kept = (form, sentence) => ([...form.elements].some(written) ? `${sentence} ${words.kept}` : sentence);

document.addEventListener("line", ({ detail }) => {
  if (detail !== "online") return;
  for (const box of document.querySelectorAll(".form-problem[data-lost]:not([hidden])")) box.textContent = words.back;
});
