// The game itself: two dense networks, one move at a time, and snapshots of all that the front end draws.
// `data` describes what is drawn (lab_data.js); `draws` may give noise and real points in place of the engine's own, for tests.

const LAB_SHOWN = 200; // real and generated points of a snapshot
const LAB_GRID = 40; // the discriminator's surface is LAB_GRID x LAB_GRID values of D
const LAB_LATTICE = 25; // the manifold is the image of a lattice of latents, LAB_LATTICE x LAB_LATTICE
const LAB_BINS = 24;
const LAB_MEASURED = 2500; // generated points of a measurement, which is made every LAB_EVERY rounds
const LAB_EVERY = 25;
const LAB_KEPT = 4096; // numbers kept of a series: when there are more, every second one is dropped
const LAB_STREAMS = { rounds: 0, generator: 1, discriminator: 2, shown: 3, measured: 4 };

function makeLabEngine(settings, data, draws = null) {
  const { latent, batch, seed, k } = settings;
  const random = makeRandom();
  const sizes = (player, first, last) => [first, ...Array(settings[`${player}_layers`]).fill(settings[`${player}_width`]), last];
  const generator = makeNetwork(sizes("generator", latent, 2), settings.activation);
  const discriminator = makeNetwork(sizes("discriminator", 2, 1), settings.activation);
  const networks = { generator, discriminator };
  const optimisers = {};
  for (const [player, network] of Object.entries(networks)) {
    random.start(seed, LAB_STREAMS[player]);
    network.draw(random);
    const betas = [settings[`${player}_beta1`], settings[`${player}_beta2`]];
    const make = LAB_OPTIMISERS[settings[`${player}_optimiser`]];
    optimisers[player] = make({ rate: settings[`${player}_rate`], betas }, network.weights.length);
  }
  const losses = LAB_LOSSES[settings.loss], judge = judgeName(settings.loss);
  random.start(seed, LAB_STREAMS.shown);
  const shown = { real: drawPoints(data, random, LAB_SHOWN), z: drawNoise(random, LAB_SHOWN, latent) };
  const reference = histogram(drawPoints(data, random, 4 * LAB_MEASURED), data.reach, LAB_BINS);
  const plane = surfacePoints(data.reach), lattice = latticePoints(latent);
  const both = new Float64Array(4 * batch), slopes = new Float64Array(2 * batch);
  const source = draws || { noise: () => drawNoise(random, batch, latent), real: () => drawPoints(data, random, batch) };
  const latest = {}, history = makeSeries();
  let rounds = 0, moves = 0, open = false, measured = null;

  function begin() { // a round's draws are known by its number
    if (!open) random.start(seed, LAB_STREAMS.rounds, rounds);
    open = true;
  }

  function checked(player, loss) {
    if (!Number.isFinite(loss)) {
      throw new Error(`round ${rounds + 1}: the loss of the ${player} is ${loss}; its weights did not move. Lower a learning rate, then reset`);
    }
    latest[player] = loss;
  }

  function moveDiscriminator() {
    const fake = generator.forward(source.noise(), batch);
    both.set(source.real());
    both.set(fake, 2 * batch);
    checked(judge, losses.discriminator(discriminator.forward(both, 2 * batch), batch, slopes));
    discriminator.backward(slopes);
    optimisers.discriminator(discriminator.weights, discriminator.gradients);
    if (losses.critic) clipWeights(discriminator.weights, settings.clip);
    moves += 1;
  }

  function moveGenerator() {
    const fake = generator.forward(source.noise(), batch);
    checked("generator", losses.generator(discriminator.forward(fake, batch), batch, slopes));
    generator.backward(discriminator.backward(slopes.subarray(0, batch), false));
    optimisers.generator(generator.weights, generator.gradients);
    rounds += 1;
    moves = 0;
    open = false;
    if (rounds % LAB_EVERY === 0) measure();
    history.add(rounds, { ...latest, ...estimate(), ...(measured && measured.round === rounds ? measured.numbers : {}) });
  }

  function estimate() { // a critic's, of how far real and generated points are apart, from its last minibatch
    return losses.critic && latest.critic !== undefined ? { distance: -latest.critic } : {};
  }

  function move(player) {
    begin();
    (player === "generator" ? moveGenerator : moveDiscriminator)();
  }

  function round() { // algorithm 1: k moves of the judge, then one of the generator
    begin();
    while (moves < k) moveDiscriminator();
    moveGenerator();
  }

  function measure() {
    const own = makeRandom();
    own.start(seed, LAB_STREAMS.measured, rounds);
    const points = generator.forward(drawNoise(own, LAB_MEASURED, latent), LAB_MEASURED);
    const { kl, js } = divergences(reference, histogram(points, data.reach, LAB_BINS));
    const numbers = { KL: kl, JS: js };
    if (data.modes) {
      const found = modesFound(points, data.means, data.scale);
      Object.assign(numbers, { modes: found.modes, "high quality": found.quality });
    }
    measured = { round: rounds, numbers };
  }

  const said = losses.critic ? (value) => value : sigmoid; // what the judge says: f itself, or D

  function verdicts(points, count) { // at each point
    return Float32Array.from(discriminator.forward(points, count), said);
  }

  function snapshot(moved, fresh = false) { // fresh: measure now, whatever the round
    if (!measured || (fresh && measured.round !== rounds)) measure();
    const fake = Float64Array.from(generator.forward(shown.z, LAB_SHOWN));
    const slope = new Float64Array(2 * LAB_SHOWN), logits = new Float64Array(2 * LAB_SHOWN);
    logits.set(discriminator.forward(shown.real, LAB_SHOWN));
    logits.set(discriminator.forward(fake, LAB_SHOWN), LAB_SHOWN);
    const generatorLoss = losses.generator(logits.subarray(LAB_SHOWN), LAB_SHOWN, slope);
    const push = discriminator.backward(slope.subarray(0, LAB_SHOWN), false); // of the mean: times n for each point
    const arrows = Float32Array.from(push, (value) => -value * LAB_SHOWN);
    const discriminatorLoss = losses.discriminator(logits, LAB_SHOWN, slope);
    const mean = (first) => logits.subarray(first, first + LAB_SHOWN).reduce((sum, logit) => sum + said(logit), 0) / LAB_SHOWN;
    return {
      round: rounds, moved, moves, judge, losses: { ...latest }, measured, ...estimate(),
      verdict: { real: mean(0), fake: mean(LAB_SHOWN), losses: { discriminator: discriminatorLoss, generator: generatorLoss } },
      real: Float32Array.from(shown.real), fake: Float32Array.from(fake), arrows,
      surface: verdicts(plane, LAB_GRID * LAB_GRID),
      manifold: Float32Array.from(generator.forward(lattice, lattice.length / latent)),
    };
  }

  function load(weights) { // {generator, discriminator}: flat, in the order of torch's parameters
    for (const [player, network] of Object.entries(networks)) network.weights.set(weights[player]);
  }

  const weights = () => ({ generator: generator.weights.slice(), discriminator: discriminator.weights.slice() });
  return { move, round, snapshot, measure, load, weights, networks, history: history.all, rounds: () => rounds };
}

