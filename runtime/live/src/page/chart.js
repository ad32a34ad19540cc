// A chart on a canvas, with its cross for the pointer and the keyboard.

import { Bands } from "./bands.js";
import { Heat } from "./heat.js";
import { Lines } from "./lines.js";
import { Plot } from "./plot.js";
import { theme } from "./theme.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity, Escape: NaN };

/**
 * A chart. Its event `cross` has the detail {time, values: [{key, text, value, formatted}], by: "pointer" | "keys"}, or null.
 *
 * A drawing has `window` (of `topic.window`), `unit`, `marks` (of the topic) and one of:
 * `lines`, [{key, text, values, colour, dash}], with `log`, `from` and `to` for the scale;
 * `heat`, {bounds, columns} with the values of `heat` of each series; `bands`, {states, lines}, for state sets.
 */
export class Chart extends EventTarget {
  /** The ends of the scale that was drawn, {from, to}; undefined for a heat map or bands. */
  range = {};
  #drawing = null;
  #content = null;
  #plot = null;
  #size = { width: 0, height: 0 };
  #time = null;
  #frame = 0;
  #resized = new ResizeObserver(([{ contentRect }]) => {
    this.#size = contentRect;
    this.#request();
  });

  /**
   * Draws in the size that the style sheet gives the canvas. Arrow keys, Home, End and Escape move the cross if the canvas
   * has a `tabindex`.
   */
  constructor(canvas) {
    super();
    this.canvas = canvas;
    this.#resized.observe(canvas);
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("pointermove", ({ offsetX }) => this.#move(this.#nearest(this.#plot?.time(offsetX)), "pointer"));
    canvas.addEventListener("pointerleave", () => this.#move(-1, "pointer"));
  }

  /** Draws in the next frame. */
  draw(drawing) {
    this.#drawing = { unit: "", marks: [], ...drawing };
    this.#request();
  }

  /** Shows the cross at a time, for example at the cross of another chart, or removes it with null. */
  cross(time) {
    this.#time = time;
    this.#request();
  }

  close() {
    this.#resized.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  #request() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    const { window, heat, bands, marks } = this.#drawing ?? {};
    if (!(window?.to > window?.from) || !this.#size.width) return;
    this.#content = heat ? new Heat(this.#drawing) : new (bands ? Bands : Lines)({ ...this.#drawing, ...bands });
    this.#plot = this.#lay(window);
    this.#content.draw(this.#plot);
    this.#plot.marks(marks);
    this.#drawCross();
  }

  /** Fits the pixels of the canvas to its size and to the density of the screen, and draws the axes of a plot. */
  #lay(window) {
    const { width, height } = this.#size;
    const context = this.canvas.getContext("2d");
    Object.assign(this.canvas, { width: width * devicePixelRatio, height: height * devicePixelRatio });
    context.scale(devicePixelRatio, devicePixelRatio);
    context.font = theme().font;
    const { ticks, place, from, to } = this.#content.scale(height);
    this.range = { from, to };
    const widest = Math.max(0, ...ticks.map(({ text }) => context.measureText(text).width));
    const left = ticks.length ? Math.max(48, Math.ceil((widest + 10) / 12) * 12) : 1;
    const plot = new Plot(context, theme(), { left, top: 8, right: width - 2, bottom: height - 22 }, window, place);
    plot.axes(ticks);
    return plot;
  }

  #drawCross() {
    if (this.#time === null) return;
    const { theme: { cross }, window, top, height } = this.#plot;
    if (this.#time < window.from) return this.#move(-1, "keys");
    const point = this.#nearest(this.#time);
    const x = this.#plot.x(window.times[point]);
    this.#plot.rect(cross, Math.round(x), top, 1, height);
    this.#content.cross?.(this.#plot, x, point);
  }

  /** Returns the point that is nearest to a time; -1 without points. */
  #nearest(time) {
    const times = this.#plot?.window.times ?? [];
    const distance = (at) => Math.abs(times[at] - time);
    let nearest = times.length - 1;
    while (nearest > 0 && distance(nearest - 1) <= distance(nearest)) nearest -= 1;
    return nearest;
  }

  /** Moves the cross to a point, and says so if it is another one. */
  #move(point, by) {
    const time = this.#plot?.window.times[point] ?? null;
    if (time === this.#time) return;
    this.cross(time);
    const detail = time === null ? null : { time, values: this.#content.values(point), by };
    this.dispatchEvent(new CustomEvent("cross", { detail }));
  }

  #key(event) {
    if (!(event.key in STEPS) || !this.#plot) return;
    event.preventDefault();
    const last = this.#plot.window.times.length - 1;
    const at = this.#time === null ? last + 1 : this.#nearest(this.#time);
    const point = Math.min(last, Math.max(0, at + STEPS[event.key]));
    this.#move(Number.isNaN(point) ? -1 : point, "keys");
  }
}
