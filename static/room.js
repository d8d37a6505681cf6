/* A room that lives: messages arrive, change and go; one's own leave through the outbox; what is seen is marked as read. */
import { forget } from "./drafts.js";
import { catchUpBy, live } from "./live.js";
import { Messages } from "./messages.js";
import { Acts } from "./acts.js";
import { Outbox } from "./outbox.js";

const NEAR = 160;
const TYPING_EVERY = 4000;
const TYPING_LASTS = 6000;
const PAGE = 50;
const NAMES = 8;

class Room {
  constructor(element) {
    const { room, version, first, last, lastSeq, read, base } = element.dataset;
    this.element = element;
    this.id = Number(room);
    this.base = base;
    this.first = Number(first);
    this.last = Number(last);
    this.lastSeq = Number(lastSeq);
    this.read = Number(read);
    this.below = 0;
    this.writing = new Map();
    this.missed = new Map();
    this.messages = new Messages(element);
    this.words = this.messages.words;
    this.part = (name) => element.querySelector(`[data-${name}]`);
    this.button = element.querySelector(".new-below");
    this.composer = element.querySelector("#composer");
    this.acts = new Acts(this);
    this.openAtTheRightPlace();
    if (this.composer) this.startComposer();
    this.startReading();
    live.subscribe(`room:${room}`, {
      version: Number(version),
      onPush: (params, method) => this.heard(params, method),
      onCatchUp: catchUpBy("chat.catch_up", { room_id: this.id }, (found) => this.caughtUp(found)),
      onLost: () => this.problem(this.words.lost),
    });
  }

  get atTail() {
    return this.last >= this.lastSeq;
  }

  /* What arrives. */

  heard(params, method) {
    if (method === "presence.changed") this.showPresent(params);
    else if (method === "chat.typing") this.showTyping(params);
    else if (params.room) this.changed(params.room);
    else if (params.message) this.receive(params.message, params.cause);
  }

  caughtUp({ items, room }) {
    for (const message of items) this.receive(message);
    if (room) this.changed(room);
  }

  receive(message, cause) {
    const { seq } = message;
    const tail = this.atTail;
    const near = this.nearEnd();
    if (cause?.what === "reaction" && cause.person_id === live.viewer) this.messages.setMine(seq, cause.name, cause.on);
    this.lastSeq = Math.max(this.lastSeq, seq);
    if (seq < this.first || (seq > this.last && !tail)) {
      if (seq > this.last) this.showBelow(1);
      if (this.loading) this.missed.set(seq, message);
      return;
    }
    const isNew = seq > this.last;
    this.last = Math.max(this.last, seq);
    this.messages.put(message);
    if (isNew) this.arrived(message, near);
  }

  arrived(message, follow) {
    this.element.querySelector(".empty")?.remove();
    this.writing.delete(message.author.name);
    this.showWriting();
    const own = message.author.id === live.viewer;
    if (follow || own) this.toEnd();
    else this.showBelow(1);
    if (follow) this.shorten();
    if (!own) document.getElementById("announcer").textContent = this.words.new.replace("{name}", message.author.name);
    this.noteRead();
  }

  shorten() {
    const first = this.messages.trim();
    if (!first) return;
    this.first = first;
    this.showMore(true);
    this.toEnd();
  }

  changed(room) {
    const closed = room.closed_at !== null;
    this.part("closed").hidden = !closed;
    if (this.composer) this.composer.hidden = closed;
    const title = document.querySelector("[data-room-title]");
    if (title && room.title) title.textContent = room.title;
  }

  /* Where one is. */

  nearEnd() {
    return this.atTail && innerHeight + scrollY >= document.documentElement.scrollHeight - NEAR;
  }

  toEnd() {
    scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
    this.showBelow(-this.below);
  }

  /* Above the talk of a request stands what matters more: one's place, the rating. */
  openAtTheRightPlace() {
    if (document.querySelector(".waiting, .stars")) return;
    if (location.hash.length > 1 && document.getElementById(location.hash.slice(1))) return;
    const divider = document.getElementById("new");
    if (divider) divider.scrollIntoView({ block: "center", behavior: "instant" });
    else if (this.atTail && !location.search) this.toEnd();
  }

  showBelow(more) {
    this.below += more;
    this.button.hidden = this.below <= 0;
    const form = new Intl.PluralRules(document.body.dataset.locale).select(this.below);
    const words = { one: this.words.belowOne, few: this.words.belowFew }[form] || this.words.belowMany;
    this.button.textContent = words.replace("{num}", this.below);
  }

  startReading() {
    this.button.addEventListener("click", () => (this.atTail ? this.toEnd() : location.assign(this.base)));
    const note = () => {
      if (this.nearEnd()) this.showBelow(-this.below);
      this.noteRead();
    };
    addEventListener("scroll", note, { passive: true });
    document.addEventListener("visibilitychange", note);
    const observer = new IntersectionObserver((seen) => {
      for (const { isIntersecting, target } of seen) if (isIntersecting && !target.hidden) this.load("older" in target.dataset);
    }, { rootMargin: "300px" });
    for (const name of ["older", "newer"]) observer.observe(this.part(name));
    live.onState((state) => state === "online" && this.noteRead());
    this.noteRead();
  }

  noteRead() {
    if (!live.viewer || this.noting || document.hidden) return;
    this.noting = setTimeout(() => {
      this.noting = null;
      this.markRead();
    }, 300);
  }

