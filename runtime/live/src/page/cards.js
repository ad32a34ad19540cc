// One card for each metric: its help, its chart or table, and a legend that hides and isolates series.

import { Chart } from "./chart.js";
import { el, setText, showItems } from "./dom.js";
import { clock, join, leave, newest } from "./feed.js";
import { Legend, formatNumber, names, topN, unitOf } from "./model.js";
import { metricAddress } from "./navigation.js";
import { change, settings } from "./settings.js";
import { showLabels } from "./tables.js";

const SHOWN = 20;
const QUANTILES = ["p50", "p90", "p99"];
const OBSERVED = { quantiles: "quantiles", p50: "p50", p90: "p90", p99: "p99", mean: "mean", rate: "per second" };
const VIEWS = {
  counter: { rate: "per second" },
  histogram: { ...OBSERVED, heat: "heat map" },
  summary: OBSERVED,
};

/** The card of a metric, or of the series with the labels of a `selector`. It shows the series that match all `words`. */
export class Card {
  #views;
  #topic = null;
  #chart = null;
  #legend = new Legend();
  #shown = [];
  #all = false;
  #range = null;
  #crossed;

  constructor(metric, selector = "", words = "") {
    this.metric = metric;
    this.selector = selector;
    this.isWanted = matcher(metric, words);
    this.#build();
  }

