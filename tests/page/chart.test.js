import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeCanvas, FakeContext, fakeBrowser, load } from "./fakes.js";

const browser = fakeBrowser();
const { Chart } = await load("chart.js");
const { Bands } = await load("bands.js");
const { Heat } = await load("heat.js");
const { Lines } = await load("lines.js");
const { Plot } = await load("plot.js");

const THEME = { lines: ["blue", "orange"], heat: ["pale", "middle", "dark"], axis: "gray", grid: "line", cross: "cross", mark: "red" };

/** A plot of 100 by 10 pixels for the seconds 0 to 10 and the values 0 to 10. */
function plot(times, gap = 2000) {
  const window = { from: 0, to: 10_000, gap, interval: 600, times: times.map((second) => 1000 * second) };
  return new Plot(new FakeContext(), THEME, { left: 0, top: 0, right: 100, bottom: 10 }, window, (value) => value / 10);
}

const moves = ({ context }) => context.calls.filter(([call]) => call === "moveTo" || call === "lineTo").map(([call, x, y]) => `${call[0]}${Math.round(x)},${Math.round(y)}`).join(" ");

/** A chart of 300 by 150 pixels. */
function shown(t) {
  const canvas = new FakeCanvas();
  const chart = new Chart(canvas);
  t.after(() => chart.close());
  browser.resize(canvas, 300, 150);
  const crosses = [];
  chart.addEventListener("cross", ({ detail }) => crosses.push(detail));
  return { canvas, chart, context: canvas.context, crosses };
}

const window = (...seconds) => ({ from: 0, to: 10_000, gap: 3500, interval: 1000, times: Float64Array.from(seconds, (second) => 1000 * second) });
const line = (key, ...values) => ({ key, text: key, values: Float64Array.from(values), colour: 0, dash: 0 });
const press = (canvas, key, more) => canvas.dispatchEvent(Object.assign(new Event("keydown", { cancelable: true }), { key, ...more }));

test("a line goes through its points", () => {
  const drawn = plot([1, 2, 3]);
  new Lines({ lines: [line("a", 0, 5, 10), line("b")] }).draw(drawn);
  assert.equal(moves(drawn), "m10,10 l10,10 l20,5 l30,0");
});

test("NaN, an infinity and a long step are gaps, and a point between gaps is a dot", () => {
  const drawn = plot([1, 2, 3, 4, 8, 9]);
  new Lines({ lines: [line("a", 5, NaN, 5, Infinity, 5, 5), line("b")] }).draw(drawn);
  assert.equal(moves(drawn), "m10,5 l10,5 m30,5 l30,5 m80,5 l80,5 l90,5");
  const long = plot([1, 2, 6, 7]);
  new Lines({ lines: [line("a", 5, 5, 5, 5), line("b")] }).draw(long);
  assert.equal(moves(long), "m10,5 l10,5 l20,5 m60,5 l60,5 l70,5");
});

test("values out of the scale are at its edge", () => {
  const drawn = plot([1, 2]);
  new Lines({ lines: [line("a", -5, 50), line("b")] }).draw(drawn);
  assert.equal(moves(drawn), "m10,10 l10,10 l20,0");
});

test("a single line has its area filled to zero", () => {
  const drawn = plot([1, 2]);
  new Lines({ lines: [line("a", 5, 5)] }).draw(drawn);
  assert.equal(moves(drawn), "m10,5 l10,5 l20,5 m10,10 l10,5 l20,5 l20,10");
  assert.equal(drawn.context.named("fill").length, 1);
});

test("lines have their colour and dash", () => {
  const drawn = plot([1, 2]);
  new Lines({ lines: [line("a", 1, 1), { ...line("b", 2, 2), colour: 1, dash: 1 }] }).draw(drawn);
  assert.equal(drawn.context.strokeStyle, "orange");
  assert.deepEqual(drawn.context.named("setLineDash"), [["setLineDash", []], ["setLineDash", [7, 3]]]);
});

