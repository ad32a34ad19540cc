// A heat map: the counts of the buckets of a histogram over time.

import { formatNumber } from "./format.js";

export class Heat {
  /** Adds up the columns of the series. */
  constructor({ heat: { bounds, columns }, window: { times }, unit }) {
    const width = bounds.length + 1;
    const counts = new Float64Array(times.length * width);
    for (const column of columns) for (let at = 0; at < counts.length; at += 1) counts[at] += column?.[at] || 0;
    Object.assign(this, { bounds, width, counts, unit });
  }

  /** Returns the scale for a height in pixels: a row for each bucket from the first to the last that has counts. */
  scale(height) {
    let used = new Set();
    this.counts.forEach((count, at) => count && used.add(at % this.width));
    if (used.size === 0) used = [0, this.bounds.length];
    const first = Math.min(...used);
    const rows = Math.max(...used) - first + 1;
    const every = Math.ceil((16 * rows) / height);
    const ticks = this.bounds.slice(first, first + rows)
      .map((bound, row) => ({ value: first + row + 1, text: formatNumber(bound, this.unit) }))
      .filter((_, row) => row % every === 0);
    return { ticks, place: (row) => (row - first) / rows };
  }

  /** Draws a column for each point, which ends at its time; the shade is the logarithm of the count. */
  draw(plot) {
    const { theme, window: { times, gap, interval } } = plot;
    const most = this.counts.reduce((greater, count) => Math.max(greater, count), 1);
    const shade = (theme.heat.length - 1) / Math.log(most + 1);
    times.forEach((time, point) => {
      const before = time - times[point - 1] <= gap ? times[point - 1] : time - interval;
      const left = Math.max(plot.left, Math.round(plot.x(before)));
      this.#at(point).forEach((count, bucket) => {
        if (!count) return;
        const top = Math.round(plot.y(bucket + 1));
        const colour = theme.heat[Math.round(Math.log(count + 1) * shade)];
        plot.rect(colour, left, top, Math.round(plot.x(time)) - left, Math.round(plot.y(bucket)) - top);
      });
    });
  }

  /** Returns the buckets of a point that have counts, for the cross. */
  values(point) {
    const bound = (bucket) => formatNumber(this.bounds[bucket], this.unit);
    return Array.from(this.#at(point), (value, bucket) => {
      const text = bucket < this.bounds.length ? `≤ ${bound(bucket)}` : `> ${bound(bucket - 1)}`;
      return { key: text, text, value, formatted: `${value}` };
    }).filter(({ value }) => value);
  }

  #at(point) {
    return this.counts.subarray(point * this.width, (point + 1) * this.width);
  }
}
