// The colours of charts, from the custom properties of the page.

import { COLOURS } from "./legend.js";

let colours = null;
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (colours = null));

/** Returns `lines`, the shades of `heat`, `axis`, `grid`, `cross`, `mark` and the `font`. */
export function theme() {
  return (colours ??= read());
}

function read() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  const [axis, grid, cross, mark, font] = ["axis", "grid", "cross", "mark", "chart-font"].map(of);
  const lines = Array.from({ length: COLOURS }, (_, at) => of(`line-${at}`));
  const mix = (low, high) => (_, at) => `color-mix(in oklab, ${of(high)} ${at * 10}%, ${of(low)})`;
  const shades = [mix("heat-0", "heat-1"), mix("heat-1", "heat-2")].flatMap((shade) => Array.from({ length: 11 }, shade));
  return { lines, heat: shades, axis, grid, cross, mark, font };
}
