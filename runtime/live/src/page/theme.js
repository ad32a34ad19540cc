/** The colours of charts, from the custom properties of the page. */

import { COLOURS } from "./legend.js";

const SHADES = 24;
const watchers = new Set();
let colours = null;
let listening = false;

/** Returns the colours for the light or dark preference. */
export function theme() {
  colours ??= read();
  return colours;
}

/** Calls `changed` when the preference or the density of the screen changes, until the signal. */
export function watch(changed, signal) {
  if (!listening) listen();
  watchers.add(changed);
  signal.addEventListener("abort", () => watchers.delete(changed));
}

function listen() {
  listening = true;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", announce);
  const density = () => {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", density, { once: true });
    announce();
  };
  density();
}

function announce() {
  colours = null;
  for (const changed of watchers) changed();
}

function read() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  const [axis, grid, cross, mark, font] = ["axis", "grid", "cross", "mark", "chart-font"].map(of);
  const lines = Array.from({ length: COLOURS }, (_, at) => of(`line-${at}`));
  return { lines, heat: shades([of("heat-0"), of("heat-1"), of("heat-2")]), axis, grid, cross, mark, font };
}

/** Mixes the shades between colours in any notation: a canvas knows them all. */
function shades(stops) {
  const canvas = Object.assign(document.createElement("canvas"), { width: SHADES, height: 1 });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const gradient = context.createLinearGradient(0, 0, SHADES, 0);
  stops.forEach((stop, at) => gradient.addColorStop(at / (stops.length - 1), stop || "gray"));
  context.fillStyle = gradient;
  context.fillRect(0, 0, SHADES, 1);
  const { data } = context.getImageData(0, 0, SHADES, 1);
  return Array.from({ length: SHADES }, (_, at) => `rgb(${data.slice(4 * at, 4 * at + 3).join()})`);
}
