// Two pictures side by side, one real and one generated: a click, or an arrow key, on the real one. At the end, how far apart they are.

Object.assign(ICONS, { left: "M13 8 H3 M7 4 L3 8 L7 12", right: "M3 8 H13 M9 4 L13 8 L9 12" });
const BETWEEN = 300, SHOWN_AFTER = 1200; // milliseconds: of nothing between two trials; of the answer, where there is feedback
const OTHER = { left: "right", right: "left" };

// data: {trials, seed, seconds, feedback, real, fake (how many), credit, lossy, and an atlas of the real, then the generated ones}
// runs: [[[real, fake, side, answer, seconds], ...], ...], those of before; onanswer(runs) after each answer
function makeTwoAlternatives(data, { runs: before = [], onanswer } = {}) {
  const runs = before.map((run) => [...run]);
  let frames = null, pairs = [], pair = null, since = 0, timer = 0; // pair: the one that is to be answered
  const run = () => runs[runs.length - 1];

  const progress = make("progress", { max: data.trials, value: 0, "aria-hidden": "true" });
  const where = make("output", { className: "gc-where" });
  const sides = Object.fromEntries(["left", "right"].map((side) => {
    const canvas = screen(data, `the picture on the ${side}`, { side: 224, name: "alt-canvas" });
    const word = make("span", {}, side);
    const element = make("button", {
      type: "button", className: "alt-choice", "aria-label": `The ${side} one is real`, onclick: () => answer(side), ...KEEPS_KEYS,
    }, make("span", { className: "alt-face" }, canvas), make("span", { className: "alt-side" }, icon(side), word));
    return [side, { canvas, element, word }];
  }));
  const note = make("p", { className: "alt-note", "aria-live": "polite" });
  const stage = make("div", {
    className: "alt-stage", tabIndex: 0, role: "group", "aria-label": "Which of the two is real? The left or the right arrow key answers.", ...KEEPS_KEYS,
  }, make("div", { className: "alt-pair" }, sides.left.element, sides.right.element), note);
  const go = button("Start the test", begin, { picture: "play", text: "Start" });
  const intro = make("div", { className: "alt-intro" }, ...introduction(data).map((text) => make("p", {}, text)), make("div", { className: "gc-row" }, go));
  const end = make("div", { className: "alt-end" });
  const element = make("div", { className: "alt-test" }, make("div", { className: "gc-row alt-progress" }, progress, where), intro, stage, end);
  if (data.credit) element.append(make("p", { className: "alt-credit" }, data.credit));
  go.disabled = true; // until the pictures are here

  element.addEventListener("keydown", (event) => {
    const side = { ArrowLeft: "left", ArrowRight: "right" }[event.key];
    if (!side || stage.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) answer(side); // a key that is held down answers once
  });

  function show(part) {
    for (const one of [intro, stage, end]) one.hidden = one !== part;
    progress.value = runs.length ? run().length : 0;
    const at = Math.min(progress.value + (part === end ? 0 : 1), data.trials);
    where.textContent = part === intro && !progress.value ? `${data.trials} trials` : part === end ? `${at} trials answered` : `trial ${at} of ${data.trials}`;
  }

  function begin() {
    if (!runs.length || run().length >= data.trials) runs.push([]);
    pairs = pairsOfRun(data, runs.length - 1);
    next();
    stage.focus();
  }

  function cover(covered) {
    stage.classList.toggle("alt-covered", covered);
  }

  function next() {
    if (run().length >= data.trials) return finish().focus({ preventScroll: true });
    show(stage);
    const coming = pairs[run().length];
    frames.draw(sides[coming.side].canvas, coming.real);
    frames.draw(sides[OTHER[coming.side]].canvas, data.real + coming.fake);
    for (const [side, { canvas, word, element: one }] of Object.entries(sides)) {
      delete canvas.dataset.frame; // which is which stands nowhere in the page while it is asked
      word.textContent = side;
      one.classList.remove("alt-chosen");
    }
    note.textContent = "";
    cover(false);
    pair = coming;
    since = performance.now();
    if (data.seconds) timer = setTimeout(() => { cover(true); note.textContent = "The time is up: which one was real?"; }, 1000 * data.seconds);
  }

  function answer(side) {
    if (!pair) return;
    const { real, fake, side: truth } = pair;
    run().push([real, fake, truth, side, Math.round(performance.now() - since) / 1000]);
    pair = null;
    clearTimeout(timer);
    sides[side].element.classList.add("alt-chosen");
    onanswer?.(runs.map((one) => [...one]));
    if (!data.feedback) {
      cover(true);
      timer = setTimeout(next, BETWEEN);
      return;
    }
    cover(false);
    sides[truth].word.textContent = "real";
    sides[OTHER[truth]].word.textContent = "generated";
    note.textContent = side === truth ? "Right." : `Wrong: the real one was on the ${truth}.`;
    timer = setTimeout(next, SHOWN_AFTER);
  }

  function finish() {
    const wrong = run().map((row, i) => ({ real: row[0], fake: row[1], trial: i + 1, right: row[2] === row[3] })).filter((one) => !one.right);
    const score = twoAlternativeScore(data.trials - wrong.length, data.trials);
    const again = button("Again, with new pairs", begin, { picture: "reroll", text: "Again, with new pairs" });
    const { element: told, heading } = scoreBoard(score);
    end.replaceChildren(told, wrongPairs(data, frames, wrong), make("div", { className: "gc-row" }, again));
    show(end);
    return heading;
  }

  function load(loaded) {
    frames = loaded;
    go.disabled = false;
    if (!runs.length) return;
    if (run().length >= data.trials) finish();
    else if (run().length) {
      go.querySelector("span").textContent = "Go on";
      go.setAttribute("aria-label", "Go on with the test");
    }
  }

  show(intro);
  readAtlas(data).then(load);
  return { element, end: () => clearTimeout(timer) };
}

function introduction(data) {
  const time = data.seconds ? ` After ${data.seconds} ${data.seconds === 1 ? "second" : "seconds"} they are hidden; answer all the same.` : "";
  const texts = [`Of two pictures one is real and one is generated. Say which is real: click it, or press the left or the right arrow key.${time} ` +
    "Where you cannot tell, guess."];
  if (Math.min(data.real, data.fake) < data.trials) texts.push("There are fewer pictures than trials: some come more than once.");
  if (data.lossy) texts.push("The pictures of this page are compressed, real and generated alike; those in the notebook are not.");
  return texts;
}