function surfacePoints(reach) { // row by row from the bottom
  const points = new Float64Array(2 * LAB_GRID * LAB_GRID);
  const tick = (i) => reach * (2 * i / (LAB_GRID - 1) - 1);
  for (let i = 0; i < LAB_GRID * LAB_GRID; i++) {
    points[2 * i] = tick(i % LAB_GRID);
    points[2 * i + 1] = tick(Math.floor(i / LAB_GRID));
  }
  return points;
}

function latticePoints(latent) { // latents from -2.4 to 2.4: a line, or a square row by row
  const tick = (i, count) => 2.4 * (2 * i / (count - 1) - 1);
  if (latent === 1) return Float64Array.from({ length: 200 }, (_, i) => tick(i, 200));
  const cell = (i) => (i % 2 ? Math.floor(i / 2 / LAB_LATTICE) : Math.floor(i / 2) % LAB_LATTICE);
  return Float64Array.from({ length: 2 * LAB_LATTICE * LAB_LATTICE }, (_, i) => tick(cell(i), LAB_LATTICE));
}

function makeSeries() { // numbers by name and round, thinned evenly as a run grows
  const all = {};
  function add(round, numbers) {
    for (const [name, value] of Object.entries(numbers)) {
      const one = all[name] || (all[name] = { rounds: [], values: [], stride: 1, seen: 0 });
      if (one.seen++ % one.stride === 0) {
        one.rounds.push(round);
        one.values.push(value);
      }
      if (one.rounds.length > LAB_KEPT) {
        one.stride *= 2;
        one.rounds = one.rounds.filter((_, i) => i % 2 === 0);
        one.values = one.values.filter((_, i) => i % 2 === 0);
      }
    }
  }
  return { add, all };
}
