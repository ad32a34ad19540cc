// Which series a chart shows, with which names, and in which colours.

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

/**
 * Returns a function that names a series by the labels in which the series differ, and the labels that they share. The
 * label with the most values comes first, because the end of a long name may be cut.
 */
export function names(all) {
  const labels = [...new Set(all.flatMap((series) => Object.keys(series.labels)))];
  const values = new Map(labels.map((label) => [label, new Set(all.map((series) => series.labels[label])).size]));
  const shared = labels.filter((label) => values.get(label) === 1);
  const differing = labels.filter((label) => values.get(label) > 1).sort((a, b) => values.get(b) - values.get(a));
  const text = (of, chosen) => chosen.filter((label) => label in of).map((label) => `${label}=${of[label]}`).join(" ");
  const short = ({ labels: of }) => (differing.length === 1 ? (of[differing[0]] ?? "") : text(of, differing));
  return [short, text(all[0]?.labels, shared)];
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
