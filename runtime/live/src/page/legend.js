/** Which series a chart shows, and in which colours. */

/** The number of colours; further series get the same colours with another dash. */
export const COLOURS = 10;
const STAY = 1.25;

/** Returns the value by which series are ranked: the newest one, and the lowest rank for an absent one. */
const rank = (series, datapoint) => {
  const value = Math.abs(series.last[datapoint] ?? NaN);
  return Number.isNaN(value) ? -1 : value;
};

/**
 * Returns the `n` series with the greatest newest value, in the order of `series`.
 * A series that is in `shown` (the last result) stays until another one is a quarter greater: lines do not flicker.
 */
export function topN(series, n, datapoint, shown = []) {
  if (series.length <= n) return series;
  const stays = new Set(shown);
  const weight = new Map(series.map((of) => [of, rank(of, datapoint) * (stays.has(of) ? STAY : 1)]));
  const best = [...series].sort((a, b) => weight.get(b) - weight.get(a) || stays.has(b) - stays.has(a));
  const chosen = new Set(best.slice(0, n));
  return series.filter((of) => chosen.has(of));
}

/** The state of a legend, by the keys of series. */
export class Legend {
  hidden = new Set();
  /** The only series that is shown, or null. */
  isolated = null;
  #colours = new Map();

  /** Hides a series, or shows it again. An isolation ends. */
  toggle(key) {
    if (this.isolated !== null) this.isolated = null;
    else if (!this.hidden.delete(key)) this.hidden.add(key);
  }

  /** Shows one series only, or all again if it is the isolated one. */
  isolate(key) {
    this.isolated = this.isolated === key ? null : key;
  }

  /** Returns whether a chart shows a series. */
  shows(key) {
    return this.isolated === null ? !this.hidden.has(key) : this.isolated === key;
  }

  /**
   * Returns the colour ({colour, dash}: numbers from 0) of each of the shown series.
   * A series keeps its colour while it is shown, and until another series needs it.
   */
  colours(keys) {
    const free = new Set(keys.keys());
    for (const key of keys) free.delete(this.#colours.get(key));
    const taken = new Set();
    return keys.map((key) => {
      let place = this.#colours.get(key);
      if (place === undefined || taken.has(place)) {
        [place] = free;
        free.delete(place);
        this.#take(key, place);
      }
      taken.add(place);
      return { colour: place % COLOURS, dash: Math.floor(place / COLOURS) };
    });
  }

  #take(key, place) {
    for (const [other, taken] of this.#colours) if (taken === place) this.#colours.delete(other);
    this.#colours.set(key, place);
  }
}
