"""Two places to try a widget: `page`, a bare page whose model talks to a real Python widget, and `lab`, a real JupyterLab.

Both need Chromium. Where there is none their tests are skipped, in one loud line; with GANCOURSE_NEED_BROWSER set they fail.
"""

import json
import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.widgets.bench import Bench
from tests.widgets.jupyterlab import Lab

NAMES = ("chromium", "chromium-browser", "google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
MISSING = (
    "WIDGETS NOT TESTED IN A BROWSER: no Chromium here; `apt-get install chromium fonts-dejavu-core` (Debian), or install "
    "Google Chrome, or name a browser's program in the variable GANCOURSE_CHROMIUM"
)
OPTIONS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium() -> str | None:
    """The program to start, by the variable GANCOURSE_CHROMIUM or by the usual names."""
    return os.environ.get("GANCOURSE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """Skips for want of a browser are said to be here, so that pytest's summary has one line for all of them."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple) and MISSING in report.longrepr[2]:
        report.longrepr = (__file__, chromium.__code__.co_firstlineno, report.longrepr[2])
    return report


@pytest.fixture(scope="module")
def browser():
    program = chromium()
    if program is None:
        (pytest.fail if os.environ.get("GANCOURSE_NEED_BROWSER") else pytest.skip)(MISSING)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        yield running
        running.close()


@pytest.fixture
def page(browser):
    """A Bench: `page.mount(widget)` shows a real Python widget in an empty page, and passes messages both ways.

    At the end of a test the page must have met no error, unless the test emptied `page.errors`.
    """
    bench = Bench(browser)
    yield bench
    bench.close()
    assert bench.errors == [], json.dumps(bench.errors, indent=1)


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    """A Lab: `lab.open("name.ipynb", [cells])` shows a notebook in a real JupyterLab; everything outside is unreachable."""
    running = Lab(browser, tmp_path_factory.mktemp("lab"))
    yield running
    running.close()
