// Data in the plane, drawn from descriptions that Python sends: mixtures of Gaussians (drawn points are one), a line, arcs.
// Each function is (description, random, out): it fills `out`, x and y of one point after the other.

const LAB_SAMPLERS = {
  mixture(data, random, out) {
    for (let i = 0; i < out.length; i += 2) {
      const which = random.integer(data.means.length);
      out[i] = data.means[which][0] + data.scale * random.normal();
      out[i + 1] = data.means[which][1] + data.scale * random.normal();
    }
  },
  line(data, random, out) {
    const [x, y] = data.along; // the segment's direction; (-y, x) is across it
    for (let i = 0; i < out.length; i += 2) {
      const along = data.length * (random.uniform() - 0.5) + data.scale * random.normal();
      const across = data.scale * random.normal();
      out[i] = along * x - across * y;
      out[i + 1] = along * y + across * x;
    }
  },
  arcs(data, random, out) { // an arc is its centre, the first and the last angle, and a + b angle, its radius
    for (let i = 0; i < out.length; i += 2) {
      const [centreX, centreY, first, last, a, b] = data.arcs[random.integer(data.arcs.length)];
      const angle = first + (last - first) * random.uniform();
      const radius = a + b * angle + data.scale * random.normal();
      out[i] = centreX + radius * Math.cos(angle);
      out[i + 1] = centreY + radius * Math.sin(angle);
    }
  },
};

function drawPoints(data, random, count) {
  const out = new Float64Array(2 * count);
  LAB_SAMPLERS[data.kind](data, random, out);
  return out;
}

function drawNoise(random, count, latent) {
  const out = new Float64Array(count * latent);
  for (let i = 0; i < out.length; i++) out[i] = random.normal();
  return out;
}
