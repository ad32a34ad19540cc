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
    this.source.dispatchEvent(Object.assign(new Event(event), { data: JSON.stringify(data), lastEventId }));
  }

  hello(run = "r1") {
    this.send("hello", { client: `client-${this.sources.length}`, interval: 1000, started: 0, run });
  }

  breaks() {
    this.source.dispatchEvent(new Event("error"));
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

/** Gives the modules a browser with one screen of two device pixels; returns how to resize, show and advance it. */
export function fakeBrowser() {
  const observers = [];
  const frames = [];
  class Observer {
    constructor(act) {
      this.act = act;
      observers.push(this);
    }

    observe(target) {
      this.target = target;
    }

    disconnect() {
      observers.splice(observers.indexOf(this), 1);
    }
  }
  class Resize extends Observer {}
  class Intersection extends Observer {}
  const preference = new EventTarget();
  Object.assign(globalThis, {
    ResizeObserver: Resize,
    IntersectionObserver: Intersection,
    devicePixelRatio: 2,
    matchMedia: () => preference,
    document: {},
    getComputedStyle: () => ({ getPropertyValue: (name) => ` ${name} ` }),
    requestAnimationFrame: (paint) => frames.push(paint),
  });
  const tell = (kind, canvas, entry) => {
    for (const { act } of observers.filter((of) => of instanceof kind && of.target === canvas)) act([entry]);
  };
  return {
    observers,
    frames,
    preference,
    resize: (canvas, width, height) => tell(Resize, canvas, { contentRect: { width, height } }),
    show: (canvas, isIntersecting) => tell(Intersection, canvas, { isIntersecting }),
    frame: () => frames.splice(0).forEach((paint) => paint(performance.now())),
  };
}

/** A canvas with a recording context. */
export class FakeCanvas extends EventTarget {
  context = new FakeContext();

  getContext() {
    return this.context;
  }
}
