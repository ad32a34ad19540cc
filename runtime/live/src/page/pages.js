// The contents of an address: sections with cards, and the table of functions.

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
    Promise.all(groups.map(async ([group, total]) => {
      const own = metrics.filter((metric) => metric.group === group);
      // the list of all metrics may end before this group
      const all = own.length > 0 ? own : (await listMetrics({ group, limit: 50 })).metrics;
      return { title: groupTitle(group), href: groupAddress(group), total, metrics: preview(all) };
    })),
  async group(catalog, group) {
    const list = await listMetrics({ group });
    const functions = functionFamilies(group === "functions" ? catalog.metrics : list.metrics);
    return [{ title: groupTitle(group), functions, ...list }];
  },
  search: async (_, words) => [{ title: `Search: ${words}`, words, ...(await listMetrics({ search: words })) }],
  async metric(_, text) {
    const [, name, selector] = /^([^{]*)(.*)$/s.exec(text);
    const { metrics } = await listMetrics({ search: name });
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

/** The cards of the page by their elements, and the metrics whose cards wait for a button. */
const cards = new Map();
let waiting = [];
let latest;
const more = el("button", { id: "more", onclick: fill });

/** Only the cards in the visible part of the page have points. */
const observer = new IntersectionObserver(
  (entries) => entries.forEach(({ target, isIntersecting }) => cards.get(target)?.[isIntersecting ? "open" : "close"]()),
  { rootMargin: "200px" },
);

/** Shows the contents of a route, unless the reader went on before the list of metrics arrived. */
export async function showPage(route, catalog) {
  latest = route;
  byId("view").ariaBusy = true;
  const sections = await SECTIONS[route.page](catalog, route.name);
  if (latest !== route) return;
  observer.disconnect();
  for (const card of cards.values()) card.close();
  cards.clear();
  waiting = [];
  byId("view").replaceChildren(...sections.flatMap(section), more);
  byId("view").ariaBusy = false;
  fill();
  const title = { overview: "Overview", metric: route.name }[route.page] ?? sections[0].title;
  document.title = `${title} · ${byId("program").textContent}`;
}

function section({ title, href, total, metrics, functions = [], layout = "", ...shown }) {
  const [table, place] = [el("div"), el("div", { class: `cards ${layout}` })];
  if (functions.length > 0) add(functionsTable(functions), table);
  waiting.push(...metrics.map((metric) => ({ metric, place, ...shown })));
  const detail = total === undefined ? "" : counted(total, "metric");
  return [el("h2", {}, el("a", { href }, title), el("small", {}, detail)), table, place];
}

/** Adds the next cards. */
function fill() {
  for (const { metric, place, selector, words } of waiting.splice(0, CARDS)) {
    const card = new Card(metric, selector, words);
    if (words) card.element.append(matchList(metric));
    add(card, place);
    observer.observe(card.element);
  }
  more.hidden = waiting.length === 0;
  more.textContent = `Show more of ${counted(waiting.length, "metric")}`;
}

function add(card, place) {
  cards.set(card.element, card);
  place.append(card.element);
}

/** Draws the cards; in a pause only those that became visible since. */
export function drawPage(isPaused) {
  for (const card of cards.values()) if (!(isPaused && card.isDrawn)) card.draw();
}

/** Moves the focus to the next card, or to the previous one. */
export function step(by) {
  const elements = [...cards.keys()];
  const here = elements.findIndex((card) => card.contains(document.activeElement));
  elements[Math.max(0, here + by)]?.querySelector("a").focus();
}

/** Returns links to the series whose label values match a search. */
function matchList({ name, matches }) {
  const link = (labels) => el("a", { href: metricAddress(name, labels) }, el("bdi", {}, labelsText(labels)));
  return el("ul", { class: "matches" }, ...matches.map((labels) => el("li", {}, link(labels))));
}
