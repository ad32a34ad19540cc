// Tables: the labels of infos, and the functions.

import { el, setText, showItems } from "./dom.js";
import { newest } from "./feed.js";
import { formatNumber } from "./model.js";
import { searchAddress } from "./navigation.js";

const CALLS = "calls_total";
const whole = (value) => value?.toLocaleString("en") ?? "–";
const perSecond = (value) => formatNumber(value);
const seconds = (value) => formatNumber(value, "seconds");
const COLUMNS = {
  calls: ["Calls/s", perSecond],
  errors: ["Errors/s", perSecond],
  panics: ["Panics", whole],
  cancelled: ["Cancelled", whole],
  running: ["In flight", whole],
  p50: ["p50", seconds],
  p99: ["p99", seconds],
};

/** Shows the labels of series as a table with a row for each series. */
export function showLabels(place, series) {
  const labels = [...new Set(series.flatMap((of) => Object.keys(of.labels)))];
  const row = (tag, texts) => el("tr", {}, ...texts.map((text) => el(tag, {}, el("bdi", {}, text))));
  const create = (of) => row("td", labels.map((label) => of.labels[label] ?? ""));
  const body = el("tbody", {}, ...series.map(create));
  const table = el("table", { class: "labels" }, el("thead", {}, row("th", labels)), body);
  if (place.textContent !== table.textContent) place.replaceChildren(table);
}

/** Returns the common start of the names of the metrics of functions, for each such family in a list of metrics. */
export function functionFamilies(metrics) {
  const calls = metrics.filter(({ name, labels }) => name.endsWith(CALLS) && labels.includes("outcome"));
  return calls.map(({ name }) => name.slice(0, -CALLS.length));
}

/** The table of functions, sorted by a column. It joins three topics for each family. */
export class FunctionsTable {
  #feed;
  #settings;
  #families;
  #body = el("tbody");
  #heads = Object.entries({ name: ["Function"], ...COLUMNS }).map(([column, [text]]) => {
    const button = el("button", { type: "button", onclick: () => this.#sortBy(column) }, text);
    return el("th", { scope: "col", "data-column": column }, button);
  });

  constructor({ feed, settings }, families) {
    this.#feed = feed;
    this.#settings = settings;
    const topics = (base) => [CALLS, "in_flight", "duration_seconds@p50,p99"].map((end) => feed.join(base + end));
    this.#families = families.map((base) => ({ base, topics: topics(base) }));
    const table = el("table", { id: "functions" }, el("thead", {}, el("tr", {}, ...this.#heads)), this.#body);
    this.element = el("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Functions" }, table);
  }

  close() {
    for (const { topics } of this.#families) for (const { name } of topics) this.#feed.leave(name);
  }

  draw() {
    const { column, down } = this.#settings.get("sort");
    for (const head of this.#heads) {
      if (head.dataset.column !== column) head.removeAttribute("aria-sort");
      else head.setAttribute("aria-sort", down ? "descending" : "ascending");
    }
    showItems(this.#body, sorted(collect(this.#families), column, down), { key: ({ name }) => name, create, update });
  }

  /** Sorts by a column: the greatest value comes first, and a second press turns the order. */
  #sortBy(column) {
    const sort = this.#settings.get("sort");
    this.#settings.set("sort", { column, down: sort.column === column ? !sort.down : column !== "name" });
  }
}

function sorted(rows, column, down) {
  const byName = (a, b) => a.name.localeCompare(b.name);
  const compare = column === "name" ? byName : (a, b) => (a[column] ?? -1) - (b[column] ?? -1);
  return rows.sort((a, b) => (down ? compare(b, a) : compare(a, b)) || byName(a, b));
}

function create({ name, words }) {
  const link = el("a", { href: searchAddress(words) }, el("bdi", {}, name));
  const cells = Object.keys(COLUMNS).map((column) => el("td", { "data-column": column }));
  return el("tr", { "data-function": name }, el("th", { scope: "row" }, link), ...cells);
}

function update({ children: [, ...cells] }, row) {
  Object.entries(COLUMNS).forEach(([column, [, format]], at) => {
    setText(cells[at], format(row[column]));
    cells[at].className = row[column] > 0 && ["errors", "panics"].includes(column) ? "error" : "";
  });
}

/** Returns a row for each function, from the newest points. */
function collect(families) {
  const rows = new Map();
  for (const { base, topics: [calls, running, times] } of families) {
    const each = (topic, act) => {
      for (const series of topic.series.filter(({ gone }) => !gone)) act(rowOf(rows, base, series.labels), series);
    };
    each(calls, addCalls);
    each(running, (row, { last }) => (row.running = last.value));
    each(times, (row, series) => ["p50", "p99"].forEach((p) => (row[p] = newest(times, series, p))));
  }
  return [...rows.values()];
}

/** Returns the row of a function, which has the labels `module` and `function`, or metrics of its own. */
function rowOf(rows, base, { module, function: own }) {
  const parts = own ? [module, own].filter(Boolean) : [base.replace(/_$/, "")];
  const name = parts.join("::");
  if (!rows.has(name)) rows.set(name, { name, words: parts.join(" "), calls: 0, errors: 0 });
  return rows.get(name);
}

function addCalls(row, { labels: { outcome }, last: { value, rate } }) {
  row.calls += rate ?? 0;
  if (outcome === "error") row.errors += rate ?? 0;
  if (outcome === "panic") row.panics = value;
  if (outcome === "cancelled") row.cancelled = value;
}
