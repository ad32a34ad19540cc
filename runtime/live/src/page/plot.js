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

  y(value) {
    return this.bottom - this.place(value) * this.height;
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
    const { context, left, top, width, height } = this;
    context.save();
    context.beginPath();
    context.rect(left - 2, top - 2, width + 4, height + 4);
    context.clip();
    Object.assign(context, { lineWidth: 1.5, lineJoin: "round", lineCap: "round" });
    for (const { values, colour = 0, dash = 0 } of lines) {
      context.strokeStyle = context.fillStyle = this.theme.lines[colour];
      context.setLineDash(DASHES[dash % DASHES.length]);
      this.trace(values);
      context.stroke();
    }
    if (lines.length === 1) {
      context.globalAlpha = 0.1;
      this.trace(lines[0].values, true);
      context.fill();
    }
    context.restore();
  }

  /** Starts the path of a line, or of the area below; a point between two gaps is a dot. */
  trace(values, area = false) {
    const { context, window } = this;
    const { times } = window;
    context.beginPath();
    this.runs(values, (from, to) => {
      context.moveTo(this.x(times[from]) - 0.1, this.y(area ? 0 : values[from]));
      for (let at = from; at < to; at += 1) context.lineTo(this.x(times[at]), this.y(values[at]));
      if (area) context.lineTo(this.x(times[to - 1]), this.y(0));
    });
  }

  /** Calls `run(from, to)` for each range of points without a gap: NaN, an infinity or a long step. */
  runs(values, run) {
    const { times, gap } = this.window;
    let from = -1;
    for (let at = 0; at <= times.length; at += 1) {
      const here = at < times.length && Number.isFinite(values[at]);
      const connected = here && from >= 0 && times[at] - times[at - 1] <= gap;
      if (from >= 0 && !connected) run(from, at);
      if (!connected) from = here ? at : -1;
    }
  }

  /** Draws a band for each line: a bar for the time in a state, with its name where that fits. */
  bands(states, lines) {
    const height = this.height / lines.length;
    lines.forEach(({ text, values }, row) => {
      const top = this.top + row * height;
      const label = height >= 32 && text ? 15 : 0;
      this.context.fillStyle = this.theme.axis;
      if (label) this.text(text, this.left, top, "left");
      this.runs(values, (from, to) => this.states(states, values, from, to, top + label, height - label - 4));
    });
  }

  states(states, values, from, to, top, height) {
    const { context, theme, window } = this;
    for (let at = from, next; at < to; at = next) {
      for (next = at + 1; next < to && values[next] === values[at]; ) next += 1;
      const left = this.x(window.times[at]);
      const width = Math.max(1, this.x(window.times[Math.min(next, to - 1)]) - left);
      context.globalAlpha = 0.4;
      this.rect(theme.lines[values[at] % theme.lines.length], left, top, width - 1, height);
      Object.assign(context, { fillStyle: theme.axis, globalAlpha: 1 });
      const text = states[values[at]] ?? "";
      if (context.measureText(text).width + 12 < width) this.text(text, left + 6, top + height / 2, "left", "middle");
    }
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
