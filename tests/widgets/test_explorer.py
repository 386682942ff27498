"""The explorer without a browser: what it takes and refuses, what Python reads from it, and what it answers."""

import gc
import io
import weakref

import numpy
import pytest
import torch
from PIL import Image
from torch import nn

from gancourse import latent
from gancourse.games.vanilla import VanillaGAN
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.streams import Streams
from gancourse.widgets import explore, parts
from gancourse.widgets.frozen import Frozen, Settings
from gancourse.widgets.seen import SILENT
from tests.widgets.stand_ins import Broken, Grey, Listening


class Ask:
    """A page: it asks, and keeps the answers."""

    def __init__(self, explorer):
        self.explorer, self.answers = explorer, []
        object.__setattr__(explorer, "send", lambda content, buffers=None: self.answers.append((content, buffers)))

    def __call__(self, ask, view="page", **content):
        self.explorer._handle_custom_msg({"ask": ask, "view": view, "id": 1, **content}, [])
        return self.answers[-1] if self.answers else None


@pytest.fixture
def asked():
    return Ask(explore(Grey(), still=False))


def pixels(buffers, count, side=8):
    return numpy.frombuffer(buffers[0], dtype=numpy.uint8).reshape(count, side, side)


def level(z):
    return round((torch.tanh(z).item() + 1) / 2 * 255)


def test_a_path_visits_its_points_and_its_pictures_are_the_generators(asked):
    told, buffers = asked("hello")
    assert (told["spec"]["height"], told["spec"]["latent"], told["count"]) == (8, 3, 33)
    frames, explorer = pixels(buffers, 33), asked.explorer
    assert torch.equal(explorer.latents, latent.numbered([0, 1, 2], 3))
    for frame, z in zip(frames, explorer.path(), strict=True):
        assert abs(int(frame[0, 7]) - level(z[0])) <= 1
        assert abs(int(frame[0, 0]) - level(z[0] + z[1])) <= 1
    assert torch.allclose(explorer.path()[::16], explorer.latents, atol=1e-6)


def test_points_are_drawn_anew_pinned_swapped_picked_added_and_taken_out(asked):
    def names(**change):
        return [point["name"] for point in asked("change", mode="path", **change)[0]["points"]]

    assert names(do="reroll", index=1) == ["seed 0", "seed 4", "seed 2"]
    assert names(do="pin", index=0) == ["seed 0", "seed 4", "seed 2"]
    assert names(do="reroll all") == ["seed 0", "seed 5", "seed 6"]
    assert names(do="swap", index=2) == ["seed 6", "seed 5", "seed 0"]
    assert names(do="pick", index=1, seed=40) == ["seed 6", "seed 40", "seed 0"]
    for _ in range(5):
        many = names(do="add")
    assert len(many) == 6
    assert asked("show", mode="path")[0]["count"] == 51
    for _ in range(5):
        few = names(do="remove", index=0)
    assert len(few) == 2
    assert torch.equal(asked.explorer.latents, torch.stack([latent.numbered(int(name.split()[1]), 3) for name in few]))


def test_a_closed_path_by_straight_lines(asked):
    told, buffers = asked("set", mode="path", method="lerp", loop=True)
    assert told["count"] == 36
    path = asked.explorer.path()
    assert torch.allclose(path, latent.walk(asked.explorer.latents, 36, latent.lerp, loop=True))
    assert pixels(buffers, 36).shape == (36, 8, 8)


def test_the_square_has_its_points_in_its_corners(asked):
    _, buffers = asked("show", mode="square")
    grid = pixels(buffers, 81)
    for place, seed in {(0, 0): 0, (1, 0): 1, (0, 1): 2, (1, 1): 3}.items():
        exact = pixels(asked("exact", place={"mode": "square", "u": place[0], "v": place[1]})[1], 1)[0]
        assert numpy.array_equal(exact, grid[8 * place[0] + 72 * place[1]])
        assert abs(int(exact[0, 7]) - level(latent.numbered(seed, 3)[0])) <= 1


