"""How fast the explorer is in a real JupyterLab: `python -m tests.widgets.measure_explorer`. A report, not a test.

Times run from an input event to the end of the frame in which its picture was painted, in milliseconds.
"""

import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.widgets.conftest import OPTIONS, chromium
from tests.widgets.jupyterlab import ROOT, Lab

SET_UP = "from tests.widgets.stand_ins import dcgan\nfrom gancourse.widgets import explore\ngenerator = dcgan({})"
DRAWN = "() => document.querySelector('.gc-mode:not([hidden]) .gc-screen')?.dataset.drawn > 0"
WATCH = """() => {
  const screen = document.querySelector(".gc-mode:not([hidden]) .gc-screen");
  window.times = []; window.missed = 0; window.started = 0;
  const painted = (from) => requestAnimationFrame(() => { const c = new MessageChannel();
    c.port1.onmessage = () => window.times.push(performance.now() - from); c.port2.postMessage(0); });
  document.querySelectorAll(".gc-mode:not([hidden]) .gc-slider").forEach((bar) => bar.addEventListener("input", (event) => {
    if (bar.dataset.direction === undefined && screen.dataset.frame !== bar.value) window.missed += 1;
    painted(event.timeStamp); }));
  window.pad = (x, y) => new Promise((done) => {
    const pad = document.querySelector(".gc-pad"), box = pad.getBoundingClientRect(), from = performance.now();
    const watcher = new MutationObserver(() => { if (screen.dataset.frame === undefined) return; watcher.disconnect();
      requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => done(performance.now() - from);
        c.port2.postMessage(0); }); });
    watcher.observe(screen, { attributes: true, attributeFilter: ["data-drawn"] });
    for (const kind of ["pointerdown", "pointermove"]) pad.dispatchEvent(new PointerEvent(kind, { pointerId: 1, bubbles: true,
      clientX: box.left + x * box.width, clientY: box.top + y * box.height }));
  });
  window.sweep = (bar) => new Promise((done) => {
    delete screen.dataset.ready;
    const from = performance.now();
    const watcher = new MutationObserver(() => { if (screen.dataset.ready === undefined) return;
      watcher.disconnect(); done(performance.now() - from); });
    watcher.observe(screen, { attributes: true, attributeFilter: ["data-ready"] });
    bar.dispatchEvent(new PointerEvent("pointerenter"));
  });
}"""


def row(name: str, times: list[float], more: str = "") -> None:
    ordered = sorted(times)
    low, middle, high = ordered[0], statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(f"{name:58}{len(times):5}{low:8.1f}{middle:8.1f}{high:8.1f}  {more}", flush=True)


def measure(browser: Any, name: str, arguments: str, config: Path | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(browser, Path(folder), config)
        try:
            page = lab.open("measure.ipynb", [SET_UP.format(arguments), "explorer = explore(generator)\nexplorer"])
            lab.run_all()
            page.wait_for_function(DRAWN, timeout=60_000)
            page.evaluate(WATCH)
            page.evaluate("() => { Element.prototype.setPointerCapture = () => {}; }")
            bar = page.get_by_label("Position along the path")
            bar.scroll_into_view_if_needed()
            box = bar.bounding_box()
            page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
            page.mouse.down()
            for end in (box["width"] - 8, 8, box["width"] - 8):
                page.mouse.move(box["x"] + end, box["y"] + box["height"] / 2, steps=60)
            page.mouse.up()
            page.wait_for_timeout(500)
            row(
                f"{name}: slider to picture",
                page.evaluate("() => window.times"),
                f"not drawn: {page.evaluate('() => window.missed')}",
            )
            page.get_by_role("tab", name="Square").click()
            page.wait_for_function(DRAWN)
            page.get_by_label("Exact while dragging").check()
            page.wait_for_timeout(300)
            page.evaluate(WATCH)
            pads = [page.evaluate("([x, y]) => window.pad(x, y)", [(0.13 * i) % 1, (0.29 * i) % 1]) for i in range(1, 61)]
            row(f"{name}: live pad, one after the other", pads)
            page.get_by_role("tab", name="Directions").click()
            page.wait_for_function(DRAWN)
            page.wait_for_timeout(300)
            page.evaluate(WATCH)
            sweeps = [
                page.evaluate("(i) => window.sweep(document.querySelectorAll('.gc-slide .gc-slider')[i])", i) for i in range(8)
            ]
            row(f"{name}: sweep ready after hover", sweeps)
        finally:
            lab.close()


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=OPTIONS)
        print(f"{'milliseconds':58}{'n':>5}{'least':>8}{'median':>8}{'95%':>8}")
        for server, config in (("stock server", None), ("make lab", ROOT / "authoring" / "jupyter")):
            for size, arguments in (("28x28", "1, 28"), ("64x64x3", "3, 64")):
                measure(browser, f"{server}, {size}", arguments, config)
        browser.close()


if __name__ == "__main__":
    main()