test("a heat map has a cell for each count, darker for more", () => {
  const drawn = plot([1, 2, 3]);
  const columns = [Float32Array.of(0, 1, 0, NaN, NaN, NaN, 0, 0, 10), Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 90)];
  const heat = new Heat({ heat: { bounds: [0.1, 1], columns }, window: drawn.window, unit: "seconds" });
  const { ticks, place } = heat.scale(100);
  assert.deepEqual(ticks, [{ value: 2, text: "1 s" }]);
  drawn.place = place;
  heat.draw(drawn);
  const cells = drawn.context.named("fillRect").map(([, ...cell]) => cell);
  assert.deepEqual(cells, [[4, 5, 6, 5, "pale"], [20, 0, 10, 5, "dark"]]);
  assert.deepEqual(heat.values(2), [{ key: "> 1 s", text: "> 1 s", value: 100, formatted: "100" }]);
});

test("a heat map without counts shows its bounds", () => {
  const heat = new Heat({ heat: { bounds: [0.1, 1], columns: [null] }, window: plot([1, 2]).window, unit: "seconds" });
  assert.deepEqual(heat.scale(100).ticks.map(({ text }) => text), ["100 ms", "1 s"]);
});

test("a band has a bar for each time in a state, with its name where it fits", () => {
  const drawn = plot([0, 5, 9, 10], 6000);
  drawn.bottom = 40;
  new Bands({ states: ["idle", "busy"], lines: [line('{job="a"}', 1, 1, 0, 0)] }).draw(drawn);
  const bars = drawn.context.named("fillRect").map(([, left, top, width, , colour]) => [left, top, width, colour]);
  assert.deepEqual(bars, [[0, 15, 89, "orange"], [90, 15, 9, "blue"]]);
  assert.deepEqual(drawn.context.named("fillText").map(([, text]) => text), ['{job="a"}', "busy"]);
});

test("a restart is a vertical line with its text", () => {
  const drawn = plot([1, 9]);
  drawn.marks([{ time: 3000, text: "restart" }, { time: -1, text: "before" }]);
  assert.ok(drawn.context.named("fillRect").every(([, x, , width, , colour]) => x === 30 && width === 1 && colour === "red"));
  assert.deepEqual(drawn.context.named("fillText").map(([, text]) => text), ["restart"]);
});

test("a chart paints in the next frame, once for many drawings, with the pixels of the screen", (t) => {
  const { canvas, chart, context } = shown(t);
  chart.draw({ window: window(1, 2, 3), lines: [line("a", 1, 2, 3)] });
  chart.draw({ window: window(1, 2, 3), lines: [line("a", 1, 2, 3)], unit: "/s" });
  assert.equal(context.calls.length, 0);
  browser.frame();
  assert.equal(context.named("stroke").length, 1);
  assert.deepEqual([canvas.width, canvas.height], [600, 300]);
  assert.deepEqual(context.named("fillText").map(([, text]) => text).slice(0, 4), ["0/s", "1/s", "2/s", "3/s"]);
  assert.deepEqual(chart.range, { from: 0, to: 3 });
  browser.frame();
  assert.equal(context.named("stroke").length, 1);
});

test("the scale has all values of all lines", (t) => {
  const { chart } = shown(t);
  chart.draw({ window: window(1, 2, 3), lines: [line("a", 1, NaN, -3), line("b", Infinity, 8, 0)] });
  browser.frame();
  assert.deepEqual(chart.range, { from: -5, to: 10 });
  chart.draw({ window: window(1, 2, 3), lines: [line("a", 1, NaN, 0.2)], log: true });
  browser.frame();
  assert.deepEqual(chart.range, { from: 0.1, to: 1 });
});

test("another size, density or preference changes the next painting", (t) => {
  const { canvas, chart, context } = shown(t);
  chart.draw({ window: window(1), lines: [line("a", 1)] });
  browser.frame();
  browser.resize(canvas, 400, 150);
  browser.frame();
  assert.equal(canvas.width, 800);
  globalThis.devicePixelRatio = 1;
  globalThis.getComputedStyle = () => ({ getPropertyValue: (name) => `dark ${name}` });
  browser.preference.dispatchEvent(new Event("change"));
  chart.draw({ window: window(1), lines: [line("a", 1)] });
  browser.frame();
  assert.equal(context.strokeStyle, "dark --line-0");
  globalThis.devicePixelRatio = 2;
  assert.equal(canvas.width, 400);
  assert.equal(context.named("stroke").length, 3);
});

