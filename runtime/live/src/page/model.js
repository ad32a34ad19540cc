// Topics with their series and points; nothing here knows the page.

import { labelsText } from "./format.js";
import { Ring } from "./ring.js";

export { formatNumber, labelsText, timeText, unitOf } from "./format.js";
export { Legend, names, topN } from "./legend.js";

const KEPT = 315_000;
const MOST_POINTS = 3_500;
/** While nobody looks, a program reads slow metrics every 15 s only. */
const GAP = 16_000;
const WORDS = { NaN, "+Inf": Infinity, "-Inf": -Infinity };

/** A topic and its points of five minutes. */
export class Topic {
  /** "waiting", or the status of the program's answer, with a `reason` if it is not "ok". */
  status = "waiting";
  reason = "";
  metric = null;
  bounds = [];
  states = [];
  /** The number of series of the metric, of which the topic has the greatest. */
  nSeries = 0;
  /** Whether the metric left. */
  left = false;
  /** Each with `labels`, its `key` for the legend, `last` (the newest value by datapoint, or null), and `gone`. */
  series = [];
  /** The restarts: {time, text}. */
  marks = [];
  /** What is wrong now, of the topic `@problems`. */
  problems = [];
  #interval = 1000;
  #run;
  #ring = new Ring(KEPT / 1000);
  #byIndex = new Map();

  constructor(name) {
    this.name = name;
  }

  /** The timestamp of the newest point, or -Infinity. */
  get last() {
    return this.#ring.last;
  }

  apply(message) {
    if (message.event === "hello") this.#hello(message);
    if (message.event === "joined") this.#join(message);
    if (message.event === "series") this.#name(message);
    if (message.event === "history") this.#history(message);
    if (message.event === "points") this.#points(message);
    if (message.event === "problems") this.problems = message.problems;
  }

  /**
   * Returns the points of the `ms` until `now`: `times`, and `values(series, datapoint)` with NaN for a gap, or null. A step
   * of more than `gap` ms is a gap too; the usual one is the `interval`.
   */
  window(ms, now = this.last) {
    const { times, values } = this.#ring.between(now - ms, now);
    const of = ({ columns }, datapoint) => (columns.has(datapoint) ? values(columns.get(datapoint)) : null);
    const interval = this.#interval;
    return { from: now - ms, to: now, interval, gap: Math.max(GAP, 3.5 * interval), times, values: of };
  }

  #hello({ run, started, interval }) {
    if (this.#run && this.#run !== run) {
      this.#mark(started);
      // nothing connects the points before and after
      this.#place(started);
    }
    this.#run = run;
    if (interval === this.#interval) return;
    this.#interval = interval;
    this.#ring = new Ring(Math.min(MOST_POINTS, Math.ceil(KEPT / interval)));
    for (const { columns } of this.series) columns.clear();
  }

  #mark(time) {
    this.marks = [...this.marks.filter((mark) => mark.time > this.last - KEPT), { time, text: "restart" }];
  }

  #join({ status, reason = "", metric, bounds = [], states = [], n_series: nSeries = 0 }) {
    Object.assign(this, { status, reason, nSeries, left: false });
    this.#byIndex.clear();
    if (status !== "ok") return;
    if (bounds.join() !== this.bounds.join()) for (const { columns } of this.series) columns.delete("heat");
    Object.assign(this, { metric, bounds, states });
  }

  #name({ first, series }) {
    this.left = false;
    series.forEach((labels, at) => {
      const key = labelsText(labels);
      let known = this.series.find((of) => of.key === key);
      if (!known) this.series.push((known = { key, labels, last: {}, columns: new Map() }));
      known.gone = false;
      this.#byIndex.set(first + at, known);
    });
  }

  #history({ timestamps, first, values }) {
    const places = timestamps.map((time) => this.#place(time));
    for (const [datapoint, columns] of Object.entries(values)) {
      columns.forEach((column, at) => {
        const series = this.#byIndex.get(first + at);
        if (series) places.forEach((place, point) => this.#set(series, datapoint, place, column[point]));
      });
    }
  }

  #points({ timestamp, values = {}, restarted, gone = [], left }) {
    if (restarted) this.#mark(timestamp);
    for (const index of gone) this.#leave(index);
    if (left) this.left = true;
    if (timestamp <= this.last) return;
    const place = this.#place(timestamp);
    this.series = this.series.filter((series) => !(series.gone && series.goneAt < timestamp - KEPT));
    for (const [datapoint, column] of Object.entries(values)) {
      for (const [index, series] of this.#byIndex) this.#set(series, datapoint, place, column[index]);
    }
  }

  /** Returns the place of a timestamp, which is a gap in all columns if it is new. */
  #place(time) {
    const isNew = time > this.last;
    const place = this.#ring.place(time);
    const columns = isNew ? this.series.flatMap((series) => [...series.columns.values()]) : [];
    for (const column of columns) this.#ring.part(column, place).fill(NaN);
    return place;
  }

  #set(series, datapoint, place, raw) {
    if (place < 0) return;
    const value = typeof raw === "string" ? WORDS[raw] : (raw ?? null);
    if (place === this.#ring.newest) series.last[datapoint] = value;
    if (value === null) return;
    const heat = datapoint === "heat";
    if (!series.columns.has(datapoint)) series.columns.set(datapoint, this.#ring.column(heat ? this.bounds.length + 1 : 1));
    const column = series.columns.get(datapoint);
    if (heat) this.#ring.part(column, place).set(value);
    else column[place] = value;
  }

  #leave(index) {
    const series = this.#byIndex.get(index);
    this.#byIndex.delete(index);
    if (series) Object.assign(series, { gone: true, last: {}, goneAt: this.last });
  }
}

/** All topics of a page. */
export class Topics {
  #topics = new Map();
  #hello = {};

  /** Returns the topic with a name, which it creates if it is new. */
  topic(name) {
    if (!this.#topics.has(name)) {
      this.#topics.set(name, new Topic(name));
      this.#topics.get(name).apply(this.#hello);
    }
    return this.#topics.get(name);
  }

  /** Forgets a topic and its points. */
  forget(name) {
    this.#topics.delete(name);
  }

  /** Applies a message to its topic, which it returns, or to all topics. */
  apply(message) {
    if (message.event === "hello") {
      this.#hello = message;
      for (const topic of this.#topics.values()) topic.apply(message);
    }
    const topic = this.#topics.get(message.topic);
    topic?.apply(message);
    return topic;
  }
}
