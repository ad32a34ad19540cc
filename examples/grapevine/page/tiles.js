/** The tiles: a number computed from one or two topics, with its line over the last two minutes. */

import { formatNumber } from "/metrics/live/model.js";
import { draw } from "./spark.js";

const WINDOW = 120_000;
/** The quantile of a time is of the requests in the ten seconds before it: a second has too few of them. */
const QUANTILE_POINTS = 10;

const anything = () => true;
const isBad = ({ outcome }) => outcome === "error" || outcome === "panic";
const isPending = ({ state }) => state === "pending";

/** The tiles by name: their topics, and how a number is made of them. */
export const TILES = {
  requests: { sums: { "http_requests_total@rate": anything }, unit: "/s" },
  errors: { sums: { "function_calls_total@rate": isBad }, unit: "/s" },
  p99: { quantile: "http_request_duration_seconds@heat", unit: "seconds" },
  in_flight: { sums: { "function_in_flight@value": anything }, unit: "" },
  players: { sums: { "grapevine_open_sessions@value": anything, "grapevine_chat_listeners@value": anything }, unit: "" },
  jobs: { sums: { "jobs_in_flight@value": anything, "jobs@value": isPending }, unit: "" },
};

export class Tile {
  #options;
  #topics;
  #element;
  #marks = [];

  constructor(name, options, topics) {
    this.name = name;
    this.#options = options;
    this.#topics = topics;
    this.#element = document.querySelector(`[data-tile="${name}"]`);
  }

  /** The topics that the tile needs. */
  get names() {
    return this.#options.sums ? Object.keys(this.#options.sums) : [this.#options.quantile];
  }

  /** Marks the time of a drill that moves this tile. */
  mark(name) {
    if (name !== this.name) return;
    this.#marks = [...this.#marks.slice(-9), Date.now()];
    this.#element.classList.add("moves");
    setTimeout(() => this.#element.classList.remove("moves"), 4_000);
  }

  draw() {
    const { sums, quantile, unit } = this.#options;
    const line = sums ? sumLine(this.#topics, sums) : quantileLine(this.#topics.topic(quantile), 0.99);
    if (line.times.length === 0) return;
    const newest = line.values.findLast((value) => !Number.isNaN(value)) ?? null;
    const [number, ...symbol] = formatNumber(newest, unit).split(/(?<=\d) |(?=\/)/);
    this.#element.querySelector("b").textContent = number;
    this.#element.querySelector("span").textContent = symbol.join("").replace("/s", "per second");
    draw(this.#element.querySelector("canvas"), { ...line, marks: this.#marks });
  }
}

/** Adds up the chosen series of several topics at each time of the first topic. */
function sumLine(topics, sums) {
  const parts = Object.entries(sums).map(([name, chosen]) => sumOf(topics.topic(name), chosen));
  const [first, ...others] = parts;
  const byTime = others.map(({ times, values }) => new Map(times.map((time, at) => [time, values[at]])));
  const values = first.values.map((value, at) => byTime.reduce((sum, of) => sum + (of.get(first.times[at]) || 0), value));
  return { ...first, values };
}

function sumOf(topic, chosen) {
  const window = topic.window(WINDOW);
  const datapoint = topic.name.split("@")[1];
  const times = [...window.times];
  const values = times.map(() => NaN);
  for (const series of topic.series.filter(({ labels }) => chosen(labels))) {
    window.values(series, datapoint)?.forEach((value, at) => {
      if (!Number.isNaN(value)) values[at] = (Number.isNaN(values[at]) ? 0 : values[at]) + value;
    });
  }
  return { from: window.from, to: window.to, times, values };
}

/** Returns a quantile of all series together, from the counts of their buckets. */
function quantileLine(topic, q) {
  const window = topic.window(WINDOW);
  const width = topic.bounds.length + 1;
  const times = [...window.times];
  const counts = times.map(() => new Float64Array(width));
  for (const series of topic.series) {
    window.values(series, "heat")?.forEach((count, at) => {
      if (count > 0) counts[Math.floor(at / width)][at % width] += count;
    });
  }
  const values = times.map((_, at) => quantile(counts.slice(Math.max(0, at - QUANTILE_POINTS + 1), at + 1), topic.bounds, q));
  return { from: window.from, to: window.to, times, values };
}

/** Interpolates within a bucket, as `histogram_quantile` does. NaN without observations. */
function quantile(columns, bounds, q) {
  const counts = columns[0].map((_, bucket) => columns.reduce((sum, column) => sum + column[bucket], 0));
  const total = counts.reduce((sum, count) => sum + count, 0);
  let rank = q * total;
  const bucket = counts.findIndex((count) => {
    const found = count > 0 && rank <= count;
    if (!found) rank -= count;
    return found;
  });
  if (bucket < 0) return NaN;
  if (bucket === bounds.length) return bounds[bounds.length - 1];
  const low = bucket > 0 ? bounds[bucket - 1] : 0;
  return low + (bounds[bucket] - low) * (rank / counts[bucket]);
}
