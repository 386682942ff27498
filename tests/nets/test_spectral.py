"""Spectral norm by power iteration against the SVD and against torch's own parametrisation."""

import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

from gancourse.game import Game
from gancourse.nets.dense import Dense, DenseDiscriminator
from gancourse.nets.spectral import SpectralNorm, power_iteration
from gancourse.penalties import slopes
from gancourse.runtime import stream
from gancourse.streams import Streams


def normals(seed, *shape):
    return torch.randn(*shape, generator=stream(seed), dtype=torch.float64)


def smooth_critic(*shape, streams=None):
    return DenseDiscriminator(shape, (9, 7), activation=torch.tanh, streams=streams or Streams(1)).double()


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10_000), rows=st.integers(1, 9), columns=st.integers(1, 9))
def test_power_iteration_finds_the_svds_largest_value_and_its_vectors(seed, rows, columns):
    k = min(rows, columns)
    left, right = torch.linalg.qr(normals(seed, rows, k)).Q, torch.linalg.qr(normals(seed + 1, columns, k)).Q
    W = 3 * (left * 0.7 ** torch.arange(k)) @ right.T  # singular values 3, 2.1, 1.47, ...
    u, v = power_iteration(W, normals(seed + 2, rows), 80)
    U, S, Vh = torch.linalg.svd(W)
    assert float(u @ W @ v) == pytest.approx(float(S[0]), rel=1e-12)
    assert abs(float(u @ U[:, 0])) == pytest.approx(1, rel=1e-12)
    assert abs(float(v @ Vh[0])) == pytest.approx(1, rel=1e-12)


def test_it_comes_from_below_at_the_rate_of_the_second_singular_value():
    W = torch.diag(torch.tensor([2.0, 1.0], dtype=torch.float64))
    start = torch.ones(2, dtype=torch.float64)
    for steps in (1, 2, 3, 4):
        u, v = power_iteration(W, start, steps)
        tilt = 0.25**steps  # of u: (1, tilt), since each step multiplies by W Wᵀ
        assert float(u[1] / u[0]) == pytest.approx(tilt)
        assert float(v[1] / v[0]) == pytest.approx(2 * tilt)  # half a step behind
        sigma = float(u @ W @ v)
        assert sigma == pytest.approx(float((W @ v).norm()))
        assert 0 < 2 - sigma < 4 * tilt**2


def test_it_works_on_a_stack_and_refuses_what_does_not_fit():
    W, u = normals(0, 3, 4, 6), normals(1, 3, 4)
    both = power_iteration(W, u, 5)
    for i in range(3):
        for found, own in zip(both, power_iteration(W[i], u[i], 5), strict=True):
            torch.testing.assert_close(found[i], own)
    with pytest.raises(ValueError, match=r"at least one step from u \(3, 4\), got 0 steps from \(3, 4\)"):
        power_iteration(W, u, 0)
    with pytest.raises(ValueError, match=r"from u \(3, 4\), got 1 steps from \(3, 6\)"):
        power_iteration(W, normals(1, 3, 6), 1)


def layers():
    """Every kind of layer that is normalised; grey pictures of 8 x 8."""
    with torch.random.fork_rng([]):
        torch.manual_seed(0)
        kinds = [
            nn.Conv2d(1, 3, 4, 2, 1),
            nn.ReLU(),
            nn.ConvTranspose2d(3, 2, 3),
            nn.Flatten(1),
            nn.Linear(72, 5),
            nn.Linear(5, 1),
        ]
        return nn.Sequential(*kinds).double()


def test_every_weight_has_norm_1_by_the_svd_and_the_others_stay():
    network = layers()
    wrapped = SpectralNorm(network, first=300)
    assert sorted(wrapped.normalised()) == ["0.weight", "2.weight", "4.weight", "5.weight"]
    for name, normalised in wrapped.normalised().items():
        weight = normalised.detach()
        matrix = (weight.transpose(0, 1) if name == "2.weight" else weight).flatten(1)
        assert float(torch.linalg.svdvals(matrix)[0]) == pytest.approx(1, rel=1e-9)
    own, scaled = network[4].weight, wrapped.normalised()["4.weight"]
    torch.testing.assert_close(scaled, own / torch.linalg.svdvals(own)[0])


