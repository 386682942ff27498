"""Exported pages: what stood still in the notebook moves again, with no kernel and no network."""

import nbformat
import pytest

from authoring.export import page as exported_page
from gancourse.theory import laws
from gancourse.widgets import explore, parts, quantile_slider
from tests.widgets.stand_ins import Grey, dcgan


def notebook(widget, monkeypatch):
    """A notebook whose one cell showed the widget, as it is stored: without the view."""
    outputs = []

    def display(data, metadata=None, raw=False):
        if "application/vnd.jupyter.widget-view+json" not in data:
            outputs.append(nbformat.v4.new_output("display_data", data=data, metadata=metadata or {}))

    monkeypatch.setattr("IPython.display.display", display)
    widget._ipython_display_()
    cell = nbformat.v4.new_code_cell("explore(generator)", outputs=[nbformat.from_dict(one) for one in outputs])
    return nbformat.v4.new_notebook(cells=[cell])


@pytest.fixture
def opened(browser, tmp_path, monkeypatch):
    """Open a notebook's exported page, with everything outside it unreachable; returns the frame of its widget."""
    context = browser.new_context(viewport={"width": 900, "height": 900})
    errors = []

    def show(widget):
        path = tmp_path / "page.html"
        path.write_text(exported_page(notebook(widget, monkeypatch), "page"), encoding="utf-8")
        tab = context.new_page()
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
        tab.goto(path.as_uri(), wait_until="domcontentloaded")
        frame = tab.frame_locator("iframe")
        frame.locator("#here").wait_for()
        return tab, frame

    yield show
    context.close()
    assert [error for error in errors if "MathJax" not in error and "require" not in error] == []


def test_a_path_is_scrubbed_and_shows_the_generators_pictures(opened):
    explorer = explore(Grey(side=14))
    tab, frame = opened(explorer)
    bar = frame.get_by_label("Position along the path")
    bar.wait_for()
    bar.focus()
    tab.keyboard.press("End")
    canvas = frame.locator("canvas.gc-screen")
    assert canvas.get_attribute("data-frame") == "32"
    expected = explorer._frozen.frames(explorer.latents)[-1, 0, [0, -1], 0]
    seen = canvas.evaluate("(c) => [0, c.width - 1].map((x) => c.getContext('2d').getImageData(x, 0, 1, 1).data[0])")
    assert seen == expected.tolist()  # a small atlas loses nothing
    assert frame.locator(".gc-where").inner_text() == "seed 2"
    inside = frame.locator("#here").evaluate("(root) => root.getBoundingClientRect().height")
    tab.wait_for_function("(height) => document.querySelector('iframe').clientHeight >= height", arg=inside)
    assert tab.locator("iframe").get_attribute("title").startswith("9 pictures")
    assert tab.get_by_text("9 pictures that the generator makes").count() > 0


def test_the_quantile_slider_lives_on(opened):
    tab, frame = opened(quantile_slider())
    bar = frame.get_by_label("Level u")
    bar.focus()
    tab.keyboard.press("ArrowRight")
    assert frame.locator(".gc-plot").get_attribute("data-u") == "0.805"
    frame.get_by_role("button", name="Draw 100 uniform").click()
    assert "100 numbers collected" in frame.locator(".gc-where").last.inner_text()


@pytest.mark.parametrize(("channels", "side"), [(1, 28), (3, 64)])
def test_a_paths_pictures_take_at_most_160_kilobytes(channels, side, monkeypatch):
    stored = notebook(explore(dcgan(channels, side, width=16)), monkeypatch)  # noise, the hardest to make small
    image = stored.cells[0].outputs[0].data
    assert len(image[parts.PAGE]["data"]["atlas"]) <= 160_000
    assert stored.cells[0].outputs[1].data["text/plain"].startswith("9 pictures")


def test_a_law_of_ones_own_lives_on_too_and_named_laws_take_no_room(monkeypatch):
    named, own = (
        laws.exponential,
        laws.Law("cubic", lambda x: x.clamp(0, 1) ** 3, lambda x: (3 * x**2).log(), lambda u: u ** (1 / 3)),
    )
    short, long = (
        notebook(quantile_slider(law, laws=[law]), monkeypatch).cells[0].outputs[0].data[parts.PAGE] for law in (named, own)
    )
    assert len(str(short)) < 200
    assert '"name": "exponential"' in parts.exported(short)
    assert '"name": "cubic"' in parts.exported(long)
