// A heat map: the counts of the buckets of a histogram over time.

import { formatNumber } from "./format.js";

export class Heat {
  first = Infinity;
  last = -1;
  most = 0;

  /** Adds up the columns of series in a window, and finds the buckets with counts. */
  constructor({ bounds, columns }, window, unit) {
    const width = bounds.length + 1;
    const counts = new Float64Array(window.times.length * width);
    Object.assign(this, { bounds, width, counts, window, unit });
    for (const column of columns) for (let at = 0; at < counts.length; at += 1) counts[at] += column?.[at] || 0;
    counts.forEach((count, at) => count && this.#cover(count, at % width));
    if (this.last < 0) Object.assign(this, { first: 0, last: bounds.length });
  }

  #cover(count, bucket) {
    if (count > this.most) this.most = count;
    if (bucket < this.first) this.first = bucket;
    if (bucket > this.last) this.last = bucket;
  }

  get rows() {
    return this.last - this.first + 1;
  }

  /** Returns the scale: a row for each bucket, and ticks at about `count` upper bounds. */
  scale(count) {
    const every = Math.ceil(this.rows / count);
    const ticks = [];
    for (let bucket = this.first; bucket <= this.last && bucket < this.bounds.length; bucket += every) {
      ticks.push({ value: bucket + 1, text: formatNumber(this.bounds[bucket], this.unit) });
    }
    return { ticks, place: (bucket) => (bucket - this.first) / this.rows };
  }

  /** Draws a column for each point, which ends at its time; the shade is the logarithm of the count. */
  draw(plot) {
    const { times, gap } = this.window;
    const { heat } = plot.theme;
    const shade = (heat.length - 1) / Math.log(this.most + 1);
    times.forEach((time, point) => {
      const before = time - times[point - 1] <= gap ? times[point - 1] : time - gap / 3.5;
      const left = Math.max(plot.left, Math.round(plot.x(before)));
      for (let bucket = this.first; bucket <= this.last; bucket += 1) {
        const count = this.counts[point * this.width + bucket];
        if (!count) continue;
        const top = Math.round(plot.y(bucket + 1));
        const colour = heat[Math.round(Math.log(count + 1) * shade)];
        plot.rect(colour, left, top, Math.round(plot.x(time)) - left, Math.round(plot.y(bucket)) - top);
      }
    });
  }

  /** Returns the buckets of a point that have counts, for the cross. */
  values(point) {
    const bound = (bucket) => formatNumber(this.bounds[bucket], this.unit);
    const text = (bucket) => (bucket < this.bounds.length ? `≤ ${bound(bucket)}` : `> ${bound(bucket - 1)}`);
    const counts = this.counts.subarray(point * this.width, (point + 1) * this.width);
    return Array.from(counts, (value, bucket) => ({ key: text(bucket), text: text(bucket), value, formatted: `${value}` }))
      .filter(({ value }) => value > 0);
  }
}
