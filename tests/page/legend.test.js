import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./fakes.js";

const { Legend, names, topN } = await load("model.js");

const series = (values) => Object.entries(values).map(([key, rate]) => ({ key, last: { rate } }));
const keys = (of) => of.map(({ key }) => key).join("");

test("the top series are those with the greatest values, in their own order", () => {
  assert.equal(keys(topN(series({ a: 1, b: 9, c: -8, d: 2 }), 2, "rate")), "bc");
  assert.equal(keys(topN(series({ a: 1, b: 9 }), 5, "rate")), "ab");
});

test("absent values and NaN are the last, infinities the first", () => {
  assert.equal(keys(topN(series({ a: null, b: 0, c: NaN, d: Infinity, e: undefined }), 2, "rate")), "bd");
});

test("a shown series stays until another one is a quarter greater", () => {
  const all = series({ a: 10, b: 9 });
  let shown = topN(all, 1, "rate");
  all[1].last.rate = 12;
  shown = topN(all, 1, "rate", shown);
  assert.equal(keys(shown), "a");
  all[1].last.rate = 13;
  shown = topN(all, 1, "rate", shown);
  assert.equal(keys(shown), "b");
});

test("series without values do not take turns", () => {
  const all = series({ a: null, b: null });
  const first = topN(all, 1, "rate");
  assert.deepEqual(topN(all, 1, "rate", first), first);
});

test("a legend hides a series and shows it again", () => {
  const legend = new Legend();
  legend.toggle("a");
  assert.deepEqual(["a", "b"].map((key) => legend.shows(key)), [false, true]);
  legend.toggle("a");
  assert.equal(legend.shows("a"), true);
});

test("an isolated series is the only one, until it is isolated again or any is toggled", () => {
  const legend = new Legend();
  legend.toggle("b");
  legend.isolate("b");
  assert.deepEqual(["a", "b", "c"].map((key) => legend.shows(key)), [false, true, false]);
  legend.isolate("b");
  assert.deepEqual(["a", "b", "c"].map((key) => legend.shows(key)), [true, false, true]);
  legend.isolate("c");
  legend.toggle("a");
  assert.deepEqual(["a", "b", "c"].map((key) => legend.shows(key)), [true, false, true]);
});

test("colours stay while series come and go", () => {
  const legend = new Legend();
  const [a, b] = legend.colours(["a", "b"]);
  assert.notEqual(a.colour, b.colour);
  const [c, again] = legend.colours(["c", "b"]);
  assert.deepEqual(again, b);
  assert.notEqual(c.colour, a.colour, "the colour of a hidden series stays free for it");
  assert.deepEqual(legend.colours(["a"]), [a]);
});

test("more series than colours have dashes, and never both in common", () => {
  const names = Array.from({ length: 25 }, (_, at) => `s${at}`);
  const colours = new Legend().colours(names);
  assert.deepEqual(colours[0], { colour: 0, dash: 0 });
  assert.deepEqual(colours[12], { colour: 2, dash: 1 });
  assert.equal(new Set(colours.map(({ colour, dash }) => `${colour} ${dash}`)).size, 25);
});

test("series that come and go for hours use few colours", () => {
  const legend = new Legend();
  for (let at = 0; at < 1000; at += 1) {
    const colours = legend.colours([`s${at}`, `s${at + 1}`, `s${at + 2}`]);
    assert.ok(colours.every(({ dash }) => dash === 0));
    assert.equal(new Set(colours.map(({ colour }) => colour)).size, 3);
  }
});

const labelled = (labels, ...rows) =>
  rows.map((row) => ({ labels: Object.fromEntries(labels.map((label, at) => [label, row[at]]).filter(([, value]) => value)) }));

test("a name has the labels that differ, that with the most values first", () => {
  const all = labelled(["player", "game", "room", "host"], "a1xh", "a2xh", "b3xh", "b4yh");
  const [nameOf, shared] = names(all);
  assert.deepEqual(all.map(nameOf), ["game=1 player=a room=x", "game=2 player=a room=x", "game=3 player=b room=x", "game=4 player=b room=y"]);
  assert.equal(shared, "host=h");
});

test("the values of a single label that differs are the names", () => {
  const all = labelled(["route", "host"], "/h", ["", "h"]);
  const [nameOf, shared] = names(all);
  assert.deepEqual(all.map(nameOf), ["/", ""]);
  assert.equal(shared, "host=h");
});

test("a series alone has no name, because it shares all labels", () => {
  const [nameOf, shared] = names(labelled(["route", "host"], "/h"));
  assert.equal(nameOf({ labels: { route: "/", host: "h" } }), "");
  assert.equal(shared, "route=/ host=h");
  assert.equal(names([])[1], "");
});
