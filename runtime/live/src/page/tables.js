// Tables: the labels of infos, and the functions.

import { el, setText, showItems } from "./dom.js";
import { join, leave, newest } from "./feed.js";
import { formatNumber } from "./model.js";
import { searchAddress } from "./navigation.js";
import { change, settings } from "./settings.js";

const CALLS = "calls_total";
const whole = (value) => value?.toLocaleString("en") ?? "–";
const seconds = (value) => formatNumber(value, "seconds");
const COLUMNS = {
  calls: ["Calls/s", formatNumber],
  error: ["Errors/s", formatNumber],
  panic: ["Panics", whole],
  cancelled: ["Cancelled", whole],
  running: ["In flight", whole],
  p50: ["p50", seconds],
  p99: ["p99", seconds],
};

/** Shows the labels of series as a table with a row for each series. */
export function showLabels(place, series) {
  const labels = [...new Set(series.flatMap((of) => Object.keys(of.labels)))];
  const row = (tag, texts) => el("tr", {}, ...texts.map((text) => el(tag, {}, el("bdi", {}, text))));
  const rows = series.map((of) => row("td", labels.map((label) => of.labels[label] ?? "")));
  const table = el("table", { class: "labels" }, el("thead", {}, row("th", labels)), el("tbody", {}, ...rows));
  if (place.textContent !== table.textContent) place.replaceChildren(table);
}

/** Returns the common start of the names of the metrics of functions, for each such family in a list of metrics. */
export function functionFamilies(metrics) {
  const calls = metrics.filter(({ name, labels }) => name.endsWith(CALLS) && labels.includes("outcome"));
  return calls.map(({ name }) => name.slice(0, -CALLS.length));
}

/** Returns the table of functions: `element`, `draw()` and `close()`. It joins three topics for each family. */
export function functionsTable(bases) {
  const topicsOf = (base) => [CALLS, "in_flight", "duration_seconds@p50,p99"].map((end) => join(base + end));
  const families = bases.map((base) => ({ base, topics: topicsOf(base) }));
  const heads = Object.entries({ name: ["Function"], ...COLUMNS }).map(([column, [text]]) => {
    const button = el("button", { onclick: () => sortBy(column) }, text);
    return el("th", { scope: "col", "data-column": column }, button);
  });
  const body = el("tbody");
  const table = el("table", { id: "functions", "aria-label": "Functions" }, el("thead", {}, el("tr", {}, ...heads)), body);
  return {
    element: el("div", { class: "table", tabindex: "0" }, table),
    draw() {
      const { column, down } = settings.sort;
      const order = down ? "descending" : "ascending";
      for (const head of heads) head.ariaSort = head.dataset.column === column ? order : null;
      showItems(body, sorted(collect(families), column, down), { key: ({ name }) => name, create, update });
    },
    get isDrawn() {
      return body.hasChildNodes();
    },
    close: () => families.forEach(({ topics }) => topics.forEach(leave)),
  };
}

/** Sorts by a column: the greatest value comes first, and a second press turns the order. */
function sortBy(column) {
  const { sort } = settings;
  change({ sort: { column, down: sort.column === column ? !sort.down : column !== "name" } });
}

function sorted(rows, column, down) {
  const compare = (a, b) => (a > b) - (a < b);
  const value = (row) => row[column] ?? -1;
  return rows.sort((a, b) => compare(value(a), value(b)) * (down ? -1 : 1) || compare(a.name, b.name));
}

function create({ name, words }) {
  const link = el("a", { href: searchAddress(words) }, el("bdi", {}, name));
  const cells = Object.keys(COLUMNS).map((column) => el("td", { "data-column": column }));
  return el("tr", { "data-function": name }, el("th", { scope: "row" }, link), ...cells);
}

function update({ children: [, ...cells] }, row) {
  for (const cell of cells) {
    const { column } = cell.dataset;
    setText(cell, COLUMNS[column][1](row[column]));
    cell.className = row[column] > 0 ? column : "";
  }
}

/** Returns a row for each function, from the newest points. */
function collect(families) {
  const rows = new Map();
  for (const { base, topics: [calls, running, times] } of families) {
    const each = (topic, act) => {
      for (const series of topic.series) if (!series.gone) act(rowOf(rows, base, series.labels), series);
    };
    each(calls, (row, { labels: { outcome }, last: { value, rate } }) => {
      add(row, "calls", rate);
      add(row, outcome, outcome === "error" ? rate : value);
    });
    each(running, (row, { last }) => add(row, "running", last.value));
    each(times, (row, series) => ["p50", "p99"].forEach((p) => add(row, p, newest(times, series, p), Math.max)));
  }
  return [...rows.values()];
}

/** Adds a series to a row: a function may have labels of its own. The slowest series gives the quantiles. */
function add(row, column, value, combine = (a, b) => a + b) {
  if (typeof value === "number") row[column] = combine(row[column] ?? 0, value);
}

/** Returns the row of a function, which has the labels `module` and `function`, or metrics of its own. */
function rowOf(rows, base, { module, function: own }) {
  const parts = own ? [module, own].filter(Boolean) : [base.slice(0, -1)];
  const name = parts.join("::");
  if (!rows.has(name)) rows.set(name, { name, words: parts.join(" ") });
  return rows.get(name);
}
