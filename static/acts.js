/* What one does to a message of a room: reply, react, change, remove. Without this module the message's own page does it. */
import { live, Problem } from "./live.js";
import { onItsWay } from "./sending.js";

export class Acts {
  constructor(room) {
    this.room = room;
    this.messages = room.messages;
    this.writes = "writes" in room.element.dataset;
    this.moderates = "moderates" in room.element.dataset;
    this.messages.list.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("click", ({ target }) => target.closest(".message-tools") || this.closeMenu());
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.closeMenu(true));
  }

  clicked(event) {
    const row = event.target.closest(".message[data-seq]");
    const found = (selector) => event.target.closest(selector);
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const answered = found(".message-answers");
    if (answered) return this.follow(event, answered);
    if (!this.writes) return;
    const seq = Number(row.dataset.seq);
    const act = found("[data-act]")?.dataset.act;
    if (act === "page") return;
    const chip = found(".reaction") || (act === "react" && found("[data-act]"));
    if (found(".message-reply")) this.room.answer(seq);
    else if (chip) this.react(seq, chip.dataset.name);
    else if (act === "edit") this.edit(row, seq);
    else if (act === "remove") this.remove(found("[data-act]"), seq);
    else if (found(".message-acts")) this.openMenu(row, seq);
    else return;
    event.preventDefault();
    if (act && act !== "remove") this.closeMenu(true);
  }

  /* An answered message that is on the page is shown without loading anything. */
  follow(event, link) {
    const row = document.getElementById(new URL(link.href).hash.slice(1));
    if (!row) return;
    event.preventDefault();
    row.scrollIntoView({ block: "center" });
    row.focus({ preventScroll: true });
    document.querySelector(".message-marked")?.classList.remove("message-marked");
    row.classList.add("message-marked");
  }

  openMenu(row, seq) {
    const open = row.querySelector(".more-list");
    const opener = document.activeElement;
    this.closeMenu();
    if (open || row.classList.contains("message-removed")) return;
    const menu = document.getElementById("message-menu").content.firstElementChild.cloneNode(true);
    const own = Number(row.dataset.author) === live.viewer;
    if (!own) menu.querySelector("[data-act=edit]").remove();
    if (!own && !this.moderates) menu.querySelector("[data-act=remove]").remove();
    for (const button of menu.querySelectorAll("[data-name]"))
      button.setAttribute("aria-pressed", this.messages.has(seq, button.dataset.name));
    menu.querySelector("[data-act=page]").href = row.querySelector(".message-acts").href;
    row.querySelector(".message-acts").setAttribute("aria-expanded", "true");
    row.querySelector(".message-tools").append(menu);
    menu.querySelector("button").focus();
    this.opener = row.contains(opener) ? opener : row;
  }

  /* `back`: the focus goes where it was when the menu was opened. */
  closeMenu(back) {
    const menu = this.messages.list.querySelector(".more-list");
    if (!menu) return;
    menu.closest(".message").querySelector(".message-acts").removeAttribute("aria-expanded");
    menu.remove();
    if (back) this.opener.focus({ preventScroll: true });
  }

  async ask(method, params, say = (words) => this.room.problem(words)) {
    try {
      const result = await live.call(method, { room_id: this.room.id, ...params });
      say("");
      return result;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      say(problem.kind === "offline" ? this.messages.words.offline : problem.message);
      return null;
    }
  }

  async react(seq, name) {
    const on = !this.messages.has(seq, name);
    const message = await this.ask("chat.react", { seq, name, on });
    if (!message) return;
    this.messages.setMine(seq, name, on);
    this.messages.put(message);
  }

  async remove(button, seq) {
    if (button.dataset.sure) {
      button.textContent = button.dataset.sure;
      delete button.dataset.sure;
      return;
    }
    this.closeMenu(true);
    const message = await this.ask("chat.remove", { seq });
    if (message) this.messages.put(message);
  }

  async edit(row, seq) {
    if (row.querySelector("[data-edit]")) return;
    const found = await this.ask("chat.source", { seq });
    if (!found) return;
    const form = document.getElementById("message-form").content.firstElementChild.cloneNode(true);
    const field = form.querySelector("textarea");
    const body = row.querySelector(".message-body");
    const close = () => {
      form.remove();
      body.hidden = false;
      row.focus({ preventScroll: true });
    };
    const say = (words) => {
      const place = form.querySelector(".field-error");
      place.textContent = words;
      place.hidden = !words;
    };
    field.value = found.source;
    form.querySelector("[data-cancel]").addEventListener("click", close);
    field.addEventListener("keydown", ({ key }) => key === "Escape" && field.value === found.source && close());
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (form.hasAttribute("aria-busy")) return;
      const free = onItsWay(form, event.submitter);
      const message = await this.ask("chat.edit", { seq, body: field.value }, say);
      free();
      if (!message) return;
      close();
      this.messages.put(message);
    });
    body.hidden = true;
    body.after(form);
    field.focus();
  }
}
