// The topics that the page shows: joined while something shows them, and a few seconds longer.

import { Topics } from "./model.js";

const GRACE = 3000;

/** Joins the topics of a stream, and keeps their points. */
export class Feed {
  /** The time of the newest point. */
  now = -Infinity;
  #stream;
  #topics = new Topics();

  constructor(stream) {
    this.#stream = stream;
    stream.addEventListener("message", ({ detail }) => {
      this.now = Math.max(this.now, this.#topics.apply(detail)?.last ?? -Infinity);
    });
  }

  /** Returns a topic, which has points soon. Each `join` needs its own `leave`. */
  join(name) {
    const topic = this.#topics.topic(name);
    topic.users = (topic.users ?? 0) + 1;
    this.#stream.join(name);
    return topic;
  }

  /** Leaves a topic. Its points stay for a moment: the next page may show them too. */
  leave(topic) {
    setTimeout(() => {
      topic.users -= 1;
      this.#stream.leave(topic.name);
      if (topic.users === 0) this.#topics.forget(topic.name);
    }, GRACE);
  }
}

/** Returns the newest value. A quantile without observations in the last interval keeps the one before. */
export function newest(topic, series, datapoint) {
  const value = series.last[datapoint] ?? null;
  if (value !== null || !/^(p|mean)/.test(datapoint)) return value;
  return topic.window(Infinity).values(series, datapoint)?.findLast((one) => !Number.isNaN(one)) ?? null;
}
