"""The lab's engine in JavaScript, in Chromium: torch's steps, gradients that are differences, draws that follow their laws."""

import numpy
import pytest
import torch
from scipy.stats import kstest, norm
from torch.nn.utils import parameters_to_vector

from gancourse.metrics.modes import high_quality_share, modes_found
from gancourse.penalties import clip_
from gancourse.streams import Streams
from gancourse.widgets import lab_code
from gancourse.widgets.lab_measures import divergences, histogram
from gancourse.widgets.lab_settings import ACTIVATIONS, CRITICS, DATA, LOSSES, OPTIMISERS, checked, density
from tests.widgets.lab_js import engine_tab, spec


@pytest.fixture(scope="module")
def js(browser):
    """js(expression, argument) evaluates in a page that has the engine."""
    tab = engine_tab(browser)
    yield tab.evaluate
    tab.close()


def flat(network):
    return parameters_to_vector(network.parameters()).tolist()


def test_both_sides_have_the_same_losses_optimisers_and_activations(js):
    assert js("Object.keys(LAB_LOSSES).sort()") == sorted(LOSSES)
    assert js("Object.keys(LAB_OPTIMISERS).sort()") == sorted(OPTIMISERS)
    assert js("Object.keys(LAB_ACTIVATIONS).sort()") == sorted(ACTIVATIONS)


STEPS = """([settings, data, weights, noise, real]) => {
  const queue = { noise: () => Float64Array.from(noise.shift()), real: () => Float64Array.from(real.shift()) };
  const engine = makeLabEngine(settings, data, queue);
  engine.load(weights);
  for (let i = 0; i < 10; i++) { engine.move("discriminator"); engine.move("generator"); }
  const { generator, discriminator } = engine.weights();
  const losses = [judgeName(settings.loss), "generator"].map((player) => engine.history[player].values);
  return { generator: [...generator], discriminator: [...discriminator], losses, distance: engine.history.distance?.values };
}"""


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", [*LOSSES, "wasserstein without clipping"])
def test_ten_steps_of_each_player_are_torchs(js, loss, activation, optimiser):
    loss, _, without = loss.partition(" without ")
    rate = {"Adam": 0.01, "SGD": 0.2, "RMSprop": 0.005}[optimiser]
    own = {f"{player}_{name}": value for player in lab_code.PLAYERS for name, value in (("optimiser", optimiser), ("rate", rate))}
    settings = checked(
        {"loss": loss, "activation": activation, "batch": 12, "generator_layers": 1, "discriminator_width": 10, **own}
        | {"clip": 0.0 if without else 0.25}  # of which the first weights, up to 0.7, lie beyond
    )
    clips = loss in CRITICS and not without
    networks = dict(zip(("generator", "discriminator"), lab_code.networks(settings, Streams(3, "cpu")), strict=True))
    networks = {player: network.double() for player, network in networks.items()}
    steps = {player: lab_code.optimiser(settings, player, network) for player, network in networks.items()}
    stream = Streams(4, "cpu").apart("draws")
    noise, real = stream.normal(20, 12, 2).double(), stream.normal(10, 12, 2).double()
    start = {player: flat(network) for player, network in networks.items()}
    told = js(STEPS, [settings, spec(settings), start, noise.flatten(1).tolist(), real.flatten(1).tolist()])
    of_discriminator, of_generator = LOSSES[loss]
    losses = [[], []]
    for i in range(10):
        fake = networks["generator"](noise[2 * i]).detach()
        lost = [of_discriminator(networks["discriminator"](real[i]), networks["discriminator"](fake))]
        step(lost[0], steps["discriminator"])
        if clips:
            clip_(networks["discriminator"], settings["clip"])
        lost.append(of_generator(networks["discriminator"](networks["generator"](noise[2 * i + 1]))))
        step(lost[1], steps["generator"])
        [kept.append(one.item()) for kept, one in zip(losses, lost, strict=True)]
    for player, network in networks.items():
        assert numpy.abs(numpy.array(told[player]) - flat(network)).max() < 1e-6
        assert numpy.abs(numpy.array(told[player]) - start[player]).max() > 1e-3  # they did move
    numpy.testing.assert_allclose(told["losses"], losses, atol=1e-6)
    if loss in CRITICS:
        numpy.testing.assert_allclose(told["distance"], [-one for one in losses[0]], atol=1e-6)
        assert (numpy.abs(told["discriminator"]).max() <= 0.25) == clips


