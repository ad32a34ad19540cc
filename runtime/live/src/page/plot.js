// The area of a chart on a 2D context: lines, bands of states, restarts and the cross. `theme` has the colours.

import { timeTicks } from "./scale.js";

const DASHES = [[], [7, 3], [2, 3], [9, 3, 2, 3]];

export class Plot {
  /** Has the edges in pixels, a window of points, and `place(value)` of the scale, from 0 to 1. */
  constructor(context, theme, [left, top, right, bottom], window, place) {
    Object.assign(this, { context, theme, left, top, right, bottom, window, place });
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

  /** Returns the y of a value; the nearest edge for one that is out of the scale. */
  y(value) {
    return this.bottom - Math.min(1, Math.max(0, this.place(value))) * this.height;
  }

  /** Returns the time at an x. */
  time(x) {
    const { from, to } = this.window;
    return from + ((x - this.left) / this.width) * (to - from);
  }

  text(text, x, y, align, baseline = "top") {
    Object.assign(this.context, { textAlign: align, textBaseline: baseline });
    this.context.fillText(text, x, y);
  }

  rect(colour, left, top, width, height) {
    this.context.fillStyle = colour;
    this.context.fillRect(left, top, width, height);
  }

  /** Draws the axis of values, and the axis of time. */
  axes(ticks) {
    const { theme, left, right, bottom, window } = this;
    for (const { value } of ticks) this.rect(theme.grid, left, Math.round(this.y(value)), this.width, 1);
    this.context.fillStyle = theme.axis;
    for (const { value, text } of ticks) this.text(text, left - 8, this.y(value), "right", "middle");
    for (const { value, text } of timeTicks(window.from, window.to, this.width / 80)) {
      const x = this.x(value);
      if (x > left + 16 && x < right - 16) this.text(text, x, bottom + 6, "center");
    }
  }

  /** Draws lines, the area below a single one too. */
  lines(lines) {
    const { context } = this;
    Object.assign(context, { lineWidth: 1.5, lineJoin: "round", lineCap: "round" });
    for (const { values, colour = 0, dash = 0 } of lines) {
      context.strokeStyle = context.fillStyle = this.theme.lines[colour];
      context.setLineDash(DASHES[dash % DASHES.length]);
      this.trace(values);
      context.stroke();
    }
    if (lines.length !== 1) return;
    context.globalAlpha = 0.1;
    this.trace(lines[0].values, true);
    context.fill();
    context.globalAlpha = 1;
  }

  /** Starts the path of a line, or of the area below; a point between two gaps is a dot. */
  trace(values, area = false) {
    const { context, window } = this;
    const { times } = window;
    context.beginPath();
    this.runs(values, (from, to) => {
      context.moveTo(this.x(times[from]) - 0.1, this.y(area ? 0 : values[from]));
      for (let at = from; at <= to; at += 1) context.lineTo(this.x(times[at]), this.y(values[at]));
      if (area) context.lineTo(this.x(times[to]), this.y(0));
    });
  }

  /** Calls `run(first, last)` for each range without a gap (NaN, an infinity, a long step), or of `equal` values. */
  runs(values, run, equal = false) {
    const { times, gap } = this.window;
    let from = -1;
    for (let at = 0; at <= times.length; at += 1) {
      const here = at < times.length && Number.isFinite(values[at]);
      const follows = here && from >= 0 && times[at] - times[at - 1] <= gap;
      const continues = follows && !(equal && values[at] !== values[at - 1]);
      if (from >= 0 && !continues) run(from, follows ? at : at - 1);
      if (!continues) from = here ? at : -1;
    }
  }

  /** Draws a band for each line: a bar for each time in a state, with its name where that fits. */
  bands(states, lines) {
    const { context, theme, window } = this;
    const height = this.height / lines.length;
    lines.forEach(({ text, values }, row) => {
      const label = height >= 32 && text ? 15 : 0;
      const top = this.top + row * height + label;
      context.fillStyle = theme.axis;
      if (label) this.text(text, this.left, top - label, "left");
      this.runs(values, (from, to) => {
        const left = this.x(window.times[from]);
        const width = this.x(window.times[to]) - left;
        context.globalAlpha = 0.4;
        this.rect(theme.lines[values[from] % theme.lines.length], left, top, Math.max(1, width - 1), height - label - 4);
        Object.assign(context, { fillStyle: theme.axis, globalAlpha: 1 });
        const state = states[values[from]] ?? "";
        if (context.measureText(state).width + 12 > width) return;
        this.text(state, left + 6, top + (height - label - 4) / 2, "left", "middle");
      }, true);
    });
  }

  /** Draws a vertical line with its text for each mark. */
  marks(marks) {
    const { from, to } = this.window;
    for (const { time, text } of marks) {
      if (time < from || time > to) continue;
      const x = Math.round(this.x(time));
      for (let y = this.top; y < this.bottom; y += 6) this.rect(this.theme.mark, x, y, 1, 3);
      this.text(text, x - 4, this.top, "right");
    }
  }

  /** Draws the cross at a point: a vertical line, and a dot on each line. */
  cross(point, lines) {
    const { context } = this;
    const x = this.x(this.window.times[point]);
    this.rect(this.theme.cross, Math.round(x), this.top, 1, this.height);
    for (const { values, colour = 0 } of lines) {
      if (!Number.isFinite(values[point])) continue;
      context.fillStyle = this.theme.lines[colour];
      context.beginPath();
      context.arc(x, this.y(values[point]), 3, 0, 7);
      context.fill();
    }
  }
}