  /* The last message that is wholly in sight counts, and with it everything above. */
  async markRead() {
    if (document.hidden) return;
    const rows = [...this.messages.rows()].reverse();
    const lowest = this.composer ? this.composer.getBoundingClientRect().top : innerHeight;
    const seen = rows.find((row) => row.getBoundingClientRect().bottom <= Math.max(lowest, innerHeight / 2) + 1);
    const seq = Number(seen?.dataset.seq || 0);
    if (seq <= this.read) return;
    const before = this.read;
    this.read = seq;
    try {
      const { unread } = await live.call("chat.read_up_to", { room_id: this.id, seq });
      this.showUnread(unread);
    } catch {
      this.read = before;
    }
  }

  /* In the left column, and among all rooms in the bar below. */
  showUnread(unread) {
    const count = document.querySelector('.nav-item[aria-current="page"] .nav-count');
    const bar = document.querySelector('.bar-place[href="/chats"] .nav-count');
    if (!count) return;
    const all = Number(bar?.textContent) - Number(count.firstChild.data) + unread;
    if (all >= 0) bar.textContent = all;
    if (bar) bar.hidden = all === 0;
    count.firstChild.data = unread;
    count.hidden = !unread;
  }

  async load(older) {
    if (this.loading) return;
    this.loading = true;
    const edge = older ? { before_seq: this.first } : { after_seq: this.last };
    try {
      const { items } = await live.call("chat.history", { room_id: this.id, limit: PAGE, ...edge });
      if (older) this.prepend(items);
      else this.append(items);
      this.putMissed();
      this.showMore(older);
    } catch (problem) {
      if (problem.kind !== "offline") throw problem;
    } finally {
      this.loading = false;
      this.missed.clear();
    }
  }

  showMore(older) {
    const more = this.part(older ? "older" : "newer");
    more.hidden = older ? this.first <= 1 : this.atTail;
    more.firstElementChild.href = older ? `${this.base}?before=${this.first}` : `${this.base}?after=${this.last}`;
  }

  /* What was pushed while a part of the room was on its way is newer than that part. */
  putMissed() {
    for (const [seq, message] of [...this.missed].sort(([a], [b]) => a - b)) {
      if (seq < this.first || seq > this.last + 1) continue;
      this.last = Math.max(this.last, seq);
      this.messages.put(message);
    }
    if (this.atTail) this.showBelow(-this.below);
  }

  /* What is being read stays where it is on the screen. */
  prepend(items) {
    const anchor = this.messages.rows()[0];
    const top = anchor?.getBoundingClientRect().top;
    for (const message of items) this.messages.put(message);
    if (items.length) this.first = items[0].seq;
    if (anchor) scrollBy({ top: anchor.getBoundingClientRect().top - top, behavior: "instant" });
  }

  append(items) {
    for (const message of items) this.messages.put(message);
    if (items.length) this.last = items.at(-1).seq;
  }

  /* Writing. */

  startComposer() {
    this.field = this.composer.querySelector("textarea");
    this.outbox = new Outbox(`room-${this.id}`, "chat.send", {
      onSent: (entry, message) => this.sent(message),
      onChange: (entry) => this.messages.putWaiting(entry),
    });
    for (const entry of this.outbox.entries()) this.messages.putWaiting(entry);
    this.composer.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("input", () => this.tellTyping());
    this.composer.querySelector("[data-answer-nothing]").addEventListener("click", (event) => {
      event.preventDefault();
      this.answer(0);
    });
    this.messages.list.addEventListener("click", ({ target }) => {
      const id = target.closest("[data-client]")?.dataset.client;
      if (id && target.closest("[data-again]")) this.outbox.again(id);
      if (id && target.closest("[data-discard]")) {
        this.outbox.discard(id);
        this.messages.waiting(id).remove();
      }
    });
  }

  send() {
    const body = this.field.value;
    if (!body.trim()) return;
    const reply = Number(this.composer.elements.reply_to.value);
    this.outbox.put(reply ? { room_id: this.id, body, reply_to: reply } : { room_id: this.id, body }, body);
    this.field.value = "";
    forget(this.field);
    this.answer(0);
    this.field.focus();
    if (this.atTail) this.toEnd();
  }

  sent(message) {
    if (this.atTail) this.receive(message);
    else location.assign(`/m/${message.id}`);
  }

  answer(seq) {
    const bar = this.part("answering");
    bar.hidden = !seq;
    bar.querySelector("span").textContent = seq ? this.messages.quoteOf(seq) : "";
    this.composer.elements.reply_to.value = seq || "";
    if (seq) this.field.focus();
  }

  tellTyping() {
    const now = performance.now();
    if (!this.field.value || now - (this.toldTyping || -Infinity) < TYPING_EVERY) return;
    this.toldTyping = now;
    live.call("chat.typing", { room_id: this.id }).catch(() => {});
  }

  showTyping({ person_id: id, name }) {
    if (id === live.viewer) return;
    this.writing.set(name, performance.now() + TYPING_LASTS - 1);
    this.showWriting();
    setTimeout(() => this.showWriting(), TYPING_LASTS);
  }

  showWriting() {
    const now = performance.now();
    for (const [name, until] of this.writing) if (until < now) this.writing.delete(name);
    const names = [...this.writing.keys()].join(", ");
    this.element.querySelector(".typing").textContent = names && this.words.typing.replace("{names}", names);
  }

  showPresent({ here, count }) {
    const place = document.querySelector("[data-present]");
    if (!place) return;
    place.hidden = false;
    place.querySelector("h2").textContent = this.words.here.replace("{count}", count);
    const lines = here.slice(0, NAMES).map((person) => person.name);
    if (count > lines.length) lines.push(this.words.others.replace("{count}", count - lines.length));
    place.querySelector("ul").replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
  }

  problem(text) {
    const place = this.part("problem");
    place.textContent = text;
    place.hidden = !text;
  }
}

for (const element of document.querySelectorAll("[data-room]")) new Room(element);
