/** The list of what is wrong now, and the bill. */

import { formatNumber } from "/metrics/live/model.js";

const MINUTES = 300_000;

/** The lines of the bill by name: the topic of each, and how its number reads. */
export const BILL = {
  series: { topic: "gapless_series@value", text: (value) => String(value) },
  duration: { topic: "gapless_scrape_duration_seconds@mean", text: (value) => formatNumber(value, "seconds") },
  size: { topic: "gapless_scrape_size_bytes@mean", text: (value) => `${Math.round(value / 1000)} kB` },
};

export function showBill(topics) {
  for (const [name, { topic, text }] of Object.entries(BILL)) {
    const value = newest(topics.topic(topic));
    if (value !== null) document.querySelector(`[data-bill="${name}"] dd`).textContent = text(value);
  }
}

/** Returns the newest number of any series. */
function newest(topic) {
  const window = topic.window(MINUTES);
  const datapoint = topic.name.split("@")[1];
  const columns = topic.series.map((series) => window.values(series, datapoint)).filter(Boolean);
  for (let at = window.times.length - 1; at >= 0; at -= 1) {
    const column = columns.find((values) => !Number.isNaN(values[at]));
    if (column) return column[at];
  }
  return null;
}

export function showProblems(problems) {
  const list = document.getElementById("problems");
  list.dataset.state = problems.length > 0 ? "bad" : "good";
  const lines = problems.map(({ severity, text }) => line(text, severity));
  const shown = [...list.children].map((item) => item.textContent).join("\n");
  const next = lines.length > 0 ? lines : [line("Nothing", "")];
  if (shown !== next.map((item) => item.textContent).join("\n")) list.replaceChildren(...next);
}

function line(text, severity) {
  const item = document.createElement("li");
  item.textContent = text;
  item.className = severity;
  return item;
}
