// Optimisers over a flat array of weights, each by torch's rule of the same name: step(weights, gradients) moves in place.

const LAB_OPTIMISERS = {
  SGD({ rate }) {
    return (weights, gradients) => {
      for (let i = 0; i < weights.length; i++) weights[i] -= rate * gradients[i];
    };
  },
  Adam({ rate, betas: [beta1, beta2] }, count) {
    const mean = new Float64Array(count), square = new Float64Array(count);
    let steps = 0;
    return (weights, gradients) => {
      steps += 1;
      const pace = rate / (1 - Math.pow(beta1, steps));
      const correction = Math.sqrt(1 - Math.pow(beta2, steps));
      for (let i = 0; i < count; i++) {
        const g = gradients[i];
        mean[i] += (1 - beta1) * (g - mean[i]);
        square[i] = beta2 * square[i] + (1 - beta2) * g * g;
        weights[i] -= pace * mean[i] / (Math.sqrt(square[i]) / correction + 1e-8);
      }
    };
  },
  RMSprop({ rate }, count) {
    const square = new Float64Array(count);
    return (weights, gradients) => {
      for (let i = 0; i < count; i++) {
        square[i] = 0.99 * square[i] + 0.01 * gradients[i] * gradients[i];
        weights[i] -= rate * gradients[i] / (Math.sqrt(square[i]) + 1e-8);
      }
    };
  },
};
