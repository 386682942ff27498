"""What it takes to begin: milliseconds of an import before torch, and the lessons' seconds."""

import subprocess
import sys
import time
import tomllib

from authoring.environment import ROOT
from benchmarks.timing import Timing

GOAL = 50  # milliseconds, of the command's own import


def import_time(turns: int) -> Timing:
    """Of `import gancourse.cli` in a new Python, beside a new Python that imports nothing.

    Raises:
        RuntimeError: it imports torch.
    """

    def started(code: str) -> float:
        before = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
        return 1000 * (time.perf_counter() - before)

    code = "import gancourse.cli, sys; sys.exit('torch' in sys.modules)"
    try:
        started(code)
    except subprocess.CalledProcessError:
        raise RuntimeError("import gancourse.cli imports torch, which takes seconds: import it where it is used") from None
    return Timing.of([started("import gancourse.cli") - started("pass") for _ in range(turns)])


def lessons() -> dict[str, int]:
    """Seconds of each lesson at the cpu budget, rounded up to 10, as its last build measured them."""
    return tomllib.loads((ROOT / "lessons" / "timings.toml").read_text())
