import assert from "node:assert/strict";
import { test } from "node:test";
import { quantileLine, sumLine } from "../../examples/grapevine/page/lines.js";
import { load } from "./fakes.js";

const { Topics } = await load("model.js");

/** Creates topics with one that has the values of some series, once a second. */
function topicsWith(name, labels, values, options = {}) {
  const topics = new Topics();
  add(topics, name, labels, values, options);
  return topics;
}

function add(topics, name, labels, values, options = {}) {
  topics.topic(name);
  const datapoint = name.split("@")[1];
  topics.apply({ event: "joined", topic: name, status: "ok", metric: {}, datapoints: [datapoint], ...options });
  topics.apply({ event: "series", topic: name, first: 0, series: labels });
  values.forEach((column, second) => {
    topics.apply({ event: "points", topic: name, timestamp: 1000 * (second + 1), values: { [datapoint]: column } });
  });
}

const isOfError = ({ outcome }) => outcome === "error";
const any = () => true;

test("a sum has the series that are chosen, and a gap where none has a value", () => {
  const outcomes = [{ outcome: "ok" }, { outcome: "error", function: "a" }, { outcome: "error", function: "b" }];
  const topics = topicsWith("calls@rate", outcomes, [[9, 1, 2], [9, null, 3], [9, null, null]]);
  const { times, values } = sumLine(topics, { "calls@rate": isOfError });
  assert.deepEqual(times, [1000, 2000, 3000]);
  assert.deepEqual(values, [3, 3, NaN]);
});

test("a sum of two topics has the times of the first", () => {
  const topics = topicsWith("sessions@value", [{}], [[2], [4]]);
  add(topics, "listeners@value", [{ channel: "a" }, { channel: "b" }], [[1, 1]]);
  assert.deepEqual(sumLine(topics, { "sessions@value": any, "listeners@value": any }).values, [4, 4]);
});

test("a quantile is of the buckets of all series in ten points", () => {
  const counts = [[[0, 9, 0], [1, 0, 0]], ...Array.from({ length: 10 }, () => [null, [0, 0, 0]])];
  const topics = topicsWith("seconds@heat", [{}, { route: "/" }], counts, { bounds: [1, 2] });
  const { values } = quantileLine(topics.topic("seconds@heat"), any, 0.99);
  assert.equal(values[0].toFixed(3), "1.989");
  assert.equal(values[9], values[0]);
  assert.equal(values[10], NaN, "the observations are more than ten points ago");
});

test("a quantile above all bounds is the last bound", () => {
  const topics = topicsWith("seconds@heat", [{}], [[[0, 0, 5]]], { bounds: [1, 2] });
  assert.deepEqual(quantileLine(topics.topic("seconds@heat"), any, 0.99).values, [2]);
});
