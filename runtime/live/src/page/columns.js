// Columns of numbers over shared timestamps: bounded memory, and a window is a view without a copy.

export class Columns {
  /** The number of points. */
  length = 0;
  #capacity;
  #times;
  #widths = new Map();

  /** Keeps at least `capacity` points. */
  constructor(capacity) {
    this.#capacity = capacity;
    this.#times = new Float64Array(capacity + Math.max(16, capacity >> 2));
  }

  /** The newest timestamp, or -Infinity. */
  get last() {
    return this.length ? this.#times[this.length - 1] : -Infinity;
  }

  /** The oldest timestamp, or Infinity. */
  get first() {
    return this.length ? this.#times[0] : Infinity;
  }

  /** Creates a column with `width` numbers a point, each NaN at first. */
  create(width) {
    const column = new (width > 1 ? Float32Array : Float64Array)(this.#times.length * width).fill(NaN);
    this.#widths.set(column, width);
    return column;
  }

  remove(column) {
    this.#widths.delete(column);
  }

  /** Returns the place of a timestamp, which it adds if it is the newest; -1 if it is old and not known. */
  place(time) {
    if (time > this.last) return this.#push(time);
    const at = this.from(time);
    return this.#times[at] === time ? at : -1;
  }

  /** Returns the place of the first point at a time or later. */
  from(time) {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#times[middle] < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  times(from, to) {
    return this.#times.subarray(from, to);
  }

  view(column, from, to) {
    const width = this.#widths.get(column);
    return column.subarray(from * width, to * width);
  }

  #push(time) {
    if (this.length === this.#times.length) this.#forget(this.length - this.#capacity);
    this.#times[this.length] = time;
    return this.length++;
  }

  #forget(points) {
    this.length -= points;
    this.#times.copyWithin(0, points);
    for (const [column, width] of this.#widths) {
      column.copyWithin(0, points * width);
      column.fill(NaN, this.length * width);
    }
  }
}
