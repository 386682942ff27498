// The statistics of a two-alternative test, as gancourse/metrics/human.py, which holds the equations: an exported page has no Python.

const OUTSIDE_INTERVAL = 0.05; // what a 95 % interval may miss

function tailFrom(count, trials, share) { // P(X >= count) of a binomial X, term by term
  if (count <= 0) return 1;
  let ways = 0, sum = 0; // ways: the logarithm of the binomial coefficient
  for (let i = 0; i <= trials; i += 1) {
    if (i) ways += Math.log((trials - i + 1) / i);
    if (i >= count) sum += Math.exp(ways + i * Math.log(share) + (i < trials ? (trials - i) * Math.log1p(-share) : 0));
  }
  return Math.min(1, sum);
}

function leastShare(right, trials) { // the share under which so many right answers or more have probability 2.5 %
  if (!right) return 0;
  let [low, high] = [0, 1];
  for (let i = 0; i < 80; i += 1) {
    const middle = (low + high) / 2;
    if (tailFrom(right, trials, middle) < OUTSIDE_INTERVAL / 2) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function normalQuantile(share) { // Newton's steps from 0 on the upper half, where the cdf is concave: each falls short, none goes too far
  if (share < 0.5) return -normalQuantile(1 - share);
  if (share >= 1) return Infinity;
  let x = 0;
  for (let i = 0; i < 60; i += 1) {
    const density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    let term = x, area = 0; // the area from 0 to x over its density: x + x^3/3 + x^5/(3 5) + ...
    for (let odd = 3; Math.abs(term) > 1e-17 * area; odd += 2) {
      area += term;
      term *= (x * x) / odd;
    }
    const step = (share - 0.5) / density - area;
    x += step;
    if (Math.abs(step) < 1e-14) break;
  }
  return x;
}

function twoAlternativeScore(right, trials) {
  const wrong = trials - right;
  const shares = { share: right / trials, low: leastShare(right, trials), high: 1 - leastShare(wrong, trials) };
  const apart = Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, Math.SQRT2 * normalQuantile(share)]));
  const chance = Math.min(1, 2 * tailFrom(Math.max(right, wrong), trials, 0.5));
  return { right, trials, ...shares, d: apart.share, dLow: apart.low, dHigh: apart.high, chance };
}
