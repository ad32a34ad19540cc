/** Charts on a canvas: lines, heat maps and bands of states. */

import { formatNumber } from "./format.js";
import { forget, request } from "./frames.js";
import * as paint from "./paint.js";
import { scale } from "./scale.js";
import { theme, watch } from "./theme.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

/**
 * A chart. Its event `cross` has the detail {time, values: [{key, text, value, formatted}], by: "pointer" | "keys"}, or null
 * when the cross disappears.
 *
 * A drawing has `window` (of `topic.window`), `unit`, `marks` (of the topic), and one of
 * - `lines`: [{key, text, values, colour, dash}], with `log`, `from` and `to` for the scale
 * - `heat`: {bounds, columns}: the values of `heat` of each series, which are added up
 * - `bands`: {states, lines}: a band of states per line
 */
export class Chart extends EventTarget {
  /** How to read the scale, for the page; or an empty string. */
  note = "";
  /** Whether the canvas is in the visible part of the page. */
  visible = false;
  #canvas;
  #context;
  #spark;
  #drawing = null;
  #plot = null;
  #width = 0;
  #height = 0;
  #time = null;
  #pointer = null;
  #listening = new AbortController();

  /**
   * Draws in the size that the style sheet gives the canvas. The pointer moves the cross; so do the arrow keys, Home, End
   * and Escape if the canvas has a `tabindex`. `spark` draws lines without axes, for small tiles.
   */
  constructor(canvas, { spark = false } = {}) {
    super();
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d");
    this.#spark = spark;
    this.#observe();
    if (!spark) this.#listen();
  }

  /** Draws in the next frame in which the chart is visible. */
  draw(drawing) {
    const lines = ((drawing.bands ?? drawing).lines ?? []).filter(({ values }) => values);
    this.#drawing = { unit: "", marks: [], ...drawing, lines };
    request(this);
  }

  /** Shows the cross at a time, for example at the cross of another chart; null removes it. */
  cross(time) {
    this.#time = time;
    this.#pointer = null;
    request(this);
  }

  /** Stops to observe the canvas. */
  close() {
    this.#listening.abort();
    forget(this);
  }

