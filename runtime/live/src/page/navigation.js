// Where the reader is: the groups, the search and the address, which name what the page shows.

import { byId, element, setText } from "./dom.js";

const SEARCH_DELAY = 200;

/** Asks the server for metrics: `{metrics, total, series, groups}`. */
export async function listMetrics(query) {
  const answer = await fetch(`metrics?${new URLSearchParams(query)}`);
  if (answer.status === 401) location.assign("login");
  if (!answer.ok) throw new Error(`the list of metrics answers ${answer.status}`);
  return answer.json();
}

/** Returns what an address shows: `#/group/chat`, `#/search/words`, `#/functions`, or `#metric{label="x"}`. */
export function parseRoute(hash) {
  const text = decode(hash.slice(1));
  const [, page, name = ""] = /^\/(functions|group|search)(?:\/(.*))?$/s.exec(text) ?? [];
  if (page) return { page, name };
  if (text === "" || text === "/") return { page: "overview", name: "" };
  return { page: "metric", name: text };
}

export const groupAddress = (group) => `#/group/${encodeURIComponent(group)}`;

/** Returns the address of a metric, or of one series with its labels. */
export function metricAddress(metric, labels) {
  return `#${metric}${labels ? encodeURIComponent(selector(labels)) : ""}`;
}

/** Returns labels as in PromQL: `{route="/",status="200"}`. */
export function selector(labels) {
  const quote = (value) => value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
  return `{${Object.entries(labels).map(([label, value]) => `${label}="${quote(value)}"`).join(",")}}`;
}

export const groupTitle = (group) => group || "other metrics";

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a `%` that encodes nothing
  }
}

/** The list of groups, the search box, and the address; calls `show(route)` whenever the reader goes elsewhere. */
export class Navigation {
  #show;
  #timer;
  #groups = "";

  constructor(show) {
    this.#show = show;
    this.route = parseRoute(location.hash);
    addEventListener("hashchange", () => this.#go());
    byId("search").addEventListener("input", () => this.#searchSoon());
    byId("search").addEventListener("keydown", (event) => event.key === "Escape" && this.#clearSearch());
    byId("groups-toggle").addEventListener("click", () => this.#toggleGroups());
    byId("groups").addEventListener("click", (event) => event.target.closest("a") && this.#toggleGroups(false));
    this.#follow();
  }

  /** Shows the groups with their numbers of metrics. */
  setGroups(groups, total, functions) {
    const state = JSON.stringify([groups, total, functions]);
    if (state === this.#groups) return;
    this.#groups = state;
    const items = groups.map(([group, n]) => item(groupAddress(group), groupTitle(group), n));
    const table = functions ? [item("#/functions", "Functions (table)", "")] : [];
    byId("groups").replaceChildren(item("#", "Overview", total), ...table, ...items);
    this.#follow();
  }

  #go() {
    this.route = parseRoute(location.hash);
    this.#follow();
    this.#show(this.route);
    scrollTo(0, 0);
  }

  /** Marks the current group, and shows the words of a search that came with the address. */
  #follow() {
    const { page, name } = this.route;
    const current = { group: groupAddress(name), functions: "#/functions", overview: "#" }[page];
    for (const link of byId("groups").querySelectorAll("a")) {
      const here = link.getAttribute("href") === current;
      here ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
    }
    setText(byId("groups-toggle"), page === "group" ? `Group: ${groupTitle(name)}` : "Groups");
    const search = byId("search");
    if (document.activeElement !== search) search.value = page === "search" ? name : "";
  }

  #searchSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(byId("search").value.trim()), SEARCH_DELAY);
  }

  /** The first letter of a search makes an entry of the history; the next ones replace it. */
  #search(words) {
    const address = words ? `#/search/${encodeURIComponent(words)}` : "#";
    if (address === (location.hash || "#")) return;
    history[this.route.page === "search" ? "replaceState" : "pushState"](null, "", address);
    this.#go();
  }

  #clearSearch() {
    byId("search").value = "";
    this.#searchSoon();
  }

  #toggleGroups(open = byId("groups-toggle").getAttribute("aria-expanded") !== "true") {
    byId("groups-toggle").setAttribute("aria-expanded", open);
  }
}

function item(address, name, n) {
  return element("li", {}, element("a", { href: address }, element("bdi", {}, name), element("span", {}, `${n}`)));
}
