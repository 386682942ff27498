"""The lab's engine in JavaScript as it plays: frames, seeds, series, presets, the Python of a setting, a page of its own."""

import random
from itertools import pairwise

import numpy
import pytest
import torch
from torch.nn.utils import vector_to_parameters

from gancourse.streams import Streams
from gancourse.widgets import lab_code
from gancourse.widgets.gan_lab import page
from gancourse.widgets.lab_presets import PRESETS
from gancourse.widgets.lab_settings import CRITICS, LOSSES, SETTINGS, checked, judge_of
from tests.widgets.lab_js import engine_tab, spec


@pytest.fixture(scope="module")
def js(browser):
    """js(expression, argument) evaluates in a page that has the engine."""
    tab = engine_tab(browser)
    yield tab.evaluate
    tab.close()


@pytest.mark.parametrize("loss", ["non-saturating", "wasserstein"])
def test_its_frames_are_what_the_networks_say(js, loss):
    settings = checked({"seed": 2, "loss": loss})
    said = (lambda value: value) if loss in CRITICS else torch.sigmoid
    play = """([settings, data]) => { const e = makeLabEngine(settings, data); for (let i = 0; i < 30; i++) e.round();
      const frame = e.snapshot("round", true), w = e.weights();
      for (const [name, value] of Object.entries(frame)) if (value instanceof Float32Array) frame[name] = [...value];
      return { frame, generator: [...w.generator], discriminator: [...w.discriminator] }; }"""
    told = js(play, [settings, spec(settings)])
    generator, discriminator = (network.double() for network in lab_code.networks(settings, Streams(0, "cpu")))
    vector_to_parameters(torch.tensor(told["generator"], dtype=torch.float64), generator.parameters())
    vector_to_parameters(torch.tensor(told["discriminator"], dtype=torch.float64), discriminator.parameters())
    frame = {
        name: torch.tensor(told["frame"][name], dtype=torch.float64) for name in ("real", "fake", "arrows", "surface", "manifold")
    }
    fake = frame["fake"].view(-1, 2).requires_grad_()
    pull = -torch.autograd.grad(LOSSES[loss][1](discriminator(fake)) * len(fake), fake)[0]
    torch.testing.assert_close(frame["arrows"].view(-1, 2), pull, atol=1e-5, rtol=1e-4)
    tick = torch.linspace(-3, 3, 40, dtype=torch.float64)
    plane = torch.stack(torch.meshgrid(tick, tick, indexing="xy"), -1).view(-1, 2)
    torch.testing.assert_close(frame["surface"], said(discriminator(plane)), atol=1e-6, rtol=1e-5)
    tick = torch.linspace(-2.4, 2.4, 25, dtype=torch.float64)
    lattice = torch.stack(torch.meshgrid(tick, tick, indexing="xy"), -1).view(-1, 2)
    torch.testing.assert_close(frame["manifold"].view(-1, 2), generator(lattice), atol=1e-5, rtol=1e-5)
    on_real = said(discriminator(frame["real"].view(-1, 2))).mean()
    assert told["frame"]["verdict"]["real"] == pytest.approx(on_real.item(), abs=1e-5)
    assert told["frame"]["round"] == 30
    assert ("distance" in told["frame"]) == (loss in CRITICS)
    assert told["frame"]["judge"] == judge_of(loss)


def test_the_same_seed_plays_the_same_and_single_moves_add_up(js):
    settings = checked({"k": 2, "batch": 16, "seed": 5})
    play = """([settings, data, single]) => { const e = makeLabEngine(settings, data);
      for (let i = 0; i < 3; i++) {
        if (!single) { e.round(); continue; }
        e.move("discriminator"); e.snapshot("", true); e.move("discriminator"); e.move("generator");
      }
      return [...e.weights().generator, ...e.weights().discriminator]; }"""
    first = js(play, [settings, spec(settings), False])
    assert first == js(play, [settings, spec(settings), False])
    assert first == js(play, [settings, spec(settings), True])
    assert first != js(play, [checked({**settings, "seed": 6}), spec(settings), False])


def test_a_long_series_is_thinned_evenly(js):
    told = js(
        """() => { const s = makeSeries(); for (let i = 1; i <= 10000; i++) s.add(i, { loss: i / 2 }); return s.all.loss; }"""
    )
    assert 2048 <= len(told["rounds"]) <= 4096
    assert set(numpy.diff(told["rounds"])) == {told["stride"]}
    assert [2 * value for value in told["values"]] == told["rounds"]
    assert told["seen"] == 10000


def test_a_loss_that_is_not_finite_is_a_sentence(js):
    settings = checked({"discriminator_optimiser": "SGD", "discriminator_rate": 10, "activation": "relu", "generator_rate": 10})
    play = """([settings, data]) => { const e = makeLabEngine({ ...settings, discriminator_rate: 1e300 }, data);
      try { for (let i = 0; i < 50; i++) e.round(); return "it played on"; } catch (error) { return error.message; } }"""
    sentence = js(play, [settings, spec(settings)])
    assert sentence.startswith("round ")
    assert "the loss of the " in sentence
    assert sentence.endswith("its weights did not move. Lower a learning rate, then reset")


