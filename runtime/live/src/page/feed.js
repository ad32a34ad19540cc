// The topics that the page shows: joined while something shows them, and a few seconds longer.

import { Topics } from "./model.js";
import { Stream } from "./stream.js";

const GRACE = 3000;
const topics = new Topics();

export const stream = new Stream();

/** The time of the newest point, and the time at which the reader paused. */
export const clock = { newest: -Infinity, paused: null };

stream.addEventListener("message", ({ detail }) => {
  clock.newest = Math.max(clock.newest, topics.apply(detail)?.last ?? -Infinity);
});

/** Joins a topic, and returns it: it has points soon. Each `join` needs its own `leave`. */
export function join(name) {
  const topic = topics.topic(name);
  topic.users = (topic.users ?? 0) + 1;
  stream.join(name);
  return topic;
}

/** Leaves a topic. Its points stay for a moment: the next page may show them too. */
export function leave(topic) {
  setTimeout(() => {
    topic.users -= 1;
    stream.leave(topic.name);
    if (topic.users === 0) topics.forget(topic.name);
  }, GRACE);
}

/** Returns the newest value. A quantile without observations in the last interval keeps the one before. */
export function newest(topic, series, datapoint) {
  const value = series.last[datapoint] ?? null;
  if (value !== null || !/^(p|mean)/.test(datapoint)) return value;
  return topic.window(Infinity).values(series, datapoint)?.findLast((one) => !Number.isNaN(one)) ?? null;
}
