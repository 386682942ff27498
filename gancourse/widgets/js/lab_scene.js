// One frame as a picture: the surface of D, or of a critic's f, with its level lines, the manifold, real points as blue discs, generated
// ones as orange crosses, and on each an arrow along which the generator's loss falls.

const LAB_SIDE = 40; // of the surface's grid
const LAB_DISC = 4; // radius of a real point: it shows around the crosses that lie on it

function sceneScale(canvas, reach) {
  const size = canvas.clientWidth, ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(size * ratio)) canvas.width = canvas.height = Math.round(size * ratio);
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { context, size, x: (value) => (value + reach) / (2 * reach) * size, y: (value) => (reach - value) / (2 * reach) * size };
}

function drawScene(canvas, frame, { reach, colours, show }) {
  const scale = sceneScale(canvas, reach);
  const { context, size } = scale;
  if (!size) return;
  context.fillStyle = colours.half;
  context.fillRect(0, 0, size, size);
  const shades = surfaceShades(frame);
  if (show.surface) drawSurface(scale, frame.surface, shades, colours);
  if (show.manifold) drawManifold(scale, frame.manifold, colours);
  if (show.real) drawDiscs(scale, frame.real, colours);
  if (show.fake) drawCrosses(scale, frame.fake, colours);
  if (show.arrows) drawArrows(scale, frame, colours);
  if (show.surface && shades.own) drawShades(scale, shades, colours);
}

const isCritic = (frame) => frame.judge === "critic";
const judgeLetter = (frame) => (isCritic(frame) ? "f" : "D");
const said = (frame, value) => (isCritic(frame) ? shortNumber(value) : value.toFixed(2)); // D has two places, f its own scale

// How values become colours: `middle` is the ground's, and at `span` from it the colour is full. D goes from 0 to 1. A critic's
// values have neither bounds nor a zero (f + c is as good as f): the middle lies between its means on real and generated points.
function surfaceShades(frame) {
  const { surface, verdict } = frame;
  if (!isCritic(frame)) return { middle: 0.5, span: 0.5, levels: [0.5, 0.25, 0.75].map((level) => [level, `D = ${level}`]) };
  const middle = (verdict.real + verdict.fake) / 2;
  const span = surface.reduce((most, value) => Math.max(most, Math.abs(value - middle)), 0) || 1;
  const level = (value) => [value, `f = ${shortNumber(value)}`];
  return { middle, span, levels: [level(middle), level(middle - span / 2), level(middle + span / 2)], own: true };
}

let surfaceTile = null; // one small canvas, stretched over the picture

function drawSurface({ context, size }, surface, { middle, span, levels }, colours) {
  surfaceTile = surfaceTile || Object.assign(document.createElement("canvas"), { width: LAB_SIDE, height: LAB_SIDE });
  const tile = surfaceTile.getContext("2d");
  const image = tile.createImageData(LAB_SIDE, LAB_SIDE);
  for (let i = 0; i < surface.length; i++) { // the first value is at the bottom left
    const up = LAB_SIDE - 1 - Math.floor(i / LAB_SIDE), to = 4 * (up * LAB_SIDE + i % LAB_SIDE);
    shade((surface[i] - middle) / span, colours, image.data, to);
  }
  tile.putImageData(image, 0, 0);
  const cell = size / (LAB_SIDE - 1); // the first and the last value lie on the picture's edge
  context.imageSmoothingEnabled = true;
  context.drawImage(surfaceTile, -cell / 2, -cell / 2, size + cell, size + cell);
  const named = []; // where levels are named: none over another
  levels.forEach(([level, text], i) => drawLevel(context, size, surface, { level, text, main: i === 0 }, colours, named));
}

function shade(value, colours, out, to) { // the colour of -1 (generated) to 1 (real), written at `to`
  const towards = value > 0 ? colours.surfaceReal : colours.surfaceFake;
  const share = Math.pow(Math.min(1, Math.abs(value)), 0.7); // a little stronger near the middle
  for (let c = 0; c < 3; c++) out[to + c] = colours.surfaceHalf[c] + share * (towards[c] - colours.surfaceHalf[c]);
  out[to + 3] = 255;
}

function drawShades({ context, size }, { middle, span }, colours) { // a critic's own scale, at the bottom left
  const wide = 90, left = 10, top = size - 16, colour = new Uint8ClampedArray(4);
  for (let i = 0; i < wide; i++) {
    shade(2 * i / (wide - 1) - 1, colours, colour, 0);
    context.fillStyle = `rgb(${colour[0]} ${colour[1]} ${colour[2]})`;
    context.fillRect(left + i, top, 1, 8);
  }
  context.setLineDash([]);
  context.lineWidth = 1;
  context.strokeStyle = colours.level;
  context.strokeRect(left - 0.5, top - 0.5, wide + 1, 9);
  labelled(context, `f = ${shortNumber(middle - span)}`, left, top - 9, colours);
  labelled(context, shortNumber(middle + span), left + wide + 6, top + 4, colours);
}

