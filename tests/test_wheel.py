"""The wheel holds what a student needs and nothing that an instructor keeps, and works outside the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

USE = """
import pathlib, sys
import gancourse
assert str(pathlib.Path(gancourse.__file__)).startswith(sys.argv[1]), gancourse.__file__
from gancourse import cli, data, plots
assert len(data.messages()) > 100
picture = plots.sheet(data.digits().images[:10], "Ten real digits in a row.")
assert picture.png.startswith(b"\\x89PNG")
from gancourse import weights, widgets
from gancourse.checks import check
assert weights.load("digit_reader")(data.digits().images[:2]).shape == (2, 10)
assert "makeLabEngine" in widgets.gan_lab(still=False).html()
assert check("05.discriminator_loss", lambda real, fake: -(real.sigmoid().log() + (1 - fake.sigmoid()).log()).mean()).score < 1
sys.exit(cli.main(["doctor"]))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return next(folder.glob("*.whl"))


def test_it_holds_the_library_and_its_tables_only(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"gancourse"}
    assert "gancourse/data/messages.tsv" in names
    library = [path for path in (ROOT / "gancourse").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {path.relative_to(ROOT).as_posix() for path in library} == {name for name in names if ".dist-info" not in name}


def test_it_works_outside_the_checkout(wheel, tmp_path):
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site), str(wheel)]
    subprocess.run(command, check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run(
        [sys.executable, "-c", USE, str(site)], cwd=empty, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Every lesson can run." in done.stdout
    assert list(empty.iterdir()) == []
