/** Draws the parts of a chart on a 2D context. A `plot` has its edges in pixels, and maps to and from pixels. */

import { formatNumber } from "./format.js";
import { timeTicks } from "./scale.js";

const DASHES = [[], [7, 3], [2, 3], [9, 3, 2, 3]];

/** Creates the plot between edges for a window: `x` of a time, `time` of an x, and `y` of a place on the scale. */
export function plotOf(left, top, right, bottom, { from, to }) {
  const density = (right - left) / (to - from);
  return {
    left, top, right, bottom,
    x: (time) => left + (time - from) * density,
    time: (x) => from + (x - left) / density,
    y: (place) => bottom - place * (bottom - top),
  };
}

/** Returns the least and the greatest value of lines; NaN if they have none. */
export function range(lines) {
  let [least, most] = [Infinity, -Infinity];
  for (const { values } of lines) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return least <= most ? [least, most] : [NaN, NaN];
}

/** Restricts drawing to the plot and to the width of a line around it. */
export function clip(context, { left, top, right, bottom }) {
  context.beginPath();
  context.rect(left - 2, top - 2, right - left + 4, bottom - top + 4);
  context.clip();
}

/** Draws the lines and labels of the axis of values. */
export function values(context, theme, plot, ticks, place) {
  context.fillStyle = theme.grid;
  for (const { value } of ticks) {
    context.fillRect(plot.left, Math.round(plot.y(place(value))), plot.right - plot.left, 1);
  }
  Object.assign(context, { fillStyle: theme.axis, textAlign: "right", textBaseline: "middle" });
  for (const { value, text } of ticks) context.fillText(text, plot.left - 8, plot.y(place(value)));
}

/** Draws the labels of the axis of time. */
export function times(context, theme, plot, window) {
  const ticks = timeTicks(window.from, window.to, Math.max(1, Math.floor((plot.right - plot.left) / 80)));
  Object.assign(context, { fillStyle: theme.axis, textAlign: "center", textBaseline: "top" });
  for (const { value, text } of ticks) {
    const x = plot.x(value);
    if (x > plot.left + 16 && x < plot.right - 16) context.fillText(text, x, plot.bottom + 6);
  }
}

/** Draws a line. NaN, an infinity and a long step are gaps; a point between two gaps is a dot. */
export function line(context, theme, plot, window, place, line, fill = false) {
  const colour = theme.lines[line.colour ?? 0];
  Object.assign(context, { strokeStyle: colour, lineWidth: 1.5, lineJoin: "round", lineCap: "round" });
  context.setLineDash(DASHES[(line.dash ?? 0) % DASHES.length]);
  context.beginPath();
  eachRun(window, line.values, (from, to) => trace(context, plot, window.times, place, line.values, from, to));
  context.stroke();
  context.setLineDash([]);
  if (!fill) return;
  Object.assign(context, { fillStyle: colour, globalAlpha: 0.1 });
  eachRun(window, line.values, (from, to) => {
    context.beginPath();
    trace(context, plot, window.times, place, line.values, from, to);
    context.lineTo(plot.x(window.times[to - 1]), plot.y(place(0)));
    context.lineTo(plot.x(window.times[from]), plot.y(place(0)));
    context.fill();
  });
  context.globalAlpha = 1;
}

/** Calls `run(from, to)` for each range of points without a gap. */
function eachRun({ times, gap }, values, run) {
  let from = -1;
  for (let at = 0; at <= times.length; at += 1) {
    const here = at < times.length && Number.isFinite(values[at]);
    const connected = here && from >= 0 && times[at] - times[at - 1] <= gap;
    if (from >= 0 && !connected) run(from, at);
    if (!connected) from = here ? at : -1;
  }
}

/** Adds a path; of many points in one pixel, the lowest and the highest. */
function trace(context, plot, times, place, values, from, to) {
  let x = plot.x(times[from]);
  let y = plot.y(place(values[from]));
  context.moveTo(x, y);
  context.lineTo(x + 0.1, y);
  let [low, high] = [y, y];
  for (let at = from + 1; at < to; at += 1) {
    const next = plot.x(times[at]);
    y = plot.y(place(values[at]));
    if (next - x < 0.5 && at < to - 1) {
      [low, high] = [Math.min(low, y), Math.max(high, y)];
      continue;
    }
    if (low < high) {
      context.lineTo(x, low);
      context.lineTo(x, high);
    }
    [x, low, high] = [next, y, y];
    context.lineTo(x, y);
  }
}

/**
 * Adds up the columns of a heat map in a window: `counts` by point and bucket, the `first` and `last` bucket with counts,
 * and the greatest count, `most`.
 */
export function heatOf(bounds, columns, { times }) {
  const width = bounds.length + 1;
  const counts = new Float64Array(times.length * width);
  const heat = { bounds, width, counts, first: width, last: -1, most: 0 };
  for (const column of columns) {
    for (let at = 0; at < counts.length; at += 1) counts[at] += column[at] || 0;
  }
  for (let at = 0; at < counts.length; at += 1) {
    if (counts[at] === 0) continue;
    heat.most = Math.max(heat.most, counts[at]);
    heat.first = Math.min(heat.first, at % width);
    heat.last = Math.max(heat.last, at % width);
  }
  return heat.last < 0 ? { ...heat, first: 0, last: bounds.length } : heat;
}

