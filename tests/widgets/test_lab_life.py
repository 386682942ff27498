"""The life of a GAN lab in a bare page: out of sight, with a game of one's own, closed, without an answer, several at once."""

import threading

from gancourse.games import VanillaGAN
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.widgets.gan_lab import gan_lab
from tests.widgets.lab_page import ROUND, SMALL, WAIT, caption, press, rounds, shown


def test_out_of_sight_it_rests(page):
    shown(page, gan_lab(**SMALL))
    page.page.evaluate(
        "() => document.getElementById('here').before(Object.assign(document.createElement('div'), { id: 'far' }))"
    )
    press(page, "Play")
    page.until(f"{ROUND} > 5", timeout=WAIT)
    page.page.evaluate("() => { document.getElementById('far').style.height = '5000px'; window.scrollTo(0, 0); }")
    page.settle(500)
    before = rounds(page)
    page.settle(300)
    assert rounds(page) == before
    page.page.evaluate("() => { document.getElementById('far').style.height = '0'; }")
    page.until(f"{ROUND} > {before}", timeout=WAIT)


def threads():
    return [one for one in threading.enumerate() if one.name == "gan lab"]


def my_game(streams):
    generator = DenseGenerator(2, (2,), (8,), streams=streams)
    return VanillaGAN(generator, DenseDiscriminator((2,), (8,), streams=streams), streams, k=2)


def test_a_game_of_ones_own_is_played_by_torch(page):
    lab = gan_lab(my_game, batch=16)
    shown(page, lab, reduced=True)
    assert page.page.get_by_role("button", name="Move D").count() == 0
    for snapshots, mover in ((1, "discriminator"), (2, "discriminator"), (3, "generator")):
        press(page, "Next move")
        page.until(f"document.querySelector('.lab-scrub input').max === '{snapshots}'", timeout=WAIT)
        assert caption(page).startswith(f"The {mover} moved.")
    press(page, "Play")
    page.until(f"{ROUND} > 10", timeout=WAIT)
    assert len(threads()) == 1
    press(page, "Pause")
    for _ in range(100):
        page.settle(30)
        if not threads():
            break
    assert threads() == []
    assert lab.rounds == len(lab.history["generator"])
    page.until(f"{ROUND} === {lab.rounds}", timeout=WAIT)
    assert lab.generator is lab.game.generator


def test_a_closed_output_stops_everything(page):
    lab = gan_lab(my_game, batch=16)
    shown(page, lab)
    press(page, "Play")
    page.until(f"{ROUND} > 3", timeout=WAIT)
    page.unmount()
    for _ in range(100):
        page.settle(30)
        if not threads():
            break
    assert threads() == []
    assert lab.lost()  # the next widget closes it


def test_a_kernel_that_does_not_answer_is_a_sentence(page):
    shown(page, gan_lab(my_game, batch=16))
    page.page.evaluate("() => { window.deaf = true; }")
    press(page, "Play")
    page.until("!document.querySelector('.gc-sorry').hidden", timeout=WAIT)
    assert page.page.locator(".gc-sorry").inner_text().startswith("The kernel has not answered for ten seconds")
    page.page.evaluate("() => { window.deaf = false; }")


def test_several_labs_do_not_disturb_each_other(page):
    shown(page, gan_lab(**SMALL))
    page.mount(gan_lab(**SMALL, seed=1))
    page.until("document.querySelectorAll('.lab-numbers')[1]?.children.length > 3", timeout=WAIT)
    page.page.locator("#widget1 .lab-play").click()
    page.until("document.querySelectorAll('.lab-numbers')[1].querySelector('b').textContent > 10", timeout=WAIT)
    assert rounds(page) == 0
    page.unmount(1)
    press(page, "Round")
    page.until(f"{ROUND} === 1", timeout=WAIT)
