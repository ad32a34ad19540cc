// The settings of the page. The browser keeps them.

const KEY = "gapless-live";
const DEFAULTS = { window: 120000, axis: "linear", scale: "auto", refresh: 1000, views: {}, sort: { column: "calls", down: true } };
const MAX_VIEWS = 200;

/** The settings: `get`, `set`, and a `change` event with the name of the setting. */
export class Settings extends EventTarget {
  #values = { ...DEFAULTS, ...read() };

  get(name) {
    return this.#values[name];
  }

  set(name, value) {
    this.#values[name] = value;
    write(this.#values);
    this.dispatchEvent(new CustomEvent("change", { detail: name }));
  }

  /** Ties a setting to a `<select>` with its name. */
  bind(select) {
    const { id } = select;
    const set = () => (select.value = String(this.get(id)));
    set();
    if (select.selectedIndex < 0) select.value = String((this.#values[id] = DEFAULTS[id]));
    select.addEventListener("change", () => this.set(id, typeof DEFAULTS[id] === "number" ? +select.value : select.value));
    this.addEventListener("change", set);
  }

  /** Remembers the view of a metric, such as `heat`, and forgets the oldest of many. */
  setView(metric, view) {
    const { [metric]: _, ...others } = this.#values.views;
    const kept = Object.entries(others).slice(1 - MAX_VIEWS);
    this.set("views", { ...Object.fromEntries(kept), [metric]: view });
  }
}

/** Returns the stored settings that have the type of their defaults. */
function read() {
  try {
    const stored = Object.entries(JSON.parse(localStorage.getItem(KEY)) ?? {});
    return Object.fromEntries(stored.filter(([name, value]) => value && typeof value === typeof DEFAULTS[name]));
  } catch {
    return {}; // the browser keeps nothing
  }
}

function write(values) {
  try {
    localStorage.setItem(KEY, JSON.stringify(values));
  } catch {
    // the browser keeps nothing: the settings last as long as the page
  }
}
