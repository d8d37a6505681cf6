/* A room that lives: messages arrive, change and go; one's own leave through the outbox; what is seen is marked as read. */
import { forget } from "./drafts.js";
import { inParts, live } from "./live.js";
import { Messages } from "./messages.js";
import { Acts } from "./acts.js";
import { Outbox } from "./outbox.js";
import { counted, say, sayNew } from "./say.js";
import { steadily } from "./steady.js";

const NEAR = 160;
const TYPING_EVERY = 8000;
const TYPING_LASTS = 11_000;
const PAGE = 50;
const NAMES = 8;
const GROWS = CSS.supports("field-sizing", "content");

class Room {
  constructor(element) {
    const { room, version, base } = element.dataset;
    Object.assign(this, { element, base, id: Number(room), below: 0, writing: new Map(), missed: new Map() });
    for (const name of ["first", "last", "lastSeq", "read"]) this[name] = Number(element.dataset[name]);
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
      onMissed: (items) => this.caughtUp(items),
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
    else if (params.message) this.receive([params.message], params.cause);
  }

  async caughtUp(items) {
    items.forEach(({ room }) => room && this.changed(room));
    const messages = items.filter(({ message }) => message).map(({ message, mine }) => ({ ...message, mine }));
    await inParts(messages, (part) => this.receive(part));
  }

  /* Measured once and moved once, however many come together. */
  receive(messages, cause) {
    const follow = this.nearEnd() || messages.some((message) => this.messages.waiting(message.client_id));
    const fresh = steadily(() => messages.filter((message) => this.take(message, cause)));
    if (fresh.length) this.arrived(fresh, follow);
  }

  /* Whether it is a new line of what the page shows. */
  take(message, cause) {
    const { seq } = message;
    const tail = this.atTail;
    if (cause?.what === "reaction" && cause.person_id === live.viewer) this.messages.setMine(seq, cause.name, cause.on);
    this.lastSeq = Math.max(this.lastSeq, seq);
    if (seq < this.first || (seq > this.last && !tail)) {
      if (seq > this.last) this.showBelow(1);
      if (this.loading) this.missed.set(seq, message);
      return false;
    }
    const isNew = seq > this.last;
    this.last = Math.max(this.last, seq);
    this.messages.put(message);
    return isNew;
  }

  arrived(messages, follow) {
    this.element.querySelector(".empty")?.remove();
    for (const { seq, author } of messages) {
      this.writing.delete(author.name);
      if (author.id !== live.viewer) sayNew(author.name, this.messages.row(seq).querySelector(".message-body").textContent);
    }
    this.showWriting();
    if (follow) this.toEnd();
    else this.showBelow(messages.length);
    if (follow) this.shorten();
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
    this.button.textContent = counted(this.words, "below", this.below);
  }

  /* «n»: the line under the divider, then the first below what was seen; false when there is none. */
  toNextUnread() {
    const rows = [...this.messages.rows()];
    const seqOf = (row) => Number(row.dataset.seq);
    const divider = document.getElementById("new");
    const first = divider && !this.walked && rows.find((row) => divider.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING);
    const next = first || rows.find((row) => seqOf(row) > Math.max(this.read, this.walked || 0));
    if (!next) return this.atTail ? false : (location.assign(`${this.base}?after=${this.last}`), true);
    this.walked = seqOf(next);
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center", behavior: "instant" });
    return true;
  }

  startReading() {
    this.button.addEventListener("click", () => (this.atTail ? this.toEnd() : location.assign(this.base)));
    const note = () => {
      this.ends = this.nearEnd();
      if (this.ends) this.showBelow(-this.below);
      this.noteRead();
    };
    note();
    addEventListener("scroll", note, { passive: true });
    addEventListener("resize", () => this.ends && this.toEnd()); // the keyboard of a telephone comes and goes
    document.addEventListener("next-unread", (event) => this.toNextUnread() && event.preventDefault());
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
    count.parentElement.classList.toggle("nav-item-unread", unread > 0);
  }

  async load(older) {
    if (this.loading) return;
    this.loading = true;
    const edge = older ? { before_seq: this.first } : { after_seq: this.last };
    try {
      const { items } = await live.call("chat.history", { room_id: this.id, limit: PAGE, ...edge });
      await inParts(older ? items.reverse() : items, (part) => (older ? this.prepend(part) : this.append(part)));
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

  /* The newest first. */
  prepend(items) {
    steadily(() => items.forEach((message) => this.messages.put(message)));
    if (items.length) this.first = items.at(-1).seq;
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
      onChange: (entry) => {
        this.messages.putWaiting(entry);
        if (entry.problem) say(document.getElementById("words").dataset.failed.replace("{reason}", entry.problem));
      },
    });
    live.onState(() => this.outbox.entries().forEach((entry) => this.messages.putWaiting(entry)));
    this.composer.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("input", () => {
      this.grow();
      this.tellTyping();
    });
    this.grow();
    this.composer.querySelector("[data-answer-nothing]").addEventListener("click", (event) => {
      event.preventDefault();
      this.answer(0);
    });
    this.messages.list.addEventListener("click", ({ target }) => {
      const id = target.closest("[data-client]")?.dataset.client;
      if (!id) return;
      if (target.closest("[data-again]")) this.outbox.again(id);
      else if (target.closest("[data-rewrite], [data-discard]")) this.takeBack(id, Boolean(target.closest("[data-rewrite]")));
      else return;
      this.field.focus({ preventScroll: true }); // what was pressed is gone
    });
  }

  /* What was refused is not sent; its words return to the box when they are to be changed. */
  takeBack(id, rewrite) {
    const { text } = this.outbox.entries().find((entry) => entry.id === id);
    this.outbox.discard(id);
    this.messages.waiting(id).remove();
    if (!rewrite) return;
    this.field.value = [text, this.field.value].filter(Boolean).join("\n");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* For browsers whose style sheets cannot say it; the end of the talk stays above the box. */
  grow() {
    if (!GROWS) {
      this.field.style.height = "auto";
      this.field.style.height = `${this.field.scrollHeight}px`;
    }
    if (this.ends) this.toEnd();
  }

  send() {
    const body = this.field.value;
    if (!body.trim()) return;
    const reply = Number(this.composer.elements.reply_to.value);
    this.outbox.put(reply ? { room_id: this.id, body, reply_to: reply } : { room_id: this.id, body }, body);
    this.field.value = "";
    this.grow();
    forget(this.field);
    this.answer(0);
    this.field.focus();
    if (this.atTail) this.toEnd();
  }

  sent(message) {
    say(document.getElementById("words").dataset.sent);
    if (this.atTail) this.receive([message]);
    else location.assign(`/m/${message.id}`);
  }

  answer(seq) {
    const bar = this.part("answering");
    bar.hidden = !seq;
    const link = bar.querySelector("a");
    link.textContent = seq ? this.messages.quoteOf(seq) : "";
    link.href = `#message-${seq}`;
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
