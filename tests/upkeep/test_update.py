"""Downloads against a server on this machine that gives good answers, bad ones, half ones and slow ones."""

from __future__ import annotations

import ast
import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import screening as sc
from screening.upkeep.download import Limits, download
from screening.upkeep.expectations import Expectations
from screening.upkeep.library import Library
from screening.upkeep.origins import OFFICIAL, Origin, RemoteFile, read_origins
from screening.upkeep.update import update, update_all

SECRET = "key=ZZQXCANARY"


def csv(count: int) -> bytes:
    return ("id,name\n" + "".join(f"P{n},Person{chr(97 + n % 26)} Testov\n" for n in range(count))).encode()


GOOD = csv(20)


class Answers:
    """What the server says, by path, and what it was asked."""

    def __init__(self) -> None:
        self.say: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.base = ""


@pytest.fixture
def server() -> Iterator[Answers]:
    answers = Answers()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            with suppress(OSError):
                answers.say[self.path.partition("?")[0]](self)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        answers.base = f"http://127.0.0.1:{http.server_address[1]}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield answers
        http.shutdown()
        thread.join()


def reply(
    body: bytes = GOOD, *, status: int = 200, kind: str = "text/csv", length: int | None = None, **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def with_tag(body: bytes, tag: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """As a server that answers conditional requests."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.headers.get("If-None-Match") == tag:
            handler.send_response(304)
            handler.end_headers()
        else:
            reply(body, ETag=tag, Last_Modified="Mon, 02 Mar 2026 10:00:00 GMT")(handler)

    return answer


def dripping(pause: float) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/csv")
        handler.end_headers()
        for byte in GOOD * 10:
            handler.wfile.write(bytes([byte]))
            time.sleep(pause)

    return answer


def dripping_headers(handler: BaseHTTPRequestHandler) -> None:
    for byte in b"HTTP/1.0 200 OK\r\n" + b"X-Much: y\r\n" * 100:
        handler.wfile.write(bytes([byte]))
        time.sleep(0.05)


def half_a_chunk(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/csv\r\n\r\n" + b"1000\r\n" + GOOD[:50]
    )


def chunks(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/csv\r\n\r\n")
    for start in range(0, len(GOOD), 100):
        piece = GOOD[start : start + 100]
        handler.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
    handler.wfile.write(b"0\r\n\r\n")


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/csv\r\n\r\n")
    while True:
        handler.wfile.write(b"x" * 65536)


def hanging_up(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.0 200")


def noise(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.9\r\n")


def silence(_: BaseHTTPRequestHandler) -> None:
    time.sleep(0.6)


def redirect(to: str, status: int = 302) -> Callable[[BaseHTTPRequestHandler], None]:
    return reply(b"", status=status, Location=to)


LIMITS = Limits(timeout=0.4, deadline=1.0, max_bytes=100_000)


def origin(server: Answers, **changes: Any) -> Origin:
    settings: dict[str, Any] = {
        "list_name": "red",
        "limits": LIMITS,
        "expectations": Expectations(minimum=10),
    } | changes
    return Origin((RemoteFile(f"{server.base}/list?{SECRET}", "list.csv"),), **settings)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "lists")


# ------------------------------------------------------------------------------------------------------ good answers


@pytest.mark.parametrize(
    "answer", [reply(), chunks, reply(kind="application/octet-stream")], ids=["plain", "chunks", "octets"]
)
def test_a_good_answer_is_in_force(server: Answers, library: Library, answer: Any) -> None:
    server.say["/list"] = answer
    outcome = update(library, "red", origin(server))
    assert (outcome.name, outcome.what, outcome.error) == ("red", "installed", None)
    assert len(library.open("red")) == 20
    path, headers = server.asked[0]
    assert path == f"/list?{SECRET}"
    assert headers["user-agent"] == f"screening/{sc.__version__}"
    assert "if-none-match" not in headers


def test_what_did_not_change_is_not_sent_again(server: Answers, library: Library) -> None:
    server.say["/list"] = with_tag(GOOD, '"a1"')
    first = update(library, "red", origin(server)).version
    assert first is not None
    time.sleep(1.1)
    outcome = update(library, "red", origin(server))
    assert outcome.what == "unchanged"
    assert outcome.version is not None
    assert outcome.version.digest == first.digest
    assert outcome.version.checked > first.checked
    assert server.asked[1][1]["if-none-match"] == '"a1"'
    assert server.asked[1][1]["if-modified-since"] == "Mon, 02 Mar 2026 10:00:00 GMT"
    server.say["/list"] = with_tag(csv(22), '"a2"')
    assert update(library, "red", origin(server)).what == "installed"
    assert update(library, "red", origin(server)).what == "unchanged"
    assert [e.what for e in library.audit("red") if e.what != "begin"] == ["install", "check", "install", "check"]


def test_the_same_bytes_are_unchanged_without_any_tag(server: Answers, library: Library) -> None:
    server.say["/list"] = reply()
    assert [update(library, "red", origin(server)).what for _ in range(2)] == ["installed", "unchanged"]


def test_a_packed_list_is_unpacked(server: Answers, library: Library) -> None:
    server.say["/list"] = reply(gzip.compress(GOOD), kind="application/gzip")
    assert update(library, "red", origin(server)).what == "installed"
    assert len(library.open("red")) == 20


def test_a_set_of_files_is_whole_or_unchanged(server: Answers, library: Library) -> None:
    """One file changed: the other is sent again without a condition, since a list is compiled of all of them."""
    two = Origin(tuple(RemoteFile(f"{server.base}/{n}", f"{n}.csv") for n in ("a", "b")), limits=LIMITS)
    server.say |= {"/a": with_tag(csv(20), '"a"'), "/b": with_tag(csv(20), '"b"')}
    assert update(library, "red", two).what == "installed"
    assert update(library, "red", two).what == "unchanged"
    server.say["/b"] = with_tag(csv(25), '"b2"')
    outcome = update(library, "red", two)
    assert outcome.what == "installed"
    assert len(library.open("red")) == 45
    server.say["/a"] = reply(b"", status=404)
    with pytest.raises(sc.ListDownloadError):
        update(library, "red", two)
    assert library.current("red") == outcome.version


def test_redirections_are_followed(server: Answers, library: Library) -> None:
    server.say |= {"/list": redirect("/two", 301), "/two": redirect(f"{server.base}/three", 307), "/three": reply()}
    assert update(library, "red", origin(server)).what == "installed"
    assert [path.partition("?")[0] for path, _ in server.asked] == ["/list", "/two", "/three"]


# ------------------------------------------------------------------------------------------------------- bad answers


PAGE = b"<!DOCTYPE html><html><body>Service unavailable</body></html>"
BAD: dict[str, tuple[Any, type[sc.ScreeningError], str]] = {
    "not found": (reply(b"", status=404), sc.ListDownloadError, "status 404"),
    "conflict": (reply(csv(20), status=409), sc.ListDownloadError, "status 409"),
    "broken": (reply(b"", status=500), sc.ListDownloadError, "status 500"),
    "no content": (reply(b"", status=204), sc.ListDownloadError, "status 204"),
    "part": (reply(GOOD[:100], status=206), sc.ListDownloadError, "status 206"),
    "unchanged unasked": (reply(b"", status=304), sc.ListDownloadError, "status 304"),
    "empty": (reply(b""), sc.ListDownloadError, "the answer is empty"),
    "page": (reply(PAGE, kind="text/html; charset=utf-8"), sc.ListDownloadError, "a web page"),
    "page as csv": (reply(PAGE), sc.ListFormatError, "a web page"),
    "page as xml": (reply(PAGE, kind="application/xml"), sc.ListFormatError, "a web page"),
    "json": (reply(b'{"error": "maintenance"}', kind="application/json"), sc.ListFormatError, "JSON"),
    "packed and damaged": (reply(b"\x1f\x8b\x08" + bytes(100)), sc.ListFormatError, "the archive is damaged"),
    "packed and cut": (reply(gzip.compress(GOOD)[:-30]), sc.ListFormatError, "damaged or cut short"),
    "encoded": (reply(GOOD, Content_Encoding="gzip"), sc.ListDownloadError, "compressed"),
    "short": (reply(csv(9)), sc.ListExpectationError, "9 entries; at least 10"),
    "shrunken": (reply(csv(17)), sc.ListExpectationError, "17 entries where there were 20"),
    "header alone": (reply(b"id,name\n"), sc.ListEmptyError, ""),
    "cut short": (reply(GOOD[:100], length=len(GOOD)), sc.ListDownloadError, "cut short after 100 of"),
    "half a chunk": (half_a_chunk, sc.ListDownloadError, "cut short, or is no HTTP"),
    "too long": (reply(csv(20), length=100_001), sc.ListDownloadError, "100,001 bytes; at most 100,000"),
    "endless": (endless, sc.ListDownloadError, "more than 100,000 bytes"),
    "hangs up": (hanging_up, sc.ListDownloadError, "the answer is empty"),
    "noise": (noise, sc.ListDownloadError, "cut short, or is no HTTP"),
    "silent": (silence, sc.ListDownloadError, "too slow"),
    "dripping": (dripping(0.02), sc.ListDownloadError, "too slow"),
    "dripping headers": (dripping_headers, sc.ListDownloadError, "too slow"),
    "round and round": (redirect("/list"), sc.ListDownloadError, "redirected too often"),
    "redirected to a file": (redirect("file:///etc/passwd"), sc.ListDownloadError, "not safe"),
    "redirected in the clear": (redirect("http://lists.example/un.xml"), sc.ListDownloadError, "not safe"),
    "redirected with a name": (redirect("https://user:word@lists.example/"), sc.ListDownloadError, "not safe"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_answer_is_refused_and_the_list_stays(server: Answers, library: Library, case: str) -> None:
    server.say["/list"] = reply()
    before = update(library, "red", origin(server)).version
    answer, error, words = BAD[case]
    server.say["/list"] = answer
    with pytest.raises(error) as caught:
        update(library, "red", origin(server))
    assert words in str(caught.value)
    assert SECRET not in repr(caught.value)
    assert library.verify("red") == before
    last = library.audit("red")[-1]
    assert (last.what, last.details["error"]) == ("refuse", error.__name__)
    assert SECRET not in str([e.details for e in library.audit("red") if e.what == "refuse"])


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(sc.ListDownloadError, match="cannot be reached"):
        download("http://127.0.0.1:9/list", tmp_path / "x", limits=LIMITS)


def test_time_is_kept(server: Answers, tmp_path: Path) -> None:
    for answer in (dripping(0.02), dripping_headers, silence):
        server.say["/list"] = answer
        start = time.monotonic()
        with pytest.raises(sc.ListDownloadError):
            download(f"{server.base}/list", tmp_path / "x", limits=LIMITS)
        (tmp_path / "x").unlink(missing_ok=True)
        assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/x",
        "http://example.org/x",
        "https://user:word@example.org/x",
        "https://",
        "x",
        "",
        "https://[::1",
        "https://example.org:port/",
        "https://example.org/\n",
        "https://exämple.org/",
    ],
)
def test_addresses_that_are_not_asked(url: str, tmp_path: Path) -> None:
    with pytest.raises(sc.ConfigError, match="must be an https address"):
        download(url, tmp_path / "x", limits=LIMITS)


def test_one_list_that_fails_does_not_keep_the_others(server: Answers, library: Library) -> None:
    origins = {n: Origin((RemoteFile(f"{server.base}/{n}", f"{n}.csv"),), limits=LIMITS) for n in ("a", "b", "c")}
    server.say |= {"/a": reply(), "/b": reply(b"", status=503), "/c": reply()}
    outcomes = update_all(library, origins, ["a", "b", "c", "a"])
    assert [(o.name, o.what) for o in outcomes] == [("a", "installed"), ("b", "failed"), ("c", "installed")]
    assert isinstance(outcomes[1].error, sc.ListDownloadError)
    assert library.names() == ("a", "c")
    with pytest.raises(sc.ConfigError, match="no such list; there are: a, b, c"):
        update_all(library, origins, ["a", "ofca"])


# ---------------------------------------------------------------------------------------------------------- settings


def test_official_addresses_are_safe() -> None:
    assert {"un", "ofac", "eu", "uk", "canada", "switzerland"} <= OFFICIAL.keys()
    for known in OFFICIAL.values():
        assert known.files
        assert known.expectations.minimum_persons >= 100
        assert all(isinstance(file, RemoteFile) and file.url.startswith("https://") for file in known.files)


def test_settings_change_and_add_origins(tmp_path: Path) -> None:
    path = tmp_path / "lists.toml"
    path.write_text(
        """
        [lists.un]
        minimum_persons = 600
        max_age_hours = 48
        timeout = 5

        [[lists.un.canaries]]
        entry = "7"
        name = "Ivan Testov"
        birth_date = "1970"

        [lists.national]
        list_name = "national"
        lists = ["national"]
        files = [{ url = "https://lists.example/refused.csv", name = "refused.csv" }]
        """
    )
    origins = read_origins(path)
    un = origins["un"]
    assert un.files == OFFICIAL["un"].files
    assert (un.expectations.minimum_persons, un.use.max_age, un.limits.timeout) == (600, timedelta(hours=48), 5)
    assert un.expectations.canaries[0].traveller.birth_date == "1970"
    assert origins["national"].expectations.lists == {"national"}
    assert not origins["national"].has_terms
    assert read_origins(None) == OFFICIAL


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("x", "is not TOML"),
        ("minimum = 3", "holds tables"),
        ("lists = 3", "holds tables"),
        ("[lists]\nun = 3", "holds tables"),
        ("[lists.un]\nminimun = 3", "unknown setting"),
        ("[lists.un]\nminimum = 'many'", "minimum: must be a whole number"),
        ("[lists.un]\ntimeout = -1", "timeout: must be a number above 0"),
        ("[lists.un]\nmax_age_hours = 0", "max_age: must be a time span above zero"),
        ("[lists.un]\nmax_age_hours = 'x'", "another type"),
        ("[lists.new]\nminimum = 3", "needs its files"),
        ("[lists.un]\nfiles = [{ url = 'https://x/y' }]", "another type"),
        ("[lists.un]\nfiles = [{ path = 'y', url = 'https://x/y' }]", "another type"),
        ("[lists.new]\nmapping = 'm.toml'\nowner = 'B'", "a mapping needs the one file"),
        ("[lists.un]\nroles = 'border'", "roles: must be a collection of names"),
        ("[lists.un]\nthreshold = 2", "threshold: must be a number from 0 to 1"),
        ("[lists.un]\nowner = 3", "owner: must be text"),
        ("[lists.un]\nfiles = [{ url = 'https://x/y', name = '../y' }]", "without a folder"),
        ("[[lists.un.canaries]]\nname = 'x'", "needs the entry"),
        ("[[lists.un.canaries]]\nname = 'x'\nentry = '1'\nborn = '3'", "another type"),
        ("[[lists.un.canaries]]\nname = 'x'\nentry = '1'\nat_least = 2", "from 0 to 1"),
    ],
)
def test_settings_that_are_wrong(tmp_path: Path, text: str, match: str) -> None:
    (tmp_path / "lists.toml").write_text(text)
    with pytest.raises(sc.ConfigError, match=match):
        read_origins(tmp_path / "lists.toml")
    with pytest.raises(sc.ConfigError, match="cannot be read"):
        read_origins(tmp_path / "nothing.toml")


NETWORK = {
    "asyncio",
    "ftplib",
    "http",
    "imaplib",
    "poplib",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "urllib",
    "xmlrpc",
}


def test_no_other_module_can_open_a_connection() -> None:
    """Offline but for one module, which only the command that updates lists uses."""
    root = Path(sc.__file__).parent
    found = set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            if NETWORK.intersection(name.partition(".")[0] for name in names):
                found.add(path.relative_to(root).as_posix())
            if "screening.upkeep.update" in names:
                assert path.parent.name == "cli"
            if "screening.upkeep.download" in names:
                assert path.parent.name == "upkeep"
    assert found == {"upkeep/download.py"}
