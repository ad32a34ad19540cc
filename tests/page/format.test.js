import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./fakes.js";

const { formatNumber, labelsText, timeText, unitOf } = await load("model.js");

const cases = (name, unit, expected) =>
  test(name, () => {
    for (const [value, text] of expected) assert.equal(formatNumber(value, unit), text);
  });

cases("numbers have three digits and a prefix", "", [
  [0, "0"], [7, "7"], [-3.14159, "-3.14"], [999, "999"], [1234, "1.23 k"], [999_999, "1 M"], [0.00123, "0.00123"],
  [1.5e-7, "1.5e-7"], [3e9, "3 G"], [4.56e15, "4560 T"], [999_999e12, "1e18"], [1e300, "1e300"], [-1e300, "-1e300"],
]);
cases("seconds are times from nanoseconds to days", "seconds", [
  [0, "0 s"], [1e-9, "1 ns"], [4.2e-6, "4.2 µs"], [0.0123, "12.3 ms"], [0.9999, "1 s"], [90, "1.5 min"], [7200, "2 h"],
  [172_800, "2 d"], [-0.5, "-500 ms"], [1e-15, "1e-15 s"], [1e300, "1e300 s"],
]);
cases("bytes are in powers of 1024", "bytes", [
  [0, "0 B"], [512, "512 B"], [4096, "4 KiB"], [1.5 * 2 ** 20, "1.5 MiB"], [2 ** 33, "8 GiB"], [1e300, "1e300 B"],
]);
cases("ratios are percentages", "ratio", [[0, "0%"], [0.985, "98.5%"], [1.2, "120%"], [0.00012, "0.012%"], [123, "12300%"], [1e300, "1e302%"]]);
cases("percentages have no prefix", "percent", [[0, "0%"], [98.54, "98.5%"], [1500, "1500%"]]);
cases("temperatures have no prefix", "celsius", [
  [21.46, "21.5 °C"], [-4, "-4 °C"], [1500, "1500 °C"], [1e300, "1e300 °C"], [1e-9, "1e-9 °C"],
]);
cases("other units have their symbol", "grams", [[1500, "1.5 kg"], [1e300, "1e300 g"]]);
cases("unknown units are numbers", "players", [[1500, "1.5 k"]]);
cases("rates are per second", "/s", [[12.34, "12.3/s"], [0, "0/s"], [12_340, "12.3 k/s"]]);
cases("rates have the unit too", "bytes/s", [[2048, "2 KiB/s"]]);
cases("a rate of seconds is a time per second", "seconds/s", [[0.25, "250 ms/s"]]);
cases("numbers without digits have a name", "seconds", [
  [NaN, "NaN"], [Infinity, "+Inf"], [-Infinity, "-Inf"], [null, "–"], [undefined, "–"],
]);

test("a datapoint of a counter or gauge has the unit of the metric", () => {
  const bytes = { type: "counter", unit: "bytes" };
  assert.deepEqual(["value", "rate", "delta"].map((of) => unitOf(bytes, of)), ["bytes", "bytes/s", "bytes"]);
  assert.equal(unitOf({ type: "gauge", unit: null }, "value"), "");
});

test("a gauge with the seconds of a moment is a local time", () => {
  const unit = (name) => unitOf({ name, type: "gauge", unit: "seconds" }, "value");
  for (const name of ["backup_timestamp_seconds", "process_start_time_seconds"]) assert.equal(unit(name), "timestamp");
  for (const name of ["cpu_time_seconds", "backup_duration_seconds"]) assert.equal(unit(name), "seconds");
  const time = new Date(2026, 0, 2, 3, 4, 5).getTime() / 1000;
  assert.equal(formatNumber(time, "timestamp"), "2026-01-02 03:04:05");
  assert.equal(formatNumber(null, "timestamp"), "–");
});

test("a datapoint of a histogram counts observations or has the unit of the metric", () => {
  const seconds = { type: "histogram", unit: "seconds" };
  const units = ["rate", "count", "value", "heat", "sum", "mean", "p99.9"].map((of) => unitOf(seconds, of));
  assert.deepEqual(units, ["/s", "", "", "", "seconds", "seconds", "seconds"]);
});

test("labels are text as in PromQL", () => {
  assert.equal(labelsText({}), "");
  assert.equal(labelsText({ route: "/", status: "200" }), '{route="/",status="200"}');
  assert.equal(labelsText({ name: 'a "b" \\ c\nd' }), '{name="a \\"b\\" \\\\ c\\nd"}');
  assert.equal(labelsText({ name: "<script>مرحبا" }), '{name="<script>مرحبا"}');
});

test("times are local", () => {
  const time = new Date(2026, 0, 2, 3, 4, 5).getTime();
  assert.equal(timeText(time), "03:04:05");
  assert.equal(timeText(time, false), "03:04");
});