/** Returns a tick at the upper bound of every n-th bucket of a heat map. */
export function bucketTicks({ bounds, first, last }, unit, every) {
  const ticks = [];
  for (let bucket = first; bucket <= Math.min(last, bounds.length - 1); bucket += every) {
    ticks.push({ value: bucket + 1, text: formatNumber(bounds[bucket], unit) });
  }
  return ticks;
}

/** Returns the buckets of a point that have counts, for the cross. */
export function countsOf({ bounds, width, counts }, point, unit) {
  const text = (bucket) =>
    bucket < bounds.length ? `≤ ${formatNumber(bounds[bucket], unit)}` : `> ${formatNumber(bounds.at(-1), unit)}`;
  return [...counts.subarray(point * width, (point + 1) * width)]
    .map((value, bucket) => ({ key: text(bucket), text: text(bucket), value, formatted: formatNumber(value) }))
    .filter(({ value }) => value > 0);
}

/** Draws the cells of a heat map: a row per bucket, and a column per point that ends at its time. */
export function heat(context, theme, plot, { times, gap }, { width, counts, first, last, most }) {
  const rows = last - first + 1;
  const shade = (theme.heat.length - 1) / Math.log(most + 1);
  for (let point = 0; point < times.length; point += 1) {
    const before = times[point] - times[point - 1] <= gap ? times[point - 1] : times[point] - gap / 3.5;
    const left = Math.max(plot.left, Math.round(plot.x(before)));
    const right = Math.round(plot.x(times[point]));
    for (let bucket = first; bucket <= last; bucket += 1) {
      const count = counts[point * width + bucket];
      if (count === 0) continue;
      const top = Math.round(plot.y((bucket - first + 1) / rows));
      context.fillStyle = theme.heat[Math.round(Math.log(count + 1) * shade)];
      context.fillRect(left, top, right - left, Math.round(plot.y((bucket - first) / rows)) - top);
    }
  }
}

/** Draws a band per line: a bar for each time in one state, with the name of the state where it fits. */
export function bands(context, theme, plot, window, states, lines) {
  const height = (plot.bottom - plot.top) / lines.length;
  Object.assign(context, { textAlign: "left", textBaseline: "top" });
  lines.forEach((line, row) => {
    const top = plot.top + row * height;
    const label = height >= 32 && line.text ? 15 : 0;
    context.fillStyle = theme.axis;
    if (label) context.fillText(line.text, plot.left, top, plot.right - plot.left);
    drawStates(context, theme, plot, window, states, line.values, top + label, height - label - 4);
  });
}

function drawStates(context, theme, plot, window, states, values, top, height) {
  context.textBaseline = "middle";
  eachRun(window, values, (from, to) => {
    for (let at = from, next; at < to; at = next) {
      for (next = at + 1; next < to && values[next] === values[at]; next += 1);
      const left = plot.x(window.times[at]);
      const width = Math.max(1, plot.x(window.times[Math.min(next, to - 1)]) - left);
      Object.assign(context, { fillStyle: theme.lines[values[at] % theme.lines.length], globalAlpha: 0.4 });
      context.fillRect(left, top, width - 1, height);
      Object.assign(context, { fillStyle: theme.axis, globalAlpha: 1 });
      const text = states[values[at]] ?? String(values[at]);
      if (context.measureText(text).width + 12 < width) context.fillText(text, left + 6, top + height / 2);
    }
  });
  context.textBaseline = "top";
}

/** Draws a vertical line with a label for each mark. */
export function marks(context, theme, plot, { from, to }, marks) {
  Object.assign(context, { fillStyle: theme.mark, textAlign: "left", textBaseline: "top" });
  for (const { time, text } of marks) {
    if (time < from || time > to) continue;
    const x = Math.round(plot.x(time));
    for (let y = plot.top; y < plot.bottom; y += 6) context.fillRect(x, y, 1, 3);
    const fits = x + 4 + context.measureText(text).width < plot.right;
    context.textAlign = fits ? "left" : "right";
    context.fillText(text, fits ? x + 4 : x - 4, plot.top);
  }
}

/** Draws the cross: a vertical line at a time, and a dot on each line. */
export function cross(context, theme, plot, window, place, lines, point) {
  const x = plot.x(window.times[point]);
  context.fillStyle = theme.cross;
  context.fillRect(Math.round(x), plot.top, 1, plot.bottom - plot.top);
  for (const { values, colour } of lines) {
    if (!place || !Number.isFinite(values[point])) continue;
    context.fillStyle = theme.lines[colour ?? 0];
    context.beginPath();
    context.arc(x, plot.y(place(values[point])), 3, 0, 2 * Math.PI);
    context.fill();
  }
}
