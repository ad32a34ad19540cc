// Where the reader is: the address, the groups and the search.

import { byId, el, setText, showItems } from "./dom.js";
import { labelsText } from "./model.js";

const SEARCH_DELAY = 200;

/** The groups that a reader looks at last. */
const LAST = ["functions", "application", "process", "tokio", "gapless"];

/** Asks the server for metrics: `{metrics, total, series, groups}`, with the groups of the program itself in front. */
export async function listMetrics(query) {
  const list = await (await fetch(`metrics?${new URLSearchParams({ limit: 1000, ...query })}`)).json();
  const rank = ([group]) => LAST.findIndex((last) => `${group}_`.startsWith(`${last}_`));
  list.groups.sort((a, b) => rank(a) - rank(b));
  return list;
}

export const counted = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
export const groupTitle = (group) => group || "this program";
export const groupAddress = (group) => `#/group/${encodeURIComponent(group)}`;
export const searchAddress = (words) => `#/search/${encodeURIComponent(words)}`;

/** Returns the address of a metric, or of the series with these labels. */
export const metricAddress = (metric, labels = {}) => `#${metric}${encodeURIComponent(labelsText(labels))}`;

/** Returns the page and the name in the address: `#/group/chat`, `#/search/words`, `#metric{label="x"}`. */
export function currentRoute() {
  const text = decode(location.hash.slice(1));
  const [, page, name] = /^\/(group|search)\/(.*)$/s.exec(text) ?? [];
  if (page) return { page, name };
  return { page: text.length > 1 ? "metric" : "overview", name: text };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    // a `%` that encodes nothing
    return text;
  }
}

/** Shows the groups with their numbers of metrics. */
export function showGroups({ groups, total }) {
  const items = groups.map(([group, n]) => [groupAddress(group), groupTitle(group), n]);
  showItems(byId("groups"), [["#", "Overview", total], ...items], {
    key: ([href]) => href,
    create: ([href, name]) => el("li", {}, el("a", { href }, el("bdi", {}, name), el("small"))),
    update: ({ firstChild }, [, , n]) => setText(firstChild.lastChild, `${n}`),
  });
  markRoute();
}

/** Marks the current group, and shows the words of a search that came with the address. */
export function markRoute() {
  const { page, name } = currentRoute();
  const current = { group: groupAddress(name), overview: "#" }[page];
  for (const link of byId("groups").querySelectorAll("a")) {
    link.ariaCurrent = link.getAttribute("href") === current ? "page" : null;
  }
  setText(byId("menu").firstElementChild, page === "group" ? `Group: ${groupTitle(name)}` : "Groups");
  for (const menu of document.querySelectorAll("details")) menu.open = matchMedia("(min-width: 48.01rem)").matches;
  const words = page === "search" ? name : "";
  if (byId("search").value.trim() !== words) byId("search").value = words;
}

/** Calls `go` whenever the reader goes elsewhere. */
export function onRoute(go) {
  let timer;
  addEventListener("hashchange", go);
  byId("search").addEventListener("input", ({ target }) => {
    clearTimeout(timer);
    timer = setTimeout(() => (search(target.value.trim()), go()), SEARCH_DELAY);
  });
}

/** The first word of a search makes an entry in the history, which the next words replace. */
function search(words) {
  const method = currentRoute().page === "search" ? "replaceState" : "pushState";
  history[method](null, "", words ? searchAddress(words) : "#");
}
