"""The GAN lab in a bare page: what its buttons, keys, settings and pictures do."""

import pytest
import torch

from gancourse.widgets.gan_lab import gan_lab
from tests.widgets.lab_page import ROUND, SCENE, SMALL, WAIT, caption, paused, picture, press, rounds, shown


def test_it_plays_pauses_and_tells_python(page):
    lab = gan_lab(**SMALL)
    shown(page, lab)
    before = picture(page)
    press(page, "Play")
    page.until(f"{ROUND} > 20", timeout=WAIT)
    assert page.page.locator(".lab-play").inner_text() == "Pause"
    press(page, "Pause")
    played = paused(page)
    assert picture(page) != before
    assert lab.history.rounds("generator").tolist() == list(range(1, played + 1))
    assert set(lab.history) >= {"discriminator", "generator"}
    assert torch.isfinite(lab.generator(torch.zeros(1, 2))).all()
    page.settle(200)
    assert rounds(page) == played


def test_one_move_at_a_time_with_a_caption_and_reduced_motion_at_once(page):
    lab = gan_lab(**SMALL)
    shown(page, lab, reduced=True)
    press(page, "Move D")
    page.until("document.querySelector('.lab-caption').textContent.startsWith('The discriminator moved.')", timeout=WAIT)
    assert rounds(page) == 0
    before = picture(page)
    press(page, "Move G")
    page.until("document.querySelector('.lab-caption').textContent.startsWith('The generator moved.')", timeout=WAIT)
    page.until(f"{ROUND} === 1")
    page.until("(before) => document.querySelector('.lab-scene').toDataURL() !== before", before)
    press(page, "Round")
    page.until("document.querySelector('.lab-caption').textContent.startsWith('Round 2:')", timeout=WAIT)
    assert paused(page) == 2
    press(page, "Reset")
    page.until(f"{ROUND} === 0", timeout=WAIT)


def test_a_move_is_seen_in_slow_motion(page):
    shown(page, gan_lab(**SMALL, generator_rate=0.1))
    press(page, "Move G")
    page.until("document.querySelector('.lab-caption').textContent.startsWith('The generator moved.')", timeout=WAIT)
    seen = {picture(page) for _ in range(12)}
    assert len(seen) > 2
    page.page.wait_for_timeout(1600)
    assert len({picture(page) for _ in range(3)}) == 1


def test_keys_play_step_and_look_back(page):
    shown(page, gan_lab(**SMALL), reduced=True)
    page.page.locator(SCENE).focus()
    for key, words in (("d", "The discriminator moved."), ("g", "The generator moved."), ("r", "Round 2")):
        page.page.keyboard.press(key)
        page.until("(words) => document.querySelector('.lab-caption').textContent.startsWith(words)", words, timeout=WAIT)
    page.page.keyboard.press("ArrowLeft")
    page.until(f"{ROUND} === 1")
    page.page.keyboard.press("ArrowRight")
    page.until(f"{ROUND} === 2")
    page.page.keyboard.press(" ")
    page.until(f"{ROUND} > 5", timeout=WAIT)
    page.page.keyboard.press(" ")
    paused(page)
    lost = "[...document.querySelectorAll('.gan-lab :is(button, select, input, canvas[tabindex])')]"
    assert page.page.evaluate(f"{lost}.every((one) => one.dataset.lmSuppressShortcuts === 'true')")
    named = "(one) => one.ariaLabel || one.textContent.trim() || one.closest('label')?.textContent.trim()"
    assert page.page.evaluate(f"{lost}.every({named})")


def test_looking_back_shows_what_was_and_pauses(page):
    shown(page, gan_lab(**SMALL, generator_rate=0.05))
    first = picture(page)
    press(page, "Play")
    page.until("document.querySelector('.lab-scrub input').max > 10", timeout=WAIT)
    page.page.evaluate("""() => { const bar = document.querySelector('.lab-scrub input');
      bar.value = '0'; bar.dispatchEvent(new Event('input')); }""")
    page.until(f"{ROUND} === 0")
    page.settle(100)
    assert picture(page) == first
    assert page.page.locator(".lab-play").inner_text() == "Play"
    assert page.page.locator(".lab-scrub output").inner_text() == "round 0"


def test_snapshots_are_three_hundred_at_most(page):
    shown(page, gan_lab(**SMALL))
    for _ in range(310):
        page.page.locator(SCENE).dispatch_event("keydown", {"key": "r"})
    page.until("document.querySelector('.lab-scrub input').max === '299'", timeout=WAIT)


