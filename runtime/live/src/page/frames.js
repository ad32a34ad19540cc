// One frame for all charts, which paints those that changed and are visible.

const BUDGET = 8;
const waiting = new Set();
let frame = 0;

/** Paints a chart in the next frame, or as soon as it is `visible`. */
export function request(chart) {
  waiting.add(chart);
  if (chart.visible) frame ||= requestAnimationFrame(paint);
}

export function forget(chart) {
  waiting.delete(chart);
}

/** Paints for at most 8 ms, and leaves the rest to the next frame. */
function paint(start) {
  frame = 0;
  for (const chart of waiting) {
    if (!chart.visible) continue;
    if (performance.now() - start > BUDGET) return request(chart);
    waiting.delete(chart);
    chart.paint();
  }
}
