// The scales of axes: their ends, their ticks, and the place of a value from 0 to 1.

import { formatNumber, timeText } from "./format.js";

const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21600, 43200, 86400];

/** Returns the smallest step that is easy to read and not below `least`. */
function niceStep(least, unit) {
  if (unit.startsWith("seconds") && least > 30) return SECONDS.find((step) => step >= least) ?? least;
  if (unit.startsWith("bytes") && least > 1) return 2 ** Math.ceil(Math.log2(least));
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].find((step) => step * power >= least * 0.999) * power;
}

/** Returns the multiples of a step between two ends. */
function multiples(from, to, step) {
  const first = Math.ceil(from / step - 1e-9);
  const length = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({ length }, (_, at) => Number(((first + at) * step).toPrecision(14)));
}

/** Returns a scale that keeps zero, for values from `min` to `max`. `from` and `to` fix an end. */
export function linearScale(min, max, count, { from, to, unit = "" }) {
  let [low, high] = [from ?? Math.min(0, min), to ?? Math.max(0, max)];
  if (!(high > low)) high = low + 1;
  const step = niceStep((high - low) / count, unit);
  if (from === undefined) low = Math.floor(low / step + 1e-9) * step;
  if (to === undefined) high = Math.ceil(high / step - 1e-9) * step;
  const digits = Math.max(3, Math.ceil(Math.log10(Math.max(-low, high) / step)) + 1);
  const ticks = multiples(low, high, step).map((value) => ({ value, text: formatNumber(value, unit, digits) }));
  return { from: low, to: high, ticks, place: (value) => (value - low) / (high - low) };
}

/**
 * Returns a logarithmic scale from the power of ten below `least`, the least positive value, to the power above `max`.
 * If `min` is not positive, the lower edge is a power below and stands for zero and less.
 */
export function logScale(least, min, max, count, { from, to, unit = "" }) {
  const power = (value, round) => round(Number(Math.log10(value > 0 && value < Infinity ? value : 1).toFixed(9)));
  const zero = min <= 0;
  const low = from > 0 ? power(from, Math.floor) : power(least, Math.floor) - zero;
  const high = Math.max(low + 1, power(to ?? max, Math.ceil));
  const place = (value) => (Math.log10(Math.max(0, value)) - low) / (high - low);
  const ticks = multiples(0, high - low, Math.ceil((high - low) / count)).map((at) => {
    const value = Number(`1e${low + at}`);
    return { value, text: formatNumber(zero && at === 0 ? 0 : value, unit) };
  });
  return { from: 10 ** low, to: 10 ** high, ticks, place };
}

/** Returns at most about `count` ticks of a time axis. */
export function timeTicks(from, to, count) {
  const least = (to - from) / 1000 / count;
  const step = 1000 * (SECONDS.find((seconds) => seconds >= least) ?? 86400);
  return multiples(from, to, step).map((value) => ({ value, text: timeText(value, step < 60_000) }));
}
