// Which pictures meet in a run, and on which side the real one stands: a function of the seed and the run's number.

const ROLES = { real: 0, fake: 1, sides: 2 };

function shuffled(random, count) { // Fisher and Yates
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i -= 1) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

// As many pictures of `count` as there are trials. None comes twice in a run, nor in the next runs, while there are enough.
function picturesOfRun({ seed, trials }, role, count, run) {
  const random = makeRandom(), runs = Math.floor(count / trials); // runs from one shuffling
  const lap = (number) => {
    random.start(seed, ROLES[role], number);
    return shuffled(random, count);
  };
  if (runs) return lap(Math.floor(run / runs)).slice((run % runs) * trials, (run % runs + 1) * trials);
  const laps = Math.ceil(trials / count);
  return Array.from({ length: laps }, (_, i) => lap(run * laps + i)).flat().slice(0, trials);
}

function pairsOfRun(data, run) { // [{real, fake, side}]
  const [real, fake] = ["real", "fake"].map((role) => picturesOfRun(data, role, data[role], run));
  const random = makeRandom();
  random.start(data.seed, ROLES.sides, run);
  return real.map((one, i) => ({ real: one, fake: fake[i], side: random.uniform() < 0.5 ? "left" : "right" }));
}
