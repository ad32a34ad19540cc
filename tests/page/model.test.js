import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./fakes.js";

const { Topic, Topics } = await load("model.js");

const COUNTER = { name: "hits_total", type: "counter", help: "Hits.", unit: null, group: "http" };

/** Creates a topic that joined, with a series for each value of a label. */
function joined(...routes) {
  const topic = new Topic("hits_total");
  topic.apply({ event: "hello", run: "r1", started: 0, interval: 1000 });
  topic.apply({ event: "joined", status: "ok", metric: COUNTER, datapoints: ["rate"], n_series: routes.length });
  name(topic, 0, ...routes);
  return topic;
}

const name = (topic, first, ...routes) =>
  topic.apply({ event: "series", first, series: routes.map((route) => ({ route })) });

const points = (topic, timestamp, rate, more = {}) =>
  topic.apply({ event: "points", timestamp, values: { rate }, ...more });

const rates = (topic, at = 0, ms = 300_000) => [...(topic.window(ms).values(topic.series[at], "rate") ?? [])];

test("an answer of the program is the status of a topic", () => {
  const topic = new Topic("x");
  assert.equal(topic.status, "waiting");
  topic.apply({ event: "joined", status: "unknown", reason: "no metric is called `x`" });
  assert.deepEqual([topic.status, topic.reason, topic.metric], ["unknown", "no metric is called `x`", null]);
});

test("history and points follow each other", () => {
  const topic = joined("/", "/games");
  topic.apply({ event: "history", timestamps: [1000, 2000], first: 0, values: { rate: [[1, 2], [10, 20]] } });
  points(topic, 3000, [3, 30]);
  assert.deepEqual([...topic.window(300_000).times], [1000, 2000, 3000]);
  assert.deepEqual([rates(topic, 0), rates(topic, 1)], [[1, 2, 3], [10, 20, 30]]);
  assert.deepEqual(topic.series.map(({ key, last }) => [key, last.rate]), [['{route="/"}', 3], ['{route="/games"}', 30]]);
});

test("chunks of history by series share their timestamps", () => {
  const topic = joined("/", "/games");
  topic.apply({ event: "history", timestamps: [1000, 2000], first: 0, values: { rate: [[1, 2]] } });
  topic.apply({ event: "history", timestamps: [1000, 2000], first: 1, values: { rate: [[10, 20]] } });
  assert.deepEqual([rates(topic, 0), rates(topic, 1)], [[1, 2], [10, 20]]);
});

test("null and a short column are gaps", () => {
  const topic = joined("/", "/games");
  points(topic, 1000, [1, 10]);
  points(topic, 2000, [null]);
  points(topic, 3000, [3, 30]);
  assert.deepEqual([rates(topic, 0), rates(topic, 1)], [[1, NaN, 3], [10, NaN, 30]]);
});

test("words of a message are NaN and infinities", () => {
  const topic = joined("a", "b", "c");
  points(topic, 1000, ["NaN", "+Inf", "-Inf"]);
  assert.deepEqual(topic.series.map(({ last }) => last.rate), [NaN, Infinity, -Infinity]);
});

test("old and repeated timestamps are ignored", () => {
  const topic = joined("/");
  points(topic, 2000, [2]);
  points(topic, 2000, [9]);
  points(topic, 1000, [9]);
  assert.deepEqual(rates(topic), [2]);
  topic.apply({ event: "history", timestamps: [1000, 2000, 3000], first: 0, values: { rate: [[9, 2, 3]] } });
  assert.deepEqual([...topic.window(300_000).times], [2000, 3000]);
  assert.deepEqual(rates(topic), [2, 3]);
});

test("a window has the points of its time only", () => {
  const topic = joined("/");
  for (let at = 1; at <= 100; at += 1) points(topic, 1000 * at, [at]);
  const window = topic.window(30_000);
  assert.deepEqual([window.from, window.to, window.times.length], [70_000, 100_000, 31]);
  assert.equal(rates(topic, 0, 30_000)[0], 70);
  const paused = topic.window(30_000, 50_000);
  assert.deepEqual([paused.times[0], paused.times.at(-1)], [20_000, 50_000]);
  assert.equal(paused.values(topic.series[0], "rate").at(-1), 50);
  assert.equal(window.values(topic.series[0], "p99"), null);
});

