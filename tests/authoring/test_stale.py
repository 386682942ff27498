"""Stale text and stale outputs are told apart, through every import between a lesson and the file that changed."""

import nbformat
import pytest

from authoring import stale

CHANGED = "the library under it changed"


@pytest.fixture
def library(tmp_path):
    """A small library: a lesson imports one, one imports two inside a function, room loads its files by name."""
    package = tmp_path / "gancourse"
    (package / "room").mkdir(parents=True)
    for name, text in {
        "__init__.py": "",
        "one.py": "def f():\n    from gancourse import two\n",
        "two.py": "import torch\n",
        "three.py": "",
        "room/__init__.py": "",
        "room/inside.py": "",
        "room/table.tsv": "a\tb\n",
    }.items():
        (package / name).write_text(text)
    return tmp_path


def lesson(code: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("Text."), nbformat.v4.new_code_cell(code)])


def built(code, root, budget="cpu"):
    notebook = lesson(code)
    notebook.metadata["gancourse"] = stale.record(notebook, budget, root)
    return notebook


def same_ids(first, second):
    for one, other in zip(first.cells, second.cells, strict=True):
        one.id = other.id
    return first


def test_imports_are_followed_through_other_files(library):
    found = {path.name for path in stale.library_files("from gancourse import one", library)}
    assert found == {"__init__.py", "one.py", "two.py"}


def test_a_room_counts_whole_with_its_tables(library):
    found = {path.name for path in stale.library_files("from gancourse import room", library)}
    assert {"inside.py", "table.tsv"} <= found


@pytest.mark.parametrize(
    "code", ["import gancourse.one", "import gancourse.one as o", "from gancourse.one import f", "from gancourse import one"]
)
def test_every_form_of_import_is_seen(library, code):
    assert library / "gancourse" / "two.py" in stale.library_files(code, library)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ("one.py", CHANGED),
        ("two.py", CHANGED),
        ("three.py", ""),
        ("room/table.tsv", ""),
    ],
)
def test_only_a_file_that_the_lesson_stands_on_makes_it_stale(library, changed, why):
    code = "from gancourse import one"
    old = built(code, library)
    fresh = same_ids(lesson(code), old)
    assert stale.why_stale(fresh, old, "cpu", library) == ""
    path = library / "gancourse" / changed
    path.write_text(path.read_text() + "\n# changed\n")
    assert stale.why_stale(fresh, old, "cpu", library) == why


def test_source_budget_and_versions_make_it_stale(library, monkeypatch):
    old = built("1 + 1", library)
    assert stale.why_stale(same_ids(lesson("1 + 1"), old), None, "cpu", library) == "there is no notebook yet"
    assert stale.why_stale(same_ids(lesson("1 + 2"), old), old, "cpu", library) == "its source changed"
    assert stale.why_stale(same_ids(lesson("1 + 1"), old), old, "gpu", library) == "its budget changed"
    monkeypatch.setattr(stale, "versions", lambda: {**old.metadata["gancourse"]["versions"], "torch": "99.0"})
    assert stale.why_stale(same_ids(lesson("1 + 1"), old), old, "cpu", library) == "another version of torch"


def test_a_changed_cell_id_is_stale_text(library):
    old = built("1 + 1", library)
    fresh = same_ids(lesson("1 + 1"), old)
    fresh.cells[0].id = "another"
    assert not stale.same_text(fresh, old)
