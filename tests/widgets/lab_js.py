"""The lab's engine in a page of Chromium, its functions global there: what the tests of its JavaScript share."""

from gancourse.widgets.gan_lab import ENGINE
from gancourse.widgets.lab_settings import density, description, reach
from gancourse.widgets.parts import module

NAMES = (
    "makeRandom", "drawPoints", "makeNetwork", "LAB_LOSSES", "LAB_OPTIMISERS", "LAB_ACTIVATIONS", "histogram", "divergences",
    "modesFound", "makeLabEngine", "makeSeries", "serveLab", "labCode", "judgeName",
)  # fmt: skip


def engine_tab(browser):
    """A page with the engine; its `evaluate` runs JavaScript there."""
    tab = browser.new_page()
    source = module(*ENGINE, "lab_code") + "".join(f"\nglobalThis.{name} = {name};" for name in NAMES)
    tab.evaluate("(source) => new Function(source)()", source)
    return tab


def spec(settings):
    """The data of settings as the page draws them."""
    return description(density(settings), reach(settings))
