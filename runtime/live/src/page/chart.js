/** Charts on a canvas. */

/**
 * @typedef {object} Line
 * @property {string} key identifies the series
 * @property {string} text names it, for example its labels or `p99`
 * @property {Float64Array} values of `window.values(series, datapoint)`
 * @property {number} colour of `legend.colours(keys)`
 * @property {number} dash of `legend.colours(keys)`
 *
 * @typedef {object} Drawing
 * @property {{from, to, gap, times}} window of `topic.window(ms, now)`
 * @property {string} unit of `unitOf(metric, datapoint)`
 * @property {{time: number, text: string}[]} [marks] of `topic.marks`
 * @property {boolean} [log]
 * @property {number} [from] fixes the lower end
 * @property {number} [to] fixes the upper end
 * @property {Line[]} [lines] for a chart of lines
 * @property {{bounds: number[], columns: Float32Array[]}} [heat] for a heat map: `topic.bounds`, and the column `heat` of
 *   each series, which are added up
 * @property {{states: string[], lines: Line[]}} [bands] for state sets: `topic.states`, and one band per line
 */

/**
 * A chart. Its event `cross` has the detail {time, values: [{key, text, value, formatted}], by: "pointer" | "keys"}, or null
 * if the cross disappears. `chart.note` says how to read the scale (log).
 */
export class Chart extends EventTarget {
  note = "";

  /**
   * Draws on a canvas, in the size that the style sheet gives it. Its arrow keys, Home, End and Escape move the cross if it
   * has a `tabindex`. Colours are the custom properties `--line-0` to `--line-9`, `--heat-0` and `--heat-1`, `--axis`,
   * `--grid`, `--cross`, `--mark`; `--chart-font` is the font.
   * @param {HTMLCanvasElement} canvas
   * @param {{spark?: boolean}} options `spark` draws the lines only, for small tiles
   */
  constructor(canvas, options = {}) {
    super();
    this.canvas = canvas;
    this.options = options;
  }

  /** Draws in the next frame, if the chart is visible. @param {Drawing} drawing */
  draw(drawing) {
    this.drawing = drawing;
  }

  /** Shows the cross at a time, or removes it with null; for example at the cross of another chart. */
  cross(time) {
    this.time = time;
  }

  /** Stops to observe the canvas. */
  close() {}
}
