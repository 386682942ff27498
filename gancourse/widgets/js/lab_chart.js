// Numbers by round as lines on a small canvas: each line is named at its end, and told apart by its dashes too.

const LAB_DASHES = [[], [5, 3], [2, 2]];

function drawChart(canvas, chart, { colours, cursor }) {
  // chart: {title, lines: [{name, rounds, values, colour}], low, high (least range of the axis), marks: [[value, name]]}
  const width = canvas.clientWidth, height = canvas.clientHeight, ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const box = { left: 34, right: width - 88, top: 20, bottom: height - 16 };
  const all = chart.lines.flatMap((line) => line.values.filter(Number.isFinite));
  const low = Math.min(chart.low, ...all), high = Math.max(chart.high, ...all);
  const last = Math.max(1, ...chart.lines.map((line) => line.rounds[line.rounds.length - 1] || 0));
  const x = (round) => box.left + round / last * (box.right - box.left);
  const y = (value) => box.bottom - (value - low) / (high - low || 1) * (box.bottom - box.top);

  context.font = `bold 11px ${colours.font}`;
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
  context.fillStyle = colours.text;
  context.fillText(chart.title, 2, 11);
  context.font = `10px ${colours.font}`;
  context.fillText("0", box.left, height - 3);
  context.textAlign = "right";
  context.fillText(`round ${LAB_THOUSANDS.format(last)}`, box.right, height - 3);
  context.textBaseline = "middle";
  for (const value of [low, high]) context.fillText(shortNumber(value), box.left - 4, y(value));
  context.strokeStyle = colours.axis;
  context.lineWidth = 1;
  context.strokeRect(box.left + 0.5, box.top + 0.5, box.right - box.left, box.bottom - box.top);
  context.textAlign = "left";

  context.setLineDash([1, 3]);
  context.strokeStyle = colours.text;
  for (const [value, name] of chart.marks || []) {
    if (value < low || value > high) continue;
    rule(context, box.left, y(value), box.right, y(value));
    context.fillText(name, box.left + 4, y(value) + (y(value) - box.top < 14 ? 7 : -6)); // below the line, where it is the top
  }
  const ends = [];
  chart.lines.forEach((line, i) => {
    context.strokeStyle = line.colour;
    context.lineWidth = 1.6;
    context.setLineDash(LAB_DASHES[i % LAB_DASHES.length]);
    context.beginPath();
    let down = false, end = null;
    line.rounds.forEach((round, k) => {
      if (!Number.isFinite(line.values[k])) return;
      end = y(line.values[k]);
      if (down) context.lineTo(x(round), end);
      else context.moveTo(x(round), end);
      down = true;
    });
    context.stroke();
    if (end !== null) ends.push({ name: line.name, at: end, colour: line.colour });
  });
  context.setLineDash([]);
  nameEnds(context, ends, box, colours);
  if (cursor !== null && cursor < last) {
    context.strokeStyle = colours.text;
    rule(context, x(cursor), box.top, x(cursor), box.bottom);
  }
}

function rule(context, ax, ay, bx, by) {
  context.beginPath();
  context.moveTo(ax, ay);
  context.lineTo(bx, by);
  context.stroke();
}

function nameEnds(context, ends, box, colours) { // names at the right, pushed apart where lines meet
  ends.sort((a, b) => a.at - b.at);
  let least = box.top;
  for (const end of ends) {
    const at = Math.min(Math.max(end.at, least), box.bottom);
    least = at + 12;
    context.fillStyle = end.colour;
    context.fillRect(box.right + 4, at - 1, 6, 2);
    context.fillStyle = colours.text;
    context.fillText(end.name, box.right + 13, at);
  }
}

const shortNumber = (value) => String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(2)));
