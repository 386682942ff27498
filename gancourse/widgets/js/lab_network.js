// Dense networks, forward and backward by hand, in float64. A matrix of n rows is one flat array, row after row; all weights
// of a network stand in one array too, so that an optimiser sees a plain list of numbers.

const LAB_ACTIVATIONS = { // each is applied in place; the slope is a function of the output
  relu: {
    apply(h) { for (let i = 0; i < h.length; i++) if (h[i] < 0) h[i] = 0; },
    times(slope, h) { for (let i = 0; i < h.length; i++) if (!(h[i] > 0)) slope[i] = 0; },
  },
  leaky: {
    apply(h) { for (let i = 0; i < h.length; i++) if (h[i] < 0) h[i] *= 0.2; },
    times(slope, h) { for (let i = 0; i < h.length; i++) if (!(h[i] > 0)) slope[i] *= 0.2; },
  },
  tanh: {
    apply(h) { for (let i = 0; i < h.length; i++) h[i] = 1 - 2 / (Math.exp(2 * h[i]) + 1); },
    times(slope, h) { for (let i = 0; i < h.length; i++) slope[i] *= 1 - h[i] * h[i]; },
  },
};

function affine(x, layer, out, n) { // out = x W + b; four inputs at a time, so that a sum is loaded and stored less often
  const { inputs, outputs, weight, bias } = layer;
  for (let i = 0; i < n; i++) {
    const row = i * outputs;
    for (let j = 0; j < outputs; j++) out[row + j] = bias[j];
    let k = 0;
    for (; k + 3 < inputs; k += 4) {
      const from = i * inputs + k;
      const a = x[from], b = x[from + 1], c = x[from + 2], d = x[from + 3];
      const p = k * outputs, q = p + outputs, r = q + outputs, s = r + outputs;
      for (let j = 0; j < outputs; j++) {
        out[row + j] += a * weight[p + j] + b * weight[q + j] + c * weight[r + j] + d * weight[s + j];
      }
    }
    for (; k < inputs; k++) {
      const a = x[i * inputs + k], p = k * outputs;
      for (let j = 0; j < outputs; j++) out[row + j] += a * weight[p + j];
    }
  }
}

function addWeightGradient(x, gradient, layer, n) { // dW += x' g, db += sum of g; four rows at a time
  const { inputs, outputs, weightGradient, biasGradient } = layer;
  let i = 0;
  for (; i + 3 < n; i += 4) {
    const p = i * outputs, q = p + outputs, r = q + outputs, s = r + outputs;
    for (let j = 0; j < outputs; j++) biasGradient[j] += gradient[p + j] + gradient[q + j] + gradient[r + j] + gradient[s + j];
    for (let k = 0; k < inputs; k++) {
      const from = i * inputs + k;
      const a = x[from], b = x[from + inputs], c = x[from + 2 * inputs], d = x[from + 3 * inputs];
      const to = k * outputs;
      for (let j = 0; j < outputs; j++) {
        weightGradient[to + j] += a * gradient[p + j] + b * gradient[q + j] + c * gradient[r + j] + d * gradient[s + j];
      }
    }
  }
  for (; i < n; i++) {
    const p = i * outputs;
    for (let j = 0; j < outputs; j++) biasGradient[j] += gradient[p + j];
    for (let k = 0; k < inputs; k++) {
      const a = x[i * inputs + k], to = k * outputs;
      for (let j = 0; j < outputs; j++) weightGradient[to + j] += a * gradient[p + j];
    }
  }
}

function inputGradient(gradient, layer, out, n) { // dx = g W'
  const { inputs, outputs, weight } = layer;
  for (let i = 0; i < n; i++) {
    const row = i * outputs;
    for (let k = 0; k < inputs; k++) {
      const at = k * outputs;
      let sum = 0;
      for (let j = 0; j < outputs; j++) sum += gradient[row + j] * weight[at + j];
      out[i * inputs + k] = sum;
    }
  }
}

function makeNetwork(sizes, activation) {
  const count = sizes.slice(1).reduce((sum, outputs, i) => sum + (sizes[i] + 1) * outputs, 0);
  const weights = new Float64Array(count), gradients = new Float64Array(count);
  const layers = [];
  let at = 0;
  for (let i = 0; i + 1 < sizes.length; i++) { // in the order of torch's parameters: all matrices, then all biases
    const inputs = sizes[i], outputs = sizes[i + 1], size = inputs * outputs;
    layers.push({ inputs, outputs, weight: weights.subarray(at, at + size), weightGradient: gradients.subarray(at, at + size) });
    at += size;
  }
  for (const layer of layers) {
    layer.bias = weights.subarray(at, at + layer.outputs);
    layer.biasGradient = gradients.subarray(at, at + layer.outputs);
    at += layer.outputs;
  }
  const { apply, times } = LAB_ACTIVATIONS[activation];
  const rooms = new Map(); // buffers of each number of rows: values[i] before layer i, slopes alike
  let input = null, room = null, rows = 0;

  function roomFor(n) {
    if (!rooms.has(n)) {
      const make = () => sizes.map((size) => new Float64Array(n * size));
      rooms.set(n, { values: make(), slopes: make() });
    }
    return rooms.get(n);
  }

  function draw(random) { // uniform on +-1/sqrt(inputs), as the library's Dense
    for (const layer of layers) {
      const limit = 1 / Math.sqrt(layer.inputs);
      for (const part of [layer.weight, layer.bias]) {
        for (let i = 0; i < part.length; i++) part[i] = limit * (2 * random.uniform() - 1);
      }
    }
  }

  function forward(x, n) { // the returned array is used again by the next call with as many rows
    room = roomFor(n);
    input = x;
    rows = n;
    layers.forEach((layer, i) => {
      const out = room.values[i + 1];
      affine(i ? room.values[i] : x, layer, out, n);
      if (i + 1 < layers.length) apply(out);
    });
    return room.values[layers.length];
  }

  function backward(gradient, learn = true) { // after `forward`: returns the gradient by the input, and fills `gradients`
    const { values, slopes } = room;
    if (learn) gradients.fill(0);
    for (let i = layers.length - 1; i >= 0; i--) {
      const above = i + 1 < layers.length ? slopes[i + 1] : gradient;
      if (learn) addWeightGradient(i ? values[i] : input, above, layers[i], rows);
      inputGradient(above, layers[i], slopes[i], rows);
      if (i) times(slopes[i], values[i]);
    }
    return slopes[0];
  }

  return { sizes, weights, gradients, draw, forward, backward };
}