def step(loss, optimiser):
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()


DIFFERENCES = """([loss, activation]) => {
  const random = makeRandom(), n = 5, rule = LAB_LOSSES[loss];
  random.start(1);
  const G = makeNetwork([2, 6, 7, 2], activation), D = makeNetwork([2, 9, 1], activation);
  [G, D].forEach((network) => network.draw(random));
  const fill = (size) => Float64Array.from({ length: size }, () => random.normal());
  const z = fill(2 * n), real = fill(2 * n), slope = new Float64Array(2 * n), both = new Float64Array(4 * n);
  const lossOfG = () => rule.generator(D.forward(G.forward(z, n), n), n, slope);
  const lossOfD = () => {
    both.set(real);
    both.set(G.forward(z, n), 2 * n);
    return rule.discriminator(D.forward(both, 2 * n), n, slope);
  };
  let worst = 0;
  const compare = (network, value, gradients) => gradients.forEach((gradient, i) => {
    const kept = network.weights[i], h = 1e-6;
    network.weights[i] = kept + h;
    const up = value();
    network.weights[i] = kept - h;
    const down = value();
    network.weights[i] = kept;
    worst = Math.max(worst, Math.abs((up - down) / (2 * h) - gradient));
  });
  lossOfD();
  D.backward(slope);
  compare(D, lossOfD, [...D.gradients]);
  lossOfG();
  G.backward(D.backward(slope.subarray(0, n), false));
  compare(G, lossOfG, [...G.gradients]);
  return worst;
}"""


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_gradients_are_finite_differences(js, loss, activation):
    assert js(DIFFERENCES, [loss, activation]) < 1e-8


def test_its_random_numbers_are_uniform_normal_and_known_by_their_keys(js):
    draw = (
        "([keys, what, n]) => { const r = makeRandom(); r.start(...keys); return Array.from({ length: n }, () => r[what](8)); }"
    )
    assert kstest(js(draw, [[0, 1], "uniform", 4000]), "uniform").pvalue > 0.001
    assert kstest(js(draw, [[0, 2], "normal", 4001]), norm.cdf).pvalue > 0.001
    assert numpy.bincount(js(draw, [[3], "integer", 8000])).min() > 880
    assert js(draw, [[5, 0, 7], "normal", 5]) == js(draw, [[5, 0, 7], "normal", 5])
    firsts = {js(draw, [list(keys), "uniform", 1])[0] for keys in ((0, 0, 1), (0, 1, 0), (1, 0, 0), (0, 0, 2), (0, 1), (1, 0))}
    assert len(firsts) == 6


@pytest.mark.parametrize("name", [*DATA, "drawn"])
def test_its_data_are_pythons(js, name):
    settings = checked({"data": name, "points": [[-1, 0], [1, 1], [2, -2]]})
    draw = "([data, n]) => { const r = makeRandom(); r.start(0); return [...drawPoints(data, r, n)]; }"
    theirs = torch.tensor(js(draw, [spec(settings), 4000]), dtype=torch.float64).view(-1, 2)
    ours = density(settings).sample(4000, torch.Generator().manual_seed(0)).double()
    for direction in ((1.0, 0.0), (0.0, 1.0), (0.6, 0.8)):
        along = torch.tensor(direction, dtype=torch.float64)
        assert kstest((theirs @ along).numpy(), (ours @ along).numpy()).pvalue > 0.001


def test_its_measurements_are_pythons(js):
    law, points = DATA["ring"].make(), Streams(0).normal(600, 2).double() * 1.3
    points = torch.cat([points, law.sample(400, torch.Generator().manual_seed(1)).double()])
    listed = points.flatten().tolist()
    told = js("([p, reach]) => [...histogram(p, reach, 24)]", [listed, 3.0])
    numpy.testing.assert_allclose(told, histogram(points, 3.0), atol=1e-12)
    other = histogram(points + 0.3, 3.0)
    both = js("([p, q]) => { const { kl, js } = divergences(p, q); return [kl, js]; }", [told, other.tolist()])
    assert both == pytest.approx(divergences(histogram(points, 3.0), other))
    found = js("([p, means]) => modesFound(p, means, 0.02)", [listed, law.means.tolist()])
    assert found["modes"] == int(modes_found(points, law.means, law.scales))
    assert found["quality"] == pytest.approx(float(high_quality_share(points, law.means, law.scales)))
