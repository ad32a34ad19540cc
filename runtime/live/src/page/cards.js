// One card for each metric: its chart or table, its help, and a legend of its series.

import { Chart } from "./chart.js";
import { element, setText } from "./dom.js";
import { Legend, formatNumber, topN, unitOf } from "./model.js";
import { metricAddress } from "./navigation.js";
import { Rows } from "./legends.js";
import { labelTable } from "./tables.js";

const SHOWN = 20;
const QUANTILES = ["p50", "p90", "p99"];
const OBSERVED = { quantiles: "quantiles", p50: "p50", p90: "p90", p99: "p99", mean: "mean", rate: "per second" };
const VIEWS = {
  counter: { rate: "per second", value: "total" },
  histogram: { ...OBSERVED, heat: "heat map" },
  summary: OBSERVED,
};

/**
 * The card of a metric. It joins its topic only while it is visible.
 * `selector` restricts it to one series (`{label="x"}`), and `filter(labels)` to the series of a function.
 */
export class Card {
  #page;
  #topic = null;
  #chart = null;
  #legend = new Legend();
  #rows;
  #shown = [];
  #all = false;
  #range = null;

  constructor(page, metric, { selector = "", filter } = {}) {
    Object.assign(this, { metric, selector, filter });
    this.#page = page;
    this.#rows = new Rows(this.#legend, () => this.draw());
    this.#build();
  }

  /** Joins the topic of a card that became visible, or leaves it. */
  setVisible(visible) {
    if (visible === Boolean(this.#topic)) return;
    if (visible) this.#open();
    else this.close();
  }

  close() {
    if (!this.#topic) return;
    this.#page.feed.leave(this.#topic.name);
    this.#topic = null;
    this.#chart?.close();
    this.#chart = null;
    this.canvas?.remove(); // a canvas keeps its pixels
  }

  /** Shows the cross of another chart at the same time. */
  cross(time) {
    this.#chart?.cross(time);
  }

  /** Keeps the ends of the scale as they are now, or lets them follow the values. */
  fix(fixed) {
    this.#range = fixed ? (this.#chart?.range ?? null) : null;
  }

  draw() {
    const topic = this.#topic;
    if (!topic) return;
    this.#describe(topic);
    this.#note(topic);
    if (this.metric.type === "info") return labelTable(this.plot, topic.series.filter((of) => !of.gone));
    const rows = this.#choose(topic);
    const colours = this.#legend.colours(rows.map(({ key }) => key));
    rows.forEach((row, at) => Object.assign(row, colours[at]));
    this.#draw(topic, rows.filter(({ key }) => this.#legend.shows(key)));
    this.#rows.draw(rows, (row) => this.#values(topic, row));
    this.#count(topic, rows);
  }

  #build() {
    const { name } = this.metric;
    this.kind = element("span", { class: "kind" });
    this.help = element("p", { class: "help", dir: "auto" });
    this.choice = element("select", { "aria-label": `View of ${name}`, hidden: "", onchange: () => this.#choseView() });
    this.plot = element("div", { class: "plot" });
    this.note = element("p", { class: "note", role: "status", hidden: "" });
    this.counted = element("span");
    this.every = element("button", { type: "button", "aria-pressed": "false", onclick: () => this.#showAll() });
    this.more = element("p", { class: "more", hidden: "" }, this.counted, this.every);
    const link = element("a", { href: metricAddress(name) + encodeURIComponent(this.selector) }, name + this.selector);
    const header = element("header", {}, element("h3", {}, element("bdi", {}, link)), this.kind, this.choice);
    const parts = [header, this.help, this.plot, this.note, this.#rows.list, this.more];
    this.element = element("article", { class: "card", "data-metric": name, "data-state": "waiting" }, ...parts);
    this.#head();
  }

  /** Shows type, unit and help: from the list of metrics, or from the topic after a deep link. */
  #head() {
    const { name, type, unit, help } = this.metric;
    this.element.setAttribute("aria-label", [name, type].filter(Boolean).join(", "));
    this.element.dataset.type = type ?? "";
    setText(this.kind, [type?.replaceAll("_", "-"), unit].filter(Boolean).join(" · "));
    setText(this.help, help ?? "");
    this.plot.className = type === "info" ? "scroll" : "plot";
  }

  #open() {
    this.#topic = this.#page.feed.join(this.metric.name + this.selector + this.#datapoints());
    if (this.metric.type !== "info") {
      this.canvas = element("canvas", { role: "img", tabindex: "0" });
      this.plot.replaceChildren(this.canvas);
      this.#chart = new Chart(this.canvas);
      this.#chart.addEventListener("cross", ({ detail }) => this.#page.cross(this, detail));
    }
    this.draw();
  }

  get #view() {
    const views = VIEWS[this.metric.type] ?? {};
    const kept = this.#page.settings.get("views")[this.metric.name];
    const view = kept in views ? kept : (Object.keys(views)[0] ?? "value");
    return view === "quantiles" && this.#topic?.series.length > 1 ? "p99" : view;
  }

  /** Heat is the largest part of the data: only a heat map joins it. */
  #datapoints() {
    if (!VIEWS[this.metric.type] || this.metric.type === "counter") return "";
    return this.#view === "heat" ? "@rate,heat" : "@rate,mean,p50,p90,p99";
  }

  #choseView() {
    this.#page.settings.setView(this.metric.name, this.choice.value);
    this.#range = null;
    this.close();
    this.#open();
  }

  #describe(topic) {
    if (topic.metric && topic.metric !== this.metric) {
      const typed = this.metric.type;
      this.metric = topic.metric;
      this.#head();
      if (typed !== this.metric.type) return this.#reopen();
    }
    this.#offer(VIEWS[this.metric.type], topic.series.length > 1);
  }

  /** A deep link names a metric whose type is known only now. */
  #reopen() {
    this.close();
    this.#open();
  }

