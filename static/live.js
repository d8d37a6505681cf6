/* One socket for a page: calls, channels that keep up by version, and the state of the line in #connection.

   import { live, freshId } from "./live.js";

   live.call(method, params)      Promise of the result. Rejects with a Problem: kind ("offline" when there is no line,
                                  "forbidden", "conflict", …), message (a sentence for the person), fields, data.
   live.subscribe(channel, {      Listens for as long as the page lives; survives lost lines. Returns {close(), version}.
     version,                     what the page already shows of the channel (data-version of the server's HTML)
     onPush(params, method),      a push that is next (version == last + 1), or one that carries no version
     onMissed(items),             optional, may be async: what was missed, a part at a time, each as the params of a push
                                  (without a cause); when left out, each goes to onPush
     onCatchUp(),                 optional, instead: async, brings the page up to date, returns the version reached
     onLost(problem),             optional: the channel may not be heard any more
   })                             When too much was missed the page is loaded anew; what is being typed is kept.
   inParts(items, apply)          apply(part) by part of a list; between them the browser draws and answers to keys
   live.onState(f)                f("online" | "waiting" | "offline") now and at every change
   live.viewer                    id of the person, 0 for a visitor
   freshId()                      a client_id nobody has used

   The person's own channel `me` is heard by this module: `notify.changed` becomes the event "unread" of the document.
   A change of the line is the event "line" of the document (detail: the state); that it is lost for good, and then that it
   is back, is said once.
   What is sent by itself and must not be lost goes through outbox.js. */

import { say } from "./say.js";

const ANSWER_WITHIN = 15_000;
const SILENT_FOR = 45_000;
const LONGEST_PAUSE = 30_000;
const SHOW_AFTER = 2000;
const TELL_AFTER = 5000;
const PART = 15;
const SESSION_ENDED = 4401;
const SENT_AWAY = new Set([1012, 1013]);
const REFUSED = new Set(["not_found", "forbidden", "unauthenticated"]);

export class Problem extends Error {
  constructor(data) {
    super(data.detail || data.title || data.kind);
    this.kind = data.kind;
    this.fields = data.fields || {};
    this.data = data;
  }
}

class Subscription {
  constructor(channel, { version, ...told }) {
    Object.assign(this, { channel, version: version || 0, ...told });
    this.newest = this.version;
    this.catching = false;
  }

  heard(params, method) {
    const version = params.version;
    if (version == null) return this.onPush(params, method);
    if (version <= this.version) return undefined;
    this.newest = Math.max(this.newest, version);
    if (this.catching || version > this.version + 1) return this.catchUp();
    this.version = version;
    return this.onPush(params, method);
  }

  /* Whatever arrives while catching up is only remembered as a number: one more round brings it. */
  async catchUp() {
    if (this.catching) return;
    this.catching = true;
    try {
      while (this.newest > this.version) {
        const reached = await (this.onCatchUp ? this.onCatchUp() : this.next());
        if (!(reached > this.version)) break;
        this.version = reached;
      }
    } catch (problem) {
      if (REFUSED.has(problem.kind)) this.onLost?.(problem);
      else if (!(problem instanceof Problem)) throw problem;
    } finally {
      this.catching = false;
    }
  }

  async next() {
    const page = await live.call("live.catch_up", { channel: this.channel, after_version: this.version });
    if (page.start_over) location.reload();
    else if (this.onMissed) await this.onMissed(page.items);
    else page.items.forEach((item) => this.onPush(item));
    return page.more ? page.items.at(-1).version : page.version;
  }
}

class Live {
  constructor() {
    this.viewer = Number(document.body.dataset.viewer || 0);
    this.state = "waiting";
    this.listeners = new Set();
    this.subscriptions = new Map();
    this.waiting = new Map();
    this.lastId = 0;
    this.tries = 0;
    this.ended = false;
    addEventListener("online", () => this.hurry());
    addEventListener("offline", () => this.drop());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
    addEventListener("pagehide", () => this.socket?.close());
    addEventListener("pageshow", (event) => event.persisted && this.hurry());
    setInterval(() => this.listenIfSilent(), SILENT_FOR / 3);
    setTimeout(() => this.show(), SHOW_AFTER);
  }

