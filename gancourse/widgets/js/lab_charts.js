// Which numbers stand in which chart: of one run the players side by side, of two runs the same number of both.

function labCharts(runs, colours) {
  const [run] = runs, pair = [colours.first, colours.second, colours.real];
  const line = (one, key, name, i) => one.series[key] && { name, ...one.series[key], colour: pair[i % pair.length] };
  const chart = (title, keys, low, high, marks = []) => {
    const lines = runs.length > 1
      ? runs.map((one, i) => line(one, keys[0][0], one.name, i))
      : keys.map(([key, name], i) => line(run, key, name, i));
    return { title, low, high, marks, lines: lines.filter(Boolean) };
  };
  const known = (key) => runs.some((one) => one.series[key]);
  const losses = [...new Set(runs.flatMap((one) => Object.keys(one.series)))].filter((key) => key.startsWith("loss of "))
    .map((key) => [key, key.slice(8)]).sort(([, a], [, b]) => (a === "generator") - (b === "generator")); // the judge first, in the same colour always
  const two = runs.length > 1;
  const charts = [];
  if (losses.length) {
    const log4 = losses.some(([, name]) => name === "discriminator") ? [[Math.log(4), "log 4"]] : [];
    const high = losses.some(([, name]) => name === "critic") ? 0 : 1.5; // a critic's losses have a scale of their own
    if (two) charts.push(...losses.map((one) => chart(`Loss of the ${one[1]}`, [one], 0, high, one[1] === "discriminator" ? log4 : [])));
    else charts.push(chart("Losses", losses, 0, high, log4));
  }
  if (known("distance")) charts.push(chart("Distance, as the critic estimates it", [["distance", "distance"]], 0, 0));
  if (run.series.modes) charts.push(chart("Modes found", [["modes", "modes"]], 0, run.data.means.length));
  charts.push(chart("JS on a grid, in nats", [["JS", "JS"]], 0, 0.7, [[Math.LN2, "log 2"]]));
  charts.push(chart("KL(real ‖ generated) on a grid", [["KL", "KL"]], 0, 2));
  for (const [letter, high, marks] of [["D", 1, [[0.5, "1/2"]]], ["f", 0, []]]) {
    if (!known(`${letter} on real`)) continue;
    const verdicts = [[`${letter} on generated`, "generated"], [`${letter} on real`, "real"]];
    charts.push(chart(two ? `Mean of ${letter} on generated` : `Mean of ${letter}`, verdicts, 0, high, marks));
  }
  return charts;
}

function makeCharts(holder) {
  const canvases = [];
  return function draw(runs, colours, cursor) {
    const charts = labCharts(runs, colours);
    while (canvases.length < charts.length) canvases.push(labElement("canvas", { class: "lab-chart", role: "img" }));
    canvases.length = charts.length;
    if (holder.children.length !== charts.length) holder.replaceChildren(...canvases);
    charts.forEach((chart, i) => {
      drawChart(canvases[i], chart, { colours, cursor });
      const ends = chart.lines.map((line) => `${line.name} ${shortNumber(line.values[line.values.length - 1])}`);
      const words = `${chart.title} by round: ${ends.join(", ")} at the end`;
      if (canvases[i].getAttribute("aria-label") !== words) canvases[i].setAttribute("aria-label", words);
    });
  };
}
