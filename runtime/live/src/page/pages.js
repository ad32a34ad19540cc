// The page below the panel: headings, cards and tables of the current address.

import { Card } from "./cards.js";
import { contents } from "./contents.js";
import { byId, element } from "./dom.js";
import { labelsText } from "./model.js";
import { metricAddress } from "./navigation.js";
import { FunctionsTable } from "./tables.js";

const CARDS = 50;

/** Shows the contents of one route at a time. Only the cards that are visible have points. */
export class Pages {
  #page;
  #route = null;
  #table = null;
  #cards = new Map();
  #visible = new Set();
  #waiting = [];
  #more = element("button", { type: "button", class: "page", id: "more", onclick: () => this.#fill() });
  #observer = new IntersectionObserver((entries) => entries.forEach((entry) => this.#observe(entry)), { rootMargin: "200px" });

  constructor(page) {
    this.#page = page;
  }

  /** Shows the contents of a route, but not if the reader went on before the list of metrics arrived. */
  async show(route) {
    this.#route = route;
    const sections = await this.#load(route);
    if (this.#route !== route) return;
    this.#close();
    byId("view").replaceChildren(...sections.flatMap((section) => this.#section(section)), this.#more);
    this.#fill();
    const title = route.page === "overview" ? "Overview" : sections[0].cards[0] && sections[0].wide ? route.name : sections[0].title;
    document.title = `${title} · ${this.#page.program()}`;
  }

  draw() {
    for (const card of this.#visible) card.draw();
    this.#table?.draw();
  }

  /** Shows the cross of one chart in all others. */
  cross(time, from) {
    for (const card of this.#visible) if (card !== from) card.cross(time);
  }

  /** Keeps the scales of all charts as they are, or lets them follow the values. */
  fix(fixed) {
    for (const card of this.#cards.values()) card.fix(fixed);
  }

  /** Moves the focus by a number of cards. */
  step(by) {
    const links = [...byId("view").querySelectorAll(".card h3 a")];
    const here = links.findIndex((link) => link.closest(".card").contains(document.activeElement));
    const link = links[here < 0 ? 0 : here + by];
    link?.focus();
    link?.closest(".card").scrollIntoView({ block: "nearest" });
  }

  async #load(route) {
    try {
      return await contents(route, await this.#page.catalog());
    } catch (error) {
      return [{ title: "The metrics are not available", detail: error.message, cards: [] }];
    }
  }

  #close() {
    this.#observer.disconnect();
    for (const card of this.#cards.values()) card.close();
    this.#cards.clear();
    this.#visible.clear();
    this.#table?.close();
    this.#table = null;
    this.#waiting = [];
  }

  #section({ title, href, detail = "", detailHref, cards, wide, table }) {
    const heading = element("h2", {}, element(href ? "a" : "bdi", { href }, title));
    const more = element(detailHref ? "a" : "span", { class: "muted", href: detailHref }, detail);
    const place = element("div", { class: wide ? "cards wide" : "cards" });
    this.#waiting.push(...cards.map((card) => ({ ...card, place })));
    if (table) this.#table = new FunctionsTable(this.#page, table);
    return [element("div", { class: "title" }, heading, more), table ? this.#table.element : place];
  }

  /** Adds the next cards. */
  #fill() {
    for (const { metric, options, matches, place } of this.#waiting.splice(0, CARDS)) {
      const card = new Card(this.#page, metric, options);
      if (matches?.length > 0) card.element.append(matchList(metric, matches));
      this.#cards.set(card.element, card);
      place.append(card.element);
      this.#observer.observe(card.element);
    }
    this.#more.hidden = this.#waiting.length === 0;
    this.#more.textContent = `Show more (${this.#waiting.length} metrics)`;
  }

  #observe({ target, isIntersecting }) {
    const card = this.#cards.get(target);
    if (!card) return;
    this.#visible[isIntersecting ? "add" : "delete"](card);
    card.setVisible(isIntersecting);
  }
}

/** Returns the series whose label values match a search, as links. */
function matchList({ name }, matches) {
  const link = (labels) => element("a", { href: metricAddress(name, labels) }, element("bdi", {}, labelsText(labels)));
  const items = matches.map((labels) => element("li", {}, link(labels)));
  return element("ul", { class: "matches", "aria-label": "Series that match" }, ...items);
}
