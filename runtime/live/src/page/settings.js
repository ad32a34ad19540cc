// The settings of the page, which the browser keeps.

const KEY = "gapless-live";
const DEFAULTS = { window: 120000, axis: "linear", scale: "auto", refresh: 1000, views: {}, sort: { column: "calls", down: true } };

/** The settings: `get`, `set`, and a `change` event. */
export class Settings extends EventTarget {
  #values = { ...DEFAULTS, ...read() };

  get(name) {
    return this.#values[name];
  }

  set(name, value) {
    this.#values[name] = value;
    write(JSON.stringify(this.#values));
    this.dispatchEvent(new Event("change"));
  }

  /** Ties a select to the setting with its id. */
  bind(select) {
    select.value = this.get(select.id);
    select.addEventListener("change", () => this.set(select.id, select.value));
  }
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return {}; // the browser keeps nothing
  }
}

function write(text) {
  try {
    localStorage.setItem(KEY, text);
  } catch {
    // the browser keeps nothing: the settings last as long as the page
  }
}
