"""Adversarial losses, each a function of logits, or of a critic's values.

A discriminator returns a logit l, and D(x) = sigmoid(l) is the probability that it gives to "x is real". With logits the
losses are exact where D rounds to 0 or 1: log D = logsigmoid(l), log(1 - D) = logsigmoid(-l). A critic's values are numbers of
any size, which no sigmoid follows. Both are ([seeds,] n), one a sample, and a loss is a mean over n: (), or (seeds,) for
independent runs that are stacked. Every loss is to be lowered.
"""

from torch import Tensor
from torch.nn.functional import logsigmoid


def minimax_discriminator(real: Tensor, fake: Tensor) -> Tensor:
    """-V(D, G) for the discriminator, which raises the value of the game:

        L_D = -E[log D(x)] - E[log(1 - D(G(z)))].

    This is twice the binary cross-entropy of a classifier, label 1 for real and 0 for fake, on a batch that is half real. A
    discriminator that knows nothing, D = 1/2, pays log 4; none can pay less than 0.

    Args:
        real: logits of real samples, ([seeds,] n).
        fake: logits of generated samples, ([seeds,] m).

    Source: Goodfellow et al., "Generative adversarial nets", NeurIPS 2014, equation 1 and algorithm 1.
    """
    return -logsigmoid(real).mean(-1) - logsigmoid(-fake).mean(-1)


def minimax_generator(fake: Tensor) -> Tensor:
    """The part of V(D, G) that the generator can lower, also called the saturating loss:

        L_G = E[log(1 - D(G(z)))],    with the derivative -D(G(z)) by each logit (over n),

    which vanishes where the discriminator is sure that a sample is fake.

    Args:
        fake: logits of generated samples, ([seeds,] n).

    Source: Goodfellow et al., NeurIPS 2014, equation 1 and algorithm 1.
    """
    return logsigmoid(-fake).mean(-1)


def non_saturating_generator(fake: Tensor) -> Tensor:
    """The generator raises log D in place of lowering log(1 - D):

        L_G = -E[log D(G(z))],    with the derivative -(1 - D(G(z))) by each logit (over n),

    which is nearly -1 where the discriminator is sure that a sample is fake. It has the same sign as the saturating one, and
    the same fixed point of the dynamics where D = 1/2 everywhere, but it makes a game that is no longer zero-sum.

    Args:
        fake: logits of generated samples, ([seeds,] n).

    Source: Goodfellow et al., NeurIPS 2014, section 3.
    """
    return -logsigmoid(fake).mean(-1)


def wasserstein_critic(real: Tensor, fake: Tensor) -> Tensor:
    """The critic raises the difference between its mean values on real and on generated samples:

        L_C = E[f(G(z))] - E[f(x)].

    If f is the best of all functions of slope at most K, -L_C is K times the earth mover's distance of the two laws. The slope
    must be bounded by other means (gancourse/penalties.py): 2 f doubles the difference. There is no sigmoid and no margin, so
    that each value counts the same, however large, and f + c is as good as f.

    Args:
        real: the critic's values of real samples, ([seeds,] n).
        fake: its values of generated samples, ([seeds,] m).

    Source: Arjovsky, Chintala and Bottou, "Wasserstein generative adversarial networks", ICML 2017, equation 2 and algorithm 1.
    """
    return fake.mean(-1) - real.mean(-1)


def wasserstein_generator(fake: Tensor) -> Tensor:
    """The generator raises the critic's mean value of what it makes, the part of -L_C that is its own:

        L_G = -E[f(G(z))],    with the derivative -1 by each value (over n).

    Args:
        fake: the critic's values of generated samples, ([seeds,] n).

    Source: Arjovsky, Chintala and Bottou, ICML 2017, algorithm 1.
    """
    return -fake.mean(-1)
