"""The house keeps its own rules: floors, scope sentences, no strays."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from authoring.stale import modules

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = sorted(path for path in (ROOT / "gancourse").rglob("*.py"))

# From the ground up: no file imports from a floor above its own.
FLOORS = (
    ("answering", "files", "processes", "runtime"),
    ("streams", "history"),
    ("batches", "losses", "penalties", "nets", "data", "theory", "metrics", "latent"),
    ("game", "rules"),
    ("checkpoint", "progress"),
    ("training", "watch"),
    ("games",),
    ("plots", "weights", "widgets", "studies"),
    ("checks",),
    ("grading",),
    ("doctor", "train", "cli", "__main__"),
)


def floor(name: str) -> int:
    """The floor of a dotted name under gancourse, or -1 for the package itself."""
    room = name.split(".")[1] if "." in name else ""
    return next((number for number, rooms in enumerate(FLOORS) if room in rooms), -1)


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_says_its_scope_stands_on_its_floor_and_is_short(path):
    source = path.read_text()
    assert ast.get_docstring(ast.parse(source)), "a scope sentence belongs on top"
    assert len(source.splitlines()) <= 300
    mine = floor(name_of(path))
    above = [name for name in modules(source) if floor(name) > mine >= 0]
    assert above == [], f"{name_of(path)} stands on floor {mine} and imports from above"


def test_every_room_has_a_floor():
    rooms = {path.relative_to(ROOT / "gancourse").parts[0].removesuffix(".py") for path in LIBRARY} - {"__init__"}
    assert rooms <= {room for rooms in FLOORS for room in rooms}


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


def test_no_file_names_a_registry_and_none_is_a_pickle():
    hosts = re.compile("|".join(("pypi" + r"\.org", "python" + "hosted", "index" + "-url", "find" + "-links")))
    for path in tracked():
        assert path.suffix not in {".pkl", ".pickle", ".pt", ".pth", ".lock"}, path
        if path.suffix in {".py", ".md", ".toml", ".txt", ".ipynb", ".cff", ".yml", ""} and path.name != "README.md":
            assert not hosts.search(path.read_text(encoding="utf-8", errors="ignore")), path


def test_readme_links_lead_somewhere():
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "lessons" / "glossary.md"):
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"
