"""The GAN lab in a real JupyterLab: played, paused, read from another cell, run again, and gone without a trace."""

SET_UP = """
import threading
from gancourse.games import VanillaGAN
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.widgets import gan_lab

def my_game(streams):
    generator = DenseGenerator(2, (2,), (16,), streams=streams)
    return VanillaGAN(generator, DenseDiscriminator((2,), (16,), streams=streams), streams, lr=0.002)
"""
ROUND = """(number) => Number(document.querySelectorAll('.gan-lab')[number]
  ?.querySelector('.lab-numbers b')?.textContent.replace(',', ''))"""
LONG = 90_000


def after(lab, source, words):
    """Run a new last cell, and return the text of its output once it holds the words."""
    choose = "() => { const c = window.jupyterapp.shell.currentWidget.content; c.activeCellIndex = c.widgets.length - 1; }"
    lab.page.evaluate(choose)
    lab.command("notebook:insert-cell-below")
    lab.page.wait_for_timeout(300)
    put = "(source) => window.jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.setSource(source)"
    lab.page.evaluate(put, source)
    lab.command("notebook:run-cell")
    last = "(words) => [...document.querySelectorAll('.jp-OutputArea-output')].at(-1)?.textContent.includes(words)"
    lab.page.wait_for_function(last, arg=words, timeout=LONG)
    return lab.page.locator(".jp-OutputArea-output").last.inner_text().strip()


def played(lab, number, least):
    """Play a lab until a round, and pause it; returns the round."""
    box = lab.page.locator(".gan-lab").nth(number)
    box.scroll_into_view_if_needed()
    box.locator(".lab-play").click()
    lab.page.wait_for_function(f"([number, least]) => ({ROUND})(number) > least", arg=[number, least], timeout=LONG)
    box.locator(".lab-play").click()
    lab.page.wait_for_timeout(700)
    return lab.page.evaluate(ROUND, number)


def test_two_labs_are_played_paused_read_run_again_and_leave_no_thread(lab):
    page = lab.open("gan_lab.ipynb", [SET_UP, "gan_lab(batch=32)", "mine = gan_lab(my_game, batch=32)\nmine"])
    lab.run_all()
    page.wait_for_function("document.querySelectorAll('.gan-lab .lab-numbers b').length > 8", timeout=LONG)
    hidden = "[...document.querySelectorAll('.jp-OutputArea-output img')].every((one) => one.offsetParent === null)"
    page.wait_for_function(hidden, timeout=LONG)  # alive, they hide their stills

    assert played(lab, 0, 50) > 50
    at = played(lab, 1, 50)
    page.locator(".gan-lab").nth(1).get_by_role("button", name="Next move").click()
    page.wait_for_function("document.querySelectorAll('.lab-caption')[1].textContent.includes(' moved')", timeout=LONG)
    told = after(lab, "print('rounds', mine.rounds, len(mine.history['generator']), 'read')", "read")
    assert int(told.split()[1]) == int(told.split()[2]) >= at

    page.locator(".gan-lab").nth(1).locator(".lab-play").click()  # while it plays, its cell runs again
    page.wait_for_timeout(500)
    count = "print([one.name for one in threading.enumerate()].count('gan lab'), {!r})"
    assert after(lab, count.format("while it plays"), "while it plays") == "1 while it plays"  # other cells run meanwhile
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 2; }")
    lab.command("notebook:run-cell")
    page.wait_for_function(f"({ROUND})(1) === 0", timeout=LONG)
    page.wait_for_timeout(1000)
    assert after(lab, count.format("after"), "after") == "0 after"
    assert lab.errors == []