test("another run is marked, and its series continue by their labels", () => {
  const topic = joined("/", "/games");
  points(topic, 1000, [1, 10]);
  topic.apply({ event: "hello", run: "r2", started: 1500, interval: 1000 });
  topic.apply({ event: "joined", status: "ok", metric: COUNTER, datapoints: ["rate"], n_series: 2 });
  name(topic, 0, "/games", "/");
  points(topic, 2000, [0, 7]);
  assert.deepEqual(topic.marks, [{ time: 1500, text: "restart" }]);
  assert.deepEqual([...topic.window(300_000).times], [1000, 1500, 2000]);
  assert.deepEqual([rates(topic, 0), rates(topic, 1)], [[1, NaN, 7], [10, NaN, 0]], "no line crosses the restart");
});

test("points every 15 s are a line, because a program reads slow metrics this often", () => {
  const topic = joined("/");
  assert.ok(topic.window(30_000).gap > 15_000);
  topic.apply({ event: "hello", run: "r1", started: 0, interval: 10_000 });
  assert.equal(topic.window(30_000).gap, 35_000);
});

test("a counter that went back is marked", () => {
  const topic = joined("/");
  points(topic, 1000, [1]);
  points(topic, 2000, [0], { restarted: true });
  assert.deepEqual(topic.marks, [{ time: 2000, text: "restart" }]);
});

test("the same run leaves no mark", () => {
  const topic = joined("/");
  topic.apply({ event: "hello", run: "r1", started: 0, interval: 1000 });
  assert.deepEqual(topic.marks, []);
});

test("a series that left is a gap, and continues when it is back", () => {
  const topic = joined("/", "/games");
  points(topic, 1000, [1, 10]);
  points(topic, 2000, [2], { gone: [1] });
  assert.deepEqual([topic.series[1].gone, topic.series[1].last], [true, {}]);
  name(topic, 2, "/games");
  points(topic, 3000, [3, null, 30]);
  assert.equal(topic.series[1].gone, false);
  assert.deepEqual(rates(topic, 1), [10, NaN, 30]);
});

test("a series that left is forgotten with its last point", () => {
  const topic = joined("/", "/games");
  points(topic, 1000, [1, 10]);
  points(topic, 2000, [2], { gone: [1] });
  for (let at = 3; at < 1000; at += 1) points(topic, 1000 * at, [at]);
  assert.deepEqual(topic.series.map(({ labels }) => labels.route), ["/"]);
});

test("a gap of now is not filled with points of five minutes ago", () => {
  const topic = joined("/", "/games");
  for (let at = 1; at <= 400; at += 1) points(topic, 1000 * at, at <= 200 ? [at, at] : [at]);
  assert.ok(rates(topic, 1).every((rate, at) => at <= 100 || Number.isNaN(rate)));
  assert.equal(rates(topic, 1)[100], 200);
});

test("a metric that leaves says so until it is back", () => {
  const topic = joined("/");
  points(topic, 1000, [1]);
  points(topic, 2000, [], { gone: [0], left: true });
  points(topic, 3000, []);
  assert.equal(topic.left, true);
  name(topic, 1, "/");
  points(topic, 4000, [null, 1]);
  assert.equal(topic.left, false);
});

test("the counts of a heat map are a column of buckets", () => {
  const topic = new Topic("latency_seconds@heat");
  topic.apply({ event: "joined", status: "ok", metric: COUNTER, datapoints: ["heat"], bounds: [0.1, 1], n_series: 1 });
  name(topic, 0, "/");
  topic.apply({ event: "history", timestamps: [1000, 2000], first: 0, values: { heat: [[[1, 2, 3], null]] } });
  topic.apply({ event: "points", timestamp: 3000, values: { heat: [[4, 5, 6]] } });
  assert.deepEqual([...topic.window(300_000).values(topic.series[0], "heat")], [1, 2, 3, NaN, NaN, NaN, 4, 5, 6]);
});