def test_a_direction_is_swept_from_minus_four_to_four(asked):
    _, buffers = asked("sweep", what="direction", index=0, changes={"0": 1.0, "2": 9.0})
    base = latent.numbered(0, 3)[0]
    for frame, far in zip(pixels(buffers, 33), torch.linspace(-4, 4, 33), strict=True):
        assert abs(int(frame[0, 7]) - level(base + far)) <= 1


def test_what_moves_most_is_measured(asked):
    moved = asked("reveal", changes={})[0]["moved"]
    z = latent.numbered(0, 3)
    right = abs(torch.tanh(z[0] + 1) - torch.tanh(z[0] - 1)) / 2 / 2 * 100
    left = abs(torch.tanh(z[0] + z[1] + 1) - torch.tanh(z[0] + z[1] - 1)) / 2 / 2 * 100
    assert moved[0] == pytest.approx(float(left + right) / 2, abs=0.3)
    assert moved[1] == pytest.approx(float(left) / 2, abs=0.3)
    assert moved[2] == 0


def test_latents_are_saved_by_name_and_read_from_python(asked):
    place = {"mode": "dimensions", "changes": {"1": 0.5}}
    assert asked("save", name=" two  words ", place=place)[0]["saved"] == ["two words"]
    assert asked("save", name="", place={"mode": "path", "frame": 32})[0]["name"] == "latent 1"
    expected = latent.numbered(0, 3) + torch.tensor([0, 0.5, 0])
    assert torch.equal(asked.explorer.saved["two words"], expected)
    assert asked("change", mode="path", do="pick", index=0, saved="two words")[0]["points"][0]["name"] == "two words"
    assert torch.equal(asked.explorer.latents[0], expected)
    assert asked("forget", name="two words")[0]["saved"] == ["latent 1"]
    asked("at", place={"mode": "path", "frame": 16})
    assert torch.allclose(asked.explorer.z, asked.explorer.latents[1], atol=1e-6)


@pytest.mark.parametrize("place", [
    {"mode": "path", "frame": 9},
    {"mode": "square", "u": 0.3, "v": 0.8},
    {"mode": "dimensions", "changes": {"0": -1.25, "2": 0.5}},
])  # fmt: skip
@pytest.mark.parametrize("saved", [False, True])
@pytest.mark.parametrize("network", [Grey, Listening])
def test_the_copied_code_makes_the_picture_on_the_screen(place, saved, network):
    generator = network()
    asked = Ask(explore(generator, still=False))
    if saved:  # a point known by its values only
        asked("save", name="mine", place={"mode": "dimensions", "changes": {"1": 1.0}})
        asked("change", mode=place["mode"], do="pick", index=0, saved="mine")
    if network is Listening:
        asked("set", mode="path", label=1, psi=0.4, noise=False)
    names = {"generator": generator}
    exec(asked("at", place=place)[0]["code"], names)
    shown = pixels(asked("exact", place=place)[1], 1)[0]
    made = ((names["pictures"][0, 0].detach() + 1) / 2 * 255).round().numpy()
    assert numpy.abs(made - shown).max() <= 1


def test_code_of_chosen_directions_names_them(asked):
    chosen = Ask(explore(Grey(), directions=torch.tensor([[1.0, 1.0, 0.0]]), names=["both"], still=False))
    text = chosen("at", place={"mode": "dimensions", "changes": {"0": 2}})[0]["code"]
    assert "z = z + 2 * directions[0]" in text


def test_class_psi_and_noise_reach_the_generator():
    frozen = Frozen(Listening())
    z = torch.tensor([[1.5, 0.0, 0.0]])
    assert (frozen.classes, frozen.has_psi, frozen.noisy) == (["0", "1"], True, True)
    plain, other = (frozen.pictures(z, Settings(label, 1.0, False)) for label in (0, 1))
    assert torch.allclose(plain, -other)
    assert torch.allclose(frozen.pictures(z, Settings(0, 0.0, False)), torch.full((1, 1, 8, 8), 0.5).tanh())
    assert (frozen.pictures(z, Settings())[0, 0, 0] == 1).all()
    told, _ = Ask(explore(Listening(), classes=["day", "night"], still=False))("hello")
    assert (told["spec"]["classes"], told["spec"]["psi"], told["spec"]["noise"]) == (["day", "night"], True, True)