test("the cross of the pointer has the values of the nearest point", (t) => {
  const { canvas, chart, crosses } = shown(t);
  const lines = [line("a", 1, 2, 0.5), line("b", 1, NaN, 3)];
  chart.draw({ window: window(0, 5, 10), lines, unit: "seconds" });
  browser.frame();
  canvas.dispatchEvent(Object.assign(new Event("pointermove"), { offsetX: 170 }));
  browser.frame();
  canvas.dispatchEvent(Object.assign(new Event("pointermove"), { offsetX: 175 }));
  browser.frame();
  assert.equal(crosses.length, 1, "one event for each point");
  assert.equal(crosses[0].time, 5000);
  assert.equal(crosses[0].by, "pointer");
  assert.deepEqual(crosses[0].values.map(({ key, formatted }) => [key, formatted]), [["a", "2 s"], ["b", "–"]]);
  canvas.dispatchEvent(new Event("pointerleave"));
  assert.equal(crosses.at(-1), null);
});

test("a pointer before the first frame moves nothing", (t) => {
  const { canvas, chart, crosses } = shown(t);
  chart.draw({ window: window(1, 2, 3), lines: [line("a", 1, 2, 3)] });
  canvas.dispatchEvent(Object.assign(new Event("pointermove"), { offsetX: 170 }));
  press(canvas, "Home");
  assert.equal(crosses.length, 0);
});

test("the keys move the cross from point to point", (t) => {
  const { canvas, chart, crosses } = shown(t);
  chart.draw({ window: window(1, 2, 3), lines: [line("a", 1, 2, 3)] });
  browser.frame();
  for (const key of ["ArrowLeft", "ArrowLeft", "ArrowRight", "Home", "ArrowLeft", "End", "Escape"]) press(canvas, key);
  assert.deepEqual(crosses.map((cross) => cross?.time), [3000, 2000, 3000, 1000, 3000, undefined]);
  assert.equal(crosses[0].by, "keys");
  assert.equal(press(canvas, "Home"), false, "the page does not scroll");
  assert.equal(press(canvas, "Tab"), true);
});

test("a cross stays at its time, and leaves with it", (t) => {
  const { canvas, chart, crosses, context } = shown(t);
  const draw = (from) => {
    chart.draw({ window: { ...window(1, 2, 3, 4), from }, lines: [line("a", 1, 2, 3, 4)] });
    browser.frame();
  };
  draw(0);
  press(canvas, "ArrowLeft");
  press(canvas, "ArrowLeft");
  draw(1000);
  assert.deepEqual(crosses.map((cross) => cross?.time), [4000, 3000]);
  assert.ok(context.named("arc").length > 0);
  draw(3500);
  assert.equal(crosses.at(-1), null);
});

test("another chart can set the cross, without an event", (t) => {
  const { chart, crosses, context } = shown(t);
  chart.draw({ window: window(1, 2, 3), lines: [line("a", 1, 2, 3), line("b", 1, NaN, 3)] });
  chart.cross(2000);
  browser.frame();
  assert.equal(context.named("arc").length, 1);
  assert.equal(crosses.length, 0);
});

test("the cross of bands has the names of the states, that of a heat map its counts", (t) => {
  const { canvas, chart, crosses } = shown(t);
  chart.draw({ window: window(1, 2), bands: { states: ["idle", "busy"], lines: [line("a", 0, 1)] } });
  browser.frame();
  press(canvas, "End");
  chart.draw({ window: window(1, 2), heat: { bounds: [1], columns: [Float32Array.of(0, 2, 3, 0)] }, unit: "seconds" });
  browser.frame();
  press(canvas, "Home");
  assert.deepEqual(crosses.map(({ values }) => values.map(({ text, formatted }) => [text, formatted])), [[["a", "busy"]], [["> 1 s", "2"]]]);
});

test("a chart without points or size draws nothing of them", (t) => {
  const { canvas, chart, context } = shown(t);
  chart.draw({ window: { from: -Infinity, to: -Infinity, gap: 1, times: new Float64Array() }, lines: [{ key: "a", values: null }] });
  browser.frame();
  press(canvas, "Home");
  assert.equal(context.named("stroke").length, 0);
  browser.resize(canvas, 0, 0);
  browser.frame();
});

test("a closed chart observes nothing", (t) => {
  const before = browser.observers.size;
  const { canvas, chart, crosses } = shown(t);
  chart.draw({ window: window(1, 2), lines: [line("a", 1, 2)] });
  chart.close();
  press(canvas, "Home");
  browser.frame();
  assert.equal(browser.observers.size, before);
  assert.deepEqual([crosses.length, canvas.context.calls.length], [0, 0]);
});
