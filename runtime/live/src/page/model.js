/** The data of the page: topics with their series and points. Nothing here knows the page. */

import { Columns } from "./columns.js";
import { labelsText } from "./format.js";

export { Columns } from "./columns.js";
export * from "./format.js";
export * from "./legend.js";
export * from "./scale.js";

const KEPT = 315_000;
const MOST_POINTS = 4_000;
const WORDS = { NaN, "+Inf": Infinity, "-Inf": -Infinity };

/** Returns the number that a message contains: null stays null. */
const number = (value) => (typeof value === "string" ? WORDS[value] : (value ?? null));

/** One series of a topic. `last` has the newest value of each datapoint, null for an absent one. */
class Series {
  last = {};
  gone = false;
  columns = new Map();

  constructor(labels) {
    this.labels = labels;
    /** Identifies the series in the legend. */
    this.key = labelsText(labels);
  }
}

/**
 * The points of one topic, for at most five minutes.
 * `status` is "waiting", "ok", "unknown" or "invalid" (with a `reason`); `marks` are the restarts ({time, text}).
 */
export class Topic {
  status = "waiting";
  reason = "";
  metric = null;
  datapoints = [];
  bounds = [];
  states = [];
  /** The number of series that the metric has; a topic sends at most 200. */
  nSeries = 0;
  /** Whether the whole metric left. */
  left = false;
  series = [];
  marks = [];
  /** The problems of the topic `@problems`. */
  problems = [];
  /** Grows with each change. */
  version = 0;
  #interval;
  #run = null;
  #columns;
  #byIndex = new Map();

  constructor(name, interval = 1000) {
    this.name = name;
    this.#resize(interval);
  }

  /** The timestamp of the newest point, or -Infinity. */
  get last() {
    return this.#columns.last;
  }

  /** Applies a message of the stream; `hello` too, which shows a restart. */
  apply(message) {
    const apply = { hello: this.#hello, joined: this.#join, series: this.#name, history: this.#history,
      points: this.#points, problems: this.#list }[message.event];
    if (!apply) return;
    apply.call(this, message);
    this.version += 1;
  }

  /**
   * Returns the points of the last `ms` before `now` (by default the newest point): `times`, and `values(series, datapoint)`
   * with NaN at a gap. These are views; use them before the next message. A step longer than `gap` ms is a gap too.
   */
  window(ms, now = this.last) {
    const from = this.#columns.from(now - ms);
    const values = (series, datapoint) => {
      const column = series.columns.get(datapoint);
      return column ? this.#columns.view(column, from) : null;
    };
    return { from: now - ms, to: now, gap: 3.5 * this.#interval, times: this.#columns.times(from), values };
  }

  #resize(interval) {
    this.#interval = interval;
    this.#columns = new Columns(Math.min(MOST_POINTS, Math.ceil(KEPT / interval)));
    for (const series of this.series) series.columns.clear();
  }

  #hello({ run, started, interval }) {
    if (interval !== this.#interval) this.#resize(interval);
    if (this.#run !== null && this.#run !== run) this.#mark(started);
    this.#run = run;
  }

  #mark(time) {
    this.marks = this.marks.filter((mark) => mark.time >= this.#columns.first);
    this.marks.push({ time, text: "restart" });
  }

  #join({ status, reason, metric, datapoints, bounds, states, n_series: nSeries }) {
    Object.assign(this, { status, reason: reason ?? "", nSeries: nSeries ?? 0, left: false });
    if (status !== "ok") return;
    if (this.bounds.join() !== (bounds ?? []).join()) this.#forget("heat");
    Object.assign(this, { metric, datapoints, bounds: bounds ?? [], states: states ?? [] });
    this.#byIndex.clear();
  }

  #forget(datapoint) {
    for (const { columns } of this.series) {
      this.#columns.remove(columns.get(datapoint));
      columns.delete(datapoint);
    }
  }

  #name({ first, series }) {
    series.forEach((labels, at) => {
      const key = labelsText(labels);
      let known = this.series.find((of) => of.key === key);
      if (!known) this.series.push((known = new Series(labels)));
      known.gone = false;
      this.#byIndex.set(first + at, known);
    });
  }

  #history({ timestamps, first, values }) {
    const places = timestamps.map((time) => this.#columns.place(time));
    for (const [datapoint, columns] of Object.entries(values)) {
      columns.forEach((column, at) => {
        const series = this.#byIndex.get(first + at);
        if (series) column.forEach((value, point) => this.#set(series, datapoint, places[point], value));
      });
    }
  }

  #points({ timestamp, values, restarted, gone, left }) {
    if (restarted) this.#mark(timestamp);
    for (const index of gone ?? []) this.#leave(index);
    if (left) this.left = true;
    if (timestamp <= this.last) return;
    const oldest = this.#columns.first;
    const place = this.#columns.place(timestamp);
    if (oldest !== this.#columns.first) this.#prune();
    for (const [datapoint, column] of Object.entries(values ?? {})) {
      for (const [index, series] of this.#byIndex) this.#set(series, datapoint, place, column[index]);
    }
  }

  #set(series, datapoint, place, raw) {
    if (place < 0) return;
    const value = datapoint === "heat" ? (raw ?? null) : number(raw);
    if (place === this.#columns.length - 1) series.last[datapoint] = value;
    if (value === null) return;
    if (datapoint === "heat") this.#column(series, datapoint).set(value.slice(0, this.#width), place * this.#width);
    else this.#column(series, datapoint)[place] = value;
  }

  get #width() {
    return this.bounds.length + 1;
  }

  #column(series, datapoint) {
    let column = series.columns.get(datapoint);
    if (!column) {
      column = this.#columns.create(datapoint === "heat" ? this.#width : 1);
      series.columns.set(datapoint, column);
    }
    return column;
  }

  #leave(index) {
    const series = this.#byIndex.get(index);
    if (!series) return;
    this.#byIndex.delete(index);
    Object.assign(series, { gone: true, last: {}, goneAt: this.last });
  }

  /** Forgets the series that left, once no point of them is left. */
  #prune() {
    const over = (series) => series.gone && series.goneAt < this.#columns.first;
    for (const series of this.series.filter(over)) {
      for (const column of series.columns.values()) this.#columns.remove(column);
    }
    this.series = this.series.filter((series) => !over(series));
  }

  #list({ problems }) {
    this.problems = problems;
  }
}

/** All topics of the page, by name. */
export class Topics {
  #topics = new Map();
  #hello = null;

  /** Returns the topic with a name, and creates it first if it is new. */
  topic(name) {
    let topic = this.#topics.get(name);
    if (!topic) {
      topic = new Topic(name, this.#hello?.interval);
      if (this.#hello) topic.apply(this.#hello);
      this.#topics.set(name, topic);
    }
    return topic;
  }

  /** Forgets a topic and its points. */
  forget(name) {
    this.#topics.delete(name);
  }

  /** Applies a message to its topic, and returns the topic; `hello` applies to all. */
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
