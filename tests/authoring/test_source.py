"""A text becomes the same notebook every time, and bad cells are refused by name."""

import pytest

from authoring.source import SourceError, code_of, read, sources

TEXT = """---
kernelspec:
  display_name: Python 3
  name: python3
---

# Title

It takes {{seconds}}.

+++

A second cell.

```{code-cell} ipython3
from gancourse import data
```

```{code-cell} ipython3
1 + 1
```

```{code-cell} ipython3
1 + 1
```
"""


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "42_answer.md"
    path.write_text(TEXT)
    return path


def test_two_readings_are_equal_and_ids_are_unique(source):
    first, second = read(source), read(source)
    assert first == second
    ids = [cell.id for cell in first.cells]
    assert len(set(ids)) == len(ids) == 5


def test_an_edit_changes_the_id_of_its_own_cell_only(source):
    before = [cell.id for cell in read(source).cells]
    source.write_text(TEXT.replace("A second cell.", "Another second cell."))
    after = [cell.id for cell in read(source).cells]
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, True, True, True]


def test_the_measured_seconds_stand_in_the_opening(source):
    assert "It takes 20 s." in read(source, seconds="20 s").cells[0].source


def test_a_students_save_can_never_write_to_a_source(source):
    assert "jupytext" not in read(source).metadata


def test_colab_installs_first_where_the_address_is_known(source):
    notebook = read(source, repository="https://example.com/gancourse")
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    assert '%pip install -q "gancourse @ git+https://example.com/gancourse"' in cell.source
    assert 'if "google.colab" in sys.modules:' in cell.source
    assert "import sys" in code_of(notebook)
    assert "%pip" not in code_of(notebook)


@pytest.mark.parametrize(("code", "words"), [("x = 1;", "a cell ends in ';'"), ("   ", "a code cell is empty")])
def test_what_would_fail_later_is_refused_now(source, code, words):
    source.write_text(TEXT.replace("1 + 1", code, 1))
    with pytest.raises(SourceError, match=f"42_answer.md: {words}"):
        read(source)


def test_a_pattern_that_fits_no_lesson_is_refused():
    assert [path.stem for path in sources("00")] == ["00_welcome"]
    with pytest.raises(SourceError, match="no lesson's name begins with '99'"):
        sources("99")
