"""The explorer in a real JupyterLab: it starts, is dragged, is run again while Python is busy, and is closed."""

import pytest

SET_UP = """
from tests.widgets.stand_ins import Grey
from gancourse.widgets import explore, quantile_slider
generator = Grey(side=16)
"""
SCREEN = ".gc-screen"
READ = """() => { const c = document.querySelector(".gc-screen");
  return [...c.getContext("2d").getImageData(c.width - 1, 0, 1, 1).data].slice(0, 3); }"""
DRAWN = "() => document.querySelector('.gc-screen')?.dataset.drawn > 0"


@pytest.fixture(scope="module")
def opened(lab):
    page = lab.open(
        "explorer.ipynb", [SET_UP, "explorer = explore(generator)\nexplorer", "print(explorer.z[0].item())", "quantile_slider()"]
    )
    lab.run_all()
    page.wait_for_function(DRAWN, timeout=30_000)
    yield lab
    assert lab.errors == []


def test_a_drag_draws_the_generators_pictures_and_python_follows(opened):
    page = opened.page
    page.evaluate("""() => { window.seen = [];
      const bar = document.querySelector('[aria-label="Position along the path"]');
      const screen = document.querySelector(".gc-screen");
      bar.addEventListener("input", () => window.seen.push([bar.value, screen.dataset.frame])); }""")
    bar = page.get_by_label("Position along the path")
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2, steps=40)
    page.mouse.up()
    seen = page.evaluate("() => window.seen")
    assert len(seen) >= 20
    assert all(value == drawn for value, drawn in seen)
    page.keyboard.press("ArrowLeft")  # which JupyterLab would take for itself
    page.wait_for_function("() => document.querySelector('.gc-screen').dataset.frame === '31'")
    page.keyboard.press("End")
    page.wait_for_timeout(600)
    opened.page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 2; }")
    opened.command("notebook:run-cell")
    import torch

    from gancourse import latent

    expected = latent.numbered(2, 3)[0]
    page.get_by_text(f"{expected.item():.6f}"[:7]).first.wait_for(timeout=20_000)
    grey = page.evaluate(READ)[0]
    assert abs(grey - (torch.tanh(expected).item() + 1) / 2 * 255) <= 1


def test_the_stills_are_hidden_while_the_widgets_live(opened):
    shown = "() => [...document.querySelectorAll('.jp-RenderedImage img')].filter((one) => one.offsetParent).length"
    assert opened.page.evaluate("() => document.querySelectorAll('.jp-RenderedImage img').length") == 2
    opened.page.wait_for_function(f"() => ({shown})() === 0")


def test_a_cell_run_again_leaves_one_explorer_and_closing_leaves_none(opened):
    page = opened.page
    for _ in range(4):
        page.wait_for_timeout(700)  # until Python has heard what was said last
        page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1; }")
        page.evaluate("() => { document.querySelector('.gc-explorer').dataset.old = '1'; }")
        opened.command("notebook:run-cell")
        page.wait_for_function("() => { const one = document.querySelector('.gc-explorer'); return one && !one.dataset.old; }")
        page.wait_for_function(DRAWN)
    assert page.locator(".gc-explorer").count() == 1
    page.get_by_role("button", name="Draw B anew").click()
    page.get_by_text("seed 4").first.wait_for()
    count = """
import gc
gc.collect()
mine = [one for one in gc.get_objects() if type(one).__name__ == "Explorer"]
print("alive:", sum(one._frozen.network is not None for one in mine), [one._heard for one in mine])
"""
    opened.page.evaluate(
        """(source) => { const { content } = window.jupyterapp.shell.currentWidget;
      content.activeCellIndex = 2; content.activeCell.model.sharedModel.setSource(source); }""",
        count,
    )
    opened.command("notebook:run-cell")
    page.locator(".jp-OutputArea-output", has_text="alive: ").first.wait_for(timeout=20_000)
    told = page.locator(".jp-OutputArea-output", has_text="alive: ").last.inner_text()
    assert int(told.split()[1]) <= 2, told  # the one on the page, and one that the next call closes
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1; }")
    opened.command("notebook:clear-cell-output")
    page.locator(".gc-explorer").wait_for(state="detached")


def test_new_pictures_come_while_a_cell_runs(opened):
    page = opened.page
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1; }")
    opened.command("notebook:run-cell")
    page.wait_for_function(DRAWN)
    page.evaluate("""() => { const { content } = window.jupyterapp.shell.currentWidget;
      content.activeCellIndex = 2; content.activeCell.model.sharedModel.setSource("import time; time.sleep(20)"); }""")
    opened.command("notebook:run-cell")
    page.wait_for_function("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'busy'")
    page.get_by_role("button", name="Draw B anew").click()
    page.get_by_text("seed 4").first.wait_for(timeout=15_000)
    busy = page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets[2].promptNode.textContent")
    assert "*" in busy  # the cell still runs
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.interrupt(); }")
