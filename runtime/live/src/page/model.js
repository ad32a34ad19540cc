// Topics with their series and points; nothing here knows the page.

import { Columns } from "./columns.js";
import { labelsText } from "./format.js";

export { formatNumber, labelsText, timeText, unitOf } from "./format.js";
export { Legend, topN } from "./legend.js";

const KEPT = 315_000;
const MOST_POINTS = 3_500;
const WORDS = { NaN, "+Inf": Infinity, "-Inf": -Infinity };

/** A series: its `key` for the legend, and the newest value of each datapoint as `last`, null or missing if absent. */
class Series {
  last = {};
  gone = false;
  columns = new Map();

  constructor(labels) {
    this.labels = labels;
    this.key = labelsText(labels);
  }
}

/** A topic and its points of five minutes. `status` is "waiting" or that of the program's answer; `marks` are restarts. */
export class Topic {
  status = "waiting";
  reason = "";
  metric = null;
  bounds = [];
  states = [];
  /** The number of series of the metric, of which the topic has the greatest. */
  nSeries = 0;
  /** Whether the metric left. */
  left = false;
  series = [];
  marks = [];
  /** What is wrong now, of the topic `@problems`. */
  problems = [];
  #interval;
  #run;
  #columns;
  #byIndex = new Map();

  constructor(name, interval = 1000) {
    this.name = name;
    this.#start(interval);
  }

  /** The timestamp of the newest point, or -Infinity. */
  get last() {
    return this.#columns.last;
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
   * Returns the points of the `ms` until `now`: `times`, and `values(series, datapoint)` with NaN for a gap, or null. They
   * are views: use them before the next message. A step of more than `gap` ms is a gap too.
   */
  window(ms, now = this.last) {
    const places = [now - ms, now + 1].map((time) => this.#columns.from(time));
    const values = ({ columns }, of) => (columns.has(of) ? this.#columns.view(columns.get(of), ...places) : null);
    return { from: now - ms, to: now, gap: 3.5 * this.#interval, times: this.#columns.times(...places), values };
  }

  #start(interval) {
    this.#interval = interval;
    this.#columns = new Columns(Math.min(MOST_POINTS, Math.ceil(KEPT / interval)));
    for (const { columns } of this.series) columns.clear();
  }

  #hello({ run, started, interval }) {
    if (interval !== this.#interval) this.#start(interval);
    if (this.#run && this.#run !== run) this.#mark(started);
    this.#run = run;
  }

  #mark(time) {
    this.marks = [...this.marks.filter((mark) => mark.time >= this.#columns.first), { time, text: "restart" }];
  }

  #join({ status, reason = "", metric, bounds = [], states = [], n_series: nSeries = 0 }) {
    Object.assign(this, { status, reason, nSeries, left: false });
    this.#byIndex.clear();
    if (status !== "ok") return;
    if (bounds.join() !== this.bounds.join()) for (const series of this.series) this.#forget(series, "heat");
    Object.assign(this, { metric, bounds, states });
  }

  #name({ first, series }) {
    this.left = false;
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

  #points({ timestamp, values = {}, restarted, gone = [], left }) {
    if (restarted) this.#mark(timestamp);
    for (const index of gone) this.#leave(index);
    if (left) this.left = true;
    if (timestamp <= this.last) return;
    const place = this.#columns.place(timestamp);
    this.#prune();
    for (const [datapoint, column] of Object.entries(values)) {
      for (const [index, series] of this.#byIndex) this.#set(series, datapoint, place, column[index]);
    }
  }

  #set(series, datapoint, place, raw) {
    if (place < 0) return;
    const value = typeof raw === "string" ? WORDS[raw] : (raw ?? null);
    if (place === this.#columns.length - 1) series.last[datapoint] = value;
    if (value === null) return;
    const width = datapoint === "heat" ? this.bounds.length + 1 : 1;
    if (!series.columns.has(datapoint)) series.columns.set(datapoint, this.#columns.create(width));
    const column = series.columns.get(datapoint);
    if (datapoint === "heat") column.set(value.slice(0, width), place * width);
    else column[place] = value;
  }

  #leave(index) {
    const series = this.#byIndex.get(index);
    this.#byIndex.delete(index);
    if (series) Object.assign(series, { gone: true, last: {}, goneAt: this.last });
  }

  /** Forgets the series that left when their points are too old. */
  #prune() {
    const over = (series) => series.gone && series.goneAt < this.#columns.first;
    if (!this.series.some(over)) return;
    for (const series of this.series.filter(over)) for (const of of series.columns.keys()) this.#forget(series, of);
    this.series = this.series.filter((series) => !over(series));
  }

  #forget({ columns }, datapoint) {
    this.#columns.remove(columns.get(datapoint));
    columns.delete(datapoint);
  }
}

/** All topics of a page. */
export class Topics {
  #topics = new Map();
  #hello = null;

  /** Returns the topic with a name, which it creates if it is new. */
  topic(name) {
    let topic = this.#topics.get(name);
    if (!topic) this.#topics.set(name, (topic = new Topic(name, this.#hello?.interval)));
    if (this.#hello) topic.apply(this.#hello);
    return topic;
  }

  /** Forgets a topic and its points. */
  forget(name) {
    this.#topics.delete(name);
  }

  /** Applies a message to its topic, which it returns, or to all topics. */
  apply(message) {
    const topic = this.#topics.get(message.topic);
    topic?.apply(message);
    if (message.event !== "hello") return topic;
    this.#hello = message;
    for (const each of this.#topics.values()) each.apply(message);
  }
}
