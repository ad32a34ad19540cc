// The contents of an address: sections with cards, or the table of functions.

import { Card } from "./cards.js";
import { byId, el } from "./dom.js";
import { labelsText } from "./model.js";
import { counted, groupAddress, groupTitle, listMetrics, metricAddress } from "./navigation.js";
import { functionFamilies, functionsTable } from "./tables.js";

const CARDS = 50;
const PREVIEW = 3;

/** Returns the sections of each page: `{title, href, total, metrics, functions, selector, words, layout}`. */
const SECTIONS = {
  overview: ({ metrics, groups }) =>
    groups.map(([group, total]) => {
      const own = metrics.filter((metric) => metric.group === group);
      return { title: groupTitle(group), href: groupAddress(group), total, metrics: preview(own) };
    }),
  async group(catalog, group) {
    const list = await listMetrics({ group, limit: 1000 });
    const functions = functionFamilies(group === "functions" ? catalog.metrics : list.metrics);
    return [{ title: groupTitle(group), functions, ...list }];
  },
  search: async (_, words) => [{ title: `Search: ${words}`, words, ...(await listMetrics({ search: words })) }],
  async metric(_, text) {
    const [, name, selector] = /^([^{]*)(.*)$/s.exec(text);
    const { metrics } = await listMetrics({ search: name, limit: 1000 });
    const metric = metrics.find((metric) => metric.name === name) ?? { name, group: "" };
    const { group } = metric;
    return [{ title: groupTitle(group), href: groupAddress(group), metrics: [metric], selector, layout: "wide" }];
  },
};

/** Returns a few metrics of different types. */
function preview(metrics) {
  const isFirst = ({ type }, at) => type !== "info" && metrics.findIndex((metric) => metric.type === type) === at;
  return [...new Set([...metrics.filter(isFirst), ...metrics])].slice(0, PREVIEW);
}

/** Shows the contents of one route at a time. Only the cards in the visible part of the page have points. */
export class Pages {
  #page;
  #route;
  #cards = new Map();
  #waiting = [];
  #more = el("button", { id: "more", onclick: () => this.#fill() });
  #observer = new IntersectionObserver((entries) => entries.forEach((entry) => this.#see(entry)), { rootMargin: "200px" });

  constructor(page) {
    this.#page = page;
  }

  /** Shows the contents of a route, unless the reader went on before the list of metrics arrived. */
  async show(route) {
    this.#route = route;
    const sections = await SECTIONS[route.page](this.#page.catalog(), route.name);
    if (this.#route !== route) return;
    this.#close();
    byId("view").replaceChildren(...sections.flatMap((section) => this.#section(section)), this.#more);
    this.#fill();
    const title = { overview: "Overview", metric: route.name }[route.page] ?? sections[0].title;
    document.title = `${title} · ${byId("program").textContent}`;
  }

  /** Draws the cards; in a pause only those that became visible since. */
  draw(isPaused = false) {
    for (const card of this.#cards.values()) if (!(isPaused && card.isDrawn)) card.draw();
  }

  /** Moves the focus to the next card, or to the previous one. */
  step(by) {
    const cards = [...this.#cards.keys()];
    const here = cards.findIndex((card) => card.contains(document.activeElement));
    cards[Math.max(0, here + by)]?.querySelector("a").focus();
  }

  #close() {
    this.#observer.disconnect();
    for (const card of this.#cards.values()) card.close();
    this.#cards.clear();
    this.#waiting = [];
  }

  #section({ title, href, total, metrics, functions = [], layout = "", ...shown }) {
    const place = el("div", { class: `cards ${layout}` });
    this.#waiting.push(...metrics.map((metric) => ({ metric, place, ...shown })));
    const table = el("div");
    if (functions.length > 0) this.#add(functionsTable(this.#page, functions), table);
    const detail = total === undefined ? "" : counted(total, "metric");
    return [el("h2", {}, el("a", { href }, title), el("small", {}, detail)), table, place];
  }

  /** Adds the next cards. */
  #fill() {
    for (const { metric, place, selector, words } of this.#waiting.splice(0, CARDS)) {
      const card = new Card(this.#page, metric, selector, words);
      if (words) card.element.append(matchList(metric));
      this.#add(card, place);
      this.#observer.observe(card.element);
    }
    this.#more.hidden = this.#waiting.length === 0;
    this.#more.textContent = `Show more of ${counted(this.#waiting.length, "metric")}`;
  }

  #add(card, place) {
    this.#cards.set(card.element, card);
    place.append(card.element);
  }

  #see({ target, isIntersecting }) {
    this.#cards.get(target)?.[isIntersecting ? "open" : "close"]();
  }
}

/** Returns links to the series whose label values match a search. */
function matchList({ name, matches }) {
  const link = (labels) => el("a", { href: metricAddress(name, labels) }, el("bdi", {}, labelsText(labels)));
  return el("ul", { class: "matches" }, ...matches.map((labels) => el("li", {}, link(labels))));
}
