"""How fast the GAN lab plays and draws: `python -m tests.widgets.measure_lab [seconds]`; no test, as it depends on the machine.

In JupyterLab with headless Chromium, at the default size (ring of eight, batch 128, two networks of 2 x 32 units): rounds a
second while frames are drawn, frames drawn a second, and the page's own beat: min, median and 95th percentile of the time
between two of its frames.
"""

import statistics
import sys
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.widgets.conftest import OPTIONS, chromium
from tests.widgets.jupyterlab import Lab

ROUND = "Number(document.querySelector('.lab-numbers b').textContent.replace(',', ''))"
BEAT = """(seconds) => new Promise((done) => {
  const times = [], drawn = new Set(), begun = performance.now();
  const beat = () => {
    times.push(performance.now());
    drawn.add(document.querySelector('.lab-numbers b').textContent);
    if (performance.now() - begun < 1000 * seconds) requestAnimationFrame(beat);
    else done({ times, drawn: drawn.size });
  };
  requestAnimationFrame(beat);
})"""


CELLS = ["from gancourse.widgets import gan_lab", "gan_lab({})"]


def measure(lab: Lab, name: str, options: str, seconds: float) -> str:
    """One GAN lab in JupyterLab, played for some seconds."""
    page = lab.open(f"{name}.ipynb", [cell.format(options) for cell in CELLS])
    lab.run_all()
    page.wait_for_function("document.querySelector('.lab-numbers b')", timeout=60_000)
    page.locator(".gan-lab").scroll_into_view_if_needed()
    page.locator(".lab-play").click()
    page.wait_for_timeout(2000)
    before = page.evaluate(ROUND)
    told = page.evaluate(BEAT, seconds)
    played = page.evaluate(ROUND) - before
    page.close()
    gaps = sorted(after - before for before, after in pairwise(told["times"]))
    beat = f"{gaps[0]:.0f} / {statistics.median(gaps):.0f} / {gaps[int(0.95 * len(gaps))]:.0f} ms"
    return f"{played / seconds:4.0f} rounds/s, {told['drawn'] / seconds:4.1f} frames/s drawn, the page's beat {beat}"


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 8.0
    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium(), args=OPTIONS)
        lab = Lab(browser, Path(folder))
        for name, options in (("page", ""), ("kernel", 'engine="kernel"')):
            print(f"{name:7} {measure(lab, name, options, seconds)}")
        lab.close()
        browser.close()


if __name__ == "__main__":
    main()
