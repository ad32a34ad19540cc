// Tables: the labels of infos, and the instrumented functions.

import { element, setText } from "./dom.js";
import { formatNumber } from "./model.js";

const CALLS = "calls_total";
const COLUMNS = { name: "Function", calls: "Calls/s", errors: "Errors/s", panics: "Panics", cancelled: "Cancelled", running: "In flight", p50: "p50", p99: "p99" };
const HINTS = { panics: "since the start", cancelled: "since the start", p50: "of the last interval with calls", p99: "of the last interval with calls" };

/** Shows the labels of series as a table, one row for each series. */
export function labelTable(place, series) {
  const labels = [...new Set(series.flatMap((of) => Object.keys(of.labels)))];
  const state = JSON.stringify(series.map((of) => of.labels));
  if (place.dataset.shown === state) return;
  place.dataset.shown = state;
  const cell = (tag, text) => element(tag, {}, element("bdi", {}, text));
  const row = (tag, texts) => element("tr", {}, ...texts.map((text) => cell(tag, text)));
  const head = element("thead", {}, row("th", labels));
  const body = element("tbody", {}, ...series.map((of) => row("td", labels.map((label) => of.labels[label] ?? ""))));
  place.replaceChildren(element("table", { class: "labels" }, head, body));
}

/** Returns the metrics of functions in a list of metrics: `base` is the common start of their names. */
export function functionFamilies(metrics) {
  const calls = metrics.filter(({ name, labels }) => name.endsWith(CALLS) && labels.includes("outcome"));
  return calls.map(({ name }) => name.slice(0, -CALLS.length));
}

/** Returns the name of a function: its module and its name, or the start of the names of its own metrics. */
export function functionName(base, { module, function: name }) {
  return name ? [module, name].filter(Boolean).join("::") : base.replace(/_$/, "");
}

/** The table of functions, sorted by a column. It joins three topics for each family of metrics. */
export class FunctionsTable {
  #feed;
  #settings;
  #families;
  #rows = new Map();
  #body = element("tbody");
  #heads;

  constructor({ feed, settings }, bases) {
    this.#feed = feed;
    this.#settings = settings;
    this.#families = bases.map((base) => ({
      base,
      calls: feed.join(`${base}calls_total`),
      running: feed.join(`${base}in_flight`),
      time: feed.join(`${base}duration_seconds@p50,p99`),
    }));
    this.#heads = Object.entries(COLUMNS).map(([column, text]) => this.#head(column, text));
    const head = element("thead", {}, element("tr", {}, ...this.#heads));
    const table = element("table", { id: "functions", "aria-label": "Functions" }, head, this.#body);
    this.element = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Functions" }, table);
  }

  close() {
    for (const { calls, running, time } of this.#families) [calls, running, time].forEach(({ name }) => this.#feed.leave(name));
  }

  draw() {
    const rows = this.#sorted([...collect(this.#families).values()]);
    const shown = rows.map((row) => this.#row(row));
    const { children } = this.#body;
    const same = shown.length === children.length && shown.every((row, at) => row === children[at]);
    const busy = shown.length === children.length && this.#body.contains(document.activeElement);
    if (!same && !busy) this.#body.replaceChildren(...shown);
    this.#rows = new Map(shown.map((row) => [row.dataset.function, row]));
    this.#mark();
  }

  #head(column, text) {
    const button = element("button", { type: "button", title: HINTS[column], onclick: () => this.#sortBy(column) }, text);
    return element("th", { scope: "col", "data-column": column }, button);
  }

  /** Sorts by a column; the greatest values come first, and a second press turns the order. */
  #sortBy(column) {
    const sort = this.#settings.get("sort");
    const down = sort.column === column ? !sort.down : column !== "name";
    this.#settings.set("sort", { column, down });
    this.draw();
  }

  #mark() {
    const { column, down } = this.#settings.get("sort");
    for (const head of this.#heads) {
      if (head.dataset.column === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  }

  #sorted(rows) {
    const { column, down } = this.#settings.get("sort");
    const byName = (a, b) => a.name.localeCompare(b.name);
    const byValue = (a, b) => (a[column] ?? -1) - (b[column] ?? -1);
    const compare = column === "name" ? byName : byValue;
    return rows.sort((a, b) => (down ? compare(b, a) : compare(a, b)) || byName(a, b));
  }

  #row(of) {
    const row = this.#rows.get(of.name) ?? this.#create(of.name);
    const { calls, errors, panics, cancelled, running, p50, p99 } = of;
    const texts = [formatNumber(calls), formatNumber(errors), whole(panics), whole(cancelled), whole(running), formatNumber(p50, "seconds"), formatNumber(p99, "seconds")];
    texts.forEach((text, at) => setText(row.children[at + 1], text));
    row.children[2].className = errors > 0 ? "bad" : "";
    row.children[3].className = panics > 0 ? "bad" : "";
    return row;
  }

  #create(name) {
    const link = element("a", { href: `#/functions/${encodeURIComponent(name)}` }, element("bdi", {}, name));
    const cells = Object.keys(COLUMNS).slice(1).map((column) => element("td", { "data-column": column }));
    return element("tr", { "data-function": name }, element("th", { scope: "row" }, link), ...cells);
  }
}

const whole = (value) => (value === undefined ? "–" : value.toLocaleString("en"));

/** Returns the rows of all functions by name, from the newest points. */
function collect(families) {
  const rows = new Map();
  for (const { base, calls, running, time } of families) {
    const row = ({ labels }) => {
      const name = functionName(base, labels);
      if (!rows.has(name)) rows.set(name, { name, calls: 0, errors: 0 });
      return rows.get(name);
    };
    for (const series of here(calls)) addCalls(row(series), series);
    for (const series of here(running)) row(series).running = series.last.value ?? undefined;
    for (const series of here(time)) addTimes(row(series), time, series);
  }
  return rows;
}

const here = ({ series }) => series.filter(({ gone }) => !gone);

function addCalls(row, { labels: { outcome }, last: { value, rate } }) {
  row.calls += rate ?? 0;
  if (outcome === "error") row.errors += rate ?? 0;
  if (outcome === "panic") row.panics = value ?? 0;
  if (outcome === "cancelled") row.cancelled = value ?? 0;
}

/** A function that is rarely called keeps the quantiles of its last calls. */
function addTimes(row, topic, series) {
  const { values } = topic.window(300_000);
  const newest = (datapoint) => values(series, datapoint)?.findLast((value) => !Number.isNaN(value));
  Object.assign(row, { p50: newest("p50"), p99: newest("p99") });
}
