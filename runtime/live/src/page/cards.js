// One card for each metric: its help, its chart or table, and a legend that hides and isolates series.

import { Chart } from "./chart.js";
import { el, setText, showItems } from "./dom.js";
import { newest } from "./feed.js";
import { Legend, formatNumber, topN, unitOf } from "./model.js";
import { metricAddress } from "./navigation.js";
import { showLabels } from "./tables.js";

const SHOWN = 20;
const QUANTILES = ["p50", "p90", "p99"];
const OBSERVED = { quantiles: "quantiles", p50: "p50", p90: "p90", p99: "p99", mean: "mean", rate: "per second" };
const VIEWS = {
  counter: { rate: "per second", value: "total" },
  histogram: { ...OBSERVED, heat: "heat map" },
  summary: OBSERVED,
};

/** The card of a metric, or of the series with the labels of a `selector`. It shows the series that match all `words`. */
export class Card {
  #page;
  #topic = null;
  #chart = null;
  #legend = new Legend();
  #shown = [];
  #all = false;
  #range = null;

  constructor(page, metric, selector = "", words = "") {
    this.#page = page;
    this.metric = metric;
    this.selector = selector;
    this.isWanted = matcher(metric, words);
    this.#build();
  }

  /** Joins the topic of the metric. The card has points until `close`. */
  open() {
    if (this.#topic) return;
    this.#topic = this.#page.feed.join(this.metric.name + this.selector + this.#datapoints());
    if (this.metric.type !== "info") {
      this.canvas = el("canvas", { role: "img", tabindex: "0" });
      this.plot.replaceChildren(this.canvas);
      this.#chart = new Chart(this.canvas);
    }
    this.draw();
  }

  close() {
    if (!this.#topic) return;
    this.#page.feed.leave(this.#topic.name);
    this.#chart?.close();
    this.canvas?.remove(); // a canvas keeps its pixels
    this.#topic = this.#chart = null;
  }

  draw() {
    const topic = this.#topic;
    if (!topic) return;
    this.#note(topic);
    const series = topic.series.filter(({ labels }) => this.isWanted(labels));
    if (this.metric.type === "info") return showLabels(this.plot, series.filter(({ gone }) => !gone));
    this.choice.value = this.#view;
    const rows = this.#rows(series);
    this.#draw(topic, rows.filter(({ key }) => this.#legend.shows(key)));
    this.#list(topic, rows);
    this.#count(topic, series.length);
  }

  #build() {
    const { name, type, unit, help } = this.metric;
    const address = metricAddress(name) + encodeURIComponent(this.selector);
    const views = Object.entries(VIEWS[type] ?? {});
    const options = views.map(([value, text]) => el("option", { value }, text));
    this.choice = el("select", { "aria-label": `View of ${name}`, onchange: () => this.#choose() }, ...options);
    this.choice.hidden = views.length === 0;
    this.plot = el("div", { class: type === "info" ? "table" : "plot" });
    this.note = el("p", { class: "note", role: "status" });
    this.legend = el("ul", { class: "legend", "aria-label": "Series" });
    this.counted = el("span");
    this.every = el("button", { type: "button", onclick: () => this.#toggleAll() });
    this.more = el("p", { class: "more", hidden: "" }, this.counted, " ", this.every);
    const title = el("h3", {}, el("a", { href: address }, ...breakable(name + this.selector)));
    const kind = el("small", { class: "kind" }, [type?.replaceAll("_", " "), unit].filter(Boolean).join(" · "));
    const parts = [el("header", {}, title, kind, this.choice), el("p", { class: "help", dir: "auto" }, help ?? "")];
    const attributes = { class: "card", "aria-label": name, "data-metric": name, "data-type": type };
    this.element = el("article", attributes, ...parts, this.plot, this.note, this.legend, this.more);
  }

  /** The kept view. A histogram with many series shows one quantile of each at first. */
  get #view() {
    const { name, type } = this.metric;
    const kept = this.#page.settings.get("views")[name];
    const views = VIEWS[type] ?? { value: "" };
    return kept in views ? kept : views.quantiles && this.#topic?.series.length > 1 ? "p99" : Object.keys(views)[0];
  }

  /** Heat is the largest part of the data, so only a heat map joins it. */
  #datapoints() {
    if (!VIEWS[this.metric.type]?.mean) return "";
    return this.#view === "heat" ? "@rate,heat" : "@rate,mean,p50,p90,p99";
  }

  #choose() {
    const { settings } = this.#page;
    settings.set("views", { ...settings.get("views"), [this.metric.name]: this.choice.value });
    this.#range = null;
    this.close();
    this.open();
  }

  #note({ status, reason, left }) {
    Object.assign(this.element.dataset, { state: left ? "left" : status, view: this.#view });
    setText(this.note, left ? "The metric is not exported any more." : reason);
  }

  /** Returns the lines of the chart: of the series with the greatest values. */
  #rows(series) {
    const view = this.#view;
    const datapoints = view === "quantiles" ? QUANTILES : [view];
    const ranked = { heat: "rate", quantiles: "p99" }[view] ?? view;
    this.#shown = topN(series, this.#all ? series.length : SHOWN, ranked, this.#shown);
    const nameOf = namer(series);
    const rows = this.#shown.flatMap((of) => datapoints.map((datapoint) => this.#row(of, nameOf(of), datapoint)));
    const colours = this.#legend.colours(rows.map(({ key }) => key));
    return rows.map((row, at) => ({ ...row, ...colours[at] }));
  }

  #row(series, name, datapoint) {
    if (this.#view === "quantiles") return { key: `${series.key} ${datapoint}`, text: `${name} ${datapoint}`.trim(), series, datapoint };
    return { key: series.key, text: name || "value", series, datapoint: datapoint === "heat" ? "rate" : datapoint };
  }

  #draw(topic, rows) {
    if (topic.last === -Infinity) return; // without points
    const { settings } = this.#page;
    this.#range = settings.get("scale") === "fixed" ? (this.#range ?? this.#chart.range) : null;
    const window = topic.window(Number(settings.get("window")), this.#page.now());
    const unit = unitOf(this.metric, this.#view === "heat" ? "mean" : (rows[0]?.datapoint ?? "value"));
    const axis = { window, unit, marks: topic.marks, log: settings.get("axis") === "log", ...this.#range };
    this.#chart.draw({ ...axis, ...this.#content(topic, rows, window) });
    const values = rows.slice(0, 5).map((row) => `${row.text} ${this.#values(topic, row).join(", total ")}`);
    this.canvas.setAttribute("aria-label", `Chart of ${this.metric.name}: ${values.join("; ") || "empty"}`);
  }

  #content({ bounds, states }, rows, window) {
    if (this.#view === "heat") return { heat: { bounds, columns: rows.map(({ series }) => window.values(series, "heat")) } };
    const lines = rows.map((row) => ({ ...row, values: window.values(row.series, row.datapoint) }));
    return states.length > 0 ? { bands: { states, lines } } : { lines };
  }

  #list(topic, rows) {
    const press = (act, key) => () => (this.#legend[act](key), this.draw());
    showItems(this.legend, rows, {
      key: ({ key, text }) => key + text,
      create: ({ key, text }) => {
        const [swatch, name, value, total] = [el("i"), el("bdi", { title: text }, text), el("span"), el("small")];
        const line = { class: "line", type: "button", "data-series": key, onclick: press("toggle", key) };
        const only = { class: "only", type: "button", "aria-label": `Only ${text}`, onclick: press("isolate", key) };
        return el("li", {}, el("button", line, swatch, name, value, total), el("button", only, "only"));
      },
      update: ({ children: [line, only] }, row) => {
        const [swatch, , value, total] = line.children;
        line.setAttribute("aria-pressed", this.#legend.shows(row.key));
        only.setAttribute("aria-pressed", this.#legend.isolated === row.key);
        Object.assign(swatch.dataset, { colour: row.colour, dash: row.dash });
        const [current, sum] = this.#values(topic, row);
        setText(value, current);
        setText(total, sum ? `total ${sum}` : "");
      },
    });
  }

  /** Returns the newest value of a row as text, and the total of a counter. */
  #values(topic, { series, datapoint }) {
    if (series.gone) return ["left"];
    const value = newest(topic, series, datapoint);
    if (topic.states.length > 0) return [topic.states[value] ?? "–"];
    const current = formatNumber(value, unitOf(this.metric, datapoint));
    const isRate = this.metric.type === "counter" && datapoint === "rate";
    return isRate ? [current, formatNumber(series.last.value, unitOf(this.metric, "value"))] : [current];
  }

  #count({ nSeries }, n) {
    this.more.hidden = Math.max(nSeries, n) <= SHOWN;
    setText(this.counted, `${this.#shown.length} of ${nSeries.toLocaleString("en")} series, the greatest`);
    setText(this.every, this.#all ? `Show ${SHOWN}` : n < nSeries ? `Show ${n}` : "Show all");
    this.every.hidden = n <= SHOWN;
  }

  #toggleAll() {
    this.#all = !this.#all;
    this.draw();
  }
}

/** Returns a function that names a series by the labels in which the series differ. */
function namer(all) {
  const labels = [...new Set(all.flatMap((series) => Object.keys(series.labels)))];
  const differing = labels.filter((label) => all.some((series) => series.labels[label] !== all[0].labels[label]));
  const used = differing.length > 0 ? differing : labels;
  const part = (label, value) => (used.length > 1 ? `${label}=${value}` : value);
  return ({ labels }) => used.filter((label) => label in labels).map((label) => part(label, labels[label])).join(" ");
}

/** Returns a name that a narrow card breaks after an underscore. */
function breakable(name) {
  return name.split(/(?<=_)/).flatMap((part) => [part, el("wbr")]);
}

/** Returns a test of labels: a word that is not in the metric itself must be in one of the values. */
function matcher({ name, help = "", group = "", labels = [] }, words) {
  const own = [name, help, group, ...labels].join("\n").toLowerCase();
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => !own.includes(word));
  return (labels) => wanted.every((word) => Object.values(labels).some((value) => value.toLowerCase().includes(word)));
}