def test_values_and_gradients_are_those_of_torchs_parametrisation():
    network, x = layers(), normals(0, 6, 1, 8, 8)
    theirs = copy.deepcopy(network)
    for part in theirs:
        if hasattr(part, "weight"):
            spectral_norm(part, n_power_iterations=300)
    ours = SpectralNorm(network, first=300)
    torch.testing.assert_close(ours(x), theirs(x), rtol=1e-9, atol=1e-12)
    mine = torch.autograd.grad(ours(x).square().mean(), list(network.parameters()))
    their_weights = {name.replace("parametrizations.weight.original", "weight"): w for name, w in theirs.named_parameters()}
    expected = torch.autograd.grad(theirs(x).square().mean(), [their_weights[name] for name, _ in network.named_parameters()])
    for gradient, other in zip(mine, expected, strict=True):
        torch.testing.assert_close(gradient, other, rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("seeds", [3, [3, 5, 9]])
def test_dense_layers_are_normalised_each_seed_by_itself(seeds):
    critic = smooth_critic(2, streams=Streams(seeds))
    before = [weight.clone() for weight in critic.parameters()]
    wrapped, x = SpectralNorm(critic, first=400), normals(0, 11, 2)
    for name, weight in wrapped.normalised().items():
        norms = torch.linalg.matrix_norm(weight, 2)
        torch.testing.assert_close(norms, torch.ones_like(norms), rtol=1e-9, atol=0)
        assert name.startswith("layers.weights.")
    assert len(wrapped.normalised()) == 3
    by_hand, h = dict(critic.named_parameters()), x
    for i in range(3):
        W = by_hand[f"layers.weights.{i}"]
        sigma = torch.linalg.matrix_norm(W, 2)[..., None, None]
        h = h @ (W / sigma) + by_hand[f"layers.biases.{i}"]
        h = torch.tanh(h) if i < 2 else h
    torch.testing.assert_close(wrapped(x), h[..., 0])
    assert all(torch.equal(weight, was) for weight, was in zip(critic.parameters(), before, strict=True))  # it is not changed


def test_a_network_so_wrapped_has_slopes_of_at_most_1():
    critic = SpectralNorm(DenseDiscriminator((2,), (30, 30), streams=Streams(0)).double(), first=400)
    for weight in critic.parameters():
        weight.data.mul_(7)
    with torch.no_grad():
        assert float(slopes(critic.network, normals(0, 200, 2)).max()) > 1
        assert 0 < float(slopes(critic, normals(0, 200, 2)).max()) <= 1 + 1e-9


def test_the_iteration_goes_on_in_train_mode_and_rests_in_eval_mode():
    wrapped, x = SpectralNorm(layers(), first=1), normals(0, 2, 1, 8, 8)
    kept = copy.deepcopy(wrapped.state_dict())
    wrapped.eval()
    torch.testing.assert_close(wrapped(x), wrapped(x), rtol=0, atol=0)
    assert all(torch.equal(value, kept[name]) for name, value in wrapped.state_dict().items())
    wrapped.train()
    for _ in range(300):
        wrapped(x)
    moved = wrapped.state_dict()
    assert not torch.equal(moved["u0"], kept["u0"])
    weight = wrapped.network[4].weight.detach()
    torch.testing.assert_close(wrapped.normalised()["4.weight"].detach(), weight / torch.linalg.svdvals(weight)[0])


def test_two_passes_can_be_differentiated_together():
    """real and fake go through the critic before one backward: what the second pass updates, the first still needs."""
    wrapped = SpectralNorm(layers(), first=1)
    loss = wrapped(normals(0, 3, 1, 8, 8)).mean() - wrapped(normals(1, 3, 1, 8, 8)).mean()
    gradients = torch.autograd.grad(loss, [w for name, w in wrapped.named_parameters() if "weight" in name])
    assert all(bool(gradient.abs().max() > 0) for gradient in gradients)


def test_its_weights_are_the_networks_own():
    network = DenseDiscriminator((2,), streams=Streams([0, 1]))
    wrapped = SpectralNorm(network)
    assert [id(w) for w in wrapped.parameters()] == [id(w) for w in network.parameters()]
    game = Game([0, 1])
    game.critic, game.players = wrapped, {"critic": torch.optim.SGD(wrapped.parameters())}
    game.check()  # stacked seeds are kept apart


def test_a_network_without_such_layers_is_refused():
    with pytest.raises(ValueError, match="needs Dense, linear or convolutional layers, ReLU has none"):
        SpectralNorm(nn.ReLU())


def test_a_dense_net_alone_can_be_wrapped():
    wrapped = SpectralNorm(Dense([2, 5, 1], streams=Streams(0)))
    assert list(wrapped.normalised()) == ["weights.0", "weights.1"]


def test_a_zero_matrix_is_refused_for_each_seed():
    critic = DenseDiscriminator((2,), (5,), streams=Streams([0, 1]))
    critic.layers.weights[1].data[1] = 0
    with pytest.raises(ValueError, match=r"the weight 'layers.weights.1' is zero and cannot be brought to norm 1"):
        SpectralNorm(critic)
