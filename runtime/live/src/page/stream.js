// The connection to the program: joined topics, their messages, and reconnects.

const EVENTS = ["hello", "joined", "series", "history", "points", "problems", "dropped", "end"];
const FIRST_DELAY = 500;
const LONGEST_DELAY = 10_000;
const TOPICS_PER_POST = 200;
const ASK_AGAIN = 5000;

/**
 * The messages of the topics that somebody joined. It emits `CustomEvent`s, here with their detail: `open`, `lost`
 * ({delay}: ms until the next attempt), `login` (one is needed; then call `open()`), `hello` (the message, with
 * `restarted`), `refused` ({status, topics}) and `message` (each message, with its name as `event`).
 */
export class Stream extends EventTarget {
  /** The time at which the connection was lost; null while it is open. */
  lostAt = null;
  /** The newest `hello` message, or null. */
  hello = null;
  #base;
  #source = null;
  #client = null;
  #retry;
  #watchdog;
  #tries = 0;
  #after;
  #users = new Map();
  #joined = new Set();
  #seen = new Set();
  #posting = false;

  /** Creates a closed stream of the live page at a URL. */
  constructor(base = new URL(".", import.meta.url)) {
    super();
    this.#base = base;
  }

  /** Connects now, also while the stream waits for its next attempt. */
  open() {
    clearTimeout(this.#retry);
    if (this.#source) return;
    const source = (this.#source = new EventSource(new URL("events", this.#base)));
    for (const event of EVENTS) source.addEventListener(event, (received) => this.#receive(event, received));
    source.addEventListener("error", () => this.#fail());
  }

  /** Closes the connection; `open()` joins the topics again. */
  close() {
    clearTimeout(this.#retry);
    clearTimeout(this.#watchdog);
    this.#source?.close();
    this.#source = this.#client = null;
    this.#joined.clear();
  }

  /** Joins a topic. Each `join` needs its own `leave`. */
  join(topic) {
    this.#use(topic, 1);
  }

  leave(topic) {
    this.#use(topic, -1);
  }

  #use(topic, change) {
    const users = (this.#users.get(topic) ?? 0) + change;
    if (users > 0) this.#users.set(topic, users);
    else this.#users.delete(topic);
    queueMicrotask(() => this.#post());
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #receive(event, { data, lastEventId }) {
    const message = { ...JSON.parse(data), event };
    if (lastEventId) this.#after = lastEventId;
    if (event === "hello") this.#greet(message);
    if (event === "points") this.#watch(message.topic);
    if (message.status === "unknown") setTimeout(() => this.#joinAgain(message.topic), ASK_AGAIN);
    this.#emit("message", message);
  }

  /** Joins a topic whose metric the program did not export. */
  #joinAgain(topic) {
    this.#joined.delete(topic);
    this.#post();
  }

  #greet(message) {
    message.restarted = Boolean(this.hello) && this.hello.run !== message.run;
    if (message.restarted) this.#seen.clear();
    this.hello = message;
    this.#client = message.client;
    this.lostAt = null;
    this.#tries = 0;
    this.#emit("hello", message);
    this.#emit("open");
    this.#post();
  }

  /** Gives up a connection whose points stop, for example while the computer slept. */
  #watch(topic) {
    this.#seen.add(topic);
    clearTimeout(this.#watchdog);
    const silence = Math.max(15_000, 5 * this.hello.interval);
    this.#watchdog = setTimeout(() => this.#users.size > 0 && this.#fail(), silence);
  }

  /** Closes the connection and plans the next: an EventSource would do so without a backoff. */
  #fail() {
    this.close();
    this.lostAt ??= Date.now();
    const longest = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#tries++);
    const delay = Math.max(FIRST_DELAY, longest * (0.5 + Math.random() / 2));
    this.#retry = setTimeout(() => this.#probe(), delay);
    this.#emit("lost", { delay });
  }

  /** Asks for the status, which an EventSource does not tell. */
  async #probe() {
    const retry = this.#retry;
    const status = await this.#status("metrics?limit=1");
    if (retry !== this.#retry || this.#source) return;
    if (status === 401) this.#emit("login");
    else if (status === 200) this.open();
    else this.#fail();
  }

  async #status(path, init) {
    return fetch(new URL(path, this.#base), init).then(({ status }) => status, () => 0);
  }

  /** Posts the joins and leaves since the last post, one batch after the other. */
  async #post() {
    if (this.#posting) return;
    this.#posting = true;
    for (let batch; this.#client && (batch = this.#batch()); ) await this.#send(this.#source, batch);
    this.#posting = false;
  }

  /** Returns the next batch; topics that were seen before a reconnect go first, with the last id. */
  #batch() {
    const missing = [...this.#users.keys()].filter((topic) => !this.#joined.has(topic));
    const known = missing.filter((topic) => this.#seen.has(topic));
    const join = (known.length ? known : missing).slice(0, TOPICS_PER_POST);
    const leave = [...this.#joined].filter((topic) => !this.#users.has(topic));
    for (const topic of join) this.#joined.add(topic);
    for (const topic of leave) this.#joined.delete(topic) && this.#seen.delete(topic);
    if (join.length + leave.length === 0) return null;
    return { client: this.#client, join, leave, after: known.length ? this.#after : undefined };
  }

  async #send(source, batch) {
    const headers = { "content-type": "application/json" };
    const status = await this.#status("topics", { method: "POST", headers, body: JSON.stringify(batch) });
    if (status === 200 || source !== this.#source) return;
    if ([400, 413, 422].includes(status)) this.#emit("refused", { status, topics: batch.join });
    else this.#fail();
  }
}
