/* The rows of a room: filled from the server's own macro, put in their order, gathered under days and authors. */

import { holdFocus } from "./focus.js";
import { live } from "./live.js";
import { apart, initials } from "./names.js";
import { Rove } from "./rove.js";
import { serverNow } from "./times.js";

const FIVE_MINUTES = 5 * 60_000;
const MOST_ROWS = 600;
const ROWS_KEPT = 300;

export class Messages {
  constructor(room) {
    this.list = room.querySelector(".messages");
    this.template = room.querySelector("#message-template");
    this.base = room.dataset.base;
    this.room = room.dataset.room;
    this.words = room.querySelector("#room-words").dataset;
    this.mine = new Map(Object.entries(JSON.parse(room.dataset.mine)).map(([seq, names]) => [Number(seq), new Set(names)]));
    this.labels = new Map();
    for (const button of room.querySelector("#message-menu").content.querySelectorAll("[data-name]"))
      this.labels.set(button.dataset.name, button.textContent);
    const { locale, zone } = document.body.dataset;
    const tongue = locale === "en" ? "en-GB" : locale;
    this.clock = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: zone });
    this.dayKey = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
    this.date = new Intl.DateTimeFormat(tongue, { day: "numeric", month: "long", timeZone: zone });
    this.dated = new Intl.DateTimeFormat(tongue, { day: "numeric", month: "long", year: "numeric", timeZone: zone });
    for (const row of this.rows()) this.showMine(row);
    this.rove = new Rove(this.list);
    this.rove.settle();
  }

  rows() {
    return this.list.querySelectorAll(".message[data-seq]");
  }

  row(seq) {
    return document.getElementById(`message-${seq}`);
  }

  waiting(clientId) {
    return this.list.querySelector(`.message[data-client="${clientId}"]`);
  }

  fresh() {
    return this.template.content.firstElementChild.cloneNode(true);
  }

  put(message) {
    if (message.mine) this.mine.set(message.seq, new Set(message.mine));
    const waiting = this.waiting(message.client_id);
    const known = this.row(message.seq);
    const giveBack = holdFocus(waiting || known || this.template);
    waiting?.remove();
    if (Number(known?.dataset.version) > message.version) {
      this.showMine(known); // an answer that a later push has overtaken
      return known;
    }
    const row = known || this.fresh();
    this.fill(row, message);
    if (known) this.requote(message.seq);
    else this.place(row);
    this.arrange(row);
    this.arrange(this.after(row));
    this.rove.settle();
    giveBack(row);
    return row;
  }

  fill(row, message) {
    const { author, seq, id, version } = message;
    const part = (name) => row.querySelector(`.message-${name}`);
    row.id = `message-${seq}`;
    Object.assign(row.dataset, { seq, version, author: author.id });
    row.classList.toggle("message-removed", message.removed_at !== null);
    const face = row.querySelector(".avatar");
    face.className = `avatar tint-${author.id % 6}`;
    face.textContent = initials(author.name);
    part("author").textContent = author.name;
    if (author.handle) part("author").href = `/people/${author.handle}`;
    else part("author").removeAttribute("href");
    part("link").href = `/m/${id}`;
    const time = row.querySelector("time");
    time.dateTime = new Date(message.posted_at).toISOString();
    time.textContent = this.clock.format(message.posted_at).replace(/^0(?=\d)/, "");
    part("edited").hidden = !message.edited_at || message.removed_at !== null;
    this.fillAnswers(part("answers"), message.reply_to);
    if (message.removed_at === null) part("body").innerHTML = message.html;
    else part("body").textContent = this.words.removed;
    this.fillReactions(row, message.reactions);
    part("reply").href = `${this.base}?reply=${seq}#composer`;
    part("acts").href = `/r/${this.room}/${seq}`;
    this.rove.calm(row);
  }

  fillAnswers(link, seq) {
    link.hidden = !seq;
    if (!seq) return;
    link.href = `${this.base}?at=${seq}#message-${seq}`;
    link.textContent = this.quoteOf(seq) || this.words.earlier;
  }

  /* Words that are gone are gone from the answers to them as well. */
  requote(seq) {
    for (const link of this.list.querySelectorAll(`.message-answers[href$="#message-${seq}"]`)) this.fillAnswers(link, seq);
  }

  quoteOf(seq) {
    const row = this.row(seq);
    if (!row) return "";
    const words = row.querySelector(".message-body").textContent.replace(/\s+/g, " ").trim().replace(/^(.{100}).+/, "$1…");
    return `${apart(row.querySelector(".message-author").textContent)}: ${apart(words)}`;
  }

  fillReactions(row, reactions) {
    const place = row.querySelector(".reactions");
    place.hidden = !Object.keys(reactions).length;
    place.replaceChildren(...Object.entries(reactions).map(([name, count]) => {
      const link = document.createElement("a");
      link.className = "reaction";
      link.href = `/r/${this.room}/${row.dataset.seq}`;
      link.dataset.name = name;
      link.textContent = `${this.labels.get(name) || name} · ${count}`;
      return link;
    }));
    this.showMine(row);
  }

  has(seq, name) {
    return this.mine.get(seq)?.has(name) || false;
  }

  setMine(seq, name, on) {
    const names = this.mine.get(seq) || new Set();
    if (on) names.add(name);
    else names.delete(name);
    this.mine.set(seq, names);
  }

  showMine(row) {
    for (const chip of row.querySelectorAll(".reaction")) {
      const mine = this.has(Number(row.dataset.seq), chip.dataset.name);
      chip.classList.toggle("reaction-mine", mine);
      chip.setAttribute("role", "button");
      chip.setAttribute("aria-pressed", mine);
    }
  }

  /* Into the order of seqs; what waits to be sent stays below. */
  place(row) {
    const seq = Number(row.dataset.seq);
    const first = this.list.querySelector(".message");
    let before = Number(first?.dataset.seq) > seq ? null : this.list.lastElementChild;
    while (before && !(Number(before.dataset.seq) < seq)) before = before.previousElementSibling;
    if (before) return before.after(row);
    const line = first?.previousElementSibling;
    return first ? (line || first).before(row) : this.list.prepend(row);
  }

  /* A room that stays open all day keeps its newest rows; the seq of the first that is left, 0 when all are. */
  trim() {
    const rows = [...this.rows()];
    if (rows.length <= MOST_ROWS) return 0;
    const first = rows[rows.length - ROWS_KEPT];
    const focused = document.activeElement;
    for (const row of rows.slice(0, -ROWS_KEPT)) this.mine.delete(Number(row.dataset.seq));
    while (first.previousElementSibling) first.previousElementSibling.remove();
    this.arrange(first);
    if (!focused.isConnected) first.focus({ preventScroll: true });
    return Number(first.dataset.seq);
  }

  before(row) {
    let other = row?.previousElementSibling;
    while (other && !other.dataset.seq) other = other.previousElementSibling;
    return other;
  }

  after(row) {
    let other = row?.nextElementSibling;
    while (other && !other.dataset.seq) other = other.nextElementSibling;
    return other;
  }

  at(row) {
    return Date.parse(row.querySelector("time").dateTime);
  }

  /* The line with the day above a row, and whether the row goes on from the one before. */
  arrange(row) {
    if (!row) return;
    const before = this.before(row);
    const lines = [];
    for (let line = row.previousElementSibling; line && line !== before; line = line.previousElementSibling) lines.push(line);
    lines.filter((line) => line.className === "day-line").forEach((line) => line.remove());
    const divided = lines.some((line) => line.classList.contains("divider"));
    const newDay = !before || this.dayKey.format(this.at(before)) !== this.dayKey.format(this.at(row));
    if (newDay) (divided ? lines.find((line) => line.classList.contains("divider")) : row).before(this.dayLine(this.at(row)));
    const name = (one) => one.dataset.author + one.querySelector(".message-author").textContent;
    row.classList.toggle("message-more", !newDay && !divided && name(before) === name(row)
      && !before.classList.contains("message-removed") && row.querySelector(".message-answers").hidden
      && this.at(row) - this.at(before) < FIVE_MINUTES);
  }

  dayLine(at) {
    const line = document.createElement("li");
    line.className = "day-line";
    const [day, today, yesterday] = [at, serverNow(), serverNow() - 86_400_000].map((moment) => this.dayKey.format(moment));
    const date = day.slice(0, 4) === today.slice(0, 4) ? this.date : this.dated;
    line.textContent = day === today ? this.words.today : day === yesterday ? this.words.yesterday : date.format(at);
    return line;
  }

  /* A text that the server does not have yet, and how it fares. */
  putWaiting(entry) {
    const row = this.waiting(entry.id) || this.list.appendChild(this.fresh());
    row.removeAttribute("id");
    row.removeAttribute("data-seq");
    Object.assign(row.dataset, { client: entry.id, author: document.body.dataset.viewer });
    row.classList.toggle("message-pending", !entry.problem);
    row.classList.toggle("message-failed", Boolean(entry.problem));
    row.querySelector(".avatar").replaceWith(document.querySelector(".side-me .avatar").cloneNode(true));
    const author = row.querySelector(".message-author");
    author.textContent = this.words.you;
    author.removeAttribute("href");
    row.removeAttribute("tabindex");
    const link = row.querySelector(".message-link");
    link.removeAttribute("href");
    link.textContent = entry.problem ? "" : live.state === "online" ? this.words.sending : this.words.waiting;
    row.querySelector(".message-tools")?.remove();
    const text = document.createElement("p");
    text.append(...entry.text.split("\n").flatMap((line, i) => (i ? [document.createElement("br"), line] : [line])));
    row.querySelector(".message-body").replaceChildren(text);
    row.querySelector(".message-state")?.remove();
    if (entry.problem) {
      const state = document.getElementById("message-failed").content.firstElementChild.cloneNode(true);
      state.querySelector("span").textContent = entry.problem;
      row.querySelector(".message-main").append(state);
    }
    return row;
  }
}
