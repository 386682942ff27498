// What is measured of the generated points: histograms on a grid, KL and JS between two of them, modes found.

function histogram(points, reach, bins) { // shares of the squares of a bins x bins grid on [-reach, reach]^2, and of the rest
  const cells = bins * bins + 1, count = points.length / 2;
  const share = new Float64Array(cells).fill(1 / cells); // one sample is spread over all squares, so that none is empty
  for (let i = 0; i < points.length; i += 2) {
    const across = Math.floor((points[i] + reach) / (2 * reach) * bins);
    const up = Math.floor((points[i + 1] + reach) / (2 * reach) * bins);
    const inside = across >= 0 && across < bins && up >= 0 && up < bins;
    share[inside ? up * bins + across : cells - 1] += 1;
  }
  for (let i = 0; i < cells; i++) share[i] /= count + 1;
  return share;
}

function divergences(p, q) { // KL(p || q) and JS(p, q) in nats
  let kl = 0, js = 0;
  for (let i = 0; i < p.length; i++) {
    const middle = (p[i] + q[i]) / 2;
    kl += p[i] * Math.log(p[i] / q[i]);
    js += (p[i] * Math.log(p[i] / middle) + q[i] * Math.log(q[i] / middle)) / 2;
  }
  return { kl, js };
}

function modesFound(points, means, scale) { // the protocol of gancourse/metrics/modes.py, with a gate of three deviations
  const counts = new Int32Array(means.length);
  let good = 0;
  for (let i = 0; i < points.length; i += 2) {
    let nearest = -1, least = Infinity;
    for (let k = 0; k < means.length; k++) {
      const distance = (points[i] - means[k][0]) ** 2 + (points[i + 1] - means[k][1]) ** 2;
      if (distance < least) {
        least = distance;
        nearest = k;
      }
    }
    if (least <= 9 * scale * scale) {
      counts[nearest] += 1;
      good += 1;
    }
  }
  return { modes: counts.reduce((sum, count) => sum + (count > 0), 0), quality: good / (points.length / 2) };
}
