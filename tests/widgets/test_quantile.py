"""The quantile slider: its tables are the laws', and its page needs no Python."""

import math

import pytest
import torch

from gancourse.runtime import stream
from gancourse.theory import laws
from gancourse.theory.sampling import kolmogorov_distance
from gancourse.widgets import quantile_slider

PLOT = "document.querySelector('.gc-plot')"


def test_the_tables_are_the_laws():
    widget = quantile_slider(laws=["normal", "Cauchy"], still=False)
    tables = {table["name"]: table for table in widget.data["laws"]}
    assert list(tables) == ["exponential", "normal", "cauchy"] or list(tables) == ["exponential", "normal", "Cauchy"]
    quantile = tables["exponential"]["quantile"]
    assert len(quantile) == 199
    assert quantile[179] == pytest.approx(-math.log(1 - 0.9), rel=1e-4)
    low, high = tables["normal"]["window"]
    assert tables["normal"]["cdf"][120] == pytest.approx(0.5)
    assert tables["normal"]["density"][120] == pytest.approx(1 / math.sqrt(2 * math.pi), rel=1e-4)
    assert low == -high
    draws = torch.tensor(tables["normal"]["draws"], dtype=torch.float64)
    assert kolmogorov_distance(draws, laws.normal.cdf) < 1.95 / math.sqrt(1000)
    same = torch.special.ndtri(torch.tensor(widget.data["u"], dtype=torch.float64))
    assert torch.allclose(draws, same, rtol=1e-3, atol=1e-3)


def test_a_law_of_ones_own_and_a_name_that_is_none():
    cubic = laws.Law("cubic", lambda x: x.clamp(0, 1) ** 3, lambda x: (3 * x**2).log(), lambda u: u ** (1 / 3))
    widget = quantile_slider(cubic, laws=["uniform"], still=False)
    widget.u = 0.125
    assert widget.x == pytest.approx(0.5)
    assert widget.law == "cubic"
    with pytest.raises(ValueError, match=r"no law 'weibull' in theory.laws; there are uniform, exponential"):
        quantile_slider("weibull")


def test_the_picture_says_where_the_level_goes(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, metadata=None, raw=False: shown.append(data))
    quantile_slider()._ipython_display_()
    assert "from u = 0.8 on the vertical axis across to the curve and down to x = 1.61" in shown[2]["text/plain"]
    assert len(shown[1]["image/png"]) < 60_000


@pytest.fixture
def shown(page):
    page.mount(quantile_slider(still=False))
    page.until(f"() => {PLOT}?.dataset.u === '0.800'")
    return page


def total(bench):
    script = "() => [...document.querySelectorAll('.gc-bars rect')].reduce((sum, one) => sum + Number(one.dataset.count), 0)"
    return bench.page.evaluate(script)


def test_the_slider_leads_from_u_to_x_and_python_follows(shown):
    bar = shown.page.get_by_label("Level u")
    bar.focus()
    for _ in range(20):
        shown.page.keyboard.press("ArrowRight")
    assert "u = 0.900" in shown.page.locator(".gc-where").first.inner_text()
    assert f"{-math.log(0.1):.3f}" in shown.page.locator(".gc-where").first.inner_text()
    shown.settle(400)
    assert shown.widgets[0].u == pytest.approx(0.9)
    assert shown.widgets[0].x == pytest.approx(-math.log(0.1))


def test_the_hand_on_the_curve_sets_the_level(shown):
    box = shown.page.locator(".gc-plot").bounding_box()
    scale = box["width"] / 640
    shown.page.mouse.move(box["x"] + 300 * scale, box["y"] + 120 * scale)
    shown.page.mouse.down()
    assert shown.page.evaluate(f"() => Number({PLOT}.dataset.u)") == pytest.approx(0.5, abs=0.011)
    shown.page.mouse.move(box["x"] + 300 * scale, box["y"] + 12 * scale)
    shown.page.mouse.up()
    assert shown.page.evaluate(f"() => Number({PLOT}.dataset.u)") > 0.98


def test_draws_are_collected_all_levels_make_the_density_and_a_tail_is_counted(shown):
    outside = torch.tensor(shown.widgets[0].data["laws"][0]["draws"][:111]) >= shown.widgets[0].data["laws"][0]["window"][1]
    for n in (1, 10, 100):
        shown.page.get_by_role("button", name=f"Draw {n} uniform").click()
    assert total(shown) == 111 - int(outside.sum())
    shown.page.get_by_role("button", name="Empty the histogram").click()
    assert total(shown) == 0
    shown.page.get_by_role("button", name="Collect the x of 199").click()
    heights = shown.page.evaluate("() => [...document.querySelectorAll('.gc-bars rect')].map((one) => Number(one.dataset.count))")
    low, high = shown.widgets[0].data["laws"][0]["window"]
    edges = torch.linspace(low, high, 41, dtype=torch.float64)
    expected = 200 * laws.exponential.cdf(edges).diff()
    assert (torch.tensor(heights[:10]) - expected[:10]).abs().max() <= 1.01
    shown.page.locator(".gc-select").select_option("Cauchy")
    for _ in range(10):
        shown.page.get_by_role("button", name="Draw 100 uniform").click()
    assert shown.page.get_by_role("button", name="Draw 100 uniform").is_disabled()
    assert "1000 numbers collected, " in shown.page.locator(".gc-where").last.inner_text()
    u = torch.tensor(shown.widgets[0].data["u"], dtype=torch.float64)
    x = laws.cauchy.quantile(u)
    assert total(shown) == int((x.abs() < 12.48).sum())


def test_no_bar_is_cut_off_however_few_were_drawn(shown):
    for _ in range(3):
        shown.page.get_by_role("button", name="Draw 10 uniform").click()
    of_each = "(bar) => { const { height, y } = bar.getBBox(); return [Number(bar.dataset.count), height, y]; }"
    script = f"() => [...document.querySelectorAll('.gc-bars rect')].map({of_each})"
    bars = torch.tensor(shown.page.evaluate(script), dtype=torch.float64)  # (bars, 3): count, height, top
    assert bars[:, 0].max() > bars[:, 0].min()
    torch.testing.assert_close(
        bars[:, 1] / bars[:, 0], bars[:1, 1] / bars[:1, 0] * torch.ones(len(bars)).double(), rtol=1e-4, atol=0
    )
    under = "() => { const b = document.querySelectorAll('.gc-title')[1].getBBox(); return b.y + b.height; }"
    assert bars[:, 2].min() >= shown.page.evaluate(under)


def test_it_fits_600_pixels_and_leaves_when_closed(page):
    page.mount(quantile_slider(still=False), width=600, dark=True)
    page.until(f"() => {PLOT}?.dataset.u")
    right = "() => [...document.querySelectorAll('#widget0 *')].every((one) => one.getBoundingClientRect().right <= 610)"
    assert page.page.evaluate(right)
    page.unmount()
    assert page.widgets[0].lost()


def test_draws_do_not_depend_on_who_drew_before():
    first = quantile_slider(still=False).data
    torch.rand(3, generator=stream(1))
    assert quantile_slider(still=False).data == first
