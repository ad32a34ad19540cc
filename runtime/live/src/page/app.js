// Starts the page: the stream, the header, the keys, and the clock that draws.

import { byId, element, setText } from "./dom.js";
import { counted } from "./contents.js";
import { Feed } from "./feed.js";
import { timeText } from "./model.js";
import { Navigation, listMetrics } from "./navigation.js";
import { Pages } from "./pages.js";
import { Problems } from "./problems.js";
import { Settings } from "./settings.js";
import { Stream } from "./stream.js";
import { functionFamilies } from "./tables.js";

const CATALOG_EVERY = 30_000;

const settings = new Settings();
const stream = new Stream();
const feed = new Feed(stream);
let catalog = null;
let pausedAt = null;
let retryAt = 0;
let timer;

/** What the parts of the page share. */
const page = {
  feed,
  settings,
  catalog: () => (catalog ??= loadCatalog()),
  program: () => byId("program").textContent,
  now: () => pausedAt ?? feed.now,
  cross,
};
const pages = new Pages(page);
const navigation = new Navigation((route) => pages.show(route));
const names = new Set();
new Problems(stream, (name) => names.has(name));

async function loadCatalog() {
  const list = await listMetrics({ limit: 1000 });
  const calls = list.total > list.metrics.length ? await listMetrics({ search: "calls_total outcome", limit: 200 }) : list;
  const functions = functionFamilies(calls.metrics);
  for (const { name } of list.metrics) names.add(name);
  setText(byId("counts"), `${counted(list.total, "metric")}, ${list.series.toLocaleString("en")} series`);
  navigation.setGroups(list.groups, list.total, functions.length > 0);
  return { ...list, functions };
}

/** Loads the list of metrics again: a metric may be new. */
function refreshCatalog() {
  if (document.hidden || stream.lostAt) return;
  const next = loadCatalog();
  next.then(() => (catalog = next)).catch(() => {});
}

// The connection

stream.addEventListener("hello", ({ detail: { program, restarted, started } }) => {
  if (program) setText(byId("program"), program);
  if (restarted) notify(`The program restarted at ${timeText(started)}. Counters start again at zero.`);
});
stream.addEventListener("open", () => {
  catalog = null;
  showState();
  pages.show(navigation.route);
});
stream.addEventListener("lost", ({ detail: { delay } }) => {
  retryAt = Date.now() + delay;
  showState();
});
stream.addEventListener("login", () => location.assign("login"));
stream.addEventListener("refused", () => notify("The program refuses more topics. Close other pages."));
stream.addEventListener("message", ({ detail: { event, messages } }) => {
  if (event === "dropped") notify(`The connection is slow: ${counted(messages, "message")} did not arrive.`);
});

function showState() {
  const state = stream.lostAt ? "lost" : !stream.hello ? "connecting" : pausedAt ? "paused" : "live";
  const seconds = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
  const text = { lost: "Reconnecting", connecting: "Connecting", paused: `Paused at ${timeText(pausedAt)}`, live: "Live" }[state];
  byId("status").dataset.state = state;
  setText(byId("state"), text);
  setText(byId("retry"), state === "lost" ? `in ${seconds} s` : "");
}

function showUptime() {
  if (!stream.hello || stream.lostAt) return;
  const { started, timestamp, at = (stream.hello.at = Date.now()) } = stream.hello;
  setText(byId("uptime"), `up ${duration((timestamp - started + Date.now() - at) / 1000)}`);
}

/** Returns a duration with its two largest units. */
function duration(seconds) {
  const parts = [[seconds / 86400, "d"], [(seconds / 3600) % 24, "h"], [(seconds / 60) % 60, "min"], [seconds % 60, "s"]];
  const first = parts.findIndex(([n]) => n >= 1);
  return parts.slice(first < 0 ? 3 : first).slice(0, 2).map(([n, unit]) => `${Math.floor(n)} ${unit}`).join(" ");
}

function notify(text) {
  const close = element("button", { type: "button", onclick: () => (byId("notice").hidden = true) }, "Dismiss");
  byId("notice").hidden = false;
  byId("notice").replaceChildren(element("span", {}, text), close);
}

// The clock

function draw() {
  requestAnimationFrame(() => pages.draw());
}

function restartClock() {
  clearInterval(timer);
  timer = setInterval(() => pausedAt === null && draw(), settings.get("refresh"));
}

function togglePause() {
  pausedAt = pausedAt === null && feed.now > 0 ? feed.now : null;
  byId("pause").setAttribute("aria-pressed", pausedAt !== null);
  setText(byId("pause"), pausedAt === null ? "Pause" : "Continue");
  showState();
  draw();
}

/** Shows the cross of one chart in all others, and its values to a screen reader if keys moved it. */
function cross(card, detail) {
  pages.cross(detail?.time ?? null, card);
  if (detail?.by !== "keys") return;
  const values = detail.values.map(({ text, formatted }) => `${text} ${formatted}`);
  setText(byId("announce"), `${timeText(detail.time)}: ${values.join(", ")}`);
}

settings.addEventListener("change", ({ detail: name }) => {
  if (name === "refresh") restartClock();
  if (name === "scale") pages.fix(settings.get("scale") === "fixed");
  draw();
});

// The keys

const WINDOWS = { 1: 30_000, 2: 120_000, 3: 300_000 };
const KEYS = {
  "/": () => byId("search").focus(),
  "?": () => byId("keys").showModal(),
  p: togglePause,
  " ": togglePause,
  j: () => pages.step(1),
  k: () => pages.step(-1),
  l: () => settings.set("axis", settings.get("axis") === "log" ? "linear" : "log"),
  f: () => settings.set("scale", settings.get("scale") === "auto" ? "fixed" : "auto"),
  o: () => (location.hash = "#/"),
  ...Object.fromEntries(Object.entries(WINDOWS).map(([key, window]) => [key, () => settings.set("window", window)])),
};

addEventListener("keydown", (event) => {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  const busy = target.closest("input, select, dialog") || (key === " " && target.closest("button, a, canvas"));
  if (ctrlKey || metaKey || altKey || busy || !Object.hasOwn(KEYS, key)) return;
  event.preventDefault();
  KEYS[key]();
});
byId("pause").addEventListener("click", togglePause);
byId("help").addEventListener("click", KEYS["?"]);
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
for (const select of document.querySelectorAll("#settings select")) settings.bind(select);

setInterval(() => (showState(), showUptime()), 1000);
setInterval(refreshCatalog, CATALOG_EVERY);
restartClock();
stream.open();
