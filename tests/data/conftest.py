"""What the tests of the data share: a cache of their own, a server on loopback that misbehaves on demand, a full disk."""

import errno
import io
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    """Every test has an empty cache, and no proxy stands between it and loopback."""
    monkeypatch.setenv("GANCOURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("GANCOURSE_FASHION", raising=False)
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setenv("NO_PROXY", "*")
    return tmp_path / "cache"


class Server:
    """Serves `files` (name -> bytes) at `url`, as `fault` says: right, corrupt, cut, missing, silent."""

    def __init__(self):
        self.files, self.fault, self.requests = {}, "right", 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.requests += 1
                if outer.fault == "silent":
                    outer.released.wait(10)
                    return
                content = outer.files.get(self.path.lstrip("/"))
                if content is None or outer.fault == "missing":
                    self.send_error(404)
                    return
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if outer.fault == "corrupt":
                    content = content[:-1] + bytes([content[-1] ^ 1])
                self.wfile.write(content[: len(content) // 2] if outer.fault == "cut" else content)

            def log_message(self, *_):
                pass

        self.released = threading.Event()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/"
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self.released.set()
        self.http.shutdown()
        self.http.server_close()


@pytest.fixture
def server():
    """A server on loopback, which is right until its `fault` says otherwise."""
    running = Server()
    yield running
    running.close()


@pytest.fixture
def closed_port():
    """An address on loopback where nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    return f"http://127.0.0.1:{port}/"


class FullDisk(io.BufferedWriter):
    """A file on a disk with no space left."""

    def write(self, _):
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def full_disk(monkeypatch):
    """New files cannot be written any more; what is there can be read."""
    usual = Path.open

    def opened(path, mode="r", *rest, **options):
        return FullDisk(io.FileIO(path, "x")) if mode == "xb" else usual(path, mode, *rest, **options)

    monkeypatch.setattr(Path, "open", opened)


@pytest.fixture
def no_network(monkeypatch):
    """No name resolves."""

    def unresolved(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unresolved)


def everything_in(folder):
    """All files and folders inside a folder, hidden ones too."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*")) if folder.exists() else []


@pytest.fixture(name="everything_in")
def everything_in_a_folder():
    return everything_in
