// Stand-ins for the parts of a browser that the modules of the page use.

const FOLDER = new URL("../../runtime/live/src/page/", import.meta.url);

/** Imports a module of the page. */
export const load = (name) => import(new URL(name, FOLDER));

/** Waits until the promises and microtasks of now are settled. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A server of the stream: its sources, its requests, and the status of its answers. */
export class FakeServer {
  sources = [];
  posts = [];
  probes = 0;
  status = 200;

  constructor() {
    const { sources } = this;
    this.EventSource = class extends EventTarget {
      closed = false;

      constructor(url) {
        super();
        this.url = String(url);
        sources.push(this);
      }

      close() {
        this.closed = true;
      }
    };
    this.fetch = async (url, init) => {
      if (this.status === 0) throw new TypeError("the network is down");
      if (init) this.posts.push(JSON.parse(init.body));
      else this.probes += 1;
      return { status: this.status };
    };
  }

  get source() {
    return this.sources.at(-1);
  }

  send(event, data, lastEventId = "") {
    const message = Object.assign(new Event(event), { data: JSON.stringify(data), lastEventId });
    if (!this.source.closed) this.source.dispatchEvent(message);
  }

  hello(run = "r1") {
    this.send("hello", { client: `client-${this.sources.length}`, interval: 1000, started: 0, run });
  }

  breaks() {
    if (!this.source.closed) this.source.dispatchEvent(new Event("error"));
  }
}

/** A 2D context that records its calls as `[name, ..arguments]`, and rectangles and texts with their colour. */
export class FakeContext {
  calls = [];

  constructor() {
    const ignore = ["setLineDash", "beginPath", "stroke", "fill", "scale"];
    for (const name of [...ignore, "moveTo", "lineTo", "arc"]) this[name] = (...values) => this.calls.push([name, ...values]);
    for (const name of ["fillRect", "fillText"]) {
      this[name] = (...values) => this.calls.push([name, ...values, this.fillStyle]);
    }
  }

  measureText(text) {
    return { width: 6 * text.length };
  }

  named(name) {
    return this.calls.filter(([call]) => call === name);
  }
}

/** Gives the modules a browser with a screen of two device pixels; returns how to resize a canvas and advance it. */
export function fakeBrowser() {
  const observers = new Set();
  const frames = new Map();
  const preference = new EventTarget();
  let id = 0;
  class ResizeObserver {
    constructor(act) {
      this.act = act;
    }

    observe(target) {
      this.target = target;
      observers.add(this);
    }

    disconnect() {
      observers.delete(this);
    }
  }
  Object.assign(globalThis, {
    ResizeObserver,
    devicePixelRatio: 2,
    matchMedia: () => preference,
    document: {},
    getComputedStyle: () => ({ getPropertyValue: (name) => ` ${name} ` }),
    requestAnimationFrame: (paint) => frames.set((id += 1), paint) && id,
    cancelAnimationFrame: (frame) => frames.delete(frame),
  });
  return {
    observers,
    preference,
    resize(canvas, width, height) {
      for (const { act, target } of observers) if (target === canvas) act([{ contentRect: { width, height } }]);
    },
    frame() {
      const paints = [...frames.values()];
      frames.clear();
      for (const paint of paints) paint();
    },
  };
}

/** A canvas with a recording context. */
export class FakeCanvas extends EventTarget {
  context = new FakeContext();

  getContext() {
    return this.context;
  }
}
