"""`make test`: the linter, the type checker, every test and every notebook, with the seconds that each took."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping

from authoring.environment import ROOT

PYTEST = (sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadscope")
TOOLS = ("gancourse", "authoring", "benchmarks", "tests")
TEXTS = ("README.md", "CONTRIBUTING.md", "lessons/source", "solutions/source")
STEPS: Mapping[str, tuple[str, ...]] = {
    "linter": (sys.executable, "-m", "ruff", "check", "--quiet", *TOOLS),
    "formatter": (sys.executable, "-m", "ruff", "format", "--check", "--quiet", *TOOLS),
    "spelling": (sys.executable, "-m", "codespell_lib", *TEXTS, *TOOLS),
    "type checker": (sys.executable, "-m", "mypy"),
    "tests": (*PYTEST, "tests"),
    "notebooks": (*PYTEST, "-p", "no:cacheprovider", "--nbval-lax", "--nbval-current-env", "lessons", "solutions"),
}


def run_all(steps: Mapping[str, tuple[str, ...]] = STEPS) -> int:
    """Run every step, also after one failed; returns how many failed."""
    environment = {**os.environ, "GANCOURSE_BUDGET": "smoke", "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"}
    rows, failed = [], 0
    for name, command in steps.items():
        print(f"== {name}", flush=True)
        started = time.perf_counter()
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        failed += code != 0
        rows.append(f"{name:14}{'FAILED' if code else 'passed':8}{time.perf_counter() - started:7.1f} s")
    print("\n".join(["", *rows]), flush=True)
    return failed


def test() -> int:
    """The whole suite; the last line says how long it took."""
    started = time.perf_counter()
    failed = run_all()
    minutes = (time.perf_counter() - started) / 60
    print(
        f"make test: {f'{failed} of {len(STEPS)} steps FAILED' if failed else 'all passed'} in {minutes:.1f} minutes", flush=True
    )
    return failed