test("other bounds forget the heat map", () => {
  const topic = new Topic("latency_seconds@heat");
  const join = (bounds) => {
    topic.apply({ event: "joined", status: "ok", metric: COUNTER, datapoints: ["heat"], bounds, n_series: 1 });
    name(topic, 0, "/");
  };
  join([0.1, 1]);
  topic.apply({ event: "points", timestamp: 1000, values: { heat: [[4, 5, 6]] } });
  join([0.1, 1, 10]);
  topic.apply({ event: "points", timestamp: 2000, values: { heat: [[1, 2, 3, 4]] } });
  assert.deepEqual([...topic.window(300_000).values(topic.series[0], "heat")], [NaN, NaN, NaN, NaN, 1, 2, 3, 4]);
});

test("half an hour of points takes as much memory as five minutes", () => {
  const topic = new Topic("latency_seconds");
  const bounds = [0.1, 1, 10];
  topic.apply({ event: "joined", status: "ok", metric: COUNTER, datapoints: ["rate", "heat"], bounds, n_series: 2 });
  name(topic, 0, "/", "/games");
  const bytes = () => topic.series.flatMap(({ columns }) => [...columns.values()]).reduce((sum, of) => sum + of.buffer.byteLength, 0);
  let first;
  for (let at = 1; at <= 1800; at += 1) {
    topic.apply({ event: "points", timestamp: 1000 * at, values: { rate: [at, -at], heat: [[at, 0, 0, 1], [0, 0, 0, at]] } });
    if (at % 100 === 0) topic.apply({ event: "points", timestamp: 1000 * at + 500, values: { rate: [at] }, restarted: true });
    first ??= bytes();
  }
  assert.equal(bytes(), first);
  assert.ok(first < 40_000, `${first} bytes`);
  assert.ok(topic.marks.length <= 5);
  const { times, values } = topic.window(300_000);
  assert.ok(times.length >= 300 && times[0] <= 1_501_000);
  assert.equal(values(topic.series[0], "rate").at(-2), 1800);
  assert.deepEqual([...values(topic.series[1], "heat").slice(-8, -4)], [0, 0, 0, 1800]);
});

test("all topics of a page learn of a restart, and each message finds its topic", () => {
  const topics = new Topics();
  topics.apply({ event: "hello", run: "r1", started: 0, interval: 1000 });
  const [a, b] = ["a", "b"].map((topic) => topics.topic(topic));
  assert.equal(topics.topic("a"), a);
  assert.equal(topics.apply({ event: "joined", topic: "a", status: "ok", metric: COUNTER }), a);
  assert.equal(topics.apply({ event: "joined", topic: "left before", status: "ok", metric: COUNTER }), undefined);
  topics.apply({ event: "hello", run: "r2", started: 5, interval: 1000 });
  assert.deepEqual([a.marks.length, b.marks.length, a.status, b.status], [1, 1, "ok", "waiting"]);
  topics.forget("a");
  assert.notEqual(topics.topic("a"), a);
});

test("the problems of a topic are those of the newest message", () => {
  const topic = new Topic("@problems");
  topic.apply({ event: "problems", problems: [{ kind: "overflow" }] });
  assert.deepEqual(topic.problems, [{ kind: "overflow" }]);
  topic.apply({ event: "problems", problems: [] });
  assert.deepEqual(topic.problems, []);
});

test("another interval starts the columns again", () => {
  const topic = joined("/");
  points(topic, 1000, [1]);
  topic.apply({ event: "hello", run: "r2", started: 1500, interval: 100 });
  assert.equal(topic.window(300_000).times.length, 0);
  name(topic, 0, "/");
  points(topic, 2000, [2]);
  assert.deepEqual(rates(topic), [2]);
});
