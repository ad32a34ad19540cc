// The panel "What is wrong now".

import { byId, element, setText } from "./dom.js";
import { metricAddress } from "./navigation.js";

const PARTS = ["severity", "subject", "sentence", "times"];

/** Shows the list of problems. `isMetric(name)` says whether a metric has this name. */
export class Problems {
  #isMetric;
  #rows = new Map();

  constructor(stream, isMetric) {
    this.#isMetric = isMetric;
    stream.addEventListener("message", ({ detail }) => detail.event === "problems" && this.#show(detail.problems));
    stream.addEventListener("lost", () => state("waiting", "Unknown until the program answers"));
    stream.join("@problems");
  }

  #show(problems) {
    const rows = new Map(problems.map((problem) => this.#row(problem)));
    const shown = [...rows.values()];
    const list = byId("problems-list");
    const same = shown.length === list.children.length && shown.every((row, at) => row === list.children[at]);
    if (!same) list.replaceChildren(...shown);
    this.#rows = rows;
    const worst = problems.some(({ severity }) => severity === "error") ? "error" : "warning";
    state(problems.length > 0 ? worst : "good", summary(problems));
  }

  /** Returns the row of a problem, which stays from one message to the next: the focus may be on its link. */
  #row(problem) {
    const { kind, subject, severity, text } = problem;
    const address = this.#isMetric(subject) ? metricAddress(subject) : kind === "panic" ? "#/functions" : undefined;
    const key = JSON.stringify([kind, subject, address]);
    const row = this.#rows.get(key) ?? create(kind, subject, address);
    row.dataset.severity = severity;
    setText(row.children[0], severity);
    setText(row.children[2], text);
    setText(row.children[3], times(problem));
    return [key, row];
  }
}

function state(name, text) {
  byId("problems").dataset.state = name;
  setText(byId("problems-state"), text);
}

function create(kind, subject, href) {
  const cells = PARTS.map((part) => element("span", { class: part }));
  cells[1].append(element(href ? "a" : "bdi", { href, dir: "auto" }, subject));
  return element("li", { "data-kind": kind, "data-subject": subject }, ...cells);
}

function summary(problems) {
  if (problems.length === 0) return "Nothing is wrong";
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const count = (n, word) => (n > 0 ? [`${n} ${word}${n > 1 ? "s" : ""}`] : []);
  return [...count(errors, "error"), ...count(problems.length - errors, "warning")].join(", ");
}

function times({ count, recent }) {
  const total = `${count.toLocaleString("en")}×`;
  return recent > 0 && recent < count ? `${total} (${recent.toLocaleString("en")} in the last minute)` : total;
}
