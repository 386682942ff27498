"""Naive Bayes against scikit-learn and scipy, its samples against its parameters, and each refusal against its sentence."""

import math

import numpy
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn import naive_bayes as oracle

from gancourse.runtime import stream
from gancourse.theory.naive_bayes import BernoulliNaiveBayes, GaussianNaiveBayes, MultinomialNaiveBayes, NaiveBayes

FAMILIES = [BernoulliNaiveBayes, MultinomialNaiveBayes, GaussianNaiveBayes]
EXACT = {"rtol": 1e-10, "atol": 1e-10}


def rows(family: type[NaiveBayes], n: int = 60, d: int = 7, classes: int = 3, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """Random x and y that the family can read, every class present, features that differ by class."""
    draws = numpy.random.default_rng(seed)
    y = numpy.concatenate([numpy.arange(classes), draws.integers(classes, size=n - classes)])
    level = draws.uniform(0.1, 0.9, size=(classes, d))[y]
    x = {
        BernoulliNaiveBayes: lambda: (draws.random((n, d)) < level).astype(float),
        MultinomialNaiveBayes: lambda: draws.poisson(4 * level).astype(float),
        GaussianNaiveBayes: lambda: 5 * level + (0.2 + level) * draws.standard_normal((n, d)),
    }[family]()
    return torch.tensor(x), torch.tensor(y)


def assert_agrees(model: NaiveBayes, theirs, x: torch.Tensor, y: torch.Tensor) -> None:
    model.fit(x, y)
    theirs.fit(x.numpy(), y.numpy())
    numpy.testing.assert_allclose(model.predict_log_proba(x), theirs.predict_log_proba(x.numpy()), **EXACT)
    numpy.testing.assert_array_equal(model.predict(x), theirs.predict(x.numpy()))


@pytest.mark.parametrize("smoothing", [1.0, 0.1, 1e-6, 25.0])
def test_bernoulli_agrees_with_scikit_learn(smoothing):
    x, y = rows(BernoulliNaiveBayes)
    theirs = oracle.BernoulliNB(alpha=smoothing, force_alpha=True)
    model = BernoulliNaiveBayes(smoothing)
    assert_agrees(model, theirs, x, y)
    numpy.testing.assert_allclose(model.probability.log(), theirs.feature_log_prob_, **EXACT)
    numpy.testing.assert_allclose(model.log_joint(x), theirs.predict_joint_log_proba(x.numpy()), **EXACT)
    numpy.testing.assert_allclose(model.log_prior, theirs.class_log_prior_, **EXACT)


@pytest.mark.parametrize("smoothing", [1.0, 0.1, 1e-6])
def test_multinomial_agrees_with_scikit_learn(smoothing):
    x, y = rows(MultinomialNaiveBayes)
    model, theirs = MultinomialNaiveBayes(smoothing), oracle.MultinomialNB(alpha=smoothing, force_alpha=True)
    assert_agrees(model, theirs, x, y)
    numpy.testing.assert_allclose(model.probability.log(), theirs.feature_log_prob_, **EXACT)


@pytest.mark.parametrize("smoothing", [0.0, 1e-9, 1e-2])
def test_gaussian_agrees_with_scikit_learn(smoothing):
    x, y = rows(GaussianNaiveBayes)
    model, theirs = GaussianNaiveBayes(smoothing), oracle.GaussianNB(var_smoothing=smoothing)
    assert_agrees(model, theirs, x, y)
    numpy.testing.assert_allclose(model.variance, theirs.var_, **EXACT)
    numpy.testing.assert_allclose(model.log_joint(x), theirs.predict_joint_log_proba(x.numpy()), **EXACT)


def test_bernoulli_agrees_with_scikit_learn_on_784_features_of_which_many_are_always_zero():
    x, y = rows(BernoulliNaiveBayes, n=300, d=784, classes=10)
    x[:, :200] = 0
    assert_agrees(BernoulliNaiveBayes(), oracle.BernoulliNB(), x, y)


def test_log_likelihoods_are_scipys_log_densities():
    x, y = rows(BernoulliNaiveBayes)
    model = BernoulliNaiveBayes().fit(x, y)
    expected = stats.bernoulli.logpmf(x[:, None], model.probability).sum(-1)
    numpy.testing.assert_allclose(model.log_likelihood(x), expected, **EXACT)
    x, y = rows(MultinomialNaiveBayes)
    model = MultinomialNaiveBayes().fit(x, y)
    expected = numpy.stack([stats.multinomial.logpmf(x.numpy(), x.sum(1).int().numpy(), p.numpy()) for p in model.probability], 1)
    numpy.testing.assert_allclose(model.log_likelihood(x), expected, **EXACT)
    x, y = rows(GaussianNaiveBayes)
    model = GaussianNaiveBayes().fit(x, y)
    expected = stats.norm.logpdf(x[:, None], model.mean, model.variance.sqrt()).sum(-1)
    numpy.testing.assert_allclose(model.log_likelihood(x), expected, **EXACT)


def test_log_prob_of_a_bernoulli_model_sums_to_one_over_all_images():
    x, y = rows(BernoulliNaiveBayes, d=5)
    every = torch.tensor(numpy.indices((2,) * 5).reshape(5, -1).T)  # all 32 rows of five bits
    assert BernoulliNaiveBayes().fit(x, y).log_prob(every).exp().sum().item() == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("family", FAMILIES)
def test_without_smoothing_the_estimate_is_where_the_joint_likelihood_of_the_training_rows_is_highest(family):
    x, y = rows(family)
    best = family(smoothing=0).fit(x, y)
    other = family(smoothing=0).fit(x, y)
    highest = best.log_joint(x).gather(1, y[:, None]).sum()
    for seed in range(20):
        for name in ("probability", "mean", "variance"):
            if hasattr(best, name):
                nudged = (
                    getattr(best, name)
                    * (0.1 * torch.randn(best.log_likelihood(x).shape[1], x.shape[1], generator=stream(seed))).exp()
                )
                if name == "probability":
                    nudged = nudged / nudged.sum(1, keepdim=True) if family is MultinomialNaiveBayes else nudged.clamp(0.01, 0.99)
                setattr(other, name, nudged.double())
        assert other.log_joint(x).gather(1, y[:, None]).sum() < highest


def test_as_smoothing_goes_to_zero_the_estimate_goes_to_the_share_of_ones():
    x, y = rows(BernoulliNaiveBayes)
    shares = torch.stack([x[y == label].mean(0) for label in range(3)])
    torch.testing.assert_close(BernoulliNaiveBayes(0).fit(x, y).probability, shares, rtol=0, atol=1e-15)
    torch.testing.assert_close(BernoulliNaiveBayes(1e-9).fit(x, y).probability, shares, rtol=0, atol=1e-9)
    gaps = [(BernoulliNaiveBayes(a).fit(x, y).probability - shares).abs().max().item() for a in (1.0, 0.1, 0.01)]
    assert gaps == sorted(gaps, reverse=True)


def test_without_smoothing_one_unseen_value_makes_a_class_impossible_and_nothing_becomes_nan():
    x, y = torch.tensor([[0.0, 1.0], [0.0, 0.0], [1.0, 1.0], [1.0, 0.0]]), torch.tensor([0, 0, 1, 1])
    model = BernoulliNaiveBayes(smoothing=0).fit(x, y)
    torch.testing.assert_close(model.log_likelihood(x[:1]), torch.tensor([[math.log(0.5), -math.inf]], dtype=torch.float64))
    torch.testing.assert_close(model.predict_log_proba(x[:1]).exp(), torch.tensor([[1.0, 0.0]], dtype=torch.float64))
    words = MultinomialNaiveBayes(smoothing=0).fit(x + torch.tensor([[0.0, 1.0]]), y)
    assert words.log_likelihood(torch.tensor([[3.0, 0.0]]))[0].tolist()[0] == -math.inf


def test_a_row_that_no_class_can_make_is_refused_by_predict_and_has_log_prob_minus_infinity():
    model = BernoulliNaiveBayes(smoothing=0).fit(torch.tensor([[0.0], [0.0]]), torch.tensor([0, 1]))
    impossible = torch.tensor([[1.0], [0.0]])
    assert model.log_prob(impossible).tolist() == [-math.inf, 0.0]
    with pytest.raises(ValueError, match=r"1 of 2 rows have p\(x\) = 0, so that p\(y \| x\) is 0/0: fit with smoothing > 0"):
        model.predict(impossible)


def test_a_pixel_that_is_always_off_changes_nothing_where_the_classes_are_of_one_size():
    x, y = rows(BernoulliNaiveBayes, n=60)
    y = torch.arange(60) % 3
    padded = torch.cat([x, torch.zeros(60, 4, dtype=torch.float64)], 1)
    plain, wide = BernoulliNaiveBayes().fit(x, y), BernoulliNaiveBayes().fit(padded, y)
    torch.testing.assert_close(plain.predict_log_proba(x), wide.predict_log_proba(padded))
    torch.testing.assert_close(wide.probability[:, -1], torch.full((3,), 1 / 22, dtype=torch.float64))


def test_a_class_never_seen_has_prior_zero_and_is_never_predicted_nor_drawn_unless_asked_for():
    x, y = rows(BernoulliNaiveBayes)
    model = BernoulliNaiveBayes().fit(x, y, classes=5)
    assert model.log_prior[3:].tolist() == [-math.inf, -math.inf]
    assert (model.probability[3:] == 0.5).all()
    torch.testing.assert_close(model.predict_log_proba(x)[:, :3], BernoulliNaiveBayes().fit(x, y).predict_log_proba(x))
    assert model.predict_log_proba(x).isnan().sum() == 0
    assert model.sample(2000, stream(0))[1].max() == 2
    assert model.sample([4, 4], stream(0))[1].tolist() == [4, 4]


@pytest.mark.parametrize(("family", "smoothing"), [(BernoulliNaiveBayes, 0.0), (GaussianNaiveBayes, 1e-9)])
def test_a_class_with_no_rows_is_refused_where_nothing_stands_in_for_them(family, smoothing):
    x, y = rows(family)
    with pytest.raises(ValueError, match="no row has the label 3, so its parameters are 0/0: leave that class out and renumber"):
        family(smoothing).fit(x, y, classes=4)


def test_samples_have_the_moments_of_the_parameters():
    x, y = rows(BernoulliNaiveBayes)
    model = BernoulliNaiveBayes().fit(x, y)
    drawn, label = model.sample(40_000, stream(1))
    shares = torch.stack([drawn[label == k].mean(0) for k in range(3)])
    torch.testing.assert_close(shares, model.probability, rtol=0, atol=0.02)  # four standard errors of a share over 10,000 rows
    torch.testing.assert_close(label.bincount() / len(label), model.log_prior.exp().float(), rtol=0, atol=0.01)
    x, y = rows(GaussianNaiveBayes)
    model = GaussianNaiveBayes().fit(x, y)
    drawn, _ = model.sample(torch.full((40_000,), 2), stream(1))
    torch.testing.assert_close(drawn.mean(0), model.mean[2], rtol=0, atol=4 * model.variance[2].max().sqrt().item() / 200)
    torch.testing.assert_close(drawn.var(0), model.variance[2], rtol=0.05, atol=0)
    x, y = rows(MultinomialNaiveBayes)
    model = MultinomialNaiveBayes().fit(x, y)
    drawn, _ = model.sample(torch.full((10_000,), 1), stream(1))
    torch.testing.assert_close(drawn.sum(0) / drawn.sum(), model.probability[1], rtol=0, atol=0.01)
    assert set(drawn.sum(1).tolist()) <= set(x.sum(1).tolist())


def test_features_of_a_sample_are_independent_given_the_label_and_not_without_it():
    x, y = torch.tensor([[1.0, 1.0]] * 9 + [[0.0, 0.0]] * 9 + [[0.0, 0.0], [1.0, 1.0]]), torch.tensor([0] * 9 + [1] * 9 + [0, 1])
    drawn, label = BernoulliNaiveBayes(smoothing=0).fit(x, y).sample(20_000, stream(0))
    assert abs(drawn[label == 0].T.corrcoef()[0, 1]) < 0.04  # four standard errors
    assert drawn.T.corrcoef()[0, 1] > 0.5  # in truth 0.64: the two pixels share a label


def test_a_sample_is_a_function_of_its_stream_and_may_be_empty():
    for family in FAMILIES:
        model = family().fit(*rows(family))
        for first, second in zip(model.sample(5, stream(3)), model.sample(5, stream(3)), strict=True):
            assert torch.equal(first, second)
        x, y = model.sample(0, stream(0))
        assert x.shape == (0, 7)
        assert y.shape == (0,)
        assert y.dtype == torch.int64


def test_a_multinomial_model_of_empty_documents_draws_empty_documents():
    model = MultinomialNaiveBayes().fit(torch.zeros(4, 3), torch.tensor([0, 0, 1, 1]))
    assert model.sample(6, stream(0))[0].sum() == 0


@given(seed=st.integers(0, 10_000), n=st.integers(4, 30), d=st.integers(1, 9), family=st.sampled_from(FAMILIES))
@settings(deadline=None, max_examples=60)
def test_posteriors_sum_to_one_and_the_order_of_the_features_changes_nothing(seed, n, d, family):
    x, y = rows(family, n=n, d=d, seed=seed)
    order = torch.randperm(d, generator=stream(seed))
    posterior = family(0.5).fit(x, y).predict_log_proba(x)
    torch.testing.assert_close(posterior.exp().sum(1), torch.ones(n, dtype=torch.float64))
    torch.testing.assert_close(family(0.5).fit(x[:, order], y).predict_log_proba(x[:, order]), posterior, rtol=1e-9, atol=1e-9)


@given(seed=st.integers(0, 10_000), times=st.integers(2, 4), family=st.sampled_from(FAMILIES))
@settings(deadline=None, max_examples=40)
def test_every_row_seen_several_times_changes_nothing_without_smoothing(seed, times, family):
    x, y = rows(family, n=40, d=4, seed=seed)
    once, often = family(0).fit(x, y), family(0).fit(x.repeat(times, 1), y.repeat(times))
    torch.testing.assert_close(often.log_joint(x), once.log_joint(x), rtol=1e-9, atol=1e-9)


@given(seed=st.integers(0, 10_000), times=st.integers(2, 4))
@settings(deadline=None, max_examples=30)
def test_every_feature_seen_several_times_multiplies_what_the_features_say(seed, times):
    x, y = rows(BernoulliNaiveBayes, classes=2, seed=seed)
    once, often = BernoulliNaiveBayes().fit(x, y), BernoulliNaiveBayes().fit(x.repeat(1, times), y)
    torch.testing.assert_close(often.log_likelihood(x.repeat(1, times)), times * once.log_likelihood(x))


@pytest.mark.parametrize("family", FAMILIES)
def test_each_wrong_input_is_refused_in_one_sentence_that_names_it(family):
    x, y = rows(family)
    model = family()
    name = family.__name__
    for method in (
        lambda: model.predict(x),
        lambda: model.sample(3, stream(0)),
        lambda: model.log_likelihood(x),
        lambda: model.log_prior,
    ):
        with pytest.raises(RuntimeError, match=rf"this {name} has no parameters yet: call fit\(x, y\) first"):
            method()
    with pytest.raises(
        ValueError, match=r"x must be \(n, d\), one row an example, got \(60, 1, 7\); flatten images with x.flatten\(1\)"
    ):
        model.fit(x[:, None], y)
    with pytest.raises(ValueError, match=r"one label a row and at least one row: got x \(60, 7\) and y \(59,\)"):
        model.fit(x, y[1:])
    with pytest.raises(ValueError, match=r"at least one row: got x \(0, 7\) and y \(0,\)"):
        model.fit(x[:0], y[:0])
    with pytest.raises(
        TypeError, match=r"labels must be whole numbers in an integer tensor such as torch.int64, got torch.float32"
    ):
        model.fit(x, y.float())
    with pytest.raises(TypeError, match=r"got torch.bool"):
        model.fit(x, y == 1)
    with pytest.raises(ValueError, match=r"labels must be \(n,\), one whole number a row, got \(60, 1\)"):
        model.fit(x, y[:, None])
    with pytest.raises(ValueError, match=r"labels must lie in 0\.\.2, got -1\.\.2"):
        model.fit(x, torch.cat([torch.tensor([-1]), y[1:]]))
    with pytest.raises(ValueError, match=r"labels must lie in 0\.\.1, got 0\.\.2"):
        model.fit(x, y, classes=2)
    with pytest.raises(ValueError, match=rf"every feature must be {model.values.replace('(', '.').replace(')', '.')}, got nan"):
        model.fit(x.index_fill(1, torch.tensor([2]), math.nan), y)
    model.fit(x, y)
    with pytest.raises(ValueError, match="the model was fitted on 7 features, got rows of 6"):
        model.predict(x[:, 1:])
    with pytest.raises(ValueError, match=r"labels must lie in 0\.\.2, got 3"):
        model.sample([0, 3], stream(0))
    with pytest.raises(ValueError, match="the number of rows to draw must be zero or more, got -1"):
        model.sample(-1, stream(0))
    with pytest.raises(TypeError, match=r"labels must be whole numbers"):
        model.sample(torch.tensor([0.5]), stream(0))
    for smoothing in (-1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match=f"smoothing must be a number that is zero or more, got {smoothing}"):
            family(smoothing)


@pytest.mark.parametrize(
    ("family", "value", "sentence"),
    [
        (BernoulliNaiveBayes, 0.5, "every feature must be 0 or 1, got 0.5"),
        (BernoulliNaiveBayes, -1.0, "every feature must be 0 or 1, got -1"),
        (MultinomialNaiveBayes, 1.5, r"every feature must be a count \(0, 1, 2, ...\), got 1.5"),
        (MultinomialNaiveBayes, math.inf, r"every feature must be a count \(0, 1, 2, ...\), got inf"),
        (GaussianNaiveBayes, math.inf, "every feature must be a finite number, got inf"),
    ],
)
def test_values_that_the_family_cannot_give_are_refused_at_fit_and_at_predict(family, value, sentence):
    x, y = rows(family)
    wrong = x.clone()
    wrong[3, 2] = value
    with pytest.raises(ValueError, match=sentence):
        family().fit(wrong, y)
    with pytest.raises(ValueError, match=sentence):
        family().fit(x, y).log_prob(wrong)


def test_what_cannot_be_estimated_without_smoothing_is_refused():
    with pytest.raises(ValueError, match="feature 1 never varies in class 0, so it has no density: fit with smoothing > 0"):
        GaussianNaiveBayes(0).fit(torch.tensor([[1.0, 2.0], [2.0, 2.0], [3.0, 1.0], [4.0, 2.0]]), torch.tensor([0, 0, 1, 1]))
    with pytest.raises(ValueError, match="a class has no counts at all, so its probabilities are 0/0: fit with smoothing > 0"):
        MultinomialNaiveBayes(0).fit(torch.tensor([[1.0, 2.0], [0.0, 0.0]]), torch.tensor([0, 1]))


def test_features_may_be_bool_integer_or_float_and_come_from_numpy():
    x, y = rows(BernoulliNaiveBayes)
    expected = BernoulliNaiveBayes().fit(x, y).predict_log_proba(x)
    for same in (x.bool(), x.int(), x.float(), x.numpy()):
        torch.testing.assert_close(BernoulliNaiveBayes().fit(same, y.numpy()).predict_log_proba(same), expected, rtol=0, atol=0)
