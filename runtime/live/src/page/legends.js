// The legend of a card: a row for each line, with buttons that hide and isolate it.

import { element, setText } from "./dom.js";

/** The rows of a legend. `changed()` is called after a button. */
export class Rows {
  list = element("ul", { class: "legend", "aria-label": "Lines" });
  #legend;
  #changed;
  #items = new Map();

  constructor(legend, changed) {
    this.#legend = legend;
    this.#changed = changed;
  }

  /** Shows rows of `{key, text, colour, dash, series}`, with texts of the current value and perhaps the total. */
  draw(rows, values) {
    const items = new Map(rows.map((row) => [row.key, this.#items.get(row.key) ?? this.#create(row)]));
    const shown = [...items.values()].map(({ item }) => item);
    const { children } = this.list;
    const same = shown.length === children.length && shown.every((item, at) => item === children[at]);
    if (!same) this.list.replaceChildren(...shown);
    this.#items = items;
    for (const row of rows) this.#update(items.get(row.key), row, values(row));
  }

  #create({ key, text }) {
    const swatch = element("i", { class: "swatch" });
    const [value, total] = [element("span"), element("small")];
    const name = element("bdi", { title: text }, text);
    const press = (act) => () => (this.#legend[act](key), this.#changed());
    const attributes = { type: "button", class: "line", "data-series": key, onclick: press("toggle") };
    const line = element("button", attributes, swatch, name, element("span", { class: "value" }, value, total));
    const isolate = { type: "button", class: "only", "aria-label": `Only ${text}`, onclick: press("isolate") };
    const only = element("button", isolate, "only");
    return { item: element("li", {}, line, only), line, only, swatch, value, total };
  }

  #update({ line, only, swatch, value, total }, { key, colour, dash }, [current, sum]) {
    line.setAttribute("aria-pressed", this.#legend.shows(key));
    only.setAttribute("aria-pressed", this.#legend.isolated === key);
    Object.assign(swatch.dataset, { colour: colour ?? "", dash: dash ?? 0 });
    setText(value, current);
    setText(total, sum ? `total ${sum}` : "");
  }
}
