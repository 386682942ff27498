"""Modules are joined without clashes, pages carry their data safely, and stills display what a reader without a kernel needs."""

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gancourse import widgets
from gancourse.plots import Picture
from gancourse.widgets import explorer, parts, quantile

FILES = {kind: importlib.import_module(f"gancourse.widgets.{name}") for kind, name in parts.PAGES.items()}
MODULES = {
    **{kind: file.SCRIPTS for kind, file in FILES.items() if kind != "gan_lab"},
    **{f"page of {kind}": file.PAGE_SCRIPTS for kind, file in FILES.items() if kind != "gan_lab"},
    "gan_lab": (*FILES["gan_lab"].ENGINE, *FILES["gan_lab"].VIEW, "lab_page", "page"),
}
HOUSE = Path(parts.__file__).parent


@pytest.mark.parametrize("name", MODULES)
def test_a_module_joins_without_clashes_and_exports_at_its_end_only(name):
    text = parts.module(*MODULES[name])  # it refuses clashes itself
    names = [declared for one in MODULES[name] for declared in parts.top_level((HOUSE / "js" / f"{one}.js").read_text())]
    assert len(names) == len(set(names)) > 5
    assert not re.search(r"^\s*import\b(?!:)", text, re.MULTILINE)
    assert len(re.findall(r"^export\b", text, re.MULTILINE)) <= 1


def test_a_clash_is_refused_by_name(tmp_path, monkeypatch):
    files = {"js/one.js": "const same = 1;\nfunction own() { const inner = 2; }\n", "js/two.js": "async function same() {}\n"}
    monkeypatch.setattr(parts, "_read", files.__getitem__)
    assert parts.top_level(files["js/one.js"]) == ["same", "own"]
    with pytest.raises(ValueError, match=r"two\.js and one\.js both declare 'same'"):
        parts.module("one", "two")


def test_files_of_script_are_short_and_say_what_they_are():
    for path in [*(HOUSE / "js").glob("*.js"), *(HOUSE / "css").glob("*.css")]:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(("//", "/*")), f"{path.name}: a scope comment belongs on top"
        assert len(text.splitlines()) <= 300, path.name
        assert not re.search(r"https?://(?!www\.w3\.org/)", text), f"{path.name} names an address"


def test_a_pages_data_cannot_end_its_script():
    page = parts.exported({"kind": "path", "data": {"names": [[0, "</script><script>alert(1)</script>"]]}})
    inside = page.split('id="data">')[1].split("</script>")[0]
    assert json.loads(inside)["names"][0][1].startswith("</script>")
    with pytest.raises(ValueError, match="no page of the kind 'film'"):
        parts.exported({"kind": "film", "data": {}})


def test_a_still_is_an_image_with_its_description_and_a_caption(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, metadata=None, raw=False: shown.append((data, metadata)))
    parts.still(Picture(b"\x89PNG", "A grey square.", width=10, height=10), {"kind": "path", "data": {}})
    (image, metadata), (caption, _) = shown
    assert metadata["image/png"]["alt"] == "A grey square."
    assert image[parts.PAGE] == {"kind": "path", "data": {}}
    assert caption["text/markdown"] == "*A grey square.*"


def test_a_name_is_its_function_even_where_a_file_of_that_name_was_loaded_first():
    load = "from importlib import import_module; import_module('gancourse.widgets.flip')"
    ask = "from gancourse import widgets; assert callable(widgets.flip) and widgets.flip.__name__ == 'flip'"
    done = subprocess.run([sys.executable, "-c", f"{load}; {ask}"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_widgets_are_loaded_on_demand():
    assert widgets.explore is explorer.explore
    assert widgets.quantile_slider is quantile.quantile_slider
    with pytest.raises(AttributeError, match="no attribute 'sliders'; it has explore"):
        widgets.sliders  # noqa: B018