def test_a_change_begins_anew_and_reaches_python(page):
    lab = gan_lab(**SMALL)
    shown(page, lab)
    press(page, "Round")
    page.until(f"{ROUND} === 1", timeout=WAIT)
    page.page.get_by_label("data").select_option("moons")
    page.until(f"{ROUND} === 0", timeout=WAIT)
    page.page.get_by_label("seed").fill("7")
    page.page.get_by_label("seed").press("Tab")
    page.settle(100)
    assert (lab.settings["data"], lab.settings["seed"]) == ("moons", 7)
    assert "modes" not in page.page.locator(".lab-numbers").inner_text()
    press(page, "New seed")
    page.settle(100)
    assert lab.settings["seed"] == 8
    press(page, "Python")
    assert page.page.locator(".lab-code pre").inner_text().strip() == lab.code().strip()


def test_presets_set_the_controls_and_say_what_to_look_for(page):
    lab = gan_lab(seed=4)
    shown(page, lab)
    page.page.get_by_label("Presets").select_option("vanish")
    page.settle(100)
    assert page.page.locator(".lab-hint").inner_text().startswith("Look at the arrows")
    assert page.page.get_by_label("generator's loss").input_value() == "minimax"
    assert (lab.settings["k"], lab.settings["seed"]) == (5, 4)
    assert page.page.get_by_role("group", name="Generator").get_by_label("Adam's β₁").count() == 0  # SGD has none
    page.page.get_by_label("moves of D a round, k").select_option("1")
    assert page.page.locator(".lab-hint").is_hidden()


def test_a_preset_named_in_python_says_what_to_look_for(page):
    shown(page, gan_lab(preset="collapse", seed=4))
    assert page.page.get_by_label("Presets").input_value() == "collapse"
    assert page.page.locator(".lab-hint").inner_text().startswith("Look at the crosses")


def test_it_stops_by_itself(page):
    lab = gan_lab(**SMALL, stop=30)
    shown(page, lab)
    press(page, "Play")
    page.until("document.querySelector('.lab-caption').textContent === 'Stopped at round 30, as set.'", timeout=WAIT)
    assert paused(page) == 30


def test_two_runs_differ_in_one_thing_and_keep_pace(page):
    shown(page, gan_lab(**SMALL))
    press(page, "Compare")
    page.until("document.querySelectorAll('.lab-numbers b').length > 8", timeout=WAIT)
    page.page.get_by_label("Run B differs in").select_option("generator_rate")
    page.page.get_by_label("its value in run B").select_option(label="0.05")
    page.settle(300)
    assert picture(page, ".lab-stage:nth-child(1) canvas") == picture(page, ".lab-stage:nth-child(2) canvas")  # one seed
    press(page, "Play")
    page.until(f"{ROUND} > 60", timeout=WAIT)
    press(page, "Pause")
    page.settle(300)
    numbers = page.page.locator(".lab-numbers b:nth-of-type(1)").all_inner_texts()
    assert abs(int(numbers[0]) - int(numbers[1])) <= 50
    assert picture(page, ".lab-stage:nth-child(1) canvas") != picture(page, ".lab-stage:nth-child(2) canvas")
    press(page, "Python")
    assert page.page.locator(".lab-code pre").inner_text().count("game = VanillaGAN") == 2
    press(page, "Compare")
    assert page.page.locator(".lab-stage").count() == 1


def test_data_are_drawn_with_the_pointer_and_with_keys(page):
    lab = gan_lab(**SMALL)
    shown(page, lab)
    page.page.get_by_label("data").select_option("drawn")
    press(page, "Use these points")
    assert "at least three" in page.page.locator(".lab-sketch").inner_text()
    box = page.page.locator(SCENE).bounding_box()
    page.page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.page.mouse.down()
    page.page.mouse.move(box["x"] + 300, box["y"] + 250, steps=8)
    page.page.mouse.up()
    page.page.locator(SCENE).focus()
    for key in ("ArrowLeft", "ArrowUp", " "):
        page.page.keyboard.press(key)
    press(page, "Use these points")
    page.until(f"{ROUND} === 0", timeout=WAIT)
    page.settle(100)
    assert lab.settings["data"] == "drawn"
    assert lab.settings["points"][-1] == [-0.1, 0.1]
    assert 8 <= len(lab.settings["points"]) <= 12
    press(page, "Round")
    page.until(f"{ROUND} === 1", timeout=WAIT)
    press(page, "Draw again")
    press(page, "Cancel")
    page.settle(100)
    assert lab.settings["data"] == "drawn"


