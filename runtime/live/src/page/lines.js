// The lines of a chart.

import { formatNumber } from "./format.js";
import { linearScale, logScale } from "./scale.js";

const DASHES = [[], [7, 3], [2, 3], [9, 3, 2, 3]];

export class Lines {
  constructor(drawing) {
    this.drawing = drawing;
  }

  /** Returns the scale for a height in pixels. */
  scale(height) {
    const { lines, log, ...options } = this.drawing;
    let [least, min, max] = [Infinity, Infinity, -Infinity];
    for (const { values } of lines) {
      for (const value of values) {
        if (!Number.isFinite(value)) continue;
        if (value > 0 && value < least) least = value;
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
    const count = Math.max(2, Math.floor(height / 45));
    return log ? logScale(least, min, max, count, options) : linearScale(min, max, count, options);
  }

  /** Draws the lines; the area below a single one too. */
  draw(plot) {
    const { context, theme } = plot;
    const { lines } = this.drawing;
    Object.assign(context, { lineWidth: 1.5, lineJoin: "round", lineCap: "round" });
    for (const { values, colour = 0, dash = 0 } of lines) {
      context.strokeStyle = context.fillStyle = theme.lines[colour];
      context.setLineDash(DASHES[dash % DASHES.length]);
      trace(plot, values);
      context.stroke();
    }
    if (lines.length !== 1) return;
    context.globalAlpha = 0.1;
    trace(plot, lines[0].values, true);
    context.fill();
    context.globalAlpha = 1;
  }

  /** Draws the dots of the cross. */
  cross(plot, x, point) {
    for (const { values, colour = 0 } of this.drawing.lines) {
      if (!Number.isFinite(values[point])) continue;
      plot.context.fillStyle = plot.theme.lines[colour];
      plot.context.beginPath();
      plot.context.arc(x, plot.y(values[point]), 3, 0, 7);
      plot.context.fill();
    }
  }

  /** Returns the values of a point, for the cross. */
  values(point) {
    const { lines, unit, states } = this.drawing;
    return lines.map(({ key, text, values: { [point]: value } }) => {
      const formatted = states?.[value] ?? formatNumber(Number.isNaN(value) ? null : value, unit);
      return { key, text, value, formatted };
    });
  }
}

/** Starts the path of a line, or of the area below; a point between two gaps is a dot. */
function trace(plot, values, area = false) {
  const { context, window: { times } } = plot;
  context.beginPath();
  plot.runs(values, (first, last) => {
    context.moveTo(plot.x(times[first]) - 0.1, plot.y(area ? 0 : values[first]));
    for (let at = first; at <= last; at += 1) context.lineTo(plot.x(times[at]), plot.y(values[at]));
    if (area) context.lineTo(plot.x(times[last]), plot.y(0));
  });
}
