"""Makes the environment that every other command runs in: `python authoring/environment.py`. Standard library only.

It reinstalls only when `pyproject.toml`, `constraints.txt`, the Python or the checkout's place changed, and it repairs what
an interrupted call left behind. Nothing here may need a package, or a newer Python than the one that it has to refuse.
"""

import contextlib
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
EXTRAS = "lab,dev"

# Run inside the environment: the names of packages that an interrupted install left without their record or their files.
BROKEN = """
import csv
import importlib.metadata as metadata
for package in metadata.distributions():
    record = package.read_text("RECORD")  # not package.files, which leaves out missing files since Python 3.12
    names = [row[0] for row in csv.reader((record or "").splitlines()) if not row[0].endswith(".pyc")]
    if record is None or not all(package.locate_file(name).exists() for name in names):
        print(package.metadata["Name"] or "a package without a name")
"""


class SetupError(Exception):
    """What went wrong, and what to do, in one sentence."""


def key(root: Path) -> str:
    """A fingerprint of all that the environment depends on."""
    digest = hashlib.sha256()
    for part in ((root / "pyproject.toml").read_bytes(), (root / "constraints.txt").read_bytes()):
        digest.update(hashlib.sha256(part).digest())
    digest.update(repr((sys.version_info[:3], str(root), EXTRAS)).encode())
    return digest.hexdigest()


def interpreter(root: Path) -> Path:
    """The environment's own Python."""
    return root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def works(python: Path) -> bool:
    """Whether the environment's Python starts and has pip."""
    try:
        return subprocess.run([str(python), "-c", "import pip"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def broken(python: Path) -> list:
    """Packages that are only half there."""
    return subprocess.run([str(python), "-c", BROKEN], capture_output=True, text=True, check=False).stdout.split()


def create(root: Path) -> None:
    """A fresh, empty environment in place of whatever is there."""
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(root / ".venv")], check=False)
    if made.returncode:
        raise SetupError(
            "this Python cannot make a virtual environment; on Debian or Ubuntu install the package python3-venv, then call again"
        )


def install(root: Path) -> None:
    """The course and all that it needs, at the versions of constraints.txt."""
    command = [str(interpreter(root)), "-m", "pip", "install", "--disable-pip-version-check"]
    done = subprocess.run([*command, "-c", "constraints.txt", "-e", f".[{EXTRAS}]"], cwd=str(root), check=False)
    if done.returncode:
        raise SetupError(
            "the installation stopped (pip's own words stand above); what was downloaded is kept, so call the same command again"
        )


@contextlib.contextmanager
def alone(root: Path):
    """One installation at a time: a second call waits for the first."""
    try:
        import fcntl
    except ImportError:  # Windows: no lock, so that two calls at once are the user's own care
        yield
        return
    with (root / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(root: Path, create=create, install=install) -> bool:
    """Make the environment right, and say whether there was anything to do.

    The stamp `.venv/installed` is written last and whole; the mark `.venv/installing` stands from the first change to the
    stamp, so that a later call knows of an interrupted one.
    """
    stamp, mark = root / ".venv" / "installed", root / ".venv" / "installing"
    with alone(root):
        wanted = key(root)
        if stamp.exists() and not mark.exists() and stamp.read_text() == wanted and interpreter(root).exists():
            return False
        if not works(interpreter(root)):
            create(root)
        elif mark.exists():
            halves = broken(interpreter(root))
            if halves:
                print(f"An earlier installation broke off inside {', '.join(halves)}: starting afresh.", flush=True)
                create(root)
        mark.touch()
        install(root)
        whole = stamp.with_name("installed.part")
        whole.write_text(wanted)
        whole.replace(stamp)
        mark.unlink()
        return True


def main() -> None:
    """Prepare the environment of this checkout, or say in one sentence why not."""
    if sys.version_info < OLDEST:
        have, need = ".".join(map(str, sys.version_info[:2])), ".".join(map(str, OLDEST))
        sys.exit(f"gancourse needs Python {need} or newer and this is {have}: say for example `make lab PYTHON=python{need}`")
    try:
        prepare(ROOT)
    except SetupError as error:
        sys.exit(f"\n{error}.")
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. Call the same command again: it goes on, or repairs what is half there.")


if __name__ == "__main__":
    main()
