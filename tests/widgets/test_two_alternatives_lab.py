"""The two-alternative test in a real JupyterLab: arrow keys answer, the still is hidden, another cell reads the result."""

from tests.widgets.test_gan_lab_jupyterlab import LONG, after

SET_UP = """
import torch
from gancourse.widgets import two_alternatives
real, fake = (torch.full((9, 1, 8, 8), grey) for grey in (-0.8, 0.8))
test = two_alternatives(real, fake, trials=3)
test
"""
ASKED = "(n) => document.querySelector('.alt-progress .gc-where')?.textContent === `trial ${n} of 3`"
COVERED = "() => !document.querySelector('.alt-covered')"
LEFT = """() => { const c = document.querySelector('.alt-stage canvas');
  return c.getContext('2d').getImageData(0, 0, 1, 1).data[0]; }"""


def test_it_is_answered_with_the_arrow_keys_and_read_from_another_cell(lab):
    page = lab.open("test.ipynb", [SET_UP, "1 + 1"])
    lab.run_all()
    button = page.get_by_role("button", name="Start the test")
    button.wait_for(timeout=LONG)
    hidden = "[...document.querySelectorAll('.jp-OutputArea-output img')].every((one) => one.offsetParent === null)"
    page.wait_for_function(hidden, timeout=LONG)
    cell = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    button.click()
    before = page.evaluate(cell)
    for number in (1, 2, 3):
        page.wait_for_function(ASKED, arg=number)
        page.wait_for_function(COVERED)
        page.keyboard.press("ArrowLeft" if page.evaluate(LEFT) < 128 else "ArrowRight")  # which JupyterLab would take
    page.locator(".alt-heading").wait_for()
    assert page.locator(".alt-heading").inner_text() == "3 of 3 right"
    assert page.evaluate(cell) == before
    page.wait_for_timeout(600)
    told = after(lab, "print(test.result, len(test.answers), 'read')", "read")
    assert "share right: 1 (95 % interval 0.2924 to 1)" in told
    assert lab.errors == []