  #offer(views, several) {
    this.choice.hidden = !views;
    if (!views) return;
    const offered = Object.entries(views).filter(([view]) => !(several && view === "quantiles"));
    if (offered.length !== this.choice.length) {
      this.choice.replaceChildren(...offered.map(([value, text]) => element("option", { value }, text)));
    }
    this.choice.value = this.#view;
  }

  #note({ status, reason, left }) {
    const text = status === "ok" ? (left ? "The metric is not exported any more." : "") : reason;
    this.element.dataset.state = left ? "left" : status;
    this.note.hidden = !text;
    setText(this.note, text);
  }

  /** Returns the rows of the legend: the quantiles of a single series, or the series with the greatest values. */
  #choose(topic) {
    const view = this.#view;
    const [series] = topic.series;
    if (view === "quantiles" && series) return QUANTILES.map((key) => ({ key, text: key, series, datapoint: key }));
    const datapoint = view === "heat" ? "rate" : view === "quantiles" ? "p99" : view;
    const all = this.filter ? topic.series.filter(({ labels }) => this.filter(labels)) : topic.series;
    this.#shown = topN(all, this.#all ? all.length : SHOWN, datapoint, this.#shown);
    const text = namer(all);
    return this.#shown.map((of) => ({ key: of.key, text: text(of.labels), series: of, datapoint }));
  }

  #draw(topic, rows) {
    if (topic.last === -Infinity) return; // no points yet
    const { settings } = this.#page;
    const window = topic.window(settings.get("window"), this.#page.now());
    const log = settings.get("axis") === "log";
    const datapoint = rows[0]?.datapoint ?? "value";
    const drawing = { window, marks: topic.marks, log, unit: unitOf(this.metric, datapoint), ...this.#range };
    this.#chart.draw({ ...drawing, ...this.#content(topic, rows, window) });
    if (settings.get("scale") === "fixed") this.#range ??= this.#chart.range ?? null;
    this.canvas.setAttribute("aria-label", this.#alternative(topic, rows));
  }

  #content(topic, rows, window) {
    if (this.#view === "heat") {
      const columns = rows.map(({ series }) => window.values(series, "heat")).filter(Boolean);
      return { unit: this.metric.unit ?? "", heat: { bounds: topic.bounds, columns } };
    }
    const lines = rows.map((row) => ({ ...row, values: window.values(row.series, row.datapoint) }));
    return this.metric.type === "stateset" ? { bands: { states: topic.states, lines } } : { lines };
  }

  /** Returns the chart in words: the current values of its first lines. */
  #alternative(topic, rows) {
    const values = rows.slice(0, 5).map((row) => `${row.text || "value"} ${this.#values(topic, row).join(", total ")}`);
    return `Chart of ${this.metric.name}. ${values.join("; ") || "No values"}`;
  }

  /** Returns the current value of a row as text; with the total of a counter. */
  #values(topic, { series, datapoint }) {
    if (series.gone) return ["left"];
    const value = latest(topic, series, datapoint);
    if (this.metric.type === "stateset") return [topic.states[value] ?? "–"];
    const current = formatNumber(value, unitOf(this.metric, datapoint));
    if (this.metric.type !== "counter" || datapoint !== "rate") return [current];
    return [current, formatNumber(series.last.value, unitOf(this.metric, "value"))];
  }

  #count({ nSeries, series }, rows) {
    const many = nSeries > rows.length && !QUANTILES.includes(rows[0]?.key) && !this.filter;
    this.more.hidden = !many && !this.#all;
    setText(this.counted, `${rows.length} of ${nSeries.toLocaleString("en")} series, the greatest`);
    setText(this.every, this.#all ? `Show ${SHOWN}` : series.length < nSeries ? `Show ${series.length}` : "Show all");
    this.every.hidden = series.length <= SHOWN;
  }

  #showAll() {
    this.#all = !this.#all;
    this.every.setAttribute("aria-pressed", this.#all);
    this.draw();
  }
}

/** Returns the newest value. A quantile without observations in the last interval keeps the one before. */
function latest(topic, series, datapoint) {
  const value = series.last[datapoint] ?? null;
  if (value !== null || !/^p|mean/.test(datapoint)) return value;
  return topic.window(60_000).values(series, datapoint)?.findLast((of) => !Number.isNaN(of)) ?? null;
}

/** Returns a function that names a series by the labels in which the series differ. */
function namer(all) {
  const labels = [...new Set(all.flatMap((series) => Object.keys(series.labels)))];
  const differing = labels.filter((label) => new Set(all.map((series) => series.labels[label])).size > 1);
  const [used, several] = [differing.length > 0 ? differing : labels, differing.length > 1];
  return (of) => used.filter((label) => label in of).map((label) => (several ? `${label}=${of[label]}` : of[label])).join(" ");
}