def test_the_python_is_written_alike_on_both_sides(js):
    choice = random.Random(0)
    sets = [checked(preset.settings) for preset in PRESETS.values()]
    for _ in range(40):
        drawn = {name: choice.choice(one.choices) for name, one in SETTINGS.items() if one.choices}
        sets.append(checked({**drawn, "stop": choice.randrange(3000), "points": [[choice.uniform(-3, 3), 1] for _ in range(3)]}))
    told = js("([all, tables]) => all.map((one) => labCode(one, tables))", [sets, lab_code.tables()])
    assert told == [lab_code.code(settings) for settings in sets]


WATCH = """([settings, data, rounds]) => {
  const engine = makeLabEngine(settings, data), rows = [];
  for (let i = 1; i <= rounds; i++) {
    engine.round();
    if (i % 25) continue;
    const { fake, arrows, verdict } = engine.snapshot("round"), n = fake.length / 2;
    const mean = [0, 1].map((c) => fake.reduce((sum, value, k) => sum + (k % 2 === c ? value : 0), 0) / n);
    const spread = Math.sqrt(fake.reduce((sum, value, k) => sum + (value - mean[k % 2]) ** 2, 0) / n);
    const pull = arrows.reduce((sum, value, k) => sum + (k % 2 ? Math.hypot(value, arrows[k - 1]) : 0), 0) / n;
    rows.push({ round: i, modes: engine.history.modes.values.at(-1), mean, spread, pull, verdict });
  }
  return rows;
}"""


def watched(js, preset, seed, rounds):
    settings = checked({**PRESETS[preset].settings, "seed": seed})
    return js(WATCH, [settings, spec(settings), rounds])


def median(values):
    return sorted(values)[len(values) // 2]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_presets_do_what_they_say(js, seed):
    end = watched(js, "converge", seed, 1200)[-8:]
    assert sum(row["modes"] for row in end) / 8 >= 7

    clump = watched(js, "collapse", seed, 600)[8:]
    assert median([row["spread"] for row in clump]) < 1.0  # the ring's own is 2
    assert median([row["modes"] for row in clump]) <= 1
    assert path(clump) > 10  # and no rest

    swing = watched(js, "oscillate", seed, 600)[8:]
    assert path(swing) > 3
    assert median([row["modes"] for row in swing]) <= 4
    assert all(abs(row["verdict"][side] - 0.5) < 0.15 for row in swing for side in ("real", "fake"))

    still = watched(js, "vanish", seed, 200)
    assert max(row["pull"] for row in still[4:]) < 1e-3
    assert path(still[4:]) < 0.01
    assert all(row["verdict"]["fake"] < 0.01 and row["verdict"]["real"] > 0.99 for row in still[4:])


COVER = """([settings, data, rounds]) => {
  const engine = makeLabEngine(settings, data), rows = [];
  for (let i = 1; i <= rounds; i++) {
    engine.round();
    if (i % 25) continue;
    const { fake } = engine.snapshot("round"), nearest = data.means.map(() => 0);
    let along = 0;
    for (let k = 0; k < fake.length; k += 2) {
      const far = data.means.map(([x, y]) => Math.hypot(fake[k] - x, fake[k + 1] - y));
      nearest[far.indexOf(Math.min(...far))] += 1;
      along += Math.abs(Math.hypot(fake[k], fake[k + 1]) - 2) < 0.5;
    }
    rows.push({ least: 2 * Math.min(...nearest) / fake.length, along: 2 * along / fake.length });
  }
  const most = Math.max(...engine.weights().discriminator.map(Math.abs));
  return { rows, distance: engine.history.distance.values, quality: engine.history["high quality"].values, most };
}"""


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_clipped_critic_leads_the_points_all_along_the_ring_but_not_to_its_clusters(js, seed):
    settings = checked({**PRESETS["wgan"].settings, "seed": seed})
    told = js(COVER, [settings, spec(settings), 700])
    late = told["rows"][12:]  # after 300 rounds
    assert median([row["least"] for row in late]) > 0.04  # of the points; an eighth would be even
    assert median([row["along"] for row in late]) > 0.7
    assert max(told["quality"][12:]) < 0.3
    assert told["most"] == pytest.approx(0.1)
    assert numpy.mean(told["distance"][-200:]) < 0.5 * numpy.mean(told["distance"][50:150])


def path(rows):
    """How far the middle of the generated points went."""
    return sum(numpy.hypot(*numpy.subtract(one["mean"], other["mean"])) for one, other in pairwise(rows))


def test_an_exported_page_plays_without_a_kernel(browser, tmp_path):
    (tmp_path / "lab.html").write_text(page({"settings": {"batch": 16, "stop": 40}}), encoding="utf-8")
    tab, errors = browser.new_page(), []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    tab.goto((tmp_path / "lab.html").as_uri())
    tab.get_by_role("button", name="Play").click()
    tab.wait_for_function("document.querySelector('.lab-caption').textContent.startsWith('Stopped at round 40')", timeout=20_000)
    assert errors == []
    tab.close()