def test_psi_is_swept_in_one_answer():
    asked = Ask(explore(Listening(), still=False))
    told, buffers = asked("sweep", what="psi", place={"mode": "path", "frame": 0})
    assert told["count"] == 21
    frames = pixels(buffers, 21)
    mean, z = 0.5, latent.numbered(0, 3)[0]
    assert [abs(int(frames[i][3, 7]) - level(mean + i / 20 * (z - mean))) <= 1 for i in (0, 10, 20)] == [True] * 3
    assert asked.explorer._settings.psi == 1


def test_later_training_changes_nothing_and_the_students_network_stays_in_its_mode():
    generator = Grey().train()
    explorer = explore(generator, still=False)
    before = explorer.pictures(explorer.latents)
    with torch.no_grad():
        generator.scale.mul_(-1)
    assert torch.equal(explorer.pictures(explorer.latents), before)
    assert generator.training
    assert generator.scale.requires_grad


def test_a_game_gives_its_running_average_as_its_own_sample_does():
    streams = Streams(0)
    generator = DenseGenerator(4, (1, 6, 6), (8,), output=torch.tanh, streams=streams)
    game = VanillaGAN(generator, DenseDiscriminator((1, 6, 6), (8,), streams=streams), streams)
    z = torch.randn(5, 4, generator=torch.Generator().manual_seed(1))
    assert torch.equal(explore(game, still=False).pictures(z), game.sample(z))
    game.average("generator", 0.5)
    with torch.no_grad():
        generator.layers.weights[0].add_(1)
    explorer = explore(game, still=False)
    assert torch.equal(explorer.pictures(z), game.sample(z))
    assert not torch.equal(explorer.pictures(z), generator(z))


def test_a_function_and_flat_pictures():
    def flat(z):
        return torch.tanh(z @ torch.ones(5, 36))

    explorer = explore(flat, latent=5, shape=(1, 6, 6), still=False)
    assert explorer.pictures(torch.zeros(2, 5)).shape == (2, 1, 6, 6)


def stacked():
    return DenseGenerator(4, (1, 6, 6), (8,), output=torch.tanh, streams=Streams(range(3)))


def test_one_of_many_seeds_is_picked_as_the_refusal_says():
    generator = stacked()
    with pytest.raises(ValueError, match="holds 3 stacked seeds") as refusal:
        explore(generator)
    line = str(refusal.value).split("seed 0, ")[1]
    explorer = eval(line, {"explore": explore, "generator": generator})
    z = torch.randn(2, 4)
    assert torch.allclose(explorer.pictures(z), generator(z.expand(3, 2, 4))[0])


def uncopyable():
    generator = Grey()
    generator.last = generator(torch.randn(1, 3))  # a tensor with a history, as one keeps it to look at
    return generator