function drawLevel(context, size, surface, { level, text, main }, colours, named) {
  const cell = size / (LAB_SIDE - 1), lines = contour(surface, LAB_SIDE, level);
  if (!lines.length) return;
  context.strokeStyle = colours.level;
  context.lineWidth = main ? 1.4 : 0.7;
  context.setLineDash(main ? [6, 4] : [2, 3]);
  context.beginPath();
  for (const [ax, ay, bx, by] of lines) {
    context.moveTo(ax * cell, size - ay * cell);
    context.lineTo(bx * cell, size - by * cell);
  }
  context.stroke();
  context.setLineDash([]);
  const inside = lines.filter(([x, y]) => x > 2 && x < LAB_SIDE - 6 && y > 2 && y < LAB_SIDE - 3);
  if (inside.length < 4) return;
  const [x, y] = inside.reduce((best, line) => (line[1] - 0.3 * line[0] > best[1] - 0.3 * best[0] ? line : best));
  if (named.some(([a, b]) => Math.abs(a - x) * cell < 60 && Math.abs(b - y) * cell < 16)) return;
  named.push([x, y]);
  labelled(context, text, x * cell, size - y * cell, colours);
}

function labelled(context, text, x, y, colours) { // a text with a halo, readable on any ground
  context.font = `11px ${colours.font}`;
  context.textBaseline = "middle";
  context.lineWidth = 3;
  context.strokeStyle = colours.half;
  context.strokeText(text, x, y);
  context.fillStyle = colours.text;
  context.fillText(text, x, y);
}

function drawManifold({ context, x, y }, manifold, colours) { // the image of a line, or of every second line of a square
  const count = manifold.length / 2, side = count === 200 ? 0 : Math.sqrt(count);
  if (!count || side % 1) return;
  context.strokeStyle = colours.manifold;
  context.lineWidth = side ? 0.7 : 1.4;
  context.beginPath();
  const line = (first, step, points) => {
    for (let i = 0; i < points; i++) {
      const at = 2 * (first + i * step);
      if (i) context.lineTo(x(manifold[at]), y(manifold[at + 1]));
      else context.moveTo(x(manifold[at]), y(manifold[at + 1]));
    }
  };
  if (!side) line(0, 1, count);
  for (let i = 0; i < side; i += 2) {
    line(i * side, 1, side);
    line(i, side, side);
  }
  context.stroke();
}

function drawDiscs({ context, x, y }, points, colours) {
  context.fillStyle = colours.real;
  context.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    context.moveTo(x(points[i]) + LAB_DISC, y(points[i + 1]));
    context.arc(x(points[i]), y(points[i + 1]), LAB_DISC, 0, 2 * Math.PI);
  }
  context.fill();
}

function drawCrosses({ context, x, y }, points, colours) {
  context.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    const across = x(points[i]), up = y(points[i + 1]);
    context.moveTo(across - 3, up - 3);
    context.lineTo(across + 3, up + 3);
    context.moveTo(across - 3, up + 3);
    context.lineTo(across + 3, up - 3);
  }
  for (const [width, colour] of [[2.8, colours.halo], [1.5, colours.fake]]) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}

// Of every third point; 34 pixels at most, none for no pull. A critic's pulls, which have no unit, are measured by their mean.
function drawArrows({ context, x, y }, frame, colours) {
  const { fake, arrows } = frame, unit = isCritic(frame) ? meanPull(arrows) || 1 : 1;
  context.strokeStyle = colours.arrow;
  context.lineWidth = 1;
  context.beginPath();
  for (let i = 0; i < fake.length; i += 6) {
    const pull = Math.hypot(arrows[i], arrows[i + 1]);
    const length = 34 * pull / (pull + unit);
    if (!(length > 1)) continue;
    const right = arrows[i] / pull, down = -arrows[i + 1] / pull;
    const fromX = x(fake[i]), fromY = y(fake[i + 1]), toX = fromX + length * right, toY = fromY + length * down;
    const head = Math.min(4, length / 2);
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
    context.moveTo(toX - head * (right - 0.6 * down), toY - head * (down + 0.6 * right));
    context.lineTo(toX, toY);
    context.lineTo(toX - head * (right + 0.6 * down), toY - head * (down - 0.6 * right));
  }
  context.stroke();
}

function meanPull(arrows) {
  let sum = 0;
  for (let i = 0; i < arrows.length; i += 2) sum += Math.hypot(arrows[i], arrows[i + 1]);
  return sum / (arrows.length / 2);
}
