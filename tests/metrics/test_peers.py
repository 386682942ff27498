"""The measures against torch-fidelity, torchmetrics and prdc on random features, where these are installed."""

import numpy
import pytest
import torch

from gancourse.metrics.frechet import frechet
from gancourse.metrics.kernel import kernel_distance
from gancourse.metrics.manifold import density_coverage, precision_recall
from gancourse.metrics.paired import l1, psnr, ssim
from gancourse.metrics.scores import inception_score
from gancourse.runtime import stream

X = torch.randn(300, 24, generator=stream(0), dtype=torch.float64)
Y = torch.randn(250, 24, generator=stream(1), dtype=torch.float64) * 1.2 + 0.1


def test_the_frechet_distance_is_torch_fidelitys():
    theirs = pytest.importorskip("torch_fidelity.metric_fid")
    made = [theirs.fid_features_to_statistics(each) for each in (X, Y)]
    (wanted,) = theirs.fid_statistics_to_metric(*made, verbose=False).values()
    assert float(frechet(X, Y)) == pytest.approx(wanted, rel=1e-6)


def test_the_frechet_distance_is_torchmetrics():
    theirs = pytest.importorskip("torchmetrics.image.fid")
    wanted = theirs._compute_fid(X.mean(0), torch.cov(X.T), Y.mean(0), torch.cov(Y.T))
    assert float(frechet(X, Y)) == pytest.approx(float(wanted), rel=1e-9)


def test_the_kernel_distance_is_torch_fidelitys():
    theirs = pytest.importorskip("torch_fidelity.metric_kid")
    found = theirs.kid_features_to_metric(
        X[:250], Y, kid_subsets=2, kid_subset_size=250, kid_degree=3, kid_gamma=None, kid_coef0=1, rng_seed=0, verbose=False
    )
    wanted = next(value for name, value in found.items() if name.endswith("mean"))  # each subset is the whole
    assert float(kernel_distance(X[:250], Y)) == pytest.approx(wanted, rel=1e-8)


def test_the_kernel_distance_is_torchmetrics():
    theirs = pytest.importorskip("torchmetrics.image.kid")
    assert float(kernel_distance(X[:250], Y)) == pytest.approx(float(theirs.poly_mmd(X[:250], Y)), rel=1e-8)


@pytest.mark.parametrize("k", [3, 5])
def test_precision_recall_density_and_coverage_are_prdcs(k, capsys):
    theirs = pytest.importorskip("prdc").compute_prdc(X.numpy(), Y.numpy(), nearest_k=k)
    assert {**precision_recall(X, Y, k).numbers, **density_coverage(X, Y, k).numbers} == pytest.approx(theirs, abs=1e-12)


def test_precision_and_recall_are_torch_fidelitys():
    theirs = pytest.importorskip("torch_fidelity.metric_prc")
    found = theirs.prc_features_to_metric(  # generated before real
        Y, X, prc_neighborhood=3, prc_batch_size=100, save_cpu_ram=False, verbose=False
    )
    assert {name: float(found[name]) for name in ("precision", "recall")} == pytest.approx(
        precision_recall(X, Y).numbers, abs=1e-6
    )


def test_the_inception_score_is_torch_fidelitys():
    theirs = pytest.importorskip("torch_fidelity.metric_isc")
    found = theirs.isc_features_to_metric(X[:, :7], splits=5, shuffle=False)
    ours = inception_score(X[:, :7].softmax(1), splits=5)
    assert sorted(found.values()) == pytest.approx(sorted([float(ours), ours.errors["score"]]), rel=1e-6)


def test_paired_errors_are_torchmetrics():
    theirs = pytest.importorskip("torchmetrics.functional.image")
    real = torch.rand(4, 3, 28, 28, generator=stream(2), dtype=torch.float64) * 2 - 1
    fake = (real + 0.3 * torch.randn(4, 3, 28, 28, generator=stream(3), dtype=torch.float64)).clamp(-1, 1)
    _, places = theirs.structural_similarity_index_measure(fake, real, data_range=2.0, return_full_image=True)
    inner = places[..., 5:-5, 5:-5].flatten(1).mean(1)  # their mean also counts a border where the picture is mirrored
    numpy.testing.assert_allclose(ssim(fake, real), inner, rtol=1e-9)
    each = theirs.peak_signal_noise_ratio(fake, real, data_range=2.0, reduction="none", dim=(1, 2, 3))
    numpy.testing.assert_allclose(psnr(fake, real), each, rtol=1e-6)
    assert l1(fake, real).shape == (4,)
