// A chart on a canvas, with its cross for the pointer and the keyboard.

import { formatNumber } from "./format.js";
import { forget, request } from "./frames.js";
import { Heat } from "./heat.js";
import { Plot } from "./plot.js";
import { linearScale, logScale } from "./scale.js";
import { preference, theme } from "./theme.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity, Escape: NaN };

/**
 * A chart. Its event `cross` has the detail {time, values: [{key, text, value, formatted}], by: "pointer" | "keys"}, or null.
 *
 * A drawing has `window` (of `topic.window`), `unit`, `marks` (of the topic) and one of:
 * `lines`, [{key, text, values, colour, dash}], with `log`, `from` and `to` for the scale;
 * `heat`, {bounds, columns} with the values of `heat` of each series; `bands`, {states, lines}, for state sets.
 */
export class Chart extends EventTarget {
  /** Whether the canvas is in the visible part of the page. */
  visible = false;
  /** The ends of the scale that was drawn, {from, to}; undefined for a heat map or bands. */
  range = {};
  #drawing = null;
  #plot = null;
  #size = { width: 0, height: 0 };
  #time = null;
  #closed = new AbortController();

  /**
   * Draws in the size that the style sheet gives the canvas. Arrow keys, Home, End and Escape move the cross if the canvas
   * has a `tabindex`.
   */
  constructor(canvas) {
    super();
    this.canvas = canvas;
    this.#observe(ResizeObserver, ({ contentRect }) => (this.#size = contentRect));
    this.#observe(IntersectionObserver, ({ isIntersecting }) => (this.visible = isIntersecting));
    this.#listen();
  }

  /** Draws in the next frame in which the chart is visible. */
  draw(drawing) {
    const { lines = [], states } = drawing.bands ?? drawing;
    this.#drawing = { unit: "", marks: [], ...drawing, states, lines: lines.filter(({ values }) => values) };
    request(this);
  }

  /** Shows the cross at a time, for example at the cross of another chart, or removes it with null. */
  cross(time) {
    this.#time = time;
    request(this);
  }

  /** Stops to observe the canvas. */
  close() {
    this.#closed.abort();
    forget(this);
  }

  /** Paints now; a frame does so after `draw`. */
  paint() {
    const { window, heat, unit, lines, bands, states, marks } = this.#drawing ?? {};
    if (!(window?.to > window?.from) || !this.#size.width) return;
    const map = (this.#drawing.map = heat && new Heat(heat, window, unit));
    const plot = (this.#plot = this.#lay(map));
    if (map) map.draw(plot);
    else if (bands) plot.bands(states, lines);
    else plot.lines(lines);
    plot.marks(marks);
    this.#drawCross(plot);
  }

  /** Fits the pixels of the canvas to its size and to the density of the screen, and draws the axes of a plot. */
  #lay(map) {
    const { width, height } = this.#size;
    const context = this.canvas.getContext("2d");
    Object.assign(this.canvas, { width: width * devicePixelRatio, height: height * devicePixelRatio });
    context.scale(devicePixelRatio, devicePixelRatio);
    context.font = theme().font;
    const { ticks, place, from, to } = map ? map.scale(height / 16) : this.#scale(Math.max(2, Math.floor(height / 45)));
    this.range = { from, to };
    const widest = Math.max(0, ...ticks.map(({ text }) => context.measureText(text).width));
    const left = ticks.length ? Math.max(48, Math.ceil((widest + 10) / 12) * 12) : 1;
    const plot = new Plot(context, theme(), [left, 8, width - 2, height - 22], this.#drawing.window, place);
    plot.axes(ticks);
    return plot;
  }

  #scale(count) {
    const { lines, bands, log, ...options } = this.#drawing;
    if (bands) return { ticks: [], place: () => 0 };
    let [least, min, max] = [Infinity, Infinity, -Infinity];
    for (const { values } of lines) {
      for (const value of values) {
        if (!Number.isFinite(value)) continue;
        if (value > 0 && value < least) least = value;
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
    return log ? logScale(least, min, max, count, options) : linearScale(min, max, count, options);
  }

  #drawCross(plot) {
    if (this.#time === null) return;
    const { window, bands, lines } = this.#drawing;
    const point = this.#time < window.from ? -1 : this.#nearest(this.#time);
    if (point < 0) this.#move(point, "keys");
    else plot.cross(point, bands ? [] : lines);
  }

  /** Returns the point that is nearest to a time; -1 without points. */
  #nearest(time) {
    const { times } = this.#drawing.window;
    let nearest = times.length - 1;
    while (nearest > 0 && Math.abs(times[nearest - 1] - time) <= Math.abs(times[nearest] - time)) nearest -= 1;
    return nearest;
  }

  /** Moves the cross to a point, and says so if it is another one. */
  #move(point, by) {
    const time = this.#drawing?.window.times[point] ?? null;
    if (time === this.#time) return;
    this.#time = time;
    const detail = time === null ? null : { time, values: this.#valuesAt(point), by };
    this.dispatchEvent(new CustomEvent("cross", { detail }));
    request(this);
  }

  #valuesAt(point) {
    const { lines, unit, states, map } = this.#drawing;
    const formatted = (value) => states?.[value] ?? formatNumber(Number.isNaN(value) ? null : value, unit);
    if (map) return map.values(point);
    return lines.map(({ key, text, values: { [point]: value } }) => ({ key, text, value, formatted: formatted(value) }));
  }

  #observe(Observer, act) {
    const observer = new Observer((entries) => {
      act(entries.at(-1));
      request(this);
    });
    observer.observe(this.canvas);
    this.#closed.signal.addEventListener("abort", () => observer.disconnect());
  }

  #listen() {
    const on = (target, name, act) => target.addEventListener(name, act, { signal: this.#closed.signal });
    on(preference, "change", () => request(this));
    on(this.canvas, "keydown", (event) => this.#key(event));
    on(this.canvas, "pointermove", ({ offsetX }) => this.#plot && this.#move(this.#nearest(this.#plot.time(offsetX)), "pointer"));
    on(this.canvas, "pointerleave", () => this.#move(-1, "pointer"));
  }

  #key(event) {
    if (!(event.key in STEPS) || !this.#drawing) return;
    event.preventDefault();
    const last = this.#drawing.window.times.length - 1;
    const at = this.#time === null ? last + 1 : this.#nearest(this.#time);
    const point = Math.min(last, Math.max(0, at + STEPS[event.key]));
    this.#move(Number.isNaN(point) ? -1 : point, "keys");
  }
}
