"""A file is written whole or not at all, and what killed writers left behind is swept away."""

import os
import subprocess
import sys

import pytest

from gancourse.files import written_whole


def test_a_failure_leaves_the_former_file_and_no_part(tmp_path):
    target = tmp_path / "new folder" / "kept.bin"
    with written_whole(target) as stream:
        stream.write(b"first")
    with pytest.raises(RuntimeError), written_whole(target) as stream:  # noqa: PT012, the write comes before the failure
        stream.write(b"half of the sec")
        raise RuntimeError
    assert target.read_bytes() == b"first"
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.skipif(sys.platform == "win32", reason="parts are swept where a process can be asked for without ending it")
def test_parts_of_dead_processes_are_swept_and_those_of_living_ones_stay(tmp_path):
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True)
    swept = tmp_path / f".kept.bin.{int(dead.stdout)}-abcd.part"
    stays = [
        tmp_path / f".kept.bin.{os.getpid()}-abcd.part",
        tmp_path / ".other.bin.1-abcd.part",
        tmp_path / ".kept.bin.x-y.part",
    ]
    for part in (swept, *stays):
        part.write_bytes(b"half")
    with written_whole(tmp_path / "kept.bin") as stream:
        stream.write(b"whole")
    assert not swept.exists()
    assert all(part.exists() for part in stays)
