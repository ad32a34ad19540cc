/** The live numbers of the start page: connects to the stream of the live page, and shows what it sends. */

import { Topics } from "/metrics/live/model.js";
import { Stream } from "/metrics/live/stream.js";
import { BILL, showBill, showProblems } from "./lists.js";
import { TILES, Tile } from "./tiles.js";

const PROBLEMS = "@problems";

const topics = new Topics();
const stream = new Stream();
const tiles = Object.entries(TILES).map(([name, options]) => new Tile(name, options, topics));
const status = document.getElementById("status");
let planned = false;

function show() {
  planned = false;
  for (const tile of tiles) tile.draw();
  showBill(topics);
}

/** Draws once for all messages of a second. */
function plan() {
  if (planned) return;
  planned = true;
  requestAnimationFrame(show);
}

function say(state, text) {
  status.dataset.state = state;
  if (status.textContent !== text) status.textContent = text;
}

stream.addEventListener("message", ({ detail: message }) => {
  const topic = topics.apply(message);
  if (message.event === "problems") showProblems(topic.problems);
  plan();
});
stream.addEventListener("open", () => say("open", "once a second"));
stream.addEventListener("lost", () => say("lost", "the connection is lost, trying again"));
stream.addEventListener("login", () => say("lost", "log in on the live page to see the numbers"));

for (const name of [...tiles.flatMap((tile) => tile.names), ...Object.values(BILL).map((line) => line.topic), PROBLEMS]) {
  topics.topic(name);
  stream.join(name);
}
stream.open();

document.addEventListener("drill", ({ detail }) => tiles.forEach((tile) => tile.mark(detail)));
new ResizeObserver(plan).observe(document.querySelector(".tiles"));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", plan);

/** Scrapes once the stream counts scrapes, so that the bill has one to show. */
function scrapeOnce({ detail: { event, topic } }) {
  if (event !== "points" || topic !== BILL.duration.topic) return;
  stream.removeEventListener("message", scrapeOnce);
  fetch("/metrics").then((answer) => answer.text());
}
stream.addEventListener("message", scrapeOnce);
