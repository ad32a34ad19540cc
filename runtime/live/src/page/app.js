// Starts the page: the connection, the header, the clock that draws, and the keys.

import { byId, el, setText } from "./dom.js";
import { Feed } from "./feed.js";
import { formatNumber, timeText } from "./model.js";
import { Navigation, counted, listMetrics } from "./navigation.js";
import { Pages } from "./pages.js";
import { showProblems } from "./problems.js";
import { Settings } from "./settings.js";
import { Stream } from "./stream.js";
import { functionFamilies } from "./tables.js";

const LIST_EVERY = 30_000;

const settings = new Settings();
const stream = new Stream();
const feed = new Feed(stream);
const pages = new Pages({ feed, settings, catalog: () => catalog, now: () => pausedAt ?? feed.now });
const navigation = new Navigation((route) => pages.show(route));
let catalog = null;
let names = new Set();
let pausedAt = null;
let retryAt = 0;
let drawnAt = 0;

/** Lists the metrics and the functions of the program, and shows their numbers. */
async function loadCatalog() {
  const list = await listMetrics({ limit: 1000 });
  const isWhole = list.total === list.metrics.length;
  const calls = isWhole ? list : await listMetrics({ search: "calls_total outcome", limit: 1000 });
  names = new Set(list.metrics.map(({ name }) => name));
  setText(byId("counts"), `${counted(list.total, "metric")}, ${list.series.toLocaleString("en")} series`);
  const loaded = { ...list, functions: functionFamilies(calls.metrics) };
  navigation.setGroups(loaded);
  return loaded;
}

/** Lists the metrics again: one may be new. */
function refreshCatalog() {
  if (document.hidden || stream.lostAt) return;
  const next = loadCatalog();
  next.then(() => (catalog = next)).catch(() => {});
}

// The connection

const on = (event, act) => stream.addEventListener(event, ({ detail }) => act(detail));
on("hello", ({ program, restarted, started }) => {
  if (program) setText(byId("program"), program);
  if (restarted) notify(`The program restarted at ${timeText(started)}. Counters start again at zero.`);
});
on("open", () => {
  catalog = loadCatalog();
  pages.show(navigation.route);
});
on("lost", ({ delay }) => (retryAt = Date.now() + delay));
on("login", () => location.assign("login"));
on("refused", () => notify("The program refuses more topics. Close other pages."));
on("message", ({ event, messages }) => {
  if (event === "dropped") notify(`The connection is slow: ${counted(messages, "message")} did not arrive.`);
});

function notify(text) {
  const close = el("button", { type: "button", onclick: () => (byId("notice").hidden = true) }, "Dismiss");
  byId("notice").replaceChildren(el("span", {}, text), close);
  byId("notice").hidden = false;
}

/** Shows the state of the connection, and for how long the program runs. */
function showState() {
  const state = stream.lostAt ? "lost" : !stream.hello ? "connecting" : pausedAt ? "paused" : "live";
  const texts = { lost: "Reconnecting", connecting: "Connecting", paused: `Paused at ${timeText(pausedAt)}`, live: "Live" };
  byId("status").dataset.state = state;
  setText(byId("state"), texts[state]);
  setText(byId("retry"), state === "lost" ? `in ${Math.max(0, Math.ceil((retryAt - Date.now()) / 1000))} s` : "");
  if (state === "live") setText(byId("uptime"), `up ${formatNumber((feed.now - stream.hello.started) / 1000, "seconds")}`);
}

// The clock

function tick() {
  if (pausedAt === null && Date.now() - drawnAt > settings.get("refresh") - 50) draw();
  showState();
}

function draw() {
  drawnAt = Date.now();
  pages.draw();
}

function togglePause() {
  pausedAt = pausedAt === null && feed.now > 0 ? feed.now : null;
  byId("pause").setAttribute("aria-pressed", pausedAt !== null);
  setText(byId("pause"), pausedAt === null ? "Pause" : "Continue");
  showState();
  draw();
}

// The keys

const KEYS = {
  "/": () => byId("search").focus(),
  "?": () => byId("keys").showModal(),
  p: togglePause,
  " ": togglePause,
  j: () => pages.step(1),
  k: () => pages.step(-1),
};

addEventListener("keydown", (event) => {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  const isTaken = target.closest("input, select, dialog") || (key === " " && target.closest("button, a, summary"));
  if (ctrlKey || metaKey || altKey || isTaken || !Object.hasOwn(KEYS, key)) return;
  event.preventDefault();
  KEYS[key]();
});
byId("pause").addEventListener("click", togglePause);
byId("help").addEventListener("click", KEYS["?"]);
byId("skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address of a metric would change
  byId("main").focus();
});

document.querySelectorAll("#settings select").forEach((select) => settings.bind(select));
settings.addEventListener("change", draw);
showProblems(stream, (name) => names.has(name));
setInterval(tick, 250);
setInterval(refreshCatalog, LIST_EVERY);
navigation.mark();
stream.open();
