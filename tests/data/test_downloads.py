"""A download is there whole and right, or not at all, and each way to fail is one sentence."""

import errno
import hashlib
import socket

import pytest

from gancourse.data.downloads import DownloadError, checksum, download

CONTENT = b"emoji of another vendor" * 20_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def target(tmp_path):
    """Where a former good file lies."""
    (tmp_path / "kept").mkdir()
    target = tmp_path / "kept" / "archive.zip"
    target.write_bytes(b"a former good file")
    return target


def test_a_right_file_arrives_and_is_not_fetched_twice(server, tmp_path):
    server.files["a.zip"] = CONTENT
    arrived = download(server.url + "a.zip", tmp_path / "new" / "a.zip", SHA256)
    assert arrived.read_bytes() == CONTENT
    assert [path.name for path in arrived.parent.iterdir()] == ["a.zip"]
    assert download(server.url + "a.zip", arrived, SHA256.upper()) == arrived
    assert server.requests == 1


def test_md5_is_good_enough_for_sets_that_publish_nothing_better(server, tmp_path):
    server.files["a.zip"] = CONTENT
    arrived = download(server.url + "a.zip", tmp_path / "a.zip", md5=hashlib.md5(CONTENT).hexdigest())
    assert checksum(arrived) == SHA256


def test_a_file_that_is_there_but_wrong_is_replaced(server, target):
    server.files["a.zip"] = CONTENT
    assert download(server.url + "a.zip", target, SHA256).read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("corrupt", "the file is corrupt (its sha256 is "),
        ("cut", "it was cut off after 230,000 of 460,000 bytes"),
        ("missing", "the server answered 404 Not Found"),
        ("silent", "nothing arrived for 0.2 s"),
    ],
)
def test_a_faulty_server_leaves_the_former_file_alone(server, target, everything_in, fault, reason):
    server.files["a.zip"], server.fault = CONTENT, fault
    with pytest.raises(DownloadError) as failure:
        download(server.url + "a.zip", target, SHA256, instead="use data.digits()", timeout=0.2)
    check(failure, target, everything_in, reason)


def test_a_refused_connection(closed_port, target, everything_in):
    with pytest.raises(DownloadError) as failure:
        download(closed_port + "a.zip", target, SHA256, instead="use data.digits()")
    check(failure, target, everything_in, "the server refused the connection")


def test_no_network(no_network, target, everything_in):
    with pytest.raises(DownloadError) as failure:
        download("https://no-such-server.invalid/a.zip", target, SHA256, instead="use data.digits()")
    check(failure, target, everything_in, "there is no network, or it does not know the server")


def test_an_unreachable_network(monkeypatch, target, everything_in):
    def unreachable(*_, **__):
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(socket, "create_connection", unreachable)
    with pytest.raises(DownloadError) as failure:
        download("http://192.0.2.1/a.zip", target, SHA256, instead="use data.digits()")
    check(failure, target, everything_in, "there is no network, or it does not know the server")


def test_a_full_disk(server, full_disk, target, everything_in):
    server.files["a.zip"] = CONTENT
    with pytest.raises(DownloadError) as failure:
        download(server.url + "a.zip", target, SHA256, instead="use data.digits()")
    check(failure, target, everything_in, "the disk is full")


def test_a_folder_that_is_a_file(server, target):
    server.files["a.zip"] = CONTENT
    with pytest.raises(DownloadError, match=r"the folder .*archive.zip cannot be written$"):
        download(server.url + "a.zip", target / "a.zip", SHA256)


def test_an_interrupt_leaves_nothing(server, target, everything_in, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("gancourse.data.downloads._fetch", interrupted)
    with pytest.raises(KeyboardInterrupt):
        download(server.url + "a.zip", target, SHA256)
    assert everything_in(target.parent) == ["archive.zip"]


def test_an_address_that_is_no_web_address_is_refused(tmp_path):
    with pytest.raises(ValueError, match="needs an http or https address, got 'file:///etc/hostname'"):
        download("file:///etc/hostname", tmp_path / "a", SHA256)


@pytest.mark.parametrize("sums", [{}, {"sha256": SHA256, "md5": "0"}])
def test_a_download_without_exactly_one_checksum_is_refused(tmp_path, sums):
    with pytest.raises(ValueError, match="checked by one checksum"):
        download("http://127.0.0.1/a", tmp_path / "a", **sums)


def check(failure, target, everything_in, reason):
    """One sentence that names the reason and the offline choice; the former file as it was; nothing beside it."""
    sentence = str(failure.value)
    assert reason in sentence
    assert sentence.endswith("; use data.digits()")
    assert "\n" not in sentence
    assert target.read_bytes() == b"a former good file"
    assert everything_in(target.parent) == ["archive.zip"]