def test_a_critic_is_shown_without_a_sigmoid_and_with_its_distance(page):
    lab = gan_lab(**SMALL, loss="wasserstein", clip=0.05)
    shown(page, lab, reduced=True)
    page.page.get_by_role("group", name="Critic").get_by_label("largest weight").wait_for()
    assert page.page.get_by_label("surface of f").count() == 1
    assert "derivatives of derivatives" in page.page.locator(".lab-engine").inner_text()
    before = picture(page)
    press(page, "Move D")
    page.until("document.querySelector('.lab-caption').textContent.startsWith('The critic moved.')", timeout=WAIT)
    assert "f on the real points" in caption(page)
    press(page, "Round")
    page.until(f"{ROUND} === 1", timeout=WAIT)
    assert caption(page).startswith("Round 1: the critic's moves")
    for words in ("distance", "f on real", "f on generated"):
        assert words in page.page.locator(".lab-numbers").inner_text()
    assert picture(page) != before
    titles = "[...document.querySelectorAll('.lab-chart')].map((one) => one.ariaLabel.split(' by round')[0])"
    expected = ["Losses", "Distance, as the critic estimates it", "Modes found", "JS on a grid, in nats"]
    assert page.page.evaluate(titles) == [*expected, "KL(real ‖ generated) on a grid", "Mean of f"]
    paused(page)
    assert set(lab.history) >= {"critic", "generator", "distance"}
    press(page, "Python")
    assert "WassersteinGAN(generator, critic, streams, n_critic=1, clip=0.05)" in page.page.locator(".lab-code pre").inner_text()
    page.page.get_by_label("generator's loss").select_option("non-saturating")
    page.until(f"{ROUND} === 0", timeout=WAIT)
    page.page.get_by_label("surface of D").wait_for()
    assert page.page.get_by_label("largest weight").count() == 0
    assert "derivatives" not in page.page.locator(".lab-engine").inner_text()


def test_two_runs_with_other_judges_have_charts_of_their_own(page):
    shown(page, gan_lab(**SMALL, loss="wasserstein"))
    press(page, "Compare")
    page.until("document.querySelectorAll('.lab-numbers b').length > 8", timeout=WAIT)
    for _ in range(2):
        press(page, "Round")
    page.until(
        "[...document.querySelectorAll('.lab-numbers b:nth-of-type(1)')].every((one) => one.textContent === '2')", timeout=WAIT
    )
    titles = "[...document.querySelectorAll('.lab-chart')].map((one) => one.ariaLabel)"
    told = page.page.evaluate(titles)
    for words in (
        "Loss of the critic by round: run A ",
        "Loss of the discriminator by round: run B ",
        "Mean of f on generated by round: run A ",
    ):
        assert any(one.startswith(words) for one in told), told


@pytest.mark.parametrize("dark", [False, True])
def test_it_is_light_or_dark_and_fits_600_pixels(page, dark):
    shown(page, gan_lab(data="moons"), dark=dark, width=600)
    ground = page.page.evaluate("getComputedStyle(document.querySelector('.gan-lab')).backgroundColor")
    assert (sum(map(int, ground[4:-1].split(","))) < 380) == dark
    corner = page.pixel(SCENE, 0.02, 0.98)
    assert (sum(corner[:3]) < 380) == dark
    wide = "[...document.querySelectorAll('.gan-lab *')].filter((one) => one.getBoundingClientRect().right > 610).length"
    assert page.page.evaluate(wide) == 0


def test_layers_come_and_go(page):
    shown(page, gan_lab(**SMALL))
    seen = {picture(page)}
    for name in ("surface of D", "manifold of G", "pull on G (arrows)", "real (discs)", "generated (crosses)"):
        page.page.get_by_label(name).click()
        page.settle(60)
        seen.add(picture(page))
    assert len(seen) == 6
    page.page.get_by_label("manifold of G").click()
    page.settle(60)
    assert page.pixel(SCENE, 0.5, 0.5)[:3] == [251, 251, 251]  # nothing but the ground is left


def test_a_loss_that_is_not_finite_is_a_sentence(page):
    lab = gan_lab(**SMALL, activation="relu", discriminator_optimiser="SGD", generator_optimiser="SGD", generator_rate=10)
    lab.settings = {**lab.settings, "discriminator_rate": 1e300}
    shown(page, lab)
    press(page, "Play")
    page.until("!document.querySelector('.gc-sorry').hidden", timeout=WAIT)
    sentence = page.page.locator(".gc-sorry").inner_text()
    assert "the loss of the " in sentence
    assert sentence.endswith("Lower a learning rate, then reset")
    assert page.page.locator(".lab-play").inner_text() == "Play"
    press(page, "Reset")
    assert page.page.locator(".gc-sorry").is_hidden()
