/** Numbers, units, labels and words as text. */

const SYMBOLS = { celsius: "°C", volts: "V", amperes: "A", watts: "W", joules: "J", grams: "g", meters: "m", hertz: "Hz",
  kelvin: "K", pascals: "Pa" };
const DECIMAL = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"], [1, ""]];
const BYTES = [[2 ** 50, "PiB"], [2 ** 40, "TiB"], [2 ** 30, "GiB"], [2 ** 20, "MiB"], [2 ** 10, "KiB"], [1, "B"]];
const TIMES = [[86_400, "d"], [3_600, "h"], [60, "min"], [1, "s"], [1e-3, "ms"], [1e-6, "µs"], [1e-9, "ns"]];
const PREFIXES = { seconds: TIMES, bytes: BYTES };

/** Returns the unit of a datapoint of a metric, for example `seconds`, `bytes/s`, `/s` or an empty string. */
export function unitOf({ type, unit }, datapoint) {
  if (datapoint === "heat" || datapoint === "count") return "";
  const observes = type === "histogram" || type === "summary";
  const own = observes && ["value", "rate", "delta"].includes(datapoint) ? "" : (unit ?? "");
  return datapoint === "rate" ? `${own}/s` : own;
}

/** Returns a number as text with its unit, for example `12.3 ms`, `4 KiB`, `98.5%`, `12.3/s`; `–` for null. */
export function formatNumber(value, unit = "", digits = 3) {
  if (value === null || value === undefined) return "–";
  const per = unit.endsWith("/s") ? "/s" : "";
  const base = unit.slice(0, unit.length - per.length);
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (base === "ratio" || base === "percent") return `${rounded(base === "ratio" ? 100 * value : value, digits)}%${per}`;
  const [scale, prefix] = prefixOf(Math.abs(value), PREFIXES[base] ?? DECIMAL, digits);
  const symbol = PREFIXES[base] ? prefix : prefix + (SYMBOLS[base] ?? "");
  const text = rounded(value / scale, digits);
  return (symbol ? `${text} ${symbol}` : text) + per;
}

/** Returns the largest prefix that is not greater than the value, after rounding. */
function prefixOf(size, prefixes, digits) {
  const one = prefixes.find(([scale]) => scale === 1);
  if (size === 0) return one;
  const fits = ([scale]) => Number((size / scale).toPrecision(digits)) >= 1;
  return prefixes.find(fits) ?? prefixes[prefixes.length - 1];
}

function rounded(value, digits) {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const number = Number(value.toPrecision(digits));
  return Math.abs(number) < 1e-4 && number !== 0 ? number.toExponential() : String(number);
}

/** Returns labels as in PromQL, for example `{route="/"}`; an empty string without labels. */
export function labelsText(labels) {
  const escaped = (value) => value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}

/** Returns a test of strings: each word of the search must be in one of them, in any case. */
export function search(words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return (...texts) => {
    const all = texts.map((text) => text.toLowerCase());
    return wanted.every((word) => all.some((text) => text.includes(word)));
  };
}

/** Returns the local time of a timestamp as `15:04:05`. */
export function timeText(timestamp, seconds = true) {
  const date = new Date(timestamp);
  const parts = [date.getHours(), date.getMinutes(), ...(seconds ? [date.getSeconds()] : [])];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