  call(method, params = {}) {
    if (this.socket?.readyState !== WebSocket.OPEN) return Promise.reject(new Problem({ kind: "offline" }));
    const id = ++this.lastId;
    this.socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.drop(), ANSWER_WITHIN);
      this.waiting.set(id, { resolve, reject, timer });
    });
  }

  subscribe(channel, options) {
    const subscription = new Subscription(channel, options);
    this.subscriptions.set(channel, subscription);
    if (this.state === "online") this.hear(subscription);
    else if (!this.socket) this.connect();
    return {
      get version() {
        return subscription.version;
      },
      close: () => {
        this.subscriptions.delete(channel);
        this.call("live.unsubscribe", { channel }).catch(() => {});
      },
    };
  }

  onState(listener) {
    this.listeners.add(listener);
    listener(this.state);
  }

  connect() {
    clearTimeout(this.timer);
    this.timer = null;
    const address = new URL("/ws", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = (this.socket = new WebSocket(address));
    socket.onopen = () => this.opened();
    socket.onmessage = (event) => this.received(JSON.parse(event.data));
    socket.onclose = (event) => socket === this.socket && this.closed(event.code);
  }

  opened() {
    this.heardAt = performance.now();
    this.change("online");
    for (const subscription of this.subscriptions.values()) this.hear(subscription);
  }

  closed(code) {
    this.socket = null;
    for (const { reject, timer } of this.waiting.values()) {
      clearTimeout(timer);
      reject(new Problem({ kind: "offline" }));
    }
    this.waiting.clear();
    this.ended = code === SESSION_ENDED;
    this.change(this.ended || !navigator.onLine ? "offline" : "waiting");
    if (this.ended) location.reload(); // what the page shows is no longer this person's to see; texts being written are kept
    else this.reconnectLater(SENT_AWAY.has(code) ? 4 : 1);
  }

  /* A dead line says goodbye for many seconds: it is not waited for. */
  drop() {
    const socket = this.socket;
    if (!socket) return;
    socket.onmessage = null;
    this.closed();
    socket.close();
  }

  /* The pauses grow until the server has answered: a full one takes a line only to close it again. Those whom it sends
     away all together come back one by one. */
  reconnectLater(times) {
    const pause = Math.min(LONGEST_PAUSE, 500 * times * 2 ** this.tries++);
    if (this.tries > 2) this.change("offline");
    this.timer = setTimeout(() => this.connect(), pause * (0.2 + 0.8 * Math.random()));
  }

  hurry() {
    if (!this.socket && !this.ended && this.subscriptions.size) this.connect();
  }

  async hear(subscription) {
    try {
      const { version } = await this.call("live.subscribe", { channel: subscription.channel });
      subscription.newest = Math.max(subscription.newest, version);
      if (version > subscription.version) await subscription.catchUp();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (REFUSED.has(problem.kind)) subscription.onLost?.(problem);
    }
  }

  received(message) {
    this.tries = 0;
    this.heardAt = performance.now();
    if (message.method) {
      this.subscriptions.get(message.params?.channel)?.heard(message.params, message.method);
      return;
    }
    const call = this.waiting.get(message.id);
    if (!call) return;
    this.waiting.delete(message.id);
    clearTimeout(call.timer);
    if (message.error) call.reject(new Problem(message.error.data || { kind: "internal", detail: message.error.message }));
    else call.resolve(message.result);
  }

  /* A line may die without a word. Asking again for a channel's version finds that out, and finds what was missed. */
  listenIfSilent() {
    if (this.state !== "online" || performance.now() - this.heardAt < SILENT_FOR) return;
    for (const subscription of this.subscriptions.values()) this.hear(subscription);
  }

  change(state) {
    if (state === this.state) return;
    this.state = state;
    this.show();
    this.tell();
    document.dispatchEvent(new CustomEvent("line", { detail: state }));
    for (const listener of this.listeners) listener(state);
  }

  show() {
    const sign = document.getElementById("connection");
    if (!sign) return;
    sign.dataset.state = this.state;
    sign.textContent = sign.dataset[this.state];
    sign.hidden = false;
  }

  tell() {
    const words = document.getElementById("connection")?.dataset;
    if (!words) return;
    if (this.state !== "online") {
      this.telling ??= setTimeout(() => {
        this.told = true;
        say(words.offline);
      }, TELL_AFTER);
      return;
    }
    clearTimeout(this.telling);
    if (this.told) say(words.online);
    this.told = this.telling = null;
  }
}

/* A name for one act that nobody has used: the server carries it out once, however often it is asked. */
export function freshId() {
  return [...crypto.getRandomValues(new Uint8Array(15))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function inParts(items, apply) {
  for (let i = 0; i < items.length; i += PART) {
    if (i && !document.hidden) await new Promise((done) => setTimeout(done));
    apply(items.slice(i, i + PART));
  }
}

export const live = new Live();

if (live.viewer) {
  const told = ({ unread }) => document.dispatchEvent(new CustomEvent("unread", { detail: { count: unread } }));
  live.subscribe("me", {
    onPush: (params) => {
      told(params);
      document.dispatchEvent(new Event("places"));
    },
    onMissed: (items) => items.forEach(told),
  });
}
