import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeServer, load, settled } from "./fakes.js";

const { Stream } = await load("stream.js");

const BASE = "http://localhost/metrics/live/";

/** Opens a stream of a fake server, and records its events. */
function opened(t) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const server = new FakeServer();
  Object.assign(globalThis, { EventSource: server.EventSource, fetch: server.fetch });
  const stream = new Stream(BASE);
  const events = [];
  for (const name of ["open", "lost", "login", "hello", "refused", "message"]) {
    stream.addEventListener(name, ({ detail }) => events.push([name, detail]));
  }
  stream.open();
  const named = (name) => events.filter(([event]) => event === name).map(([, detail]) => detail);
  return { server, stream, events, named };
}

/** Advances the clock, and lets the promises of its timers settle. */
async function advance(t, ms) {
  t.mock.timers.tick(ms);
  await settled();
}

test("joins of one moment are one post, sent when the program said hello", async (t) => {
  const { server, stream } = opened(t);
  stream.join("a_total");
  stream.join("b@rate");
  await settled();
  assert.deepEqual(server.posts, []);
  server.hello();
  await settled();
  assert.equal(server.source.url, `${BASE}events`);
  assert.deepEqual(server.posts, [{ client: "client-1", join: ["a_total", "b@rate"], leave: [] }]);
});

test("a topic is left when its last user leaves it", async (t) => {
  const { server, stream } = opened(t);
  server.hello();
  stream.join("a");
  stream.join("a");
  await settled();
  stream.leave("a");
  await settled();
  assert.equal(server.posts.length, 1);
  stream.leave("a");
  await settled();
  assert.deepEqual(server.posts[1], { client: "client-1", join: [], leave: ["a"] });
});

test("a join and a leave in one moment send nothing", async (t) => {
  const { server, stream } = opened(t);
  server.hello();
  stream.join("a");
  stream.leave("a");
  stream.leave("never joined");
  await settled();
  assert.deepEqual(server.posts, []);
});

test("many joins are several posts, one after the other", async (t) => {
  const { server, stream } = opened(t);
  for (let at = 0; at < 450; at += 1) stream.join(`m${at}`);
  server.hello();
  await settled();
  assert.deepEqual(server.posts.map(({ join }) => join.length), [200, 200, 50]);
});

test("a reconnect joins the known topics with the last id, and the others without one", async (t) => {
  const { server, stream } = opened(t);
  server.hello();
  stream.join("known");
  await settled();
  server.send("points", { topic: "known", timestamp: 1, values: {} }, "r1-7");
  server.breaks();
  stream.join("new");
  await advance(t, 500);
  server.hello();
  await settled();
  assert.deepEqual(server.posts.slice(1), [
    { client: "client-2", join: ["known"], leave: [], after: "r1-7" },
    { client: "client-2", join: ["new"], leave: [] },
  ]);
});

test("a lost connection says since when, and the next one that it is open again", async (t) => {
  const { server, stream, named } = opened(t);
  server.hello();
  await advance(t, 5000);
  server.breaks();
  assert.deepEqual(named("lost"), [{ delay: 500 }]);
  assert.equal(stream.lostAt, 5000);
  await advance(t, 500);
  server.hello();
  assert.equal(named("open").length, 2);
  assert.equal(stream.lostAt, null);
});

test("the delay between attempts grows to ten seconds, with jitter", async (t) => {
  const { server, stream, named } = opened(t);
  server.status = 0;
  server.breaks();
  for (let attempt = 0; attempt < 8; attempt += 1) await advance(t, 10_000);
  const delays = named("lost").map(({ delay }) => delay);
  assert.equal(delays.length, 9);
  delays.forEach((delay, at) => {
    const longest = Math.min(10_000, 500 * 2 ** at);
    assert.ok(delay >= Math.max(500, longest / 2) && delay <= longest, `${delay} of attempt ${at}`);
  });
  assert.ok(new Set(delays.slice(5)).size > 1);
  assert.equal(server.sources.length, 1, "no connection without an answer");
  assert.equal(stream.lostAt, 0);
});

