// Which series a chart shows, and in which colours.

/** The number of colours; further series repeat them with another dash. */
export const COLOURS = 10;
const STAY = 1.25;

/**
 * Returns the `n` series with the greatest newest value, in the order of `series`. A series of the last result, `shown`,
 * stays until another one is a quarter greater: lines do not flicker.
 */
export function topN(series, n, datapoint, shown = []) {
  const weight = (of) => {
    const value = Math.abs(of.last[datapoint] ?? NaN);
    return Number.isNaN(value) ? -1 : value * (shown.includes(of) ? STAY : 1);
  };
  const weights = new Map(series.map((of) => [of, weight(of)]));
  const best = new Set([...series].sort((a, b) => weights.get(b) - weights.get(a)).slice(0, n));
  return series.filter((of) => best.has(of));
}

/** The state of a legend, by the keys of series. */
export class Legend {
  hidden = new Set();
  /** The only series that is shown, or null. */
  isolated = null;
  #places = [];

  /** Hides a series, or shows it again; ends an isolation. */
  toggle(key) {
    if (this.isolated !== null) this.isolated = null;
    else if (!this.hidden.delete(key)) this.hidden.add(key);
  }

  /** Shows one series only, or all if it is the only one. */
  isolate(key) {
    this.isolated = this.isolated === key ? null : key;
  }

  shows(key) {
    return this.isolated === null ? !this.hidden.has(key) : this.isolated === key;
  }

  /** Returns {colour, dash} of each key. A series keeps its colour, also while it is hidden and no other needs it. */
  colours(keys) {
    const shown = new Set(keys);
    const free = () => this.#places.length < COLOURS ? -1 : this.#places.findIndex((key) => !shown.has(key));
    return keys.map((key) => {
      let place = this.#places.indexOf(key);
      if (place < 0) place = free();
      if (place < 0) place = this.#places.length;
      this.#places[place] = key;
      return { colour: place % COLOURS, dash: Math.floor(place / COLOURS) };
    });
  }
}
