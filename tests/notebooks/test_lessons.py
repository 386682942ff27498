"""What holds for every lesson that is in the house: fresh text, described figures, an honest opening and ending."""

import html.parser
import json
import re
from pathlib import Path

import nbformat
import pytest

from authoring import build, timings
from authoring.execute import LARGEST
from authoring.export import page
from authoring.source import notebook_path, sources

WIDEST = 96  # characters that JupyterLab shows on a laptop without a scroll bar
LESSONS = [pytest.param(source, id=source.stem) for source in sources()]


def notebook(source: Path) -> nbformat.NotebookNode:
    found = build.stored(notebook_path(source))
    assert found is not None, f"{source.stem} has no notebook: run `make notebooks`"
    return found


def text(source: Path) -> str:
    return "\n\n".join(cell.source for cell in notebook(source).cells if cell.cell_type == "markdown")


def pictures(found: nbformat.NotebookNode):
    return [output for cell in found.cells for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]


def test_no_notebook_says_what_its_source_does_not():
    assert build.stale_texts() == [], "stale: run `make notebooks`"


def test_every_notebook_has_a_source():
    names = {path.stem for path in sources()}
    assert {path.stem for path in notebook_path(sources()[0]).parent.glob("*.ipynb")} == names


@pytest.mark.parametrize("source", LESSONS)
def test_it_was_run_at_the_cpu_budget_from_top_to_bottom(source):
    found = notebook(source)
    assert found.metadata["gancourse"]["budget"] == "cpu"
    code = [cell for cell in found.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]


@pytest.mark.parametrize("source", LESSONS)
def test_it_holds_no_widget_state_no_place_and_no_stranger(source):
    raw = notebook_path(source).read_text()
    found = json.loads(raw)
    assert "widgets" not in found["metadata"]
    assert "jupytext" not in found["metadata"]
    assert not re.search(r"ipykernel_\d+|0x[0-9a-f]{8,}|/home/|/root/|/Users/|file://", raw)
    assert len(raw) <= LARGEST * 1024


@pytest.mark.parametrize("source", LESSONS)
def test_every_picture_is_described_in_the_notebook(source):
    found = notebook(source)
    shown = pictures(found)
    assert shown
    for output in shown:
        described = output.metadata["image/png"]["alt"]
        assert len(described.split()) >= 5, described
        assert re.search(r"\.( \(.+\))?$", described), f"a sentence, and a credit in brackets: {described}"
    captions = caption_texts(found)
    assert all(f"*{output.metadata['image/png']['alt']}*" in captions for output in shown)


def caption_texts(found: nbformat.NotebookNode) -> list[str]:
    outputs = [output for cell in found.cells for output in cell.get("outputs", [])]
    return [output["data"]["text/markdown"] for output in outputs if "text/markdown" in output.get("data", {})]


class Images(html.parser.HTMLParser):
    """The alt texts of a page's pictures, and the titles of the frames in which widgets live on."""

    def __init__(self, body: str):
        super().__init__()
        self.alts: list[str] = []
        self.feed(body)

    def handle_starttag(self, tag, attributes):
        if tag in ("img", "iframe"):
            self.alts.append(dict(attributes).get("alt" if tag == "img" else "title") or "")


@pytest.mark.parametrize("source", LESSONS)
def test_every_picture_is_described_in_the_page(source):
    found = notebook(source)
    alts = Images(page(found, source.stem)).alts
    assert alts == [output.metadata["image/png"]["alt"] for output in pictures(found)]


@pytest.mark.parametrize("source", LESSONS)
def test_it_opens_and_ends_as_a_lesson_does(source):
    words = text(source)
    for needed in (
        "**You will be able to**",
        "**You need first**",
        "**Time**",
        "**Predict",
        "**What happened",
        "What this does not show",
    ):
        assert needed in words, f"{source.stem} lacks {needed}"
    headings = re.findall(r"^## (.+)$", words, re.MULTILINE)
    assert headings[-3:] == ["Summary", "Exercise", "Papers"]
    assert f"{timings.words(timings.load()[source.stem])} to run" in words
    assert len(re.findall(r"\d+ (?:to \d+ )?minutes to read", words)) == 1


@pytest.mark.parametrize("source", LESSONS)
def test_its_summary_is_short_and_its_claims_are_checked(source):
    summary = text(source).split("## Summary")[1].split("## Exercise")[0]
    assert 3 <= len([line for line in summary.splitlines() if line.strip()]) <= 7
    assert any("claim(" in cell.source for cell in notebook(source).cells if cell.cell_type == "code")


@pytest.mark.parametrize("source", LESSONS)
def test_its_cells_are_short_and_narrow(source):
    lengths = sorted(len(cell.source.splitlines()) for cell in notebook(source).cells if cell.cell_type == "code")
    assert lengths[len(lengths) // 2] <= 6
    assert lengths[-1] <= 15
    code = [line for cell in notebook(source).cells if cell.cell_type == "code" for line in cell.source.splitlines()]
    assert [line for line in code if len(line) > WIDEST] == []


@pytest.mark.parametrize("source", LESSONS)
def test_its_links_lead_somewhere(source):
    place = notebook_path(source).parent
    for target in re.findall(r"\]\(([^)#\s]+)", text(source)):
        if not target.startswith(("http://", "https://")):
            assert (place / target).exists(), f"{source.stem}: {target}"
