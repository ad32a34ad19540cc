// The settings of the page, which the browser keeps.

const KEY = "gapless-live";

export const settings = {
  window: 120000,
  axis: "linear",
  scale: "auto",
  refresh: 1000,
  views: {},
  sort: { column: "calls", down: true },
  ...read(),
};

/** Changes settings and keeps them. The window gets the event `settings`. */
export function change(values) {
  Object.assign(settings, values);
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // the browser keeps nothing: the settings last as long as the page
  }
  dispatchEvent(new Event("settings"));
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    // the browser keeps nothing
    return {};
  }
}
