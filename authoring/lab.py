"""`make lab`: copies of the notebooks that a student may change, and JupyterLab on them."""

import filecmp
import os
import subprocess
import sys
import webbrowser
from pathlib import Path

from authoring.environment import ROOT
from authoring.files import write_whole

WORK = ROOT / "work"
FOLDERS = ("lessons", "exercises")


def originals(root: Path = ROOT) -> list[Path]:
    """The files that a student works with, relative to the root, lessons first: notebooks, and the pages beside them."""
    found = [path for folder in FOLDERS for path in sorted((root / folder).glob("*"))]
    return [path.relative_to(root) for path in found if path.suffix in (".ipynb", ".md")]


def copy(root: Path = ROOT, work: Path = WORK, again: str = "") -> list[str]:
    """Copy what is not there yet, never over a file; returns what to tell the student.

    Args:
        root: where the course lies.
        work: where the student works.
        again: the beginning of the names ("02") that are copied anew; the student's own files are kept beside them.

    Raises:
        ValueError: no notebook's name begins with `again`.
    """
    names = originals(root)
    if again and not any(name.name.startswith(again) for name in names):
        raise ValueError(f"no lesson or exercise begins with {again!r}; there are {', '.join(name.stem for name in names)}")
    told, copied = [], 0
    for name in names:
        source, target = root / name, work / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and again and name.name.startswith(again):
            kept = aside(target)
            told.append(f"{name} is new again; yours is kept as {kept.name}")
        if not target.exists():
            write_whole(target, source.read_bytes())
            copied += 1
        elif not filecmp.cmp(source, target, shallow=False):
            told.append(f"{name} is yours and stays as it is (FRESH={name.name[:2]} gives you the course's copy)")
    return [f"{copied} files copied to {work.name}/", *told]


def aside(path: Path) -> Path:
    """Move a file beside itself, to the first free name."""
    number = 1
    while (kept := path.with_name(f"{path.stem}.mine-{number}{path.suffix}")).exists():
        number += 1
    path.rename(kept)
    return kept


def has_browser() -> bool:
    """Whether there is a browser that could be opened."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def command(first: Path, work: Path = WORK, extra: tuple[str, ...] = ()) -> list[str]:
    """The command that opens JupyterLab on the copies."""
    options = [
        f"--ServerApp.root_dir={work}",
        f"--LabApp.default_url=/lab/tree/{first.as_posix()}",
    ]
    if not has_browser():
        options.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")  # a container's user; the server listens on this machine alone, behind a token
    return [sys.executable, "-m", "jupyter", "lab", *options, *extra]


def surroundings() -> dict[str, str]:
    """The environment of JupyterLab: its terminals find `gancourse`, and it asks for no news, since there may be no network."""

    def first(own: Path, variable: str) -> str:
        return os.pathsep.join(filter(None, [str(own), os.environ.get(variable)]))

    settings = Path(__file__).resolve().parent / "jupyter"
    commands = Path(sys.executable).parent
    return {**os.environ, "PATH": first(commands, "PATH"), "JUPYTER_CONFIG_PATH": first(settings, "JUPYTER_CONFIG_PATH")}


def lab(again: str = "", extra: tuple[str, ...] = ()) -> int:
    """Copy the notebooks, say what was done, and run JupyterLab until the student stops it."""
    for line in copy(again=again):
        print(line)
    first = next(name for name in originals() if name.suffix == ".ipynb")
    opening = command(first, extra=extra)
    if "--no-browser" in opening:
        print("No browser was found here: open the address that JupyterLab prints below.", flush=True)
    try:
        return subprocess.run(opening, cwd=ROOT, env=surroundings(), check=False).returncode
    except KeyboardInterrupt:
        return 0
