/* Follow a room and write in it, however bad the line: in a page, or (Node 22 and newer)
   node follow.mjs https://community.example TOKEN ROOM_ID: every line typed is sent, every change printed once, as JSON. */

const LOST = new Error("the line is lost");
const ANSWER_WITHIN = 15_000;
const ASK_EVERY = 30_000;
const SENT_AWAY = [1012, 1013]; // the server restarts or is full: many are sent away together

export class Follower {
  constructor(address, token, roomId, tell) {
    Object.assign(this, { address: `${address.replace("http", "ws")}/ws`, token, roomId, tell, channel: `room:${roomId}` });
    this.version = this.newest = 0; // of the channel: what was told, and what there is
    Object.assign(this, { catching: false, pause: 500, lastId: 0, outbox: new Map(), wake() {} });
    this.connect();
    this.asking = setInterval(() => this.listen().catch(() => {}), ASK_EVERY); // a line may die without a word: then there is no answer
  }

  connect() {
    const socket = (this.socket = new WebSocket(this.address));
    this.answers = new Map();
    socket.onopen = () => this.work();
    socket.onmessage = ({ data }) => socket === this.socket && this.read(JSON.parse(data));
    socket.onclose = ({ code }) => socket === this.socket && this.lose(code);
  }

  /* The pauses grow, and no two clients come back at the same moment. */
  lose(code) {
    this.socket.close();
    this.socket = null;
    this.wake = () => {}; // whoever waited on the old line is not woken on the new one
    for (const answer of this.answers.values()) answer.reject(LOST);
    if (this.ended) return;
    if (SENT_AWAY.includes(code)) this.pause = Math.max(2000, this.pause);
    setTimeout(() => this.connect(), (0.2 + 0.8 * Math.random()) * this.pause);
    this.pause = Math.min(30_000, 2 * this.pause);
  }

  read({ id, result, error, params }) {
    this.pause = 500; // a server that is full takes a line only to close it: one that speaks is there again
    if (id) {
      const answer = this.answers.get(id);
      this.answers.delete(id);
      clearTimeout(answer.timer);
      if (error) answer.reject(error.data);
      else answer.resolve(result);
    } else if ("version" in params) this.pushed(params); // who is here and who is writing bears none
  }

  /* The next one is applied, a smaller one is known already; a larger one says that something was missed. */
  pushed(change) {
    if (change.version === this.version + 1 && !this.catching) this.apply(change);
    this.newest = Math.max(this.newest, change.version);
    if (this.newest > this.version) this.wake();
  }

  async listen() {
    const { version } = await this.call("live.subscribe", { channel: this.channel });
    this.newest = Math.max(this.newest, version);
    if (this.newest > this.version) this.wake();
  }

  /* Listen first, then catch up, then send what has no answer yet: nothing falls between. */
  async work() {
    try {
      await this.call("sessions.resume", { token: this.token });
      await this.listen();
      for (;;) {
        const woken = new Promise((wake) => (this.wake = wake));
        await this.catchUp();
        await this.deliver();
        await woken;
      }
    } catch (problem) {
      if (problem === LOST) return;
      this.ended = true; // the token is refused, or the room is not to be read
      clearInterval(this.asking);
      this.tell({ refused: problem });
      this.socket.close();
    }
  }

  async catchUp() {
    this.catching = true;
    while (this.newest > this.version) {
      const page = await this.call("live.catch_up", { channel: this.channel, after_version: this.version });
      if (page.start_over) { // too much was missed: forget what is shown, begin with the newest page
        const newest = await this.call("chat.history", { room_id: this.roomId });
        this.tell({ start_over: true, messages: newest.items });
      }
      for (const change of page.items) this.apply(change);
      if (!page.more) this.version = page.version;
    }
    this.catching = false;
  }

  apply(change) {
    this.version = change.version;
    this.tell(change);
  }

  /* In the order they were written, each under its client_id: what has arrived already is not written twice. */
  async deliver() {
    for (const [client_id, body] of this.outbox) {
      try {
        await this.call("chat.send", { room_id: this.roomId, body, client_id });
      } catch (problem) {
        if (problem === LOST) throw problem;
        this.tell({ refused: problem, body });
      }
      this.outbox.delete(client_id);
    }
  }

  send(body) {
    this.outbox.set([...crypto.getRandomValues(new Uint32Array(4))].join("-"), body);
    this.wake();
  }

  async call(method, params) {
    const { socket } = this;
    for (;;) {
      try {
        return await this.ask(method, params);
      } catch (problem) {
        if (problem.kind !== "too_fast" && problem.kind !== "unavailable") throw problem;
        await new Promise((done) => setTimeout(done, 1000 * problem.retry_after));
        if (socket !== this.socket) throw LOST;
      }
    }
  }

  ask(method, params) {
    const { socket, answers } = this;
    if (socket?.readyState !== WebSocket.OPEN) return Promise.reject(LOST);
    const id = ++this.lastId;
    socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    const timer = setTimeout(() => socket === this.socket && this.lose(), ANSWER_WITHIN);
    return new Promise((resolve, reject) => answers.set(id, { resolve, reject, timer }));
  }
}

if (globalThis.process?.argv) {
  const [, , address, token, room] = process.argv;
  const follower = new Follower(address, token, Number(room), (change) => {
    console.log(JSON.stringify(change));
    if (follower.ended) process.exit(1);
  });
  const { createInterface } = await import("node:readline");
  createInterface({ input: process.stdin }).on("line", (line) => follower.send(line));
}
