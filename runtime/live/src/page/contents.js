// What an address contains: sections with a title and the metrics of their cards.

import { groupAddress, groupTitle, listMetrics, metricAddress } from "./navigation.js";
import { functionName } from "./tables.js";

const PREVIEW = 3;
const FUNCTION_METRICS = ["calls_total", "in_flight", "duration_seconds"];

/**
 * Returns the sections of a route: `{title, href, detail, cards: [{metric, options, matches}], wide, table}`.
 * `catalog` has the metrics, the groups and the functions of the program.
 */
export function contents({ page, name }, catalog) {
  return { overview, functions, group, search, metric }[page](catalog, name);
}

export const counted = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;

/** The first metrics of each group, of different types. */
function overview({ metrics, groups }) {
  return groups.map(([group, total]) => {
    const own = metrics.filter((metric) => metric.group === group && metric.type !== "info");
    const href = groupAddress(group);
    return { title: groupTitle(group), href, detail: counted(total, "metric"), cards: cards(varied(own).slice(0, PREVIEW)) };
  });
}

async function group(_, group) {
  const { metrics, total } = await listMetrics({ group, limit: 1000 });
  return [{ title: groupTitle(group), detail: counted(total, "metric"), cards: cards(metrics) }];
}

async function search(_, words) {
  const { metrics, total } = await listMetrics({ search: words, limit: 200 });
  const detail = total > metrics.length ? `the first ${metrics.length} of ${counted(total, "metric")}` : counted(total, "metric");
  return [{ title: `Search: ${words}`, detail, cards: cards(metrics) }];
}

/** One metric, or one series of it. The answer to its topic says whether it exists. */
function metric({ metrics }, text) {
  const [, name, selector] = /^([^{]*)(.*)$/s.exec(text);
  const known = metrics.find((metric) => metric.name === name);
  const [title, href] = known ? [groupTitle(known.group), groupAddress(known.group)] : ["Metric"];
  const all = selector ? { detail: "all series", detailHref: metricAddress(name) } : {};
  return [{ title, href, ...all, wide: true, cards: [{ metric: known ?? { name }, options: { selector } }] }];
}

/** The table of functions, or the charts of one function. */
function functions({ metrics, functions }, name) {
  if (!name) return [{ title: "Functions", table: functions, cards: [] }];
  const own = functions.filter((base) => /(^|_)function_$/.test(base) || functionName(base, {}) === name);
  const charts = own.flatMap((base) => {
    const filter = (labels) => functionName(base, labels) === name;
    const found = FUNCTION_METRICS.map((end) => metrics.find((metric) => metric.name === base + end));
    return found.filter(Boolean).map((metric) => ({ metric, options: { filter } }));
  });
  return [{ title: name, detail: "all functions", detailHref: "#/functions", cards: charts }];
}

const cards = (metrics) => metrics.map((metric) => ({ metric, matches: metric.matches ?? [] }));

/** Returns the metrics with the first one of each type in front. */
function varied(metrics) {
  const first = new Map(metrics.toReversed().map((metric) => [metric.type, metric]));
  const front = metrics.filter((metric) => first.get(metric.type) === metric);
  return [...front, ...metrics.filter((metric) => !front.includes(metric))];
}
