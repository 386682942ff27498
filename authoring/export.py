"""`make html`: notebooks as pages whose pictures carry their descriptions."""

from pathlib import Path

from nbconvert import HTMLExporter
from nbformat import NotebookNode

from authoring.build import stored
from authoring.source import ROOT, notebook_path, sources

TEMPLATES = Path(__file__).resolve().parent / "templates"


def page(notebook: NotebookNode, title: str) -> str:
    """One notebook as a self-contained page; formulas are typeset by MathJax, which a browser fetches."""
    exporter = HTMLExporter(template_name="gancourse", extra_template_basedirs=[str(TEMPLATES)])
    body, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": title}})
    return str(body)


def html(folder: Path = ROOT / "build" / "html") -> int:
    """Write every lesson's page; returns how many had no notebook."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = 0
    for source in sources():
        notebook = stored(notebook_path(source))
        if notebook is None:
            missing += 1
            print(f"{source.stem}: there is no notebook; run `make notebooks`")
            continue
        (folder / f"{source.stem}.html").write_text(page(notebook, source.stem), encoding="utf-8")
        print(f"{folder.name}/{source.stem}.html")
    return missing
