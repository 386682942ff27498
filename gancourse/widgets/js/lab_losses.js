// Adversarial losses of logits and their gradients by each logit: the table to which a lesson's new loss adds one entry.
// An entry has discriminator(logits, n, gradient), where the first n logits are of real samples and the last n of generated
// ones, and generator(logits, n, gradient). Each returns the loss, a mean over n, and fills the gradient. All as in
// gancourse/losses.py, which holds the equations. Where the judge is a critic, `critic` is true: its values are no logits, it is
// shown without a sigmoid, and its weights are clipped.

const sigmoid = (logit) => 1 / (1 + Math.exp(-logit));
const softplus = (logit) => Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))); // log(1 + e^l) = -log sigmoid(-l)

function logisticDiscriminator(logits, n, gradient) { // -mean log D(real) - mean log(1 - D(fake))
  let loss = 0;
  for (let i = 0; i < n; i++) {
    loss += softplus(-logits[i]) + softplus(logits[n + i]);
    gradient[i] = -sigmoid(-logits[i]) / n;
    gradient[n + i] = sigmoid(logits[n + i]) / n;
  }
  return loss / n;
}

const LAB_LOSSES = {
  "minimax": {
    discriminator: logisticDiscriminator,
    generator(logits, n, gradient) { // mean log(1 - D(fake))
      let loss = 0;
      for (let i = 0; i < n; i++) {
        loss -= softplus(logits[i]);
        gradient[i] = -sigmoid(logits[i]) / n;
      }
      return loss / n;
    },
  },
  "non-saturating": {
    discriminator: logisticDiscriminator,
    generator(logits, n, gradient) { // -mean log D(fake)
      let loss = 0;
      for (let i = 0; i < n; i++) {
        loss += softplus(-logits[i]);
        gradient[i] = -sigmoid(-logits[i]) / n;
      }
      return loss / n;
    },
  },
  "wasserstein": {
    critic: true,
    discriminator(values, n, gradient) { // mean f(fake) - mean f(real)
      let loss = 0;
      for (let i = 0; i < n; i++) {
        loss += values[n + i] - values[i];
        gradient[i] = -1 / n;
        gradient[n + i] = 1 / n;
      }
      return loss / n;
    },
    generator(values, n, gradient) { // -mean f(fake)
      let loss = 0;
      for (let i = 0; i < n; i++) {
        loss -= values[i];
        gradient[i] = -1 / n;
      }
      return loss / n;
    },
  },
};

const judgeName = (loss) => (LAB_LOSSES[loss].critic ? "critic" : "discriminator"); // as the games of the library call it

function clipWeights(weights, most) { // algorithm 1 of Arjovsky et al. 2017, line 7; 0 does not clip
  if (!most) return;
  for (let i = 0; i < weights.length; i++) weights[i] = Math.max(-most, Math.min(most, weights[i]));
}
