"""`make html`: notebooks as pages whose pictures carry their descriptions."""

import copy
import html as markup
import re
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from authoring.build import stored
from authoring.environment import ROOT
from authoring.source import LESSONS, notebook_path, sources
from gancourse.widgets.parts import PAGE, exported

TEMPLATES = Path(__file__).resolve().parent / "templates"


def page(notebook: NotebookNode, title: str) -> str:
    """One notebook as a self-contained page, with links between the lessons as links between pages.

    Formulas are typeset by MathJax, which a browser fetches: without a network they stay as they were written.
    """
    notebook = alive(notebook)
    exporter = HTMLExporter(template_name="gancourse", extra_template_basedirs=[str(TEMPLATES)])
    body, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": title}})
    return re.sub(r'href="(\w+)\.(?:ipynb|md)(#[^"]*)?"', r'href="\1.html\2"', str(body))


def alive(notebook: NotebookNode) -> NotebookNode:
    """The notebook with widgets that move in place of their still pictures, in frames that need no kernel and no network."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if page := output.get("data", {}).get(PAGE):
                label = markup.escape(output.get("metadata", {}).get("image/png", {}).get("alt", ""), quote=True)
                inside = markup.escape(exported(page), quote=True)
                style = "width: 100%; height: 480px; border: 0"  # the page corrects its height
                frame = f'<iframe title="{label}" srcdoc="{inside}" style="{style}" loading="lazy"></iframe>'
                output.data, output.metadata = NotebookNode({"text/html": frame}), NotebookNode()
    return notebook


def html(folder: Path = ROOT / "build" / "html") -> int:
    """Write a page for every lesson, and for each text beside them (the glossary); returns how many had no notebook."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {source.stem: stored(notebook_path(source)) for source in sources()}
    for text in sorted(LESSONS.glob("*.md")):
        cell = nbformat.v4.new_markdown_cell(text.read_text(encoding="utf-8"), id=text.stem)
        pages[text.stem] = nbformat.v4.new_notebook(cells=[cell])
    for name, notebook in pages.items():
        if notebook is None:
            print(f"{name}: there is no notebook; run `make notebooks`")
            continue
        (folder / f"{name}.html").write_text(page(notebook, name), encoding="utf-8")
        print(f"{folder.name}/{name}.html")
    return sum(notebook is None for notebook in pages.values())
