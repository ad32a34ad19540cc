// Starts the page: the connection, the header, the clock that draws, and the keys.

import { byId, el, setText } from "./dom.js";
import { Feed } from "./feed.js";
import { timeText } from "./model.js";
import { Navigation, counted, listMetrics, sortedGroups } from "./navigation.js";
import { Pages } from "./pages.js";
import { showProblems } from "./problems.js";
import { Settings } from "./settings.js";
import { Stream } from "./stream.js";

const LIST_EVERY = 30_000;

const settings = new Settings();
const stream = new Stream();
const feed = new Feed(stream);
const pages = new Pages({ feed, settings, catalog: () => catalog, now: () => pausedAt ?? feed.now });
const navigation = new Navigation(() => show());
let catalog = null;
let isShown = false;
let pausedAt = null;
let retryAt = 0;
let drawnAt = 0;

/** Lists the metrics of the program. */
async function loadCatalog() {
  const list = await listMetrics({ limit: 1000 });
  catalog = { ...list, groups: sortedGroups(list.groups) };
  setText(byId("counts"), `${counted(list.total, "metric")}, ${list.series.toLocaleString("en")} series`);
  navigation.setGroups(catalog);
}

/** Shows the page of the address: if the program does not answer, after the next connection. */
async function show() {
  isShown = await pages.show(navigation.route).then(() => true, () => false);
}

// The connection

const on = (event, act) => stream.addEventListener(event, ({ detail }) => act(detail));
on("hello", ({ program, restarted, started }) => {
  if (program) setText(byId("program"), program);
  if (restarted) notify(`The program restarted at ${timeText(started)}. Counters start again at zero.`);
});
on("open", async () => {
  await loadCatalog().catch(showState);
  if (!isShown) show();
});
on("lost", ({ delay }) => (retryAt = Date.now() + delay));
on("login", () => location.assign("login"));
on("message", ({ event, messages }) => {
  if (event === "dropped") notify(`The connection is slow: ${counted(messages, "message")} did not arrive.`);
});

function notify(text) {
  byId("notice").replaceChildren(el("span", {}, text), el("button", { onclick: () => (byId("notice").hidden = true) }, "Dismiss"));
  byId("notice").hidden = false;
}

/** Shows the state of the connection, and for how long the program runs. */
function showState() {
  const state = stream.lostAt ? "lost" : !stream.hello ? "connecting" : pausedAt ? "paused" : "live";
  const texts = { lost: "Reconnecting", connecting: "Connecting", paused: `Paused at ${timeText(pausedAt)}`, live: "Live" };
  const uptime = (feed.now - stream.hello?.started) / 1000;
  byId("status").dataset.state = state;
  setText(byId("state"), texts[state]);
  setText(byId("retry"), state === "lost" ? `in ${Math.max(0, Math.ceil((retryAt - Date.now()) / 1000))} s` : "");
  if (uptime > 0) setText(byId("uptime"), `up ${duration(uptime)}`);
}

/** Returns a duration with its two largest units. */
function duration(seconds) {
  const parts = Object.entries({ d: 86400, h: 3600, min: 60, s: 1 }).map(([unit, size]) => {
    const n = Math.floor(seconds / size);
    seconds %= size;
    return n > 0 && `${n} ${unit}`;
  });
  return parts.filter(Boolean).slice(0, 2).join(" ");
}

// The clock

function tick() {
  if (pausedAt !== null) pages.draw(true);
  else if (Date.now() - drawnAt > settings.get("refresh") - 50) draw();
  showState();
}

function draw() {
  drawnAt = Date.now();
  pages.draw();
}

function togglePause() {
  pausedAt = pausedAt === null && feed.now > 0 ? feed.now : null;
  byId("pause").ariaPressed = pausedAt !== null;
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
  event.preventDefault(); // the address names what the page shows
  byId("main").focus();
});

document.querySelectorAll("#settings select").forEach((select) => settings.bind(select));
settings.addEventListener("change", draw);
showProblems(stream);
setInterval(tick, 250);
setInterval(() => document.hidden || stream.lostAt || loadCatalog().catch(showState), LIST_EVERY);
navigation.mark();
stream.open();
