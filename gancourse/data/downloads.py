"""Downloads that are verified: a file is there whole and right, or not at all, and a failure is one sentence."""

import errno
import hashlib
import http.client
import socket
import urllib.error
import urllib.request
from pathlib import Path

from gancourse.files import written_whole

CHUNK = 1 << 18  # bytes


class DownloadError(RuntimeError):
    """A download that did not arrive whole and right. Its message is one sentence, which names what works without it."""


def checksum(path: Path, algorithm: str = "sha256") -> str:
    """The checksum of a file, in hexadecimal; the algorithm is sha256 or md5.

    Raises:
        OSError: the file cannot be read.
    """
    digest = hashlib.new(algorithm, usedforsecurity=False)
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def download(
    url: str,
    to: str | Path,
    sha256: str | None = None,
    *,
    md5: str | None = None,
    instead: str = "",
    timeout: float = 30.0,
) -> Path:
    """Fetch a file, check it, and only then give it its name; a file that is already there and right is not fetched again.

    Args:
        url: an http or https address.
        to: the file's name. A former file is replaced by a right one only.
        sha256, md5: the checksum in hexadecimal; exactly one of them (md5 for data sets that publish nothing better).
        instead: what works without this file, the end of the sentence that a student meets.
        timeout: seconds without a byte after which to give up.

    Raises:
        DownloadError: refused, not found, cut off, corrupt, no network, no space or no permission.
        ValueError: the address is not http or https, or there is not exactly one checksum.
    """
    if not url.startswith(("https://", "http://")):
        raise ValueError(f"a download needs an http or https address, got {url!r}")
    if (sha256 is None) == (md5 is None):
        raise ValueError(f"a download is checked by one checksum, sha256 or md5, got {sha256 = } and {md5 = }")
    algorithm, expected = ("sha256", sha256) if sha256 is not None else ("md5", md5)
    to = Path(to)
    try:
        if to.is_file() and checksum(to, algorithm) == str(expected).lower():
            return to
        with written_whole(to) as stream:
            found = _fetch(url, stream, algorithm, timeout)
            if found != str(expected).lower():
                raise _Unusable(f"the file is corrupt (its {algorithm} is {found}, not {expected})")
    except (OSError, http.client.HTTPException, _Unusable) as error:
        end = f"; {instead}" if instead else ""
        raise DownloadError(f"{url} could not be downloaded: {_reason(error, timeout, to)}{end}") from error
    return to


class _Unusable(Exception):  # noqa: N818 — never leaves this file
    """Bytes arrived, but not the file."""


def _fetch(url: str, stream, algorithm: str, timeout: float) -> str:  # type: ignore[no-untyped-def]
    """Copy what the address answers into a stream, and return its checksum."""
    digest, received = hashlib.new(algorithm, usedforsecurity=False), 0
    request = urllib.request.Request(url, headers={"User-Agent": "gancourse"})
    opener = urllib.request.build_opener()  # a new one, which reads the proxy variables as they are now
    with opener.open(request, timeout=timeout) as response:
        length = response.headers.get("Content-Length", "")
        while chunk := response.read(CHUNK):
            stream.write(chunk)
            digest.update(chunk)
            received += len(chunk)
    if length.isdigit() and received < int(length):
        raise _Unusable(f"it was cut off after {received:,} of {int(length):,} bytes")
    return digest.hexdigest()


def _reason(error: BaseException, timeout: float, to: Path) -> str:
    """Why a download failed, in the words of the one who waits for it."""
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        return f"the server answered {error.code} {error.reason}".rstrip()
    if isinstance(error, urllib.error.URLError):
        error = error.reason if isinstance(error.reason, OSError) else _Unusable(error.reason)
    if isinstance(error, http.client.IncompleteRead):
        return f"it was cut off after {len(error.partial):,} bytes"
    if isinstance(error, TimeoutError):
        return f"nothing arrived for {timeout:g} s"
    if isinstance(error, ConnectionRefusedError):
        return "the server refused the connection"
    if isinstance(error, ConnectionError | http.client.HTTPException):
        return "the server broke the connection off"
    code = getattr(error, "errno", None)
    if isinstance(error, socket.gaierror) or code in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN):
        return "there is no network, or it does not know the server"
    if code in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
        return "the disk is full"
    if isinstance(error, PermissionError | FileExistsError | NotADirectoryError) or code == errno.EROFS:
        return f"the folder {to.parent} cannot be written"
    return str(error) or type(error).__name__
