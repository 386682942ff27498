"""The environment is made once, again when its files change, and repaired when a call was interrupted."""

import subprocess
import sys
from pathlib import Path

import pytest

from authoring import environment

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A folder with the two files, and stand-ins for venv and pip that write down what they were asked."""
    monkeypatch.setattr(environment, "works", lambda python: python.exists())
    monkeypatch.setattr(environment, "broken", lambda python: [])  # the stand-in sees this machine's packages, not ours
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    (tmp_path / "constraints.txt").write_text("x==1\n")
    calls = []

    def create(root):
        calls.append("create")
        python = environment.interpreter(root)
        python.parent.mkdir(parents=True, exist_ok=True)
        python.unlink(missing_ok=True)
        python.symlink_to(sys.executable)

    def install(root):
        calls.append("install")

    def prepare(install=install):
        calls.clear()
        environment.prepare(tmp_path, create=create, install=install)
        return list(calls)

    return tmp_path, prepare


def test_it_is_made_once_and_then_left_alone(checkout):
    _, prepare = checkout
    assert prepare() == ["create", "install"]
    assert prepare() == []


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_change_of_either_file_reinstalls_and_a_touch_does_not(checkout, name):
    root, prepare = checkout
    prepare()
    (root / name).touch()
    assert prepare() == []
    (root / name).write_text("changed")
    assert prepare() == ["install"]
    assert prepare() == []


def test_a_failed_install_is_tried_again(checkout):
    _, prepare = checkout

    def no_network(root):
        raise environment.SetupError("no network")

    with pytest.raises(environment.SetupError):
        prepare(install=no_network)
    assert prepare() == ["install"]


def test_an_install_that_broke_off_inside_a_package_starts_afresh(checkout, monkeypatch, capsys):
    _, prepare = checkout

    def killed(root):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare(install=killed)
    monkeypatch.setattr(environment, "broken", lambda python: ["torch"])
    assert prepare() == ["create", "install"]
    assert "broke off inside torch: starting afresh" in capsys.readouterr().out


def test_a_python_that_no_longer_starts_is_replaced(checkout):
    root, prepare = checkout
    prepare()
    environment.interpreter(root).unlink()
    assert prepare() == ["create", "install"]


def test_a_change_interrupted_after_the_stamp_was_written_is_seen(checkout):
    root, prepare = checkout
    prepare()
    (root / ".venv" / "installing").touch()
    assert prepare() == ["install"]


def test_a_python_works_if_it_starts_and_has_pip(tmp_path):
    assert environment.works(Path(sys.executable))
    assert not environment.works(tmp_path / "no-python")
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    assert not environment.works(broken)


def test_half_a_package_is_found(tmp_path):
    record = tmp_path / "half-1.0.dist-info"
    record.mkdir()
    (record / "METADATA").write_text("Metadata-Version: 2.1\nName: half\nVersion: 1.0\n")
    code = (
        f"import sys; sys.path[:] = [p for p in sys.path if 'site-packages' not in p] + [{str(tmp_path)!r}]\n{environment.BROKEN}"
    )

    def names():
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert names() == ["half"]  # its record was never written
    (record / "RECORD").write_text("half.py,,\nhalf-1.0.dist-info/METADATA,,\n")
    assert names() == ["half"]  # a file is missing
    (tmp_path / "half.py").write_text("")
    assert names() == []


def test_an_old_python_is_refused_in_one_sentence(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"needs Python 3.11 or newer and this is 3.9: say for example `make lab PYTHON"):
        environment.main()


def test_it_can_be_read_by_a_python_that_it_has_to_refuse():
    import ast

    ast.parse((ROOT / "authoring" / "environment.py").read_text(), feature_version=(3, 7))


def test_the_two_lists_agree():
    """Every package that pyproject.toml names has an exact version, and none stands outside its range."""
    import tomllib

    from packaging.requirements import Requirement

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if line and not line.startswith("#")]
    exact = {name.lower().replace("_", "-"): version for name, version in (line.split("==") for line in lines)}
    asked = [*project["dependencies"], *(need for extra in project["optional-dependencies"].values() for need in extra)]
    for need in map(Requirement, asked):
        assert need.specifier.contains(exact[need.name.lower()]), need
