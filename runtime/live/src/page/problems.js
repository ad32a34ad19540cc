// The panel "What is wrong now".

import { byId, el, setText, showItems } from "./dom.js";
import { stream } from "./feed.js";
import { counted, groupAddress, metricAddress } from "./navigation.js";

/** The kinds of problems whose subject is a metric. */
const OF_METRICS = /conflict|overflow|read_panic|refused/;
const ROWS = { key: ({ kind, subject }) => `${kind} ${subject}`, create, update };

/** Shows the problems of the program. */
export function showProblems() {
  stream.addEventListener("message", ({ detail: { event, problems } }) => {
    if (event !== "problems") return;
    showItems(byId("problems-list"), problems, ROWS);
    const worst = problems.some(({ severity }) => severity === "error") ? "error" : "warning";
    if (problems.length > 0) setState(worst, counted(problems.length, "problem"));
    else setState("good", "Nothing is wrong");
  });
  stream.addEventListener("lost", () => setState("waiting", "Unknown until the program answers"));
  stream.join("@problems");
}

function setState(state, text) {
  byId("problems").dataset.state = state;
  setText(byId("problems-state"), text);
}

function create({ kind, subject }) {
  const href = OF_METRICS.test(kind) ? metricAddress(subject) : kind === "panic" && groupAddress("functions");
  const name = el(href ? "a" : "bdi", { href }, subject);
  return el("li", { "data-kind": kind, "data-subject": subject }, el("b"), name, el("span"), el("small"));
}

function update({ dataset, children: [severity, , sentence, times] }, problem) {
  dataset.severity = problem.severity;
  setText(severity, problem.severity);
  setText(sentence, problem.text);
  const [count, recent] = [problem.count, problem.recent].map((n) => n.toLocaleString("en"));
  setText(times, problem.recent > 0 ? `${count}×, ${recent} in the last minute` : `${count}×`);
}
