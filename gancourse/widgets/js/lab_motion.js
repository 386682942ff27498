// A move in slow motion: frames between two snapshots, and the sentence that says what happened.

const LAB_MOTION = 1400; // milliseconds of a move

function blended(before, after, share) { // points and surface on their way; the arrows are those that the generator followed
  const mix = (a, b) => (a.length === b.length ? a.map((value, i) => value + share * (b[i] - value)) : b);
  const between = (name) => before.verdict[name] + share * (after.verdict[name] - before.verdict[name]);
  return {
    ...after,
    verdict: { ...after.verdict, real: between("real"), fake: between("fake") }, // the middle of a critic's colours
    fake: mix(before.fake, after.fake),
    surface: mix(before.surface, after.surface),
    manifold: mix(before.manifold, after.manifold),
    arrows: after.moved === "generator" ? before.arrows : mix(before.arrows, after.arrows),
  };
}

const eased = (share) => share * share * (3 - 2 * share);

function animateMove(before, after, draw, done) { // returns a function that ends it at once
  let asked = 0, over = false;
  const begun = performance.now();
  const finish = () => {
    if (over) return;
    over = true;
    cancelAnimationFrame(asked);
    done();
  };
  const step = () => {
    const share = Math.min(1, (performance.now() - begun) / LAB_MOTION);
    if (share >= 1) return finish();
    draw(blended(before, after, eased(share)));
    asked = requestAnimationFrame(step);
  };
  step();
  return finish;
}

function moveCaption(before, after, own) { // `own`: a student's game, whose players and turns are its own
  const change = (name) => `${said(before, before.verdict[name])} → ${said(after, after.verdict[name])}`;
  const told = `${judgeLetter(after)} on the real points ${change("real")}, on the generated ones ${change("fake")}`;
  if (after.moved === "discriminator" || after.moved === "critic") {
    return `The ${after.judge} moved. The points stay where they are; its surface rises where it met more real than generated ` +
      `points, and sinks where it met more generated ones: ${told}.`;
  }
  if (after.moved === "generator") {
    return `The generator moved. Each generated point is pulled along its arrow, the way in which its loss falls; all of them ` +
      `hang on the same weights, so they move by ${meanShift(before, after).toFixed(3)} on average, not each as it likes: ${told}.`;
  }
  if (after.moved === "round") return `Round ${after.round}: the ${after.judge}'s moves, then one of the generator. ${told}.`;
  if (after.moved === "start") return startCaption(own);
  return `In round ${after.round + 1} of your game the ${after.moved} moved: ${told}.`;
}

function startCaption(own) {
  return own
    ? "Your game is ready. Play it, or take one move at a time: its turns decide who moves."
    : "Nothing has moved yet. Play, or take one move at a time.";
}

function meanShift(before, after) {
  let sum = 0;
  for (let i = 0; i < after.fake.length; i += 2) {
    sum += Math.hypot(after.fake[i] - before.fake[i], after.fake[i + 1] - before.fake[i + 1]);
  }
  return sum / (after.fake.length / 2);
}
