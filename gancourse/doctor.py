"""What `gancourse doctor` examines: requirements, device, precision, budget and data. It is what a bug report pastes."""

import importlib
import importlib.metadata as metadata
import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gancourse import __version__

OPTIONAL = ("lab",)  # extras without which a lesson still runs in another front end
IMPORTED = ("torch", "torchvision", "numpy", "scipy", "sklearn", "matplotlib", "resvg_py")  # installed is not yet loadable


@dataclass(frozen=True)
class Finding:
    """One line of the report.

    Attributes:
        verdict: ok, missing, too old, broken, or note.
        what: what was looked at.
        detail: what was found and, where it is not fine, what to do.
        fine: whether every lesson can run in spite of it.
    """

    verdict: str
    what: str
    detail: str
    fine: bool = True


def examine() -> list[Finding]:
    """Look at everything; a part that fails is a finding, never an exception."""
    findings = list(requirements())
    if not all(finding.fine for finding in findings):
        return [*findings, Finding("note", "device and data", "not examined until the lines above are mended")]
    return [*findings, *loads(), *machine(), *data()]


def report(findings: list[Finding]) -> str:
    """The findings as lines, with a verdict at the end."""
    broken = [finding.what for finding in findings if not finding.fine]
    end = f"Some lessons cannot run: mend {', '.join(broken)}." if broken else "Every lesson can run."
    lines = [f"{finding.verdict:8} {finding.what:18} {finding.detail}" for finding in findings]
    text = "\n".join([f"gancourse {__version__} on {platform.system()} {platform.machine()}", *lines, end])
    return text.replace(str(Path.home()), "~")  # what is pasted into a report names nobody


def requirements() -> Iterator[Finding]:
    """Python and each package that pyproject.toml asks for, as the installed course recorded it."""
    version = platform.python_version()
    try:
        from packaging.requirements import Requirement
        from packaging.specifiers import SpecifierSet

        asked = [Requirement(line) for line in metadata.requires("gancourse") or ()]
        pythons = metadata.metadata("gancourse")["Requires-Python"]
    except metadata.PackageNotFoundError:  # an ImportError too, so that it stands first
        remedy = "say `make lab`, or `python -m pip install -e .` in its folder"
        yield Finding("missing", "gancourse", f"the course is not installed: {remedy}", fine=False)
        return
    except ImportError:
        yield Finding("missing", "packaging", "say `python -m pip install packaging`, then call again", fine=False)
        return
    if SpecifierSet(pythons).contains(version, prereleases=True):
        yield Finding("ok", "python", version)
    else:
        yield Finding("too old", "python", f"{version}, needs {pythons}: install a newer one, then the course in it", fine=False)
    for need in asked:
        extra = next((name for name in OPTIONAL if need.marker and need.marker.evaluate({"extra": name})), "")
        if need.marker and not extra and not need.marker.evaluate({"extra": ""}):
            continue  # for authors, or for another system
        yield requirement(need.name, str(need.specifier), extra)


def requirement(name: str, wanted: str, extra: str = "") -> Finding:
    """One package against the range that is wanted."""
    from packaging.specifiers import SpecifierSet

    remedy = f"say `python -m pip install '{name}{wanted}'`"
    suffix = " (to work in JupyterLab)" if extra else ""
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Finding("missing", name, f"needs {wanted}{suffix}: {remedy}", fine=bool(extra))
    if not SpecifierSet(wanted).contains(version, prereleases=True):
        return Finding("too old", name, f"{version}, needs {wanted}{suffix}: {remedy}", fine=bool(extra))
    return Finding("ok", name, version + suffix)


def loads() -> Iterator[Finding]:
    """Whether the compiled packages load: a torch and a torchvision of different releases are both installed, and fail."""
    for name in IMPORTED:
        try:
            importlib.import_module(name)
        except Exception as error:  # whatever a broken package raises
            sentence = f"installed, but does not load ({type(error).__name__}: {str(error).splitlines()[0][:120]})"
            yield Finding("broken", name, f"{sentence}: reinstall it together with torch", fine=False)


def machine() -> Iterator[Finding]:
    """Device, threads, precision and budget, as a run would choose them."""
    import torch

    from gancourse import runtime

    try:
        chosen = runtime.device()
        asked = " (asked for by GANCOURSE_DEVICE)" if os.environ.get("GANCOURSE_DEVICE") else ""
        name = torch.cuda.get_device_name(chosen) if chosen.type == "cuda" else f"{torch.get_num_threads()} threads"
        yield Finding("ok", "device", f"{chosen}, {name}{asked}")
        dtype = str(runtime.precision(chosen)).removeprefix("torch.")
        yield Finding("ok", "precision", f"{dtype} in convolutional nets, float32 elsewhere")
        yield Finding("ok", "budget", f"{runtime.budget_name()} (GANCOURSE_BUDGET chooses among {', '.join(runtime.BUDGETS)})")
    except (ValueError, RuntimeError) as error:
        yield Finding("broken", "settings", str(error), fine=False)


def data() -> Iterator[Finding]:
    """The data sets, each with what it takes to have it."""
    from gancourse.data import prefetch

    for name, state, detail in prefetch.status():
        verdict = "note" if state == "not cached" else state
        yield Finding(verdict, name, detail, fine=state not in ("missing", "broken"))
