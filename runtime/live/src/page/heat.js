// A heat map: the counts of the buckets of a histogram over time.

import { formatNumber } from "./format.js";

export class Heat {
  #first = Infinity;
  #last = 0;
  #most = 0;

  /** Adds up the columns of series in a window, and finds the buckets that have counts. */
  constructor({ bounds, columns }, { times }, unit) {
    const width = bounds.length + 1;
    const counts = new Float64Array(times.length * width);
    Object.assign(this, { bounds, counts, width, unit });
    for (const column of columns) for (let at = 0; at < counts.length; at += 1) counts[at] += column?.[at] || 0;
    counts.forEach((count, at) => {
      if (!count) return;
      this.#most = Math.max(this.#most, count);
      this.#first = Math.min(this.#first, at % width);
      this.#last = Math.max(this.#last, at % width);
    });
    if (!this.#most) [this.#first, this.#last] = [0, bounds.length];
  }

  /** Returns the scale: a row for each bucket, and about `count` ticks at upper bounds. */
  scale(count) {
    const [first, rows] = [this.#first, this.#last - this.#first + 1];
    const every = Math.ceil(rows / count);
    const ticks = this.bounds.slice(0, this.#last + 1)
      .map((bound, bucket) => ({ value: bucket + 1, text: formatNumber(bound, this.unit) }))
      .filter((_, bucket) => bucket >= first && (bucket - first) % every === 0);
    return { ticks, place: (row) => (row - first) / rows };
  }

  /** Draws a column for each point, which ends at its time; the shade is the logarithm of the count. */
  draw(plot) {
    const { theme, window: { times, gap } } = plot;
    const shade = (theme.heat.length - 1) / Math.log(this.#most + 1);
    times.forEach((time, point) => {
      const before = time - times[point - 1] <= gap ? times[point - 1] : time - gap / 3.5;
      const left = Math.max(plot.left, Math.round(plot.x(before)));
      this.#at(point).forEach((count, bucket) => {
        if (!count) return;
        const top = Math.round(plot.y(bucket + 1));
        const colour = theme.heat[Math.round(Math.log(count + 1) * shade)];
        plot.rect(colour, left, top, Math.round(plot.x(time)) - left, Math.round(plot.y(bucket)) - top);
      });
    });
  }

  #at(point) {
    return this.counts.subarray(point * this.width, (point + 1) * this.width);
  }

  /** Returns the buckets of a point that have counts, for the cross. */
  values(point) {
    const bound = (bucket) => formatNumber(this.bounds[bucket], this.unit);
    return Array.from(this.#at(point), (value, bucket) => {
      const text = bucket < this.bounds.length ? `≤ ${bound(bucket)}` : `> ${bound(bucket - 1)}`;
      return { key: text, text, value, formatted: `${value}` };
    }).filter(({ value }) => value);
  }
}
