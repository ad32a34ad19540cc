// The timestamps of a topic in a ring, whose places its columns share.

export class Ring {
  /** The newest timestamp, or -Infinity, and its place. */
  last = -Infinity;
  newest = -1;
  #times;
  #count = 0;

  constructor(capacity) {
    this.capacity = capacity;
    this.#times = new Float64Array(capacity);
  }

  /** Returns the place of a timestamp: of the next point if it is the newest; -1 if it is old and not known. */
  place(time) {
    if (time <= this.last) return this.#times.indexOf(time);
    this.newest = this.#count++ % this.capacity;
    this.#times[this.newest] = this.last = time;
    return this.newest;
  }

  /** Creates a column of `width` numbers a point, which are NaN until they are set. */
  column(width) {
    return new (width > 1 ? Float32Array : Float64Array)(this.capacity * width).fill(NaN);
  }

  /** Returns the numbers of a column at a place. */
  part(column, place) {
    const width = column.length / this.capacity;
    return column.subarray(place * width, (place + 1) * width);
  }

  /** Returns the timestamps between two times, and a function that copies the numbers of a column at these times. */
  between(from, to) {
    const places = [];
    for (let at = Math.max(0, this.#count - this.capacity); at < this.#count; at += 1) {
      const time = this.#times[at % this.capacity];
      if (time >= from && time <= to) places.push(at % this.capacity);
    }
    const values = (column) => {
      const width = column.length / this.capacity;
      const copy = new Float64Array(places.length * width);
      places.forEach((place, at) => copy.set(this.part(column, place), at * width));
      return copy;
    };
    return { times: values(this.#times), values };
  }
}
