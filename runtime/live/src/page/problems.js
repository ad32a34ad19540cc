// The panel "What is wrong now".

import { byId, el, setText, showItems } from "./dom.js";
import { counted, metricAddress } from "./navigation.js";

/** Shows the problems of a program. `isMetric(name)` says whether a metric has this name. */
export function showProblems(stream, isMetric) {
  const rows = {
    key: ({ kind, subject }) => `${kind} ${subject} ${isMetric(subject)}`,
    create: ({ kind, subject }) => create(kind, subject, addressOf(kind, subject, isMetric)),
    update,
  };
  stream.addEventListener("message", ({ detail: { event, problems } }) => {
    if (event !== "problems") return;
    showItems(byId("problems-list"), problems, rows);
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

function addressOf(kind, subject, isMetric) {
  return isMetric(subject) ? metricAddress(subject) : kind === "panic" ? "#/functions" : undefined;
}

function create(kind, subject, href) {
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
