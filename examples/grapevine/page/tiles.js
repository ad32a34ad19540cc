/** The tiles: a number computed from one or two topics, with its line over the last two minutes. */

import { formatNumber } from "/metrics/live/model.js";
import { quantileLine, sumLine } from "./lines.js";
import { draw } from "./spark.js";

const anything = () => true;
const isBad = ({ outcome }) => outcome === "error" || outcome === "panic";
const isOfSite = ({ route }) => !route.startsWith("/drill/");
const isPending = ({ state }) => state === "pending";

/** The tiles by name: their topics, and how a number is made of them. */
export const TILES = {
  requests: { sums: { "http_requests_total@rate": anything }, unit: "/s" },
  errors: { sums: { "function_calls_total@rate": isBad }, unit: "/s" },
  p99: { quantile: "http_request_duration_seconds@heat", chosen: isOfSite, unit: "seconds" },
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
    const { sums, quantile, chosen, unit } = this.#options;
    const line = sums ? sumLine(this.#topics, sums) : quantileLine(this.#topics.topic(quantile), chosen, 0.99);
    if (line.times.length === 0) return;
    const newest = line.values.filter((value) => !Number.isNaN(value)).pop();
    const [number, ...symbol] = formatNumber(newest, unit).split(/(?<=\d) |(?=\/)/);
    this.#element.querySelector("b").textContent = number;
    this.#element.querySelector("span").textContent = symbol.join("");
    draw(this.#element.querySelector("canvas"), { ...line, marks: this.#marks });
  }
}
