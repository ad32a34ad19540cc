/** Scales of axes: their range, their ticks and the place of a value. */

import { formatNumber, timeText } from "./format.js";

const MINUTES = [60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400];
const SECONDS = [1, 2, 5, 10, 15, 30, ...MINUTES];

/** Returns the smallest step that is nice to read and not smaller than `least`. */
function niceStep(least, unit) {
  if (unit.startsWith("seconds") && least > 30) return MINUTES.find((step) => step >= least) ?? least;
  if (unit.startsWith("bytes") && least > 1) return 2 ** Math.ceil(Math.log2(least));
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= least * 0.999);
}

/**
 * Creates the scale of values between `min` and `max`.
 * It starts at zero for values of one sign, unless `from` or `to` fix an end. A `log` scale shows positive values only: zero
 * and less are at its lower edge, which its `note` says.
 * @param {{from?: number, to?: number, log?: boolean, unit?: string, count?: number}} options
 * @returns {{min: number, max: number, ticks: {value: number, text: string}[], place: (value: number) => number,
 *   note: string}} `place` maps the range to 0..1
 */
export function scale(min, max, options = {}) {
  const { log = false, unit = "", count = 4 } = options;
  if (!(min <= max)) [min, max] = log ? [1, 10] : [0, 1];
  return log ? logScale(min, max, options, unit, count) : linearScale(min, max, options, unit, count);
}

function linearScale(min, max, { from, to }, unit, count) {
  let [low, high] = [from ?? Math.min(0, min), to ?? Math.max(0, max)];
  if (!(high > low)) high = low + (Math.abs(low) || 1);
  const step = niceStep((high - low) / count, unit);
  if (from === undefined) low = Math.floor(low / step + 1e-9) * step;
  if (to === undefined) high = Math.ceil(high / step - 1e-9) * step;
  const digits = Math.max(3, Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high)) / step)) + 1);
  const ticks = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 1e-9; at += 1) {
    const value = Number((at * step).toPrecision(12));
    ticks.push({ value, text: formatNumber(value, unit, digits) });
  }
  return { min: low, max: high, ticks, place: (value) => (value - low) / (high - low), note: "" };
}

function logScale(min, max, { from, to }, unit, count) {
  const least = from > 0 ? from : min > 0 ? min : max > 0 ? max / 1e3 : 1;
  const most = Math.max(to ?? max, least * 10);
  const [low, high] = [Math.floor(Math.log10(least) + 1e-9), Math.ceil(Math.log10(most) - 1e-9)];
  const step = Math.ceil((high - low) / count);
  const ticks = [];
  for (let power = low; power <= high; power += step) {
    const value = Number(`1e${power}`);
    ticks.push({ value, text: formatNumber(value, unit) });
  }
  const place = (value) => (value > 0 ? Math.max(0, (Math.log10(value) - low) / (high - low)) : 0);
  const note = min <= 0 ? "log scale: zero and less are at the lower edge" : "log scale";
  return { min: 10 ** low, max: 10 ** high, ticks, place, note };
}

/** Returns the ticks of a time axis between two timestamps. */
export function timeTicks(from, to, count = 5) {
  const least = (to - from) / 1000 / count;
  const step = 1000 * (SECONDS.find((seconds) => seconds >= least) ?? 86_400);
  const ticks = [];
  for (let value = Math.ceil(from / step) * step; value <= to; value += step) {
    ticks.push({ value, text: timeText(value, step < 60_000) });
  }
  return ticks;
}