test("a connection resets the delay", async (t) => {
  const { server, named } = opened(t);
  server.breaks();
  await advance(t, 500);
  server.breaks();
  await advance(t, 1000);
  server.hello();
  server.breaks();
  assert.equal(named("lost").at(-1).delay, 500);
});

test("open connects at once while the stream waits", (t) => {
  const { server, stream } = opened(t);
  server.breaks();
  stream.open();
  assert.equal(server.sources.length, 2);
  t.mock.timers.tick(60_000);
  assert.equal(server.sources.length, 2);
  assert.equal(server.probes, 0);
});

test("an answer that needs a login stops the stream until it is opened", async (t) => {
  const { server, stream, named } = opened(t);
  server.status = 401;
  server.breaks();
  await advance(t, 500);
  assert.equal(named("login").length, 1);
  await advance(t, 60_000);
  assert.equal(server.probes, 1);
  stream.open();
  assert.equal(server.sources.length, 2);
});

test("a client that the program forgot connects again", async (t) => {
  const { server, stream } = opened(t);
  server.hello();
  server.status = 404;
  stream.join("a");
  await settled();
  assert.ok(server.source.closed);
  server.status = 200;
  await advance(t, 500);
  server.hello();
  await settled();
  assert.deepEqual(server.posts.at(-1), { client: "client-2", join: ["a"], leave: [] });
});

test("a refused join says so and is not repeated", async (t) => {
  const { server, stream, named } = opened(t);
  server.hello();
  server.status = 422;
  stream.join("one too many");
  await settled();
  assert.deepEqual(named("refused"), [{ status: 422, topics: ["one too many"] }]);
  assert.equal(server.posts.length, 1);
  assert.equal(server.source.closed, false);
});

test("an unknown topic is joined again every five seconds, while somebody uses it", async (t) => {
  const { server, stream } = opened(t);
  server.hello();
  stream.join("late");
  await settled();
  const unknown = async () => {
    server.send("joined", { topic: "late", status: "unknown", reason: "no metric is called `late`" });
    await advance(t, 4999);
    const before = server.posts.length;
    await advance(t, 1);
    return server.posts.slice(before);
  };
  assert.deepEqual(await unknown(), [{ client: "client-1", join: ["late"], leave: [] }]);
  assert.deepEqual(await unknown(), [{ client: "client-1", join: ["late"], leave: [] }]);
  stream.leave("late");
  assert.deepEqual(await unknown(), []);
});

test("another run is a restart, which joins without the last id", async (t) => {
  const { server, stream, named } = opened(t);
  server.hello("r1");
  stream.join("a");
  await settled();
  server.send("points", { topic: "a", timestamp: 1, values: {} }, "r1-1");
  server.send("end", { reason: "the program is shutting down" });
  server.breaks();
  assert.equal(named("lost").length, 1);
  await advance(t, 500);
  server.hello("r2");
  await settled();
  assert.deepEqual(named("hello").map(({ restarted }) => restarted), [false, true]);
  assert.deepEqual(server.posts.at(-1), { client: "client-2", join: ["a"], leave: [] });
});

test("each message has its event, hello first", (t) => {
  const { server, named } = opened(t);
  server.hello();
  server.send("dropped", { messages: 3 });
  assert.deepEqual(named("message").map(({ event }) => event), ["hello", "dropped"]);
  assert.equal(named("message")[1].messages, 3);
});

test("a connection whose points stop is given up", async (t) => {
  const { server, stream, named } = opened(t);
  server.hello();
  stream.join("a");
  await advance(t, 60_000);
  assert.equal(named("lost").length, 0, "nothing was sent yet");
  server.send("points", { topic: "a", timestamp: 1, values: {} });
  await advance(t, 14_999);
  assert.equal(named("lost").length, 0);
  await advance(t, 1);
  assert.equal(named("lost").length, 1);
});

test("a closed stream stays closed", async (t) => {
  const { server, stream, named } = opened(t);
  server.hello();
  stream.close();
  assert.ok(server.source.closed);
  await advance(t, 60_000);
  assert.deepEqual([server.sources.length, named("lost").length], [1, 0]);
});
