/* On every page: drafts, forms, keys, times that move on, the unread count in the title, and the question about unsent
   texts before signing out. Everything works, less comfortably, without it. */
import { localKeys, localTexts, startDrafts } from "./drafts.js";
import { startForms } from "./forms.js";
import { startKeys } from "./keys.js";
import { startTimes } from "./times.js";

const title = document.title;

const entitle = (count) => { document.title = count ? `(${count}) ${title}` : title; };

/* Above the icon of a narrow window there is place for two digits; the title has the whole number. */
function showUnread(count) {
  entitle(count);
  for (const badge of document.querySelectorAll("[data-unread-notices]")) {
    badge.textContent = count > 99 && badge.closest(".bell") ? "99+" : count;
    badge.hidden = !count;
  }
}

function startUnread() {
  const badge = document.querySelector("[data-unread-notices]");
  if (badge && !badge.hidden) entitle(badge.textContent.trim());
  document.addEventListener("unread", (event) => showUnread(event.detail.count));
}

function listTexts(list, texts) {
  list.replaceChildren(...texts.map(({ text, url, title: page }) => {
    const row = document.createElement("li");
    const link = document.createElement("a");
    link.className = "link";
    link.href = url && url.startsWith("/") && !url.startsWith("//") ? url : "/";
    link.textContent = page || document.getElementById("words").dataset.untitled;
    const start = document.createElement("p");
    start.className = "quiet small";
    start.textContent = text.length > 120 ? `${text.slice(0, 120)}…` : text;
    row.append(link, start);
    return row;
  }));
}

const discard = () => localKeys().forEach((key) => localStorage.removeItem(key));

function mayLeave(event, form) {
  const texts = localTexts();
  const dialog = document.getElementById("unsent");
  if (!texts.length || !dialog || (!dialog.showModal && confirm(dialog.querySelector("h2").textContent))) {
    discard();
    return true;
  }
  event.preventDefault();
  if (!dialog.showModal) return false;
  listTexts(dialog.querySelector("[data-unsent-list]"), texts);
  dialog.onclose = () => {
    if (dialog.returnValue !== "discard") return;
    discard();
    document.querySelectorAll("textarea[data-draft]").forEach((textarea) => { textarea.value = ""; });
    form.requestSubmit();
  };
  dialog.returnValue = "";
  dialog.showModal();
  return false;
}

/* Where tabs do not fit, the one that is open is in sight. */
const showTab = () => document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

startDrafts();
showTab();
startUnread();
startForms((event) => !event.target.hasAttribute("data-sign-out") || mayLeave(event, event.target));
startKeys();
startTimes();
