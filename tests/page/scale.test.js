import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./fakes.js";

const { timeTicks, ...scales } = await load("scale.js");

const linearScale = (min, max, options = {}) => scales.linearScale(min, max, 4, options);
const logScale = (least, max, { zero, ...options } = {}) => scales.logScale(least, zero ? 0 : least, max, 4, options);

const texts = ({ ticks }) => ticks.map(({ text }) => text);

test("an automatic scale keeps zero", () => {
  assert.deepEqual(texts(linearScale(90, 100)), ["0", "50", "100"]);
  assert.deepEqual(texts(linearScale(-7, -3)), ["-8", "-6", "-4", "-2", "0"]);
  assert.deepEqual(texts(linearScale(-4, 12)), ["-5", "0", "5", "10", "15"]);
});

test("the ends of a scale are at 0 and 1", () => {
  const { place } = linearScale(0, 8);
  assert.deepEqual([0, 4, 8].map(place), [0, 0.5, 1]);
});

test("a scale without values or with zeros only goes to one", () => {
  assert.deepEqual(texts(linearScale(0, 0)), ["0", "0.5", "1"]);
  const empty = linearScale(Infinity, -Infinity);
  assert.deepEqual([empty.from, empty.to], [0, 1]);
});

test("a fixed end stays as it is", () => {
  const both = linearScale(40, 60, { from: 42, to: 58 });
  assert.deepEqual([both.from, both.to, texts(both)], [42, 58, ["45", "50", "55"]]);
  const upper = linearScale(3, 7, { to: 100 });
  assert.deepEqual([upper.from, upper.to], [0, 100]);
  assert.equal(linearScale(0, 7, { to: 5 }).place(10), 2);
});

test("ticks of bytes are powers of two, ticks of long times minutes and hours", () => {
  assert.deepEqual(texts(linearScale(0, 3e8, { unit: "bytes" })), ["0 B", "128 MiB", "256 MiB", "384 MiB"]);
  assert.deepEqual(texts(linearScale(0, 500, { unit: "seconds" })), ["0 s", "5 min", "10 min"]);
  assert.deepEqual(texts(linearScale(0, 0.003, { unit: "seconds" })), ["0 s", "1 ms", "2 ms", "3 ms"]);
  assert.deepEqual(texts(linearScale(0, 1, { unit: "ratio" })), ["0%", "50%", "100%"]);
  assert.deepEqual(texts(linearScale(0, 30, { unit: "/s" })), ["0/s", "10/s", "20/s", "30/s"]);
});

test("ticks of a narrow range have enough digits to differ", () => {
  const { ticks } = linearScale(1_000_010, 1_000_050, { from: 1_000_000, to: 1_000_050 });
  assert.equal(new Set(ticks.map(({ text }) => text)).size, ticks.length);
});

test("a logarithmic scale has a tick at each power of ten", () => {
  const scale = logScale(0.002, 0.3, { unit: "seconds" });
  assert.deepEqual(texts(scale), ["1 ms", "10 ms", "100 ms", "1 s"]);
  assert.ok(Math.abs(scale.place(0.01) - 1 / 3) < 1e-9);
});

test("zero is the lower edge of a logarithmic scale, and so is a negative value", () => {
  const scale = logScale(1, 100, { zero: true, unit: "/s" });
  assert.deepEqual(texts(scale), ["0/s", "1/s", "10/s", "100/s"]);
  assert.deepEqual([0, -5, 1, 100].map(scale.place), [-Infinity, -Infinity, 1 / 3, 1]);
});

test("a logarithmic scale without values goes from one to ten", () => {
  assert.deepEqual(texts(logScale(Infinity, -Infinity)), ["1", "10"]);
});

test("a fixed logarithmic scale stays as it was drawn", () => {
  const drawn = logScale(2, 30, { zero: true });
  const again = logScale(5, 7, { ...drawn, zero: true });
  assert.deepEqual([again.from, again.to, texts(again)], [drawn.from, drawn.to, ["0", "1", "10", "100"]]);
  assert.deepEqual(texts(logScale(3, 70, { from: 0, to: 50 })), ["1", "10", "100"]);
});

test("a logarithmic scale of many powers has few ticks", () => {
  assert.deepEqual(texts(logScale(1e-9, 1e3, { unit: "seconds" })), ["1 ns", "1 µs", "1 ms", "1 s", "16.7 min"]);
});

test("ticks of time are at whole steps", () => {
  const noon = new Date(2026, 0, 1, 12, 0, 3).getTime();
  const text = (ms, count) => timeTicks(noon, noon + ms, count).map((tick) => tick.text);
  assert.deepEqual(text(30_000, 4), ["12:00:10", "12:00:20", "12:00:30"]);
  assert.deepEqual(text(300_000, 5), ["12:01", "12:02", "12:03", "12:04", "12:05"]);
});
