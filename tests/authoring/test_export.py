"""Pages hold every lesson and the glossary, and their links lead to pages."""

import re

from authoring.export import html


def test_every_page_is_written_and_every_local_link_leads_to_one(tmp_path):
    assert html(tmp_path) == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert {"00_welcome.html", "glossary.html"} <= names
    for path in tmp_path.iterdir():
        local = re.findall(r'href="([\w.]+\.\w+)(?:#[^"]*)?"', path.read_text(encoding="utf-8"))
        assert set(local) <= names, f"{path.name}: {set(local) - names}"
    assert "glossary.html" in (tmp_path / "00_welcome.html").read_text(encoding="utf-8")
