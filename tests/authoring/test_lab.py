"""Students work on copies: never overwritten, never lost."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from authoring import lab


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "course"
    for name in ("lessons/00_a.ipynb", "lessons/02_b.ipynb", "lessons/glossary.md", "exercises/02_b.ipynb"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("the course's")
    (root / "lessons" / "source").mkdir()
    (root / "lessons" / "timings.toml").write_text("")
    return root, root / "work"


def test_everything_a_student_needs_is_copied_and_nothing_else(course):
    root, work = course
    assert lab.copy(root, work) == ["4 files copied to work/"]
    assert {path.relative_to(work).as_posix() for path in work.rglob("*") if path.is_file()} == {
        "lessons/00_a.ipynb",
        "lessons/02_b.ipynb",
        "lessons/glossary.md",
        "exercises/02_b.ipynb",
    }


def test_a_students_file_is_never_overwritten(course):
    root, work = course
    lab.copy(root, work)
    (work / "lessons/02_b.ipynb").write_text("mine")
    told = lab.copy(root, work)
    assert (work / "lessons/02_b.ipynb").read_text() == "mine"
    assert told[0] == "0 files copied to work/"
    assert "lessons/02_b.ipynb is yours and stays as it is (FRESH=02" in told[1]


def test_fresh_gives_a_new_copy_and_keeps_the_old_one_every_time(course):
    root, work = course
    lab.copy(root, work)
    for number, text in enumerate(["mine", "mine again"], start=1):
        (work / "lessons/02_b.ipynb").write_text(text)
        lab.copy(root, work, again="02_b")
        assert (work / "lessons/02_b.ipynb").read_text() == "the course's"
        assert (work / f"lessons/02_b.mine-{number}.ipynb").read_text() == text


def test_lessons_come_before_exercises_so_that_the_first_lesson_opens(course):
    root, _ = course
    names = [name.as_posix() for name in lab.originals(root)]
    assert names == ["lessons/00_a.ipynb", "lessons/02_b.ipynb", "lessons/glossary.md", "exercises/02_b.ipynb"]


def test_a_lesson_and_an_exercise_of_one_name_are_two_files(course):
    root, work = course
    (root / "exercises" / "02_b.ipynb").write_text("the course's exercise")
    lab.copy(root, work)
    for folder in ("lessons", "exercises"):
        (work / folder / "02_b.ipynb").write_text(f"my {folder}")
    told = lab.copy(root, work, again="02")
    assert (work / "lessons/02_b.ipynb").read_text() == "the course's"
    assert (work / "exercises/02_b.ipynb").read_text() == "the course's exercise"
    for folder in ("lessons", "exercises"):
        assert (work / folder / "02_b.mine-1.ipynb").read_text() == f"my {folder}"
        assert f"{folder}/02_b.ipynb is new again; yours is kept as 02_b.mine-1.ipynb" in told


def test_fresh_of_nothing_is_refused(course):
    root, work = course
    with pytest.raises(ValueError, match="no lesson or exercise begins with '07'; there are"):
        lab.copy(root, work, again="07")


def test_a_terminal_of_the_lab_finds_the_command():
    found = shutil.which("gancourse", path=lab.surroundings()["PATH"])
    assert found is not None
    assert Path(found).parent == Path(sys.executable).parent


def test_jupyterlab_asks_for_no_news(monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "mine")
    ours, theirs = lab.surroundings()["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert theirs == "mine"
    settings = json.loads((Path(ours) / "labconfig" / "page_config.json").read_text())
    assert settings["disabledExtensions"]["@jupyterlab/apputils-extension:announcements"] is True


def test_the_first_lesson_opens_in_the_students_folder(monkeypatch):
    monkeypatch.setattr(lab, "has_browser", lambda: False)
    line = " ".join(lab.command(Path("lessons/00_welcome.ipynb"), extra=("--port=1234",)))
    assert "--LabApp.default_url=/lab/tree/lessons/00_welcome.ipynb" in line
    assert "--ServerApp.root_dir=" in line
    assert "--no-browser" in line
    assert "--port=1234" in line


def test_a_machine_without_a_screen_has_no_browser(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert not lab.has_browser()
