/** Lines that are computed from the series of topics: sums and quantiles. */

const WINDOW = 120_000;
/** The quantile at a time is of the ten seconds before it: a second has too few observations. */
const QUANTILE_POINTS = 10;

/** Adds up the series of several topics that `sums` chooses by their labels, at each time of the first topic. */
export function sumLine(topics, sums) {
  const parts = Object.entries(sums).map(([name, chosen]) => sumOf(topics.topic(name), chosen));
  const [first, ...others] = parts;
  const byTime = others.map(({ times, values }) => new Map(times.map((time, at) => [time, values[at]])));
  const values = first.values.map((value, at) => byTime.reduce((sum, of) => sum + (of.get(first.times[at]) || 0), value));
  return { ...first, values };
}

function sumOf(topic, chosen) {
  const window = topic.window(WINDOW);
  const datapoint = topic.name.split("@")[1];
  const times = [...window.times];
  const values = times.map(() => NaN);
  for (const series of topic.series.filter(({ labels }) => chosen(labels))) {
    window.values(series, datapoint)?.forEach((value, at) => {
      if (!Number.isNaN(value)) values[at] = (Number.isNaN(values[at]) ? 0 : values[at]) + value;
    });
  }
  return { to: window.to, times, values };
}

/** Returns a quantile of the chosen series of a topic together, from the counts of their buckets. */
export function quantileLine(topic, chosen, q) {
  const window = topic.window(WINDOW);
  const width = topic.bounds.length + 1;
  const times = [...window.times];
  const counts = times.map(() => new Float64Array(width));
  for (const series of topic.series.filter(({ labels }) => chosen(labels))) {
    window.values(series, "heat")?.forEach((count, at) => {
      if (count > 0) counts[Math.floor(at / width)][at % width] += count;
    });
  }
  const values = times.map((_, at) => quantile(counts.slice(Math.max(0, at - QUANTILE_POINTS + 1), at + 1), topic.bounds, q));
  return { to: window.to, times, values };
}

/** Interpolates within a bucket, as `histogram_quantile` does; NaN without observations. */
function quantile(columns, bounds, q) {
  const counts = columns[0].map((_, bucket) => columns.reduce((sum, column) => sum + column[bucket], 0));
  const total = counts.reduce((sum, count) => sum + count, 0);
  let rank = q * total;
  const bucket = counts.findIndex((count) => {
    const found = count > 0 && rank <= count;
    if (!found) rank -= count;
    return found;
  });
  if (bucket < 0) return NaN;
  if (bucket === bounds.length) return bounds[bounds.length - 1];
  const low = bucket > 0 ? bounds[bucket - 1] : 0;
  return low + (bounds[bucket] - low) * (rank / counts[bucket]);
}
