// Where the reader is: the address, the groups and the search.

import { byId, el, setText } from "./dom.js";
import { labelsText } from "./model.js";

const SEARCH_DELAY = 200;

/** Asks the server for metrics: `{metrics, total, series, groups}`. */
export async function listMetrics(query) {
  const answer = await fetch(`metrics?${new URLSearchParams(query)}`);
  if (!answer.ok) throw new Error(`the list of metrics answers ${answer.status}`);
  return answer.json();
}

export const counted = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
export const groupTitle = (group) => group || "other metrics";
export const groupAddress = (group) => `#/group/${encodeURIComponent(group)}`;
export const searchAddress = (words) => `#/search/${encodeURIComponent(words)}`;

/** Returns the address of a metric, or of the series with these labels. */
export const metricAddress = (metric, labels = {}) => `#${metric}${encodeURIComponent(labelsText(labels))}`;

/** Returns the page and the name in an address: `#/group/chat`, `#/search/words`, `#/functions`, `#metric{label="x"}`. */
function parse(hash) {
  const text = decode(hash.slice(1));
  const [, page, name = ""] = /^\/(functions|group|search)(?:\/(.*))?$/s.exec(text) ?? [];
  if (page) return { page, name };
  return { page: text.length > 1 ? "metric" : "overview", name: text };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a `%` that encodes nothing
  }
}

/** The groups, the search box, and the `route` in the address. `show(route)` is called when the reader goes elsewhere. */
export class Navigation {
  route = parse(location.hash);
  #show;
  #timer;

  constructor(show) {
    this.#show = show;
    addEventListener("hashchange", () => this.#go());
    byId("search").addEventListener("input", ({ target }) => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#search(target.value.trim()), SEARCH_DELAY);
    });
  }

  /** Shows the groups with their numbers of metrics. */
  setGroups({ groups, total, functions }) {
    const item = (href, name, n) => el("li", {}, el("a", { href }, el("bdi", {}, name), el("small", {}, `${n}`)));
    const table = functions.length > 0 ? [item("#/functions", "Functions", "table")] : [];
    const items = groups.map(([group, n]) => item(groupAddress(group), groupTitle(group), n));
    byId("groups").replaceChildren(item("#", "Overview", total), ...table, ...items);
    this.mark();
  }

  /** Marks the current group, and shows the words of a search that came with the address. */
  mark() {
    const { page, name } = this.route;
    const current = { group: groupAddress(name), functions: "#/functions", overview: "#" }[page];
    for (const link of byId("groups").querySelectorAll("a")) {
      if (link.getAttribute("href") === current) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    setText(byId("menu").firstElementChild, page === "group" ? `Group: ${groupTitle(name)}` : "Groups");
    byId("menu").open = matchMedia("(min-width: 48.01rem)").matches;
    const words = page === "search" ? name : "";
    if (byId("search").value.trim() !== words) byId("search").value = words;
  }

  #go() {
    this.route = parse(location.hash);
    this.mark();
    this.#show(this.route);
    scrollTo(0, 0);
  }

  /** The first word of a search makes an entry in the history, which the next words replace. */
  #search(words) {
    const address = words ? searchAddress(words) : "#";
    history[this.route.page === "search" ? "replaceState" : "pushState"](null, "", address);
    this.#go();
  }
}
