"""What every widget is made of: files of JavaScript joined into one module, a style sheet, and a still picture beside it."""

import base64
import json
import re
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from gancourse.plots import Picture

PAGE = "application/vnd.gancourse.page+json"  # beside a still picture: what an exported page needs to make it move again
PAGES = {  # kind of page -> the widget's file, whose `page(data)` writes it
    "path": "explorer",
    "flip": "flip",
    "quantile": "quantile",
    "gan_lab": "gan_lab",
    "two_alternatives": "two_alternatives",
}
TEMPLATE = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>
body {{ margin: 4px; }}
{css}
</style></head><body data-jp-theme-light="true"><section id="here"{dress}></section>
<script type="application/json" id="data">{data}</script>
<script type="module">
{script}
</script></body></html>
"""
_TOP = re.compile(r"^(?:export\s+)?(?:async\s+)?(?:const|let|var|class|function\*?)\s+([A-Za-z_$][\w$]*)", re.MULTILINE)


@cache
def module(*names: str) -> str:
    """One ES module out of files of `widgets/js`, in the order given; a file declares its functions and imports nothing.

    Args:
        names: the files, without `.js`. The last one may end in `export default { render }`.

    Raises:
        ValueError: two of the files declare the same name on top, where the second would hide the first.
    """
    texts = {name: _read(f"js/{name}.js") for name in names}
    seen: dict[str, str] = {}
    for name, text in texts.items():
        for declared in top_level(text):
            if declared in seen:
                raise ValueError(f"{name}.js and {seen[declared]}.js both declare {declared!r}: rename one of them")
            seen[declared] = name
    return "\n".join(f"// {name}.js\n{text}" for name, text in texts.items())


def top_level(text: str) -> list[str]:
    """The names that a file of JavaScript declares at the start of a line: what every other file of its module sees."""
    return _TOP.findall(text)


@cache
def style(*names: str) -> str:
    """One style sheet out of files of `widgets/css`, without `.css`, in the order given."""
    return "\n".join(_read(f"css/{name}.css") for name in names)


def still(picture: Picture, page: dict[str, Any] | None = None) -> None:
    """Display a picture for readers without a kernel, beside the widget's view, as two outputs: image and caption.

    While the widget is alive it hides both (`hideStill` in `js/dom.js`, which knows the caption by its text).

    Args:
        picture: the widget in one image.
        page: `{"kind": ..., "data": ...}`, kept in the notebook under the type PAGE, from which an exported page makes
            the picture move again.
    """
    from IPython.display import display

    data: dict[str, Any] = {"image/png": base64.b64encode(picture.png).decode(), "text/plain": "<picture>"}
    if page is not None:
        data[PAGE] = page
    metadata = {"image/png": {"alt": picture.caption, "width": picture.width, "height": picture.height}}
    display(data, metadata=metadata, raw=True)
    display({"text/markdown": f"*{picture.caption}*", "text/plain": picture.caption}, raw=True)


def exported(page: dict[str, Any]) -> str:
    """A whole page, with script, style and data inside, that shows what `still` kept: for an iframe, with no network.

    Args:
        page: `{"kind": ..., "data": ...}`, where PAGES knows the kind.

    Raises:
        ValueError: no page of this kind is known.
    """
    kind = page.get("kind")
    if kind not in PAGES:
        raise ValueError(f"there is no page of the kind {kind!r}; there are {', '.join(PAGES)}")
    return str(import_module(f"gancourse.widgets.{PAGES[kind]}").page(page["data"]))  # here, since those files need this one


def html(title: str, data: Any, script: str, css: str, kind: str = "") -> str:
    """The template of every exported page.

    Args:
        title: of the page.
        data: what the script reads, as JSON, from the element `data`.
        script: a module; `js/page.js` at its end starts it.
        css: the style sheet.
        kind: the page's place is a widget's frame of this kind; empty where the script makes the frame itself.
    """
    text = json.dumps(data, ensure_ascii=True).replace("<", "\\u003c")  # no text ends the script before its end
    dress = f' class="gancourse gc-{kind}" data-theme="light"' if kind else ""
    return TEMPLATE.format(title=title, data=text, script=script, css=css, dress=dress)


def _read(name: str) -> str:
    return files("gancourse.widgets").joinpath(name).read_text(encoding="utf-8")