  /** Paints at once; `draw` leads to one call a frame. */
  paint() {
    const { window, heat, bands } = this.#drawing ?? {};
    if (!window || !this.#width || !this.#height) return;
    const context = this.#context;
    this.#fit(context);
    context.font = theme().font;
    this.note = "";
    if (heat) this.#paintHeat(context, window, heat);
    else if (bands) this.#paintBands(context, window, bands);
    else this.#paintLines(context, window);
  }

  #paintLines(context, window) {
    const { lines, unit, marks, log, from, to } = this.#drawing;
    const [least, most] = paint.range(lines);
    const axis = scale(least, most, { unit, log, from, to, count: Math.max(2, Math.floor(this.#height / 45)) });
    this.note = axis.note;
    const plot = this.#frame(context, window, axis.ticks, axis.place);
    context.save();
    paint.clip(context, plot);
    for (const line of lines) paint.line(context, theme(), plot, window, axis.place, line, lines.length === 1);
    context.restore();
    if (this.#spark) return;
    paint.marks(context, theme(), plot, window, marks);
    this.#paintCross(context, window, axis.place);
  }

  #paintHeat(context, window, { bounds, columns }) {
    const heat = paint.heatOf(bounds, columns.filter(Boolean), window);
    this.#drawing.sums = heat;
    const rows = heat.last - heat.first + 1;
    const place = (bucket) => (bucket - heat.first) / rows;
    const every = Math.ceil((rows * 16) / this.#height);
    const ticks = paint.bucketTicks(heat, this.#drawing.unit, every);
    const plot = this.#frame(context, window, ticks, place);
    paint.heat(context, theme(), plot, window, heat);
    paint.marks(context, theme(), plot, window, this.#drawing.marks);
    this.#paintCross(context, window, place);
    this.note = heat.most > 0 ? `colour: log of the count, up to ${formatNumber(heat.most)}` : "";
  }

  #paintBands(context, window, { states }) {
    const plot = this.#frame(context, window, []);
    paint.bands(context, theme(), plot, window, states, this.#drawing.lines);
    paint.marks(context, theme(), plot, window, this.#drawing.marks);
    this.#paintCross(context, window);
  }

  /** Lays the plot out, and draws its axes. */
  #frame(context, window, ticks, place) {
    const widest = Math.max(0, ...ticks.map(({ text }) => context.measureText(text).width));
    const left = this.#spark || !ticks.length ? 1 : Math.max(48, Math.ceil((widest + 10) / 12) * 12);
    const [top, below] = this.#spark ? [2, 2] : [8, 22];
    this.#plot = paint.plotOf(left, top, this.#width - 2, this.#height - below, window);
    if (this.#spark) return this.#plot;
    paint.values(context, theme(), this.#plot, ticks, place);
    paint.times(context, theme(), this.#plot, window);
    return this.#plot;
  }

  /** Fits the pixels of the canvas to its size and to the density of the screen, and clears them. */
  #fit(context) {
    const [width, height] = [this.#width, this.#height].map((size) => Math.round(size * devicePixelRatio));
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, this.#width, this.#height);
  }

  #paintCross(context, window, place) {
    if (this.#pointer !== null) this.#move(this.#nearest(this.#plot.time(this.#pointer)), "pointer");
    if (this.#time === null) return;
    const point = this.#nearest(this.#time);
    if (this.#time < window.from || point < 0) this.#move(-1, "keys");
    else paint.cross(context, theme(), this.#plot, window, this.#drawing.bands ? null : place, this.#drawing.lines, point);
  }

  /** Returns the point that is nearest to a time; -1 without points. */
  #nearest(time) {
    const { times } = this.#drawing.window;
    let nearest = times.length - 1;
    while (nearest > 0 && Math.abs(times[nearest - 1] - time) <= Math.abs(times[nearest] - time)) nearest -= 1;
    return nearest;
  }

  /** Moves the cross to a point and says so, if it is another one. */
  #move(point, by) {
    const time = point < 0 ? null : this.#drawing.window.times[point];
    if (time === this.#time) return;
    this.#time = time;
    const detail = time === null ? null : { time, values: this.#valuesAt(point), by };
    this.dispatchEvent(new CustomEvent("cross", { detail }));
    request(this);
  }

  #valuesAt(point) {
    const { lines, unit, bands, heat, sums } = this.#drawing;
    if (heat) return sums ? paint.countsOf(sums, point, unit) : [];
    const text = (value) => bands?.states[value] ?? formatNumber(Number.isNaN(value) ? null : value, unit);
    return lines.map(({ key, text: name, values }) => ({ key, text: name, value: values[point], formatted: text(values[point]) }));
  }

  #observe() {
    const { signal } = this.#listening;
    const resized = new ResizeObserver(([{ contentRect }]) => {
      this.#width = contentRect.width;
      this.#height = contentRect.height;
      request(this);
    });
    const seen = new IntersectionObserver((entries) => {
      this.visible = entries.at(-1).isIntersecting;
      request(this);
    });
    for (const observer of [resized, seen]) {
      observer.observe(this.#canvas);
      signal.addEventListener("abort", () => observer.disconnect());
    }
    watch(() => request(this), signal);
  }

  #listen() {
    const { signal } = this.#listening;
    this.#canvas.addEventListener("pointermove", ({ offsetX }) => this.#point(offsetX), { signal });
    this.#canvas.addEventListener("pointerleave", () => this.#point(null), { signal });
    this.#canvas.addEventListener("keydown", (event) => this.#key(event), { signal });
  }

  #point(x) {
    this.#pointer = x;
    if (x === null && this.#drawing) this.#move(-1, "pointer");
    request(this);
  }

  #key(event) {
    const step = STEPS[event.key] * (event.shiftKey ? 10 : 1);
    if (!this.#drawing || (Number.isNaN(step) && event.key !== "Escape")) return;
    event.preventDefault();
    this.#pointer = null;
    const { times } = this.#drawing.window;
    const at = this.#time === null ? times.length - (step < 0 ? 0 : 1) : this.#nearest(this.#time);
    this.#move(event.key === "Escape" ? -1 : Math.min(times.length - 1, Math.max(0, at + step)), "keys");
  }
}
