/** A line without axes. */

const LEAST = 30_000;

/**
 * Draws values from zero up, over the whole width from their first time on, with marks at some times.
 * The canvas has the colour of its text.
 */
export function draw(canvas, { to, times, values, marks }) {
  const from = Math.min(times[0], to - LEAST);
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  const most = Math.max(...values.filter((value) => !Number.isNaN(value)), 0);
  const place = (at) => [x(times[at]), height - 2 - (values[at] / (most || 1)) * (height - 6)];
  const x = (time) => ((time - from) / (to - from)) * (width - 4);
  context.strokeStyle = context.fillStyle = getComputedStyle(canvas).color;
  context.lineWidth = 1.5;
  for (const mark of marks.filter((time) => time > from)) drawMark(context, x(Math.min(mark, to)), height);
  for (const run of runs(values)) drawRun(context, run.map(place), height);
}

/** Returns the places of consecutive values. */
function runs(values) {
  const found = [];
  values.forEach((value, at) => {
    if (Number.isNaN(value)) return;
    const last = found[found.length - 1];
    if (last && last[last.length - 1] === at - 1) last.push(at);
    else found.push([at]);
  });
  return found;
}

function drawRun(context, points, height) {
  const line = new Path2D();
  for (const [x, y] of points) line.lineTo(x, y);
  const area = new Path2D(line);
  area.lineTo(points[points.length - 1][0], height);
  area.lineTo(points[0][0], height);
  context.globalAlpha = 0.15;
  context.fill(area);
  context.globalAlpha = 1;
  context.stroke(line);
  const [x, y] = points[points.length - 1];
  context.beginPath();
  context.arc(x, y, 2, 0, 2 * Math.PI);
  context.fill();
}

function drawMark(context, x, height) {
  context.globalAlpha = 0.5;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x, height);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}
