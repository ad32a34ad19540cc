// Numbers, units, times and labels as text.

const SYMBOLS = { volts: "V", amperes: "A", watts: "W", joules: "J", grams: "g", meters: "m", hertz: "Hz" };
const DECIMAL = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"], [1, ""]];
const SCALES = {
  seconds: [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"], [1e-3, "ms"], [1e-6, "µs"], [1e-9, "ns"]],
  bytes: [[2 ** 40, "TiB"], [2 ** 30, "GiB"], [2 ** 20, "MiB"], [2 ** 10, "KiB"], [1, "B"]],
  ratio: [[0.01, "%"]],
  percent: [[1, "%"]],
  celsius: [[1, "°C"]],
};

/** Returns the unit of a datapoint of a metric, for example `seconds`, `timestamp`, `bytes/s`, `/s` or an empty string. */
export function unitOf({ name, type, unit }, datapoint) {
  if (/(timestamp|start_time)_seconds$/.test(name)) return "timestamp";
  const observes = type === "histogram" || type === "summary";
  const counts = observes && ["value", "rate", "count", "heat"].includes(datapoint);
  return (counts || !unit ? "" : unit) + (datapoint === "rate" ? "/s" : "");
}

/**
 * Returns a number with its unit, for example `12.3 ms`, `4 KiB`, `98.5%` or `12.3/s`, and `–` for null. A timestamp is a
 * local time.
 */
export function formatNumber(value, unit = "", digits = 3) {
  if (value === null || value === undefined) return "–";
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (unit === "timestamp") return new Date(value * 1000).toLocaleString("sv");
  const [, base, per] = /^(.*?)(\/s)?$/.exec(unit);
  const prefixes = SCALES[base] ?? DECIMAL;
  let [scale, prefix] = prefixOf(Math.abs(value), prefixes, digits);
  // an exponent replaces the prefix
  if (rounded(value / scale, digits).includes("e")) [scale, prefix] = prefixOf(0, prefixes);
  const symbol = prefix + (SYMBOLS[base] ?? "");
  return rounded(value / scale, digits) + (symbol && symbol !== "%" ? " " : "") + symbol + (per ?? "");
}

/** Returns the greatest prefix that leaves at least one, after rounding; that of 1 for zero. */
function prefixOf(size, prefixes, digits) {
  const fits = ([scale]) => (size === 0 ? scale === 1 : Number((size / scale).toPrecision(digits)) >= 1);
  return prefixes.find(fits) ?? prefixes.at(-1);
}

function rounded(value, digits) {
  const number = Number(value.toPrecision(digits));
  const size = Math.abs(number);
  return size >= 1e6 || (size > 0 && size < 1e-4) ? number.toExponential().replace("+", "") : String(number);
}

/** Returns labels as in PromQL, for example `{route="/"}`; an empty string without labels. */
export function labelsText(labels) {
  const escaped = (value) => value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`);
  return pairs.length ? `{${pairs.join(",")}}` : "";
}

/** Returns the local time of a timestamp, for example `15:04:05`. */
export function timeText(timestamp, seconds = true) {
  const date = new Date(timestamp);
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].slice(0, seconds ? 3 : 2);
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
