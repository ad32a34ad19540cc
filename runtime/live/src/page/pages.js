// The contents of an address: sections with cards, or the table of functions.

import { Card } from "./cards.js";
import { byId, el } from "./dom.js";
import { labelsText } from "./model.js";
import { counted, groupAddress, groupTitle, listMetrics, metricAddress } from "./navigation.js";
import { FunctionsTable } from "./tables.js";

const CARDS = 50;
const PREVIEW = 3;

/** Returns the sections of each page: `{title, href, detail, metrics, selector, words, wide}`. */
const SECTIONS = {
  overview: ({ metrics, groups }) =>
    groups.map(([group, total]) => {
      const own = metrics.filter((metric) => metric.group === group);
      return { title: groupTitle(group), href: groupAddress(group), detail: counted(total, "metric"), metrics: preview(own) };
    }),
  functions: () => [{ title: "Functions", metrics: [] }],
  group: async (_, group) => [{ title: groupTitle(group), ...(await listed({ group, limit: 1000 })) }],
  search: async (_, search) => [{ title: `Search: ${search}`, words: search, ...(await listed({ search })) }],
  async metric({ metrics }, text) {
    const [, name, selector] = /^([^{]*)(.*)$/s.exec(text);
    const is = (metric) => metric.name === name;
    const metric = metrics.find(is) ?? (await listMetrics({ search: name })).metrics.find(is) ?? { name };
    const { group } = metric;
    const up = group === undefined ? {} : { title: groupTitle(group), href: groupAddress(group) };
    return [{ title: "Metric", ...up, metrics: [metric], selector, wide: true }];
  },
};

async function listed(query) {
  const { metrics, total } = await listMetrics(query);
  return { metrics, detail: metrics.length < total ? `${metrics.length} of ${total} metrics` : counted(total, "metric") };
}

/** Returns a few metrics of different types. */
function preview(metrics) {
  const isFirst = ({ type }, at) => type !== "info" && metrics.findIndex((metric) => metric.type === type) === at;
  return [...new Set([...metrics.filter(isFirst), ...metrics])].slice(0, PREVIEW);
}

/** Shows the contents of one route at a time. Only the cards in the visible part of the page have points. */
export class Pages {
  #page;
  #route;
  #table = null;
  #cards = new Map();
  #waiting = [];
  #more = el("button", { type: "button", id: "more", onclick: () => this.#fill() });
  #observer = new IntersectionObserver((entries) => entries.forEach((entry) => this.#see(entry)), { rootMargin: "200px" });

  constructor(page) {
    this.#page = page;
  }

  /** Shows the contents of a route, unless the reader went on before the list of metrics arrived. */
  async show(route) {
    this.#route = route;
    const catalog = await this.#page.catalog();
    const sections = await SECTIONS[route.page](catalog, route.name);
    if (this.#route !== route) return;
    this.#close();
    byId("view").replaceChildren(...sections.flatMap((section) => this.#section(section)), this.#more);
    this.#fill();
    if (route.page === "functions") byId("view").append((this.#table = new FunctionsTable(this.#page, catalog.functions)).element);
    const title = { overview: "Overview", metric: route.name }[route.page] ?? sections[0].title;
    document.title = `${title} · ${byId("program").textContent}`;
  }

  draw() {
    for (const card of this.#cards.values()) card.draw();
    this.#table?.draw();
  }

  /** Moves the focus to the next card, or to the previous one. */
  step(by) {
    const cards = [...this.#cards.keys()];
    const here = cards.findIndex((card) => card.contains(document.activeElement));
    cards[Math.max(0, here + by)]?.querySelector("h3 a").focus();
  }

  #close() {
    this.#observer.disconnect();
    for (const card of this.#cards.values()) card.close();
    this.#cards.clear();
    this.#table?.close();
    this.#table = null;
    this.#waiting = [];
  }

  #section({ title, href, detail = "", metrics, selector, words, wide }) {
    const place = el("div", { class: wide ? "cards wide" : "cards" });
    this.#waiting.push(...metrics.map((metric) => ({ metric, selector, words, place })));
    return [el("h2", {}, el(href ? "a" : "bdi", { href }, title), el("small", {}, detail)), place];
  }

  /** Adds the next cards. */
  #fill() {
    for (const { metric, selector, words, place } of this.#waiting.splice(0, CARDS)) {
      const card = new Card(this.#page, metric, selector, words);
      if (words && metric.matches.length > 0) card.element.append(matchList(metric));
      this.#cards.set(card.element, card);
      place.append(card.element);
      this.#observer.observe(card.element);
    }
    this.#more.hidden = this.#waiting.length === 0;
    this.#more.textContent = `Show more of ${counted(this.#waiting.length, "metric")}`;
  }

  #see({ target, isIntersecting }) {
    const card = this.#cards.get(target);
    if (isIntersecting) card?.open();
    else card?.close();
  }
}

/** Returns links to the series whose label values match a search. */
function matchList({ name, matches }) {
  const link = (labels) => el("a", { href: metricAddress(name, labels) }, el("bdi", {}, labelsText(labels)));
  return el("ul", { class: "matches", "aria-label": "Series that match" }, ...matches.map((labels) => el("li", {}, link(labels))));
}
