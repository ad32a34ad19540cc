// Where the reader is: the address, the groups and the search.

import { byId, el, setText, showItems } from "./dom.js";
import { labelsText } from "./model.js";

const SEARCH_DELAY = 200;

/** Asks the server for metrics: `{metrics, total, series, groups}`. */
export async function listMetrics(query) {
  return (await fetch(`metrics?${new URLSearchParams(query)}`)).json();
}

export const counted = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
/** The groups that a reader looks at last. */
const LAST = ["functions", "application", "process", "tokio", "gapless"];

/** Returns groups with those of the program itself in front. */
export function sortedGroups(groups) {
  const rank = ([group]) => LAST.findIndex((last) => `${group}_`.startsWith(`${last}_`));
  return groups.sort((a, b) => rank(a) - rank(b));
}

export const groupTitle = (group) => group || "other metrics";
export const groupAddress = (group) => `#/group/${encodeURIComponent(group)}`;
export const searchAddress = (words) => `#/search/${encodeURIComponent(words)}`;

/** Returns the address of a metric, or of the series with these labels. */
export const metricAddress = (metric, labels = {}) => `#${metric}${encodeURIComponent(labelsText(labels))}`;

/** Returns the page and the name in an address: `#/group/chat`, `#/search/words`, `#metric{label="x"}`. */
function parse(hash) {
  const text = decode(hash.slice(1));
  const [, page, name] = /^\/(group|search)\/(.*)$/s.exec(text) ?? [];
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

/** The groups, the search box, and the `route` in the address. `show` is called when the reader goes elsewhere. */
export class Navigation {
  route = parse(location.hash);
  #go;
  #timer;

  constructor(show) {
    this.#go = () => {
      this.route = parse(location.hash);
      this.mark();
      show();
      scrollTo(0, 0);
    };
    addEventListener("hashchange", this.#go);
    byId("search").addEventListener("input", ({ target }) => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#search(target.value.trim()), SEARCH_DELAY);
    });
  }

  /** Shows the groups with their numbers of metrics. */
  setGroups({ groups, total }) {
    const items = groups.map(([group, n]) => [groupAddress(group), groupTitle(group), n]);
    showItems(byId("groups"), [["#", "Overview", total], ...items], {
      key: ([href]) => href,
      create: ([href, name]) => el("li", {}, el("a", { href }, el("bdi", {}, name), el("small"))),
      update: ({ firstChild }, [, , n]) => setText(firstChild.lastChild, `${n}`),
    });
    this.mark();
  }

  /** Marks the current group, and shows the words of a search that came with the address. */
  mark() {
    const { page, name } = this.route;
    const current = { group: groupAddress(name), overview: "#" }[page];
    for (const link of byId("groups").querySelectorAll("a")) {
      link.ariaCurrent = link.getAttribute("href") === current ? "page" : null;
    }
    setText(byId("menu").firstElementChild, page === "group" ? `Group: ${groupTitle(name)}` : "Groups");
    byId("menu").open = matchMedia("(min-width: 48.01rem)").matches;
    const words = page === "search" ? name : "";
    if (byId("search").value.trim() !== words) byId("search").value = words;
  }

  /** The first word of a search makes an entry in the history, which the next words replace. */
  #search(words) {
    const address = words ? searchAddress(words) : "#";
    history[this.route.page === "search" ? "replaceState" : "pushState"](null, "", address);
    this.#go();
  }
}
