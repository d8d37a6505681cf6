/* What a person has sent and the server has not yet taken, kept in this browser under `outbox:<viewer>:<name>:<client_id>`.

   const outbox = new Outbox("room-12", "chat.send", { onSent(entry, result), onChange(entry) });
   outbox.put(params, text)   keep and send; the entry gets a fresh client_id, the same one at every attempt
   outbox.entries()           everything not taken yet, oldest first; call it at start to show what a reload left
   outbox.again(id)           send a refused one again;  outbox.discard(id)  forget it
   entry = { id, params, text, at, problem }   `problem`: why it was refused, "" while it waits */
import { freshId, live, Problem } from "./live.js";

const PASSING = new Set(["too_fast", "unavailable"]);

export class Outbox {
  constructor(name, method, { onSent, onChange }) {
    Object.assign(this, { method, onSent, onChange, prefix: `outbox:${live.viewer}:${name}:`, memory: new Map() });
    for (const key of Object.keys(localStorage)) if (key.startsWith(this.prefix)) this.recall(key);
    live.onState((state) => state === "online" && this.flush());
  }

  recall(key) {
    try {
      const entry = JSON.parse(localStorage.getItem(key));
      this.memory.set(entry.id, entry);
    } catch {
      localStorage.removeItem(key);
    }
  }

  entries() {
    return [...this.memory.values()].sort((a, b) => a.at - b.at);
  }

  put(params, text) {
    const entry = { id: freshId(), params, text, at: Date.now(), problem: "", url: location.pathname, title: document.title };
    this.keep(entry);
    this.flush();
    return entry;
  }

  keep(entry) {
    this.memory.set(entry.id, entry);
    try {
      localStorage.setItem(this.prefix + entry.id, JSON.stringify(entry));
    } catch {
      /* no place left: it is kept for as long as the page is open */
    }
    this.onChange(entry);
  }

  discard(id) {
    this.memory.delete(id);
    localStorage.removeItem(this.prefix + id);
  }

  again(id) {
    const entry = this.memory.get(id);
    if (!entry) return;
    this.keep({ ...entry, problem: "" });
    this.flush();
  }

  /* One after the other, so that they arrive in the order they were written. */
  async flush() {
    if (this.flushing) return;
    this.flushing = true;
    try {
      for (let entry; (entry = this.entries().find((one) => !one.problem)); ) if (!(await this.send(entry))) break;
    } finally {
      this.flushing = false;
    }
  }

  async send(entry) {
    try {
      const result = await live.call(this.method, { ...entry.params, client_id: entry.id });
      this.discard(entry.id);
      this.onSent(entry, result);
      return true;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.kind === "offline") return false;
      if (PASSING.has(problem.kind)) {
        setTimeout(() => this.flush(), 1000 * (problem.data.retry_after || 2));
        return false;
      }
      if (this.memory.has(entry.id)) this.keep({ ...entry, problem: Object.values(problem.fields)[0] || problem.message });
      return true;
    }
  }
}
