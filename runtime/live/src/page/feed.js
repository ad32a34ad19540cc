// The topics that the page shows: joined while something shows them, and a few seconds longer.

import { Topics } from "./model.js";

const GRACE = 3000;

/** Joins topics of a stream for its users, and keeps their points. */
export class Feed {
  #topics = new Topics();
  #users = new Map();

  constructor(stream) {
    this.stream = stream;
    /** The time of the newest point. */
    this.now = -Infinity;
    stream.addEventListener("message", ({ detail }) => this.#apply(detail));
  }

  /** Returns the topic, which has points soon. Each `join` needs its own `leave`. */
  join(name) {
    const users = this.#users.get(name) ?? 0;
    this.#users.set(name, users + 1);
    if (users === 0) this.stream.join(name);
    return this.#topics.topic(name);
  }

  /** Leaves a topic. Its points stay for a moment: the next page may show them too. */
  leave(name) {
    setTimeout(() => {
      const users = this.#users.get(name) - 1;
      this.#users.set(name, users);
      if (users > 0) return;
      this.#users.delete(name);
      this.stream.leave(name);
      this.#topics.forget(name);
    }, GRACE);
  }

  #apply(message) {
    const topic = this.#topics.apply(message);
    if (topic?.last > this.now) this.now = topic.last;
  }
}

/** Returns the newest value. A quantile without observations in the last interval keeps the one before. */
export function newest(topic, series, datapoint) {
  const value = series.last[datapoint] ?? null;
  if (value !== null || !/^(p|mean)/.test(datapoint)) return value;
  return topic.window(Infinity).values(series, datapoint)?.findLast((one) => !Number.isNaN(one)) ?? null;
}