  /** Joins the topic of the metric. The card has points until `close`. */
  open() {
    if (this.#topic) return;
    this.#topic = join(this.metric.name + this.selector + this.#datapoints());
    if (this.metric.type !== "info") {
      this.plot.replaceChildren(el("canvas", { role: "img", tabindex: "0" }));
      this.#chart = new Chart(this.plot.firstChild);
      this.#chart.addEventListener("cross", ({ detail }) => {
        this.#crossed = detail?.values;
        this.draw();
      });
    }
    this.draw();
  }

  close() {
    if (!this.#topic) return;
    leave(this.#topic);
    this.#chart?.close();
    // a canvas keeps its pixels
    this.#chart?.canvas.remove();
    this.#topic = this.#chart = this.#crossed = null;
    this.isDrawn = false;
  }

  draw() {
    if (!this.#topic) return;
    const { status, left, nSeries, series: all, metric } = this.#topic;
    if (metric && !this.metric.type) return this.#become(metric);
    Object.assign(this.element.dataset, { state: left ? "left" : status, view: this.#view });
    setText(this.note, left ? "The metric is not exported any more." : this.#reason());
    const series = all.filter(this.isWanted);
    if (!this.#chart) return showLabels(this.plot, series.filter(({ gone }) => !gone));
    this.choice.value = this.#view;
    const rows = this.#rows(series);
    this.#draw(rows.filter(({ key }) => this.#legend.shows(key)));
    this.#list(rows);
    this.more.hidden = series.length <= SHOWN;
    const count = `${this.#shown.length} of ${nSeries.toLocaleString("en")} series`;
    setText(this.more, `${count}: show ${this.#all ? "fewer" : "more"}`);
  }

  /** Shows a metric that was not exported until now. */
  #become(metric) {
    this.close();
    this.metric = metric;
    this.#build();
    this.open();
  }

  /** Returns why there is no metric; the program may know a similar name. */
  #reason() {
    const { status, reason } = this.#topic;
    if (status !== "unknown") return reason;
    const [, similar = "another metric"] = /you mean (.*)\?/.exec(reason) ?? [];
    return `\`${this.metric.name}\` is not exported. Search for ${similar}, or wait: a slow source may export it later.`;
  }

  #build() {
    const { name, type, help } = this.metric;
    this.#views = VIEWS[type] ?? { value: "" };
    const options = Object.entries(this.#views).map(([value, text]) => el("option", { value }, text));
    const choose = { "aria-label": `View of ${name}`, hidden: options.length < 2 && "", onchange: () => this.#choose() };
    this.choice = el("select", choose, ...options);
    this.plot = el("div", { class: type === "info" ? "table" : "plot" });
    this.note = el("p", { class: "note", role: "status" });
    this.legend = el("ul", { class: "legend", "aria-label": "Series" });
    this.more = el("button", { class: "more", hidden: "", onclick: () => this.#toggleAll() });
    const href = metricAddress(name) + encodeURIComponent(this.selector);
    const title = el("h3", {}, el("a", { href }, name + this.selector));
    this.kind = el("small", { class: "kind" });
    const header = el("header", {}, title, el("p", { class: "help", dir: "auto" }, help ?? ""), this.kind, this.choice);
    this.#describe("");
    this.element ??= el("article", { class: "card", "aria-label": name, "data-metric": name });
    this.element.dataset.type = type ?? "";
    this.element.replaceChildren(header, this.plot, this.note, this.legend, this.more);
  }

  /** Shows the type, the unit, and the labels that all series share. */
  #describe(shared) {
    const { type, unit } = this.metric;
    setText(this.kind, [type?.replaceAll("_", " "), unit, shared].filter(Boolean).join(" · "));
  }

  /** The kept view. A histogram with many series shows one quantile of each at first. */
  get #view() {
    const kept = settings.views[this.metric.name];
    if (kept in this.#views) return kept;
    const [first] = Object.keys(this.#views);
    return first === "quantiles" && this.#topic?.series.length > 1 ? "p99" : first;
  }

  /** Heat is the largest part of the data, so only a heat map joins it. */
  #datapoints() {
    if (!this.#views.mean) return "";
    return this.#view === "heat" ? "@rate,heat" : "@rate,mean,p50,p90,p99";
  }

  #choose() {
    change({ views: { ...settings.views, [this.metric.name]: this.choice.value } });
    this.#range = null;
    this.close();
    this.open();
  }

  #toggleAll() {
    this.#all = !this.#all;
    this.draw();
  }

  /** Returns the lines of the chart, which are the rows of the legend: of the series with the greatest values. */
  #rows(series) {
    const view = this.#view;
    const datapoints = { quantiles: QUANTILES, heat: ["rate"] }[view] ?? [view];
    this.#shown = topN(series, this.#all ? series.length : SHOWN, datapoints.at(-1), this.#shown);
    const [nameOf, shared] = names(series);
    this.#describe(shared);
    const rows = this.#shown.flatMap((of) =>
      datapoints.map((datapoint) => {
        const quantile = datapoints.length > 1 ? datapoint : "";
        return { key: of.key + quantile, text: `${quantile} ${nameOf(of)}`.trim() || "value", series: of, datapoint };
      }),
    );
    const colours = this.#legend.colours(rows.map(({ key }) => key));
    return rows.map((row, at) => ({ ...row, ...colours[at] }));
  }

  #draw(rows) {
    const { last, marks, states, bounds } = this.#topic;
    this.isDrawn = last > 0;
    // without points
    if (!this.isDrawn) return;
    this.#range = settings.scale === "fixed" ? (this.#range ?? this.#chart.range) : null;
    const window = this.#topic.window(Number(settings.window), clock.paused ?? clock.newest);
    const isHeat = this.#view === "heat";
    const valuesOf = ({ series, datapoint }) => window.values(series, isHeat ? "heat" : datapoint);
    const lines = rows.map((row) => ({ ...row, values: valuesOf(row) })).filter(({ values }) => values);
    const heat = isHeat && { bounds, columns: lines.map(({ values }) => values) };
    const bands = states.length > 0 && { states, lines };
    const unit = unitOf(this.metric, isHeat ? "mean" : rows[0]?.datapoint);
    const isDrawn = lines.some((line) => line.values.some(isHeat ? Boolean : Number.isFinite));
    const isNew = rows.every((row) => this.#value(row) === "–");
    this.plot.dataset.empty = isDrawn ? "" : isNew ? "no value yet" : "nothing to show";
    const values = rows.slice(0, 5).map((row) => `${row.text} ${this.#value(row)}`);
    this.#chart.draw({ window, unit, marks, log: settings.axis === "log", ...this.#range, lines, heat, bands });
    this.#chart.canvas.ariaLabel = `Chart of ${this.metric.name}: ${values.join("; ") || "empty"}`;
  }

  #list(rows) {
    const press = (act, key) => () => (this.#legend[act](key), this.draw());
    const create = ({ key, text }) => {
      const parts = [el("i"), el("bdi", { title: key }, text), el("span"), el("small")];
      const line = { class: "line", "data-series": key, onclick: press("toggle", key) };
      const only = { class: "only", "aria-label": `Only ${text}`, onclick: press("isolate", key) };
      return el("li", {}, el("button", line, ...parts), el("button", only, "only"));
    };
    const update = ({ children: [line, only] }, row) => {
      const [swatch, , value, total] = line.children;
      line.ariaPressed = this.#legend.shows(row.key);
      only.ariaPressed = this.#legend.isolated === row.key;
      swatch.className = row.dash > 0 ? "dashed" : "";
      swatch.style.color = `var(--line-${row.colour})`;
      setText(value, this.#value(row));
      const isRate = this.metric.type === "counter" && row.datapoint === "rate";
      setText(total, isRate ? `total ${formatNumber(row.series.last.value, this.metric.unit ?? "")}` : "");
    };
    showItems(this.legend, rows, { key: ({ key, text }) => key + text, create, update });
  }

  /** Returns the value of a row as text: at the cross, or else the newest one. */
  #value({ key, series, datapoint }) {
    const crossed = this.#crossed?.find((of) => of.key === key);
    if (crossed) return crossed.formatted;
    if (series.gone) return "left";
    const value = newest(this.#topic, series, datapoint);
    return this.#topic.states[value] ?? formatNumber(value, unitOf(this.metric, datapoint));
  }
}

/** Returns a test of series: each word must be in its metric or in its labels. */
function matcher({ name, help, group }, words) {
  const wanted = words.toLowerCase().split(/\s+/);
  return ({ key }) => wanted.every((word) => `${name} ${help} ${group} ${key}`.toLowerCase().includes(word));
}
