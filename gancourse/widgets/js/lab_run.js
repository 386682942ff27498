// One run: an engine, its last snapshots, its numbers by round, and the stage on which a snapshot is drawn.

const LAB_SNAPSHOTS = 300;
const LAB_POINTS = 800; // of a line of a chart: when there are more, every second one is dropped

function makeRun({ name, makeDriver, context }) {
  const canvas = labElement("canvas", { class: "lab-scene", tabindex: "0", role: "img" });
  const numbers = labElement("div", { class: "lab-numbers" });
  const heading = labElement("span", { class: "lab-name" }, name);
  const stage = labElement("figure", { class: "lab-stage" }, labElement("figcaption", {}, heading, numbers), canvas);
  const run = {
    name, stage, canvas, heading, frames: [], series: {}, settings: null, data: null, coming: null, shown: null, motion: null,
    status: "waiting", send: (message) => driver.send(message),
  };
  const driver = makeDriver((message) => receive(message));

  run.start = (settings, data) => {
    Object.assign(run, { settings, coming: data, status: "starting" });
    run.endMotion();
    driver.send({ do: "start", settings, data });
  };
  run.endMotion = () => run.motion && run.motion();
  run.dispose = () => {
    run.endMotion();
    driver.dispose();
  };

  function receive(message) {
    if (message.kind === "frame") take(message.frame);
    else if (message.kind === "state") context.state(run, message);
    else context.stopped(run, message);
  }

  function take(frame) {
    if (frame.moved === "start") Object.assign(run, { frames: [], series: {}, data: run.coming, status: "ready" });
    if (!run.data) return;
    const before = run.frames[run.frames.length - 1];
    run.frames.push(frame);
    if (run.frames.length > LAB_SNAPSHOTS) run.frames.shift();
    note(frame);
    requestAnimationFrame(() => driver.send({ do: "drawn" }));
    context.framed(run, frame, before);
  }

  function note(frame) { // numbers for the charts
    const add = (key, round, value) => {
      const line = run.series[key] || (run.series[key] = { rounds: [], values: [] });
      if (line.rounds[line.rounds.length - 1] === round) return;
      line.rounds.push(round);
      line.values.push(value);
      if (line.rounds.length > LAB_POINTS) {
        line.rounds = line.rounds.filter((_, i) => i % 2 === 0);
        line.values = line.values.filter((_, i) => i % 2 === 0);
      }
    };
    for (const [player, loss] of Object.entries(frame.losses)) add(`loss of ${player}`, frame.round, loss);
    for (const [what, value] of Object.entries(frame.measured.numbers)) add(what, frame.measured.round, value);
    if (frame.distance !== undefined) add("distance", frame.round, frame.distance);
    add(`${judgeLetter(frame)} on real`, frame.round, frame.verdict.real);
    add(`${judgeLetter(frame)} on generated`, frame.round, frame.verdict.fake);
  }

  run.draw = (frame) => { // any frame, a blended one too
    run.shown = frame;
    drawScene(canvas, frame, { reach: run.data.reach, colours: context.colours(), show: context.show() });
  };

  run.tell = (frame) => { // the numbers beside the picture, and the picture in words
    const told = frameNumbers(frame, run.data);
    if (numbers.children.length !== 2 * told.length) {
      numbers.replaceChildren(...told.flatMap(() => [labElement("span"), labElement("b")]));
    }
    told.flat().forEach((text, i) => { if (numbers.children[i].textContent !== text) numbers.children[i].textContent = text; });
    const words = told.map((pair) => pair.join(" ")).join(", ");
    canvas.setAttribute("aria-label", `${name}: real points as blue discs, generated points as orange crosses, and ${judgeLetter(frame)}'s surface. ${words}.`);
  };
  return run;
}

function frameNumbers(frame, data) {
  const { KL, JS, modes } = frame.measured.numbers;
  const told = [["round", LAB_THOUSANDS.format(frame.round)]];
  if (modes !== undefined) told.push(["modes", `${modes} of ${data.means.length}`]);
  told.push(["KL", KL.toFixed(2)], ["JS", JS.toFixed(2)]);
  const { real, fake } = frame.verdict, letter = judgeLetter(frame);
  if (frame.distance !== undefined) told.push(["distance", shortNumber(frame.distance)]);
  told.push([`${letter} on real`, said(frame, real)], [`${letter} on generated`, said(frame, fake)]);
  return told;
}

function nearestFrame(frames, round) { // the last one that is not after a round
  for (let i = frames.length - 1; i >= 0; i--) if (frames[i].round <= round) return frames[i];
  return frames[0];
}
