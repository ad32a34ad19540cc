// The area of a chart on a 2D context: its axes, and the marks of restarts.

import { timeTicks } from "./scale.js";

export class Plot {
  /** Has the edges in pixels, a window of points, and `place(value)` of a scale, from 0 to 1. */
  constructor(context, theme, edges, window, place) {
    Object.assign(this, { context, theme, window, place }, edges);
  }

  get width() {
    return this.right - this.left;
  }

  get height() {
    return this.bottom - this.top;
  }

  x(time) {
    const { from, to } = this.window;
    return this.left + ((time - from) / (to - from)) * this.width;
  }

  /** Returns the time at an x. */
  time(x) {
    const { from, to } = this.window;
    return from + ((x - this.left) / this.width) * (to - from);
  }

  /** Returns the y of a value; the nearest edge for one that is out of the scale. */
  y(value) {
    return this.bottom - Math.min(1, Math.max(0, this.place(value))) * this.height;
  }

  text(text, x, y, textAlign, textBaseline) {
    Object.assign(this.context, { textAlign, textBaseline });
    this.context.fillText(text, x, y);
  }

  rect(colour, left, top, width, height) {
    this.context.fillStyle = colour;
    this.context.fillRect(left, top, width, height);
  }

  axes(ticks) {
    const { theme, left, right, bottom, window } = this;
    for (const { value } of ticks) this.rect(theme.grid, left, Math.round(this.y(value)), this.width, 1);
    this.context.fillStyle = theme.axis;
    for (const { value, text } of ticks) this.text(text, left - 8, this.y(value), "right", "middle");
    for (const { value, text } of timeTicks(window.from, window.to, this.width / 80)) {
      const x = this.x(value);
      if (x > left + 16 && x < right - 16) this.text(text, x, bottom + 6, "center", "top");
    }
  }

  /** Calls `run(first, last)` for each range of points without a gap (NaN, an infinity, a long step). */
  runs(values, run) {
    const { times, gap } = this.window;
    let first = -1;
    for (let at = 0; at <= times.length; at += 1) {
      const here = at < times.length && Number.isFinite(values[at]);
      const follows = here && times[at] - times[at - 1] <= gap;
      if (first >= 0 && !follows) run(first, at - 1);
      if (!follows || first < 0) first = here ? at : -1;
    }
  }

  marks(marks) {
    const { from, to } = this.window;
    for (const { time, text } of marks.filter((mark) => mark.time >= from && mark.time <= to)) {
      const x = Math.round(this.x(time));
      for (let y = this.top; y < this.bottom; y += 6) this.rect(this.theme.mark, x, y, 1, 3);
      this.text(text, x - 4, this.top, "right", "top");
    }
  }
}
