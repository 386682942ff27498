// The whole lab: what the buttons do, which frame is shown, and where everything stands.

const LAB_AHEAD = 20; // rounds that one of two runs may be ahead
const LAB_TOLD = 150; // milliseconds after which Python is told of a pause or a move
const LAB_SILENCE = 10000; // milliseconds without an answer of the kernel after which the page says so

function makeLab({ model, tables, settings: first }) {
  const lab = {
    settings: first, runs: [], playing: false, at: null, other: null, sketch: null, pace: 0, heard: performance.now(), telling: 0,
    show: { real: true, fake: true, surface: true, manifold: false, arrows: true }, colours: null, asked: 0,
  };
  const own = tables.own;
  const { root, hint, difference, trouble, stages, charts, scrub, scrubbed, caption, panel, code, words, fill } = labLayout(tables);

  const data = (settings) => (settings.data === "drawn"
    ? { kind: "mixture", means: settings.points, scale: tables.drawn_scale, reach: 3, modes: false }
    : tables.data[settings.data]);
  const settingsOf = (run) => (lab.other && run !== lab.runs[0] ? { ...lab.settings, [lab.other.name]: lab.other.value } : lab.settings);
  const sendAll = (message) => lab.runs.forEach((run) => run.send(message));

  const context = {
    colours: () => lab.colours,
    show: () => lab.show,
    framed(run, frame, before) {
      lab.heard = performance.now();
      keepPace();
      if (run.stepping && before && frame.moved !== "paused") {
        run.stepping = false;
        return slowly(run, before, frame);
      }
      if (frame.moved === "start" && run === lab.runs[0]) {
        say(startCaption(own));
        layers.judge(judgeLetter(frame));
      }
      redraw();
    },
    stopped(run, message) {
      lab.heard = performance.now();
      Object.assign(run, { status: message.why, stepping: run.stepping && message.why === "paused" });
      if (message.why === "failed") fail(message.sentence);
      if (message.why === "failed" || (message.why === "reached" && lab.runs.every((one) => one.status === "reached"))) {
        setPlaying(false);
        sendAll({ do: "pause" });
      }
      if (message.why === "reached") {
        say(`${message.sentence[0].toUpperCase()}${message.sentence.slice(1)}.`);
      }
    },
    state(run, message) { // weights and history of the first run go to Python, where `lab.generator` reads them
      if (run !== lab.runs[0]) return;
      const buffers = ["generator", "discriminator"].map((player) => message.weights[player].buffer);
      const { rounds, history } = message, { settings } = run;
      clearTimeout(lab.telling); // of many single moves, the last one is told
      lab.telling = setTimeout(() => model.send({ do: "state", settings, rounds, history }, undefined, buffers), LAB_TOLD);
    },
  };

  const say = (text) => { caption.textContent = text; };
  function fail(sentence) {
    trouble.textContent = sentence;
    trouble.hidden = !sentence;
  }

  function setPlaying(now) {
    lab.playing = now;
    transport.playing(now);
    root.classList.toggle("lab-playing", now);
  }

  function keepPace() { // of two runs none is far ahead, so that they are compared at the same round
    if (lab.runs.length < 2) return;
    const last = (run) => (run.frames.length ? run.frames[run.frames.length - 1].round : 0);
    sendAll({ do: "limit", round: Math.min(...lab.runs.map(last)) + LAB_AHEAD });
  }

  function addRun(name) {
    const makeDriver = tables.engine === "page" ? workerDriver : (receive) => kernelDriver(model, receive);
    const run = makeRun({ name, makeDriver, context });
    lab.runs.push(run);
    stages.append(run.stage);
    run.canvas.addEventListener("keydown", keys);
    if (lab.pace) run.send({ do: "pace", pace: lab.pace });
    sizes.observe(run.canvas);
    return run;
  }

  function restart() {
    setPlaying(false);
    fail("");
    lab.at = null;
    for (const run of lab.runs) run.start(settingsOf(run), data(settingsOf(run)));
    words.textContent = !own && judgeName(lab.settings.loss) === "critic" ? `${tables.words} ${tables.critic}` : tables.words;
    model.set("settings", lab.settings);
    model.save_changes();
    refreshCode();
  }

  function change(name, value) {
    lab.settings = { ...lab.settings, [name]: value };
    if (name === "data" && value === "drawn") return sketch();
    if (transport.presets && name !== "seed" && name !== "stop") transport.presets.value = "";
    hint.hidden = hint.hidden || (name !== "seed" && name !== "stop");
    buildPanel();
    restart();
  }

  const actions = {
    toggle() {
      if (lab.sketch) return;
      lab.at = null;
      lab.runs.forEach((run) => run.endMotion());
      setPlaying(!lab.playing);
      lab.heard = performance.now();
      sendAll({ do: lab.playing ? "play" : "pause" });
      say(lab.playing ? "Playing." : "Paused.");
      redraw();
    },
    step(message) {
      if (lab.sketch) return;
      if (lab.playing) actions.toggle();
      lab.at = null;
      fail("");
      for (const run of lab.runs) {
        run.endMotion();
        run.stepping = true;
        run.send(message);
      }
    },
    restart,
    newSeed: () => change("seed", (lab.settings.seed + 1) % 1000000),
    pace(pace) {
      lab.pace = pace;
      sendAll({ do: "pace", pace });
    },
    preset(preset) {
      if (!preset) return;
      lab.settings = { ...lab.settings, ...tables.defaults, ...preset.settings, seed: lab.settings.seed };
      hint.textContent = preset.look;
      hint.hidden = false;
      buildPanel();
      restart();
    },
    compare() {
      const on = lab.runs.length === 1;
      transport.compare.setAttribute("aria-pressed", String(on));
      root.classList.toggle("lab-two", on);
      if (on) {
        lab.other = { name: "loss", value: otherChoice(tables, lab.settings, "loss") };
        addRun("run B");
      } else {
        lab.runs.pop().dispose();
        stages.lastElementChild.remove();
        lab.other = null;
      }
      lab.runs[0].heading.textContent = on ? lab.runs[0].name : "";
      buildPanel();
      restart();
    },
    code() {
      code.hidden = !code.hidden;
      transport.code.setAttribute("aria-expanded", String(!code.hidden));
      refreshCode();
    },
  };
  const transport = makeTransport(tables, actions);

  function buildPanel() {
    panel.replaceChildren(...makeForm(tables, lab.settings, change));
    difference.hidden = !lab.other;
    if (!lab.other) return;
    const changed = (other) => {
      lab.other = other;
      buildPanel();
      restart();
    };
    difference.replaceChildren(...differenceRow({ tables, settings: lab.settings, other: lab.other, changed }));
  }

  function refreshCode() {
    if (code.hidden || !tables.code) return;
    code.replaceChildren(...codePanel(lab.runs.map((run) => [run.name, labCode(settingsOf(run), tables.code)]), say));
  }

  function sketch() {
    if (lab.playing) actions.toggle();
    const before = lab.runs[0].settings;
    lab.runs[0].endMotion();
    lab.sketch = makeSketch(lab.runs[0].canvas, {
      reach: 3, points: lab.settings.points, colours: () => lab.colours,
      done(points) {
        lab.sketch = null;
        lab.settings = points ? { ...lab.settings, points, data: "drawn" } : before;
        buildPanel();
        restart();
      },
    });
    hint.hidden = true;
    lab.runs[0].stage.append(lab.sketch.bar);
    lab.runs[0].canvas.focus();
  }

  const { redraw, slowly, lookBack } = makeShown({
    lab, root, charts, scrub, scrubbed, say, own, pause: () => { if (lab.playing) actions.toggle(); },
  });
  const keys = labKeys({ page: tables.engine === "page", busy: () => lab.sketch !== null, actions, lookBack });

  const sizes = new ResizeObserver(redraw);
  sizes.observe(charts);
  const layers = makeLayers(lab.show, redraw);
  fill(transport.bar, layers.element);

  function begin() {
    if (lab.settings.data === "drawn" && !lab.settings.points.length) lab.settings = { ...lab.settings, data: "ring" };
    addRun("run A").heading.textContent = "";
    const named = presetOf(tables, lab.settings);
    if (named) {
      [hint.textContent, hint.hidden] = [named.look, false];
      transport.presets.value = named.name;
    }
    buildPanel();
    restart();
  }

  function checkSilence() {
    if (tables.engine !== "kernel" || !lab.playing || performance.now() - lab.heard < LAB_SILENCE) return;
    setPlaying(false);
    sendAll({ do: "pause" });
    fail("The kernel has not answered for ten seconds: it is busy, or gone. Press Play to try again.");
  }

  function end() {
    sizes.disconnect();
    cancelAnimationFrame(lab.asked);
    clearTimeout(lab.telling);
    lab.runs.forEach((run) => run.dispose());
  }

  return { lab, root, begin, end, redraw, sendAll, checkSilence };
}
