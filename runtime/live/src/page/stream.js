/** The connection to the program: joined topics, their messages, and reconnects. */

const EVENTS = ["hello", "joined", "series", "history", "points", "problems", "dropped", "end"];
const FIRST_DELAY = 500;
const LONGEST_DELAY = 10_000;
const TOPICS_PER_POST = 200;

/**
 * Receives the messages of the topics that somebody joined. Its events are `CustomEvent`s; `detail` is in parentheses:
 * `open` ({lost}: when the connection was lost, or null), `lost` ({since, delay}: in ms), `login` (a login is needed; the
 * stream stops until `open()`), `hello` (the message, with `restarted`), `refused` ({status, topics}) and
 * `message` (each message, with `event` as its name).
 */
export class Stream extends EventTarget {
  /** Milliseconds since 1970 at which the connection was lost; null while it is open. */
  lostAt = null;
  /** The latest `hello` message, or null. */
  hello = null;
  #base;
  #io;
  #source = null;
  #client = null;
  #timer = null;
  #watchdog = null;
  #tries = 0;
  #after = null;
  #users = new Map();
  #joined = new Set();
  #seen = new Set();
  #posting = false;

  /**
   * Creates a closed stream.
   * @param {URL|string} base the folder of the live page
   * @param {{EventSource?: typeof EventSource, fetch?: typeof fetch, random?: () => number}} io
   */
  constructor(base = new URL(".", import.meta.url), io = {}) {
    super();
    this.#base = base;
    this.#io = {
      EventSource: io.EventSource ?? globalThis.EventSource,
      fetch: io.fetch ?? ((...request) => globalThis.fetch(...request)),
      random: io.random ?? Math.random,
    };
  }

  /** Connects now, also while the stream waits for its next attempt. */
  open() {
    clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#source) this.#connect();
  }

  /** Closes the connection. The topics stay joined for the next `open()`. */
  close() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#disconnect();
  }

  /** Joins a topic. Each `join` needs its own `leave`. */
  join(topic) {
    this.#users.set(topic, (this.#users.get(topic) ?? 0) + 1);
    queueMicrotask(() => this.#post());
  }

  /** Leaves a topic; the program hears of it when the last user left. */
  leave(topic) {
    const users = this.#users.get(topic) ?? 0;
    if (users > 1) this.#users.set(topic, users - 1);
    else this.#users.delete(topic);
    queueMicrotask(() => this.#post());
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #url(path) {
    return new URL(path, this.#base);
  }

  #connect() {
    const source = new this.#io.EventSource(this.#url("events"));
    this.#source = source;
    for (const event of EVENTS) {
      source.addEventListener(event, (received) => this.#receive(source, event, received));
    }
    source.addEventListener("error", () => this.#fail(source));
  }

  #disconnect() {
    this.#source?.close();
    this.#source = null;
    this.#client = null;
    this.#joined.clear();
    clearTimeout(this.#watchdog);
  }

  /** Closes a connection that failed and plans the next attempt. EventSource would retry without a backoff. */
  #fail(source) {
    if (source !== this.#source) return;
    this.#disconnect();
    this.#retry();
  }

  #retry() {
    this.lostAt ??= Date.now();
    const longest = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#tries);
    const delay = Math.max(FIRST_DELAY, longest * (0.5 + this.#io.random() / 2));
    this.#tries += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#probe(), delay);
    this.#emit("lost", { since: this.lostAt, delay });
  }

  /** Asks whether the program answers at all: an EventSource does not tell a status. */
  async #probe() {
    const timer = this.#timer;
    const status = await this.#status("metrics?limit=1");
    if (timer !== this.#timer) return;
    if (status === 401) this.#emit("login");
    else if (status === 200) this.open();
    else this.#retry();
  }

  async #status(path, init) {
    try {
      return (await this.#io.fetch(this.#url(path), init)).status;
    } catch {
      return 0;
    }
  }

  #receive(source, event, { data, lastEventId }) {
    if (source !== this.#source) return;
    const message = { ...JSON.parse(data), event };
    if (lastEventId) this.#after = lastEventId;
    if (event === "hello") this.#greet(message);
    if (event === "points") {
      this.#seen.add(message.topic);
      this.#watch(source);
    }
    this.#emit("message", message);
    if (event === "hello") this.#opened();
    if (event === "end") this.#fail(source);
  }

  #greet(message) {
    message.restarted = this.hello !== null && this.hello.run !== message.run;
    if (message.restarted) this.#seen.clear();
    this.hello = message;
    this.#client = message.client;
    this.#tries = 0;
    this.#emit("hello", message);
  }

  #opened() {
    const lost = this.lostAt;
    this.lostAt = null;
    this.#emit("open", { lost });
    this.#post();
  }

  /** Gives up a connection without points, for example after the computer slept. */
  #watch(source) {
    clearTimeout(this.#watchdog);
    const silence = Math.max(15_000, 5 * (this.hello?.interval ?? 0));
    if (this.#users.size > 0) this.#watchdog = setTimeout(() => this.#fail(source), silence);
  }

  /** Posts the joins and leaves since the last post, in batches, one after the other. */
  async #post() {
    if (this.#posting || !this.#client) return;
    this.#posting = true;
    for (let batch = this.#batch(); batch && this.#client; batch = this.#batch()) {
      await this.#send(this.#source, batch);
    }
    this.#posting = false;
  }

  #batch() {
    const missing = [...this.#users.keys()].filter((topic) => !this.#joined.has(topic));
    const leave = [...this.#joined].filter((topic) => !this.#users.has(topic)).slice(0, TOPICS_PER_POST);
    const known = missing.filter((topic) => this.#seen.has(topic));
    const join = (known.length > 0 ? known : missing).slice(0, TOPICS_PER_POST);
    if (join.length + leave.length === 0) return null;
    for (const topic of join) this.#joined.add(topic);
    for (const topic of leave) {
      this.#joined.delete(topic);
      this.#seen.delete(topic);
    }
    const after = known.length > 0 && this.#after ? { after: this.#after } : {};
    return { client: this.#client, join, leave, ...after };
  }

  async #send(source, batch) {
    const headers = { "content-type": "application/json" };
    const status = await this.#status("topics", { method: "POST", headers, body: JSON.stringify(batch) });
    if (status === 200 || source !== this.#source) return;
    if (status === 401) {
      this.#disconnect();
      this.#emit("login");
    } else if ([400, 413, 422].includes(status)) {
      this.#emit("refused", { status, topics: batch.join });
    } else {
      this.#fail(source);
    }
  }
}
