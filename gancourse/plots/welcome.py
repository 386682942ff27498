"""The figures of lesson 00: the error of a mean, and a coin's log-likelihood."""

from torch import Tensor

from gancourse.plots.picture import BLACK, BLUE, ORANGE, Picture, figure, finish, label, styled


@styled
def monte_carlo(sizes: Tensor, errors: Tensor, theory: Tensor) -> Picture:
    """Measured error of a Monte Carlo mean against its size, beside the law that it follows.

    Args:
        sizes: numbers of draws, (k,).
        errors: root mean squared errors measured at these sizes, (k,).
        theory: the errors that the variance predicts, (k,).
    """
    drawing, axes = figure(width=5.6, height=3.1)
    axes.loglog(sizes, theory, color=BLACK, linestyle="--", label="predicted: root of 2 / n")
    axes.loglog(sizes, errors, color=BLUE, marker="o", linestyle="none", markersize=7, label="measured, 400 repetitions")
    label(axes, "A hundred times the draws, a tenth of the error", "draws in the mean, n", "root mean squared error")
    axes.legend()
    return finish(
        drawing,
        f"The error of the mean falls on a straight line in log-log axes, from {errors[0]:.2f} at {int(sizes[0])} draws "
        f"to {errors[-1]:.3f} at {int(sizes[-1]):,} draws, on the predicted line.",
    )


@styled
def coin(p: Tensor, log_likelihood: Tensor) -> Picture:
    """A coin's log-likelihood as a function of the probability of heads, with its maximum.

    Args:
        p: probabilities, (n,).
        log_likelihood: in nats, (n,).
    """
    drawing, axes = figure(width=5.6, height=3.1)
    best = int(log_likelihood.argmax())
    axes.plot(p, log_likelihood, color=BLUE)
    axes.plot(p[best], log_likelihood[best], marker="o", color=ORANGE, markersize=8, linestyle="none")
    axes.annotate(
        f"largest at p = {p[best]:.2f}", (p[best], log_likelihood[best]), (0, -22), textcoords="offset points", ha="center"
    )
    label(axes, "The share of heads is the most likely p", "probability of heads, p", "log-likelihood (nats)")
    return finish(
        drawing, f"The log-likelihood rises from the left, is largest at p = {p[best]:.2f}, and falls steeply towards p = 1."
    )
