"""Paired errors against plain loops: SSIM window by window, PSNR and L1 by their formulas."""

import math

import numpy
import pytest
import torch
from scipy.ndimage import gaussian_filter

from gancourse.metrics.paired import l1, paired, psnr, ssim
from gancourse.runtime import stream

REAL = torch.rand(3, 2, 15, 13, generator=stream(0)) * 2 - 1
FAKE = (REAL + 0.4 * torch.randn(3, 2, 15, 13, generator=stream(1))).clamp(-1, 1)


def ssim_by_loop(x, y):
    """One channel, one window at a time, with NumPy's weighted averages."""
    place = numpy.arange(11) - 5
    weight = numpy.exp(-(place[:, None] ** 2 + place[None] ** 2) / (2 * 1.5**2))
    values = []
    for i in range(x.shape[0] - 10):
        for j in range(x.shape[1] - 10):
            a, b = x[i : i + 11, j : j + 11].ravel(), y[i : i + 11, j : j + 11].ravel()
            cov = numpy.cov(a, b, aweights=weight.ravel(), ddof=0)
            m, n = (numpy.average(each, weights=weight.ravel()) for each in (a, b))
            c1, c2 = 0.02**2, 0.06**2
            top = (2 * m * n + c1) * (2 * cov[0, 1] + c2)
            values.append(top / ((m * m + n * n + c1) * (cov[0, 0] + cov[1, 1] + c2)))
    return numpy.mean(values)


def test_ssim_is_the_loops():
    wanted = [numpy.mean([ssim_by_loop(a.double().numpy(), b.double().numpy()) for a, b in zip(*each, strict=True)])
              for each in zip(FAKE, REAL, strict=True)]  # fmt: skip
    numpy.testing.assert_allclose(ssim(FAKE, REAL), wanted, rtol=1e-9)


def test_l1_and_psnr_are_their_formulas():
    apart = (FAKE.double() - REAL.double()).flatten(1).numpy()
    numpy.testing.assert_allclose(l1(FAKE, REAL), numpy.abs(apart).mean(1), rtol=1e-12)
    numpy.testing.assert_allclose(psnr(FAKE, REAL), 20 * numpy.log10(2 / (apart**2).mean(1) ** 0.5), rtol=1e-12)


def test_equal_pictures_and_opposite_ones():
    assert (l1(REAL, REAL) == 0).all()
    assert (psnr(REAL, REAL) == math.inf).all()
    torch.testing.assert_close(ssim(REAL, REAL), torch.ones(3).double())
    black, white = -torch.ones(1, 1, 12, 12), torch.ones(1, 1, 12, 12)
    assert float(l1(black, white)) == 2
    assert float(psnr(black, white)) == 0
    assert (ssim(0.5 - REAL / 2, 0.5 + REAL / 2) < 0).all()  # equally bright, with dark and light exchanged
    assert "L1: 0 ± 0" in str(paired(REAL, REAL))
    assert "PSNR in dB: inf\n" in str(paired(REAL, REAL))


def test_the_result_is_the_mean_with_its_error():
    found = paired(FAKE, REAL)
    assert found["SSIM"] == pytest.approx(float(ssim(FAKE, REAL).mean()))
    assert found.errors["L1"] == pytest.approx(float(l1(FAKE, REAL).std()) / 3**0.5)
    assert paired(FAKE[:1], REAL[:1]).errors == {}
    other = paired(FAKE.flip(0), REAL.flip(0)).numbers
    assert other == pytest.approx(found.numbers)


def test_more_noise_and_more_blur_score_worse():
    noise = torch.randn(REAL.shape, generator=stream(2))
    noisy = [paired((REAL + s * noise).clamp(-1, 1), REAL) for s in (0.1, 0.3, 0.6)]
    smooth = torch.from_numpy(gaussian_filter(REAL.numpy(), (0, 0, 1, 1)))
    blurred = [paired(torch.from_numpy(gaussian_filter(smooth.numpy(), (0, 0, s, s))), smooth) for s in (0.3, 0.7, 1.5)]
    for row in (noisy, blurred):
        assert row[0]["SSIM"] > row[1]["SSIM"] > row[2]["SSIM"]
        assert row[0]["PSNR in dB"] > row[1]["PSNR in dB"] > row[2]["PSNR in dB"]
        assert row[0]["L1"] < row[1]["L1"] < row[2]["L1"]


@pytest.mark.parametrize(
    ("fake", "real", "said"),
    [
        (FAKE, REAL[:2], r"\(3, 2, 15, 13\) and \(2, 2, 15, 13\)"),
        (FAKE * 3, REAL, "generated pictures must be in"),
        (FAKE, REAL * 127, "real pictures must be in"),
        (FAKE[:, :, :10], REAL[:, :, :10], "11 pixels a side, got pictures of 10 x 13"),
        (FAKE[0], REAL[0], r"got \(2, 15, 13\)"),
    ],
)
def test_what_are_no_pairs_is_refused(fake, real, said):
    with pytest.raises(ValueError, match=said):
        paired(fake, real)
