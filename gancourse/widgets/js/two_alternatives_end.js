// What stands at the end of a two-alternative test: the share right and d' with their intervals, in words, and the pairs that were wrong.

const signed = (number, digits = 2) => {
  if (!Number.isFinite(number)) return number > 0 ? "∞" : "−∞";
  const text = Math.abs(number).toFixed(digits);
  return number < 0 && Number(text) !== 0 ? `−${text}` : text;
};
const percent = (share) => `${(100 * share).toFixed(1)} %`;

function chanceWords(chance) { // a probability, as one says it
  if (chance >= 0.995) return "1";
  return chance < 0.0001 ? "less than 0.0001" : String(Number(chance.toPrecision(2)));
}

function verdict({ trials, dLow, dHigh }) {
  if (dLow > 0) return "Real and generated can be told apart: guessing would seldom lead so far.";
  if (dHigh < 0) return "Real and generated can be told apart, but you took the generated ones for the real: guessing would seldom lead so far.";
  return `This cannot be told from guessing with ${trials} ${trials === 1 ? "trial" : "trials"}. ` +
    `It does not show that there is nothing to see: any d′ from ${signed(dLow)} to ${signed(dHigh)} fits what was answered.`;
}

function scoreBoard(score) {
  const { right, trials, share, low, high, d, dLow, dHigh, chance } = score;
  const heading = make("p", { className: "alt-heading", tabIndex: -1, ...KEEPS_KEYS }, `${right} of ${trials} right`);
  const row = (name, value, more) => [make("dt", {}, name), make("dd", {}, make("b", {}, value), more ? ` ${more}` : "")];
  const within = (from, to) => `95 % interval ${from} to ${to}`;
  const numbers = make("dl", { className: "alt-numbers" },
    ...row("share right", percent(share), within(percent(low), percent(high))),
    ...row("d′", signed(d), within(signed(dLow), signed(dHigh))),
    ...row("p of guessing", chanceWords(chance), "the probability that a guesser is as far from one half, or farther"));
  return { heading, element: make("div", { className: "alt-score" }, heading, intervalLine(score), numbers, make("p", { className: "alt-verdict" }, verdict(score))) };
}

function intervalLine({ share, low, high }) { // from 0 to 100 %, with guessing in the middle
  const at = (value) => `left: ${100 * value}%`;
  const tick = (value, text) => make("span", { className: "alt-mark", style: at(value) }, text);
  return make("div", { className: "alt-line", role: "img", "aria-label": `The interval from ${percent(low)} to ${percent(high)} on a line from 0 to 100 %; guessing is 50 %.` },
    make("span", { className: "alt-half", style: at(0.5) }),
    make("span", { className: "alt-range", style: `${at(low)}; width: ${100 * (high - low)}%` }),
    make("span", { className: "alt-point", style: at(share) }),
    tick(0, "all wrong"), tick(0.5, "guessing"), tick(1, "all right"));
}

function wrongPairs(data, frames, wrong) { // wrong: [{real, fake, trial}]
  if (!wrong.length) return make("p", { className: "alt-none" }, "No answer was wrong.");
  const small = (index, kind) => {
    const canvas = screen(data, kind, { side: 84, name: "alt-canvas" });
    frames.draw(canvas, index);
    return make("figure", {}, canvas, make("figcaption", {}, kind));
  };
  const pairs = wrong.map(({ real, fake, trial }) => make("li", {}, make("span", {}, `trial ${trial}`),
    make("div", { className: "alt-two" }, small(real, "real"), small(data.real + fake, "generated"))));
  return make("div", { className: "alt-wrong" }, make("p", {}, `What fooled you: the ${wrong.length} wrong ${wrong.length === 1 ? "answer" : "answers"}`),
    make("ol", { className: "alt-pairs", tabIndex: 0, "aria-label": "The pairs that were answered wrongly", ...KEEPS_KEYS }, ...pairs));
}