@pytest.mark.parametrize(("make", "sentence"), [
    (lambda: explore(uncopyable()), r"this Grey cannot be copied \(Only Tensors .*: pass a function"),
    (lambda: explore(DenseGenerator(2, (2,), (4,))), r"makes points \(4, 2\): watch them move in widgets.gan_lab"),
    (lambda: explore(nn.Linear(3, 3)), "does not say how many dimensions"),
    (lambda: explore(Grey(), latent=4), "latents have 3 dimensions, got latent=4"),
    (lambda: explore(lambda z: z[:, :, None, None], latent=2), r"\(4, 1 or 3, h, w\), got \(4, 2, 1, 1\)"),
    (lambda: explore(lambda z: z.repeat(1, 10), latent=2), r"say shape=\(1, 28, 28\)"),
    (lambda: explore(lambda z: z @ z, latent=3), r"failed on latents \(4, 3\): RuntimeError"),
    (lambda: explore(lambda z: (z, z), latent=3), "returned a tuple, not a tensor"),
    (lambda: explore(lambda z: z[:, :, None, None].log() * float("nan"), latent=1), "100% of the pixels are not finite"),
    (lambda: explore(lambda z: 100 + z[:, :, None, None], latent=1), r"must be in \[-1, 1\], got \[\d+"),
    (lambda: explore(3), "takes a generator, a game or a function"),
    (lambda: explore(Grey), "takes a generator, a game or a function"),
    (lambda: explore(Grey(), directions=torch.zeros(2, 4)), r"directions must be \(k, 3\)"),
    (lambda: explore(Grey(), directions=[0, 3]), "axes of z from 0 to 2"),
    (lambda: explore(Grey(), directions=[0, 1], names=["one"]), "1 names for 2 directions"),
    (lambda: explore(Grey(), seed=-1), "seed must be a whole number"),
    (lambda: explore(Grey(), value_range=(1, 0)), "black < white"),
])  # fmt: skip
def test_what_cannot_be_explored_is_refused_in_one_sentence(make, sentence):
    with pytest.raises((TypeError, ValueError), match=sentence) as refusal:
        make()
    assert "\n" not in str(refusal.value)


def test_a_place_without_a_picture_is_a_sentence_and_is_not_gone_to():
    asked = Ask(explore(Broken(), seed=3, still=False))
    bad = next(seed for seed in range(100) if latent.numbered(seed, 3)[0] > 1.6)
    before = asked.explorer.latents
    told, _ = asked("change", mode="path", do="pick", index=1, seed=bad)
    assert "not finite numbers (NaN or infinite)" in told["error"]
    assert torch.equal(asked.explorer.latents, before)


def test_strips_gifs_and_the_still_show_the_path(tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, metadata=None, raw=False: shown.append(data))
    explorer = explore(Grey())
    explorer._ipython_display_()
    view, image, caption = shown
    assert view["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.model_id
    assert caption["text/plain"].startswith("9 pictures that the generator makes along arcs")
    assert len(image[parts.PAGE]["data"]["atlas"]) < 160_000
    picture = Image.open(io.BytesIO(explorer.strip(5).png))
    frame = explorer._frozen.frames(explorer.latents)
    assert picture.getpixel((picture.width - 2, 5)) == frame[-1, 0, -1, 0]
    explorer.save_gif(tmp_path / "path.gif")
    with Image.open(tmp_path / "path.gif") as film:
        assert film.n_frames > 20
        film.seek(0)
        assert abs(film.convert("L").getpixel((film.width - 3, 5)) - int(frame[0, 0, -1, 0])) <= 2
    explorer.release()


def test_an_explorer_whose_output_is_gone_lets_its_copy_go_when_the_next_is_made(monkeypatch, capsys):
    first = Ask(explore(Grey(), still=False))
    copy = weakref.ref(first.explorer._frozen.network)
    first("hello")
    explore(Grey(), still=False)
    assert copy() is not None  # it is on a page
    first("left")
    explore(Grey(), still=False)
    gc.collect()
    assert copy() is None
    assert first.explorer.comm is None
    assert first.explorer.path().shape == (33, 3)
    first.explorer._ipython_display_()
    assert "call explore again" in capsys.readouterr().out


def test_a_page_that_fell_silent_counts_as_gone(monkeypatch):
    asked = Ask(explore(Grey(), still=False))
    now = 1000.0
    monkeypatch.setattr("gancourse.widgets.seen.time.monotonic", lambda: now)
    asked("hello")
    now += SILENT - 1
    assert not asked.explorer.lost()
    asked("here")
    now += SILENT - 1
    assert not asked.explorer.lost()
    now += 2
    assert asked.explorer.lost()


def test_memory_stays_flat_over_a_thousand_new_draws(asked):
    asked("hello")

    def draw(times):
        for _ in range(times):
            asked("change", mode="path", do="reroll", index=1)
            asked.answers.clear()
        gc.collect()
        return len(gc.get_objects())

    before = draw(50)
    assert draw(1000) - before < 200
