"""The doctor says what is missing and what to do, and never falls ill itself."""

import importlib
import importlib.metadata as metadata
import subprocess
import sys

import pytest

from gancourse import cli, doctor


def lines(findings):
    return {finding.what: finding for finding in findings}


def test_it_finds_this_environment_fit():
    found = doctor.examine()
    assert [finding for finding in found if not finding.fine] == []
    assert {"python", "torch", "device", "precision", "budget", "digits", "emoji"} <= set(lines(found))
    text = doctor.report(found)
    assert text.endswith("Every lesson can run.")
    assert "/root" not in text
    assert "/home" not in text


def test_the_command_exits_with_zero_or_one(monkeypatch, capsys):
    assert cli.main(["doctor"]) == 0
    monkeypatch.setattr(doctor, "examine", lambda: [doctor.Finding("missing", "torch", "say `...`", fine=False)])
    assert cli.main(["doctor"]) == 1
    assert capsys.readouterr().out.endswith("Some lessons cannot run: mend torch.\n")


@pytest.fixture
def installed(monkeypatch):
    """Pretend that a package has another version, or none."""
    real = metadata.version

    def pretend(name, version):
        def lookup(asked):
            if asked.lower() != name:
                return real(asked)
            if version is None:
                raise metadata.PackageNotFoundError(asked)
            return version

        monkeypatch.setattr(metadata, "version", lookup)

    return pretend


def test_a_missing_package_is_named_with_its_remedy(installed):
    installed("torch", None)
    found = doctor.examine()
    assert lines(found)["torch"].verdict == "missing"
    assert "say `python -m pip install 'torch>=" in lines(found)["torch"].detail
    assert not lines(found)["torch"].fine
    assert lines(found)["device and data"].verdict == "note"


def test_an_old_package_is_named_with_what_it_needs(installed):
    installed("scipy", "1.0")
    assert lines(doctor.examine())["scipy"].verdict == "too old"


def test_a_release_candidate_and_a_local_build_are_new_enough(installed):
    installed("torch", "2.99.0rc1+cpu")
    assert lines(doctor.requirements())["torch"].verdict == "ok"


def test_jupyterlab_may_be_missing(installed):
    installed("jupyterlab", None)
    found = lines(doctor.requirements())["jupyterlab"]
    assert (found.verdict, found.fine) == ("missing", True)


def test_a_package_that_does_not_load_is_found(monkeypatch):
    real = importlib.import_module

    def load(name, *rest):
        if name == "torchvision":
            raise RuntimeError("operator torchvision::nms does not exist\nmore")
        return real(name, *rest)

    monkeypatch.setattr(importlib, "import_module", load)
    assert not lines(doctor.examine())["torchvision"].fine
    assert "RuntimeError: operator torchvision::nms does not exist)" in next(iter(doctor.loads())).detail


def test_an_impossible_device_is_a_finding(monkeypatch):
    monkeypatch.setenv("GANCOURSE_DEVICE", "cuda:77")
    found = lines(doctor.examine())["settings"]
    assert not found.fine
    assert "cuda:77" in found.detail


def test_a_course_that_is_not_installed_says_so(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", missing)
    assert "the course is not installed: say `make lab`" in lines(doctor.examine())["gancourse"].detail


def test_importing_the_package_and_its_command_loads_nothing_heavy():
    heavy = ("torch", "numpy", "matplotlib", "IPython")
    code = f"import sys, gancourse.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["doctor", "--help"], ["data", "--help"]])
def test_help_and_version_are_there(arguments, capsys):
    with pytest.raises(SystemExit, match="0"):
        cli.main(arguments)
    assert "gancourse" in capsys.readouterr().out
