// Starts the page: the connection, the header, the clock that draws, and the keys.

import { byId, el, setText } from "./dom.js";
import { clock, stream } from "./feed.js";
import { timeText } from "./model.js";
import { counted, currentRoute, listMetrics, markRoute, onRoute, showGroups } from "./navigation.js";
import { drawPage, showPage, step } from "./pages.js";
import { showProblems } from "./problems.js";
import { change, settings } from "./settings.js";

const LIST_EVERY = 30_000;

let catalog = null;
let isShown = false;
let retryAt = 0;
let drawnAt = 0;

/** Lists the metrics of the program. */
async function loadCatalog() {
  catalog = await listMetrics({});
  setText(byId("counts"), `${counted(catalog.total, "metric")}, ${catalog.series.toLocaleString("en")} series`);
  showGroups(catalog);
}

/** Shows the page of the address: if the program does not answer, after the next connection. */
async function show() {
  isShown = await showPage(currentRoute(), catalog).then(() => true, () => false);
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
  const state = stream.lostAt ? "lost" : !stream.hello ? "connecting" : clock.paused ? "paused" : "live";
  const texts = { lost: "Reconnecting", connecting: "Connecting", paused: `Paused at ${timeText(clock.paused)}`, live: "Live" };
  const uptime = (clock.newest - stream.hello?.started) / 1000;
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
  if (clock.paused) drawPage(true);
  else if (Date.now() - drawnAt > settings.refresh - 50) draw();
  showState();
}

function draw() {
  drawnAt = Date.now();
  drawPage();
}

function togglePause() {
  clock.paused = clock.paused || clock.newest < 0 ? null : clock.newest;
  byId("pause").ariaPressed = clock.paused !== null;
  setText(byId("pause"), clock.paused ? "Continue" : "Pause");
  showState();
  draw();
}

// The keys

const KEYS = {
  "/": () => byId("search").focus(),
  "?": () => byId("keys").showModal(),
  p: togglePause,
  " ": togglePause,
  j: () => step(1),
  k: () => step(-1),
};

addEventListener("keydown", (event) => {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  const isTaken = target.closest?.("input, select, dialog") || (key === " " && target.closest?.("button, a, summary"));
  if (ctrlKey || metaKey || altKey || isTaken || !Object.hasOwn(KEYS, key)) return;
  event.preventDefault();
  KEYS[key]();
});
byId("pause").addEventListener("click", togglePause);
byId("help").addEventListener("click", KEYS["?"]);
byId("skip").addEventListener("click", (event) => {
  // the address names what the page shows
  event.preventDefault();
  byId("main").focus();
});

for (const select of document.querySelectorAll("#settings select")) {
  select.value = settings[select.id];
  select.addEventListener("change", () => change({ [select.id]: select.value }));
}
addEventListener("settings", draw);
onRoute(() => {
  markRoute();
  show();
  scrollTo(0, 0);
});
showProblems();
// without token logins, the program leads from the login to the page
fetch("login", { method: "HEAD" }).then(({ redirected }) => (byId("logout").hidden = redirected), showState);
setInterval(tick, 250);
setInterval(() => document.hidden || stream.lostAt || loadCatalog().catch(showState), LIST_EVERY);
markRoute();
stream.open();
