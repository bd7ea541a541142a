"""One file, over HTTP or from a disk: taken again only if it changed, whole or not at all, within limits.

This is the only module of the project that opens a connection; the command ``lists update`` is the only one that uses
it.  Nothing is read from the environment: a proxy is given by name.
"""

from __future__ import annotations

import hashlib
import http
import http.client
import io
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from screening import __version__
from screening.errors import ConfigError, ListDownloadError, ListError

__all__ = ["Download", "Limits", "copy_file", "download"]

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS: Final = 5
_PAGES: Final = ("text/html", "application/xhtml+xml")
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_GRAPHIC: Final = re.compile(r"[!-~]+")
_BLOCK: Final = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a download may take.

    Attributes:
        max_bytes: Size of the file.
        timeout: Seconds without a byte.
        deadline: Seconds in all.
        proxy: ``host:port`` through which to go, or None.
    """

    max_bytes: int = 512 << 20
    timeout: float = 30.0
    deadline: float = 900.0
    proxy: str | None = None

    def __post_init__(self) -> None:
        for name in ("max_bytes", "timeout", "deadline"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
                raise ConfigError("must be a number above 0", where=name)


@dataclass(frozen=True, slots=True)
class Download:
    """What came of asking for a file.

    Attributes:
        path: The file; None when it did not change.
        origin: What is to be remembered for the next time: ``url``, ``etag``, ``last_modified``, ``sha256``.
    """

    path: Path | None
    origin: Mapping[str, str | None]


def download(url: str, path: Path, *, known: Mapping[str, str | None] | None = None, limits: Limits) -> Download:
    """Get a file; plain HTTP is for this machine alone.

    Args:
        url: Where it is.
        path: Where to write it, in a folder that the caller throws away.
        known: `Download.origin` of the last time; with it the file is asked for only if it changed.
        limits: What it may take.

    Raises:
        ConfigError: It is no address that may be asked.
        ListDownloadError: The server can't be reached, answers with an error or a web page, or gives too much, too
            little, or too slowly. The message names the host, not the whole address, which may hold a key.
    """
    end = time.monotonic() + limits.deadline
    address = _checked(url)
    for _ in range(_MOST_REDIRECTS + 1):
        with _asking(address, known, limits, end) as response:
            if response.status not in _REDIRECTS:
                host = address.hostname or ""
                if _is_unchanged(response, known, host):
                    return Download(None, dict(known or {}))
                digest = _receive(response, path, host, limits, end)
                tags = {"etag": response.headers.get("ETag"), "last_modified": response.headers.get("Last-Modified")}
                return Download(path, {"url": url, **tags, "sha256": digest})
            target = urljoin(address.geturl(), response.headers.get("Location", ""))
        address = _redirected(address, target)
    raise ListDownloadError("redirected too often", where=address.hostname)


def copy_file(source: Path, path: Path, *, known: Mapping[str, str | None] | None = None, limits: Limits) -> Download:
    """Get a file of this machine, or of a share; it is unchanged when its bytes are.

    Args:
        source: The file.
        path: As for `download`.
        known: As there.
        limits: As there.

    Raises:
        ListDownloadError: It cannot be read, is empty or too large.
    """
    digest = hashlib.sha256()
    size = 0
    try:
        with source.open("rb") as file, path.open("xb", buffering=0) as out:
            while (block := file.read(_BLOCK)) and size <= limits.max_bytes:
                size += len(block)
                digest.update(block)
                _write(out, block, path.name)
    except OSError as error:
        raise ListDownloadError(f"the file cannot be read: {error.strerror}", where=path.name) from None
    if not 0 < size <= limits.max_bytes:
        rule = f"more than {limits.max_bytes:,} bytes" if size else "the file is empty"
        raise ListDownloadError(rule, where=path.name)
    found = {"url": str(source), "sha256": digest.hexdigest()}
    if known is not None and known.get("sha256") == found["sha256"]:
        path.unlink()
        return Download(None, found)
    return Download(path, found)


def _redirected(address: SplitResult, target: str) -> SplitResult:
    with suppress(ConfigError):
        new = _checked(target)
        if new.scheme in {address.scheme, "https"}:
            return new
    raise ListDownloadError("redirected to where the connection is not safe", where=address.hostname)


def _checked(url: str) -> SplitResult:
    try:
        address = urlsplit(url)
        port_is_good = address.port != 0
    except ValueError:
        port_is_good, address = False, SplitResult("", "", "", "", "")
    is_safe = address.scheme == "https" or (address.scheme == "http" and address.hostname in _LOOPBACK)
    if (
        not is_safe
        or not address.hostname
        or not port_is_good
        or address.username is not None
        or not _GRAPHIC.fullmatch(url)
    ):
        raise ConfigError("must be an https address without a user name", where="url")
    return address


@contextmanager
def _asking(
    address: SplitResult, known: Mapping[str, str | None] | None, limits: Limits, end: float
) -> Iterator[http.client.HTTPResponse]:
    """Ask for an address; whatever goes wrong on the way is a `ListDownloadError` without the address."""
    connection = _connection(address, limits)
    failure = ""
    watchdog: threading.Timer | None = None
    try:
        connection.connect()
        # The time-out of a socket counts from byte to byte: a server that sends one now and then is hung up on.
        watchdog = threading.Timer(max(end - time.monotonic(), 0), _hang_up, [connection.sock])
        watchdog.daemon = True
        watchdog.start()
        target = address.path or "/"
        connection.request("GET", f"{target}?{address.query}" if address.query else target, headers=_headers(known))
        with closing(connection.getresponse()) as response:
            yield response
    except TimeoutError:
        failure = "the server is too slow"
    except ssl.SSLError:
        failure = "the connection is not safe: the certificate or the protocol is refused"
    except http.client.HTTPException:
        failure = "the answer was cut short, or is no HTTP"
    except OSError as error:
        failure = f"the server cannot be reached: {error.strerror or 'network error'}"
    finally:
        if watchdog is not None:
            watchdog.cancel()
        connection.close()
    if failure:
        if time.monotonic() >= end:
            failure = "the server is too slow"
        raise ListDownloadError(failure, where=address.hostname)


def _connection(address: SplitResult, limits: Limits) -> http.client.HTTPConnection:
    host, port = address.hostname or "", address.port
    proxy_host, _, proxy_port = (limits.proxy or "").partition(":")
    first = (proxy_host, int(proxy_port or 3128)) if proxy_host and host not in _LOOPBACK else (host, port)
    if address.scheme == "http":
        return http.client.HTTPConnection(*first, timeout=limits.timeout)
    context = ssl.create_default_context()
    connection = http.client.HTTPSConnection(*first, timeout=limits.timeout, context=context)
    if first != (host, port):
        connection.set_tunnel(host, port or 443)
    return connection


def _hang_up(connected: socket.socket) -> None:
    """End a connection whose time is over, whatever it is waiting for."""
    with suppress(OSError):  # it has just come to its end
        connected.shutdown(socket.SHUT_RDWR)


def _headers(known: Mapping[str, str | None] | None) -> dict[str, str]:
    headers = {"User-Agent": f"screening/{__version__}", "Accept": "*/*", "Accept-Encoding": "identity"}
    if known and (etag := known.get("etag")):
        headers["If-None-Match"] = etag
    if known and (modified := known.get("last_modified")):
        headers["If-Modified-Since"] = modified
    return headers


def _write(out: io.FileIO, block: bytes, name: str) -> None:
    """All of a block; an error of the disk is told from one of the network."""
    rest = memoryview(block)
    try:
        while rest:
            rest = rest[out.write(rest) :]
    except OSError as error:
        raise ListError(f"the download cannot be written: {error.strerror}", where=name) from None


def _is_unchanged(response: http.client.HTTPResponse, known: Mapping[str, str | None] | None, host: str) -> bool:
    """Whether the file did not change; refuses what is no file.

    Raises:
        ListDownloadError: The answer is an error, a web page, or of a kind that was not asked for.
    """
    was_asked = known is not None and bool(known.get("etag") or known.get("last_modified"))
    if response.status == http.HTTPStatus.NOT_MODIFIED and was_asked:
        return True
    if response.status != http.HTTPStatus.OK:
        raise ListDownloadError(f"the server answers with status {response.status}", where=host)
    kind = response.headers.get_content_type()
    if kind in _PAGES:
        raise ListDownloadError(f"a web page ({kind}) instead of a list", where=host)
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise ListDownloadError("the answer is compressed, which was not asked for", where=host)
    return False


def _receive(response: http.client.HTTPResponse, path: Path, host: str, limits: Limits, end: float) -> str:
    """Write the body; returns its sha256.

    Raises:
        ListDownloadError: It is empty, too large or cut short.
        ListError: The disk refuses.
        TimeoutError: The time is over.
    """
    length = response.length  # None where the server does not say
    if length is not None and length > limits.max_bytes:
        raise ListDownloadError(f"{length:,} bytes; at most {limits.max_bytes:,} are taken", where=host)
    digest = hashlib.sha256()
    size = 0
    with path.open("xb", buffering=0) as out:
        while (block := response.read1(_BLOCK)) and size <= limits.max_bytes:
            size += len(block)
            digest.update(block)
            _write(out, block, path.name)
    if time.monotonic() >= end:  # what was hung up on looks like the end
        raise TimeoutError
    if size > limits.max_bytes:
        raise ListDownloadError(f"more than {limits.max_bytes:,} bytes", where=host)
    if length is not None and size < length:
        raise ListDownloadError(f"cut short after {size:,} of {length:,} bytes", where=host)
    if not size:
        raise ListDownloadError("the answer is empty", where=host)
    return digest.hexdigest()
