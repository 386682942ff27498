"""The Parzen window against SciPy's mixtures and kernel estimate, and Goodfellow's protocol step by step."""

import math

import numpy
import pytest
import torch
from scipy import integrate, special, stats

from gancourse.metrics.parzen import SIGMAS, log_density, parzen
from gancourse.runtime import stream

SAMPLES = torch.randn(40, 3, generator=stream(0), dtype=torch.float64)
POINTS = torch.randn(17, 3, generator=stream(1), dtype=torch.float64)


@pytest.mark.parametrize("chunk", [1, 6, 256])
def test_it_is_scipys_mixture(chunk):
    each = numpy.array([[stats.multivariate_normal(y.numpy(), 0.49).logpdf(x.numpy()) for y in SAMPLES] for x in POINTS])
    wanted = special.logsumexp(each, axis=1) - math.log(40)
    numpy.testing.assert_allclose(log_density(POINTS, SAMPLES, 0.7, chunk), wanted, rtol=1e-10)


def test_in_one_dimension_it_is_scipys_kernel_estimate_and_integrates_to_one():
    line = SAMPLES[:, :1]
    kernel = stats.gaussian_kde(line[:, 0].numpy(), bw_method=0.3 / line[:, 0].numpy().std(ddof=1))
    x = torch.linspace(-8, 8, 4001, dtype=torch.float64)[:, None]
    found = log_density(x, line, 0.3)
    near = x[:, 0].abs() < 3
    numpy.testing.assert_allclose(found[near], kernel.logpdf(x[near, 0].numpy()), rtol=1e-8)
    assert integrate.simpson(found.exp().numpy(), x=x[:, 0].numpy()) == pytest.approx(1, abs=1e-9)


def test_the_sigmas_are_the_papers():
    numpy.testing.assert_allclose(SIGMAS, numpy.logspace(-1, 0, 10))


def pictures(n, seed):
    return torch.rand(n, 1, 4, 5, generator=stream(seed)) * 2 - 1


def test_sigma_is_chosen_on_validation_alone_and_the_test_is_scored_with_it():
    samples, validation, test = pictures(50, 0), pictures(20, 1), pictures(30, 2)
    unit = [((each + 1) / 2).flatten(1).double() for each in (samples, validation, test)]
    by_sigma = [float(log_density(unit[1], unit[0], sigma).mean()) for sigma in SIGMAS]
    best = SIGMAS[int(numpy.argmax(by_sigma))]
    densities = log_density(unit[2], unit[0], best)
    found = parzen(samples, validation, test)
    assert float(found) == pytest.approx(float(densities.mean()), rel=1e-9)
    assert found.errors["log-likelihood"] == pytest.approx(float(densities.std() / 30**0.5), rel=1e-9)
    assert f"sigma {best:.4g} of 10" in str(found)
    assert "50 generated, 20 validation, 30 test" in str(found)
    other = parzen(samples, validation, test[:1] * 0.1)  # other test data, one sigma
    assert other.settings["sigma"] == found.settings["sigma"]


def test_rows_stay_in_their_own_units_and_an_end_of_the_list_is_named():
    found = parzen(SAMPLES, POINTS, POINTS, sigmas=(0.7,))
    assert float(found) == pytest.approx(float(log_density(POINTS, SAMPLES, 0.7).mean()), rel=1e-9)
    assert "an end of the list" in str(parzen(SAMPLES, POINTS, POINTS, sigmas=(0.01, 0.1, 0.9)))


def test_order_and_chunk_do_not_matter():
    found = parzen(SAMPLES.flip(0), POINTS.flip(0), POINTS.flip(0), chunk=3)
    assert float(found) == pytest.approx(float(parzen(SAMPLES, POINTS, POINTS)), rel=1e-10)


def test_copies_of_the_training_data_are_no_likelier_than_their_window_says():
    near, far = parzen(POINTS, POINTS, POINTS), parzen(POINTS + 3, POINTS, POINTS)
    assert float(near) > float(far)


@pytest.mark.parametrize("sigmas", [(), (0.1, 0.0), (-1.0,)])
def test_no_sigma_is_refused(sigmas):
    with pytest.raises(ValueError, match="above zero"):
        parzen(SAMPLES, POINTS, POINTS, sigmas)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="above zero, got 0"):
        log_density(POINTS, SAMPLES, 0)
    with pytest.raises(ValueError, match="one length, got 2 and 3"):
        log_density(POINTS[:, :2], SAMPLES, 1)
    with pytest.raises(ValueError, match=r"in \[-1, 1\], got values in"):
        parzen(pictures(5, 0) * 255, pictures(5, 1), pictures(5, 2))
