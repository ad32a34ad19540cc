// Bands of states over time, one for each series of a state set.

import { Lines } from "./lines.js";

export class Bands extends Lines {
  scale() {
    return { ticks: [], place: () => 0 };
  }

  /** Draws a bar for the time in each state, with the name of the state where it fits. */
  draw(plot) {
    const { lines } = this.drawing;
    const height = plot.height / lines.length;
    const label = height >= 32 ? 15 : 0;
    lines.forEach(({ text, values }, row) => {
      const top = plot.top + row * height;
      plot.context.fillStyle = plot.theme.axis;
      if (label) plot.text(text, plot.left, top, "left", "top");
      plot.runs(values, (first, last) => {
        for (let at = first + 1; at <= last; at += 1) {
          if (at < last && values[at] === values[first]) continue;
          this.#bar(plot, values[first], first, at, top + label, height - label - 4);
          first = at;
        }
      });
    });
  }

  cross() {}

  #bar(plot, state, from, to, top, height) {
    const { context, theme } = plot;
    const [left, right] = [from, to].map((point) => plot.x(plot.window.times[point]));
    context.globalAlpha = 0.4;
    plot.rect(theme.lines[state % theme.lines.length], left, top, Math.max(1, right - left - 1), height);
    Object.assign(context, { globalAlpha: 1, fillStyle: theme.axis });
    const name = this.drawing.states[state] ?? "";
    if (left + context.measureText(name).width + 12 < right) plot.text(name, left + 6, top + height / 2, "left", "middle");
  }
}
