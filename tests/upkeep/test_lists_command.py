"""``screening lists``: what is printed, what is refused, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import csv as arrow_csv
from pyarrow import parquet

import screening as sc
from screening.cli import main
from screening.upkeep.library import Library

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "lists"


@pytest.fixture
def run(root: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on the library; gives its exit code, its data and its messages."""

    def command(*arguments: object, library: bool = True) -> tuple[int, str, str]:
        option = ["--library", str(root)] if library else []
        code = main(["lists", *map(str, arguments), *option])
        out, err = capfd.readouterr()
        return code, out, err

    return command


def csv(folder: Path, count: int, *, first: int = 0) -> Path:
    path = folder / "red.csv"
    rows = [f"P{n},Person{chr(97 + n % 26)} Testov" for n in range(first, first + count)]
    path.write_text("\n".join(["id,name", *rows, ""]), encoding="utf-8")
    return path


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A folder that is served, and settings that name its files."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    folder = tmp_path / "site"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        base = f"http://127.0.0.1:{http.server_address[1]}"
        settings = tmp_path / "lists.toml"
        settings.write_text(
            "".join(
                f'[lists.{n}]\nlist_name = "{n}"\nfiles = [{{ url = "{base}/{n}.csv", name = "{n}.csv" }}]\n'
                for n in ("red", "blue")
            )
        )
        yield folder, settings
        http.shutdown()
        thread.join()


def test_an_update_and_what_it_says(site: tuple[Path, Path], run: Run) -> None:
    folder, settings = site
    csv(folder, 20)
    code, out, err = run("update", "red", "--settings", settings)
    assert (code, out, err) == (0, "red: installed, version 1 in force, 20 entries, 20 names\n", "")
    assert run("update", "--all", "--settings", settings)[:2] == (
        0,
        "red: unchanged, version 1 in force, 20 entries, 20 names\n",
    )
    later = csv(folder, 12)
    os.utime(later, (2e9, 2e9))  # the server's times are whole seconds
    code, out, err = run("update", "red", "blue", "--settings", settings)
    assert code == 4
    assert out.splitlines() == [
        "red: failed, version 1 in force, 20 entries, 20 names",
        "blue: failed, nothing in force",
    ]
    assert "12 entries where there were 20" in err
    assert "the server answers with status 404" in err
    code, out, _ = run("update", "red", "--settings", settings, "--override", "taken off, letter of 3 May")
    assert (code, out) == (0, "red: installed, version 2 in force, 12 entries, 12 names\n")


@pytest.mark.parametrize("arguments", [["update"], ["update", "ofca"], ["update", "un", "--all"], ["update", "--all"]])
def test_an_update_of_nothing_is_refused(run: Run, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert re.search(r"there are:? canada, eu, ofac, switzerland, uk, un", err)


def test_compile_to_a_file_or_into_the_library(tmp_path: Path, run: Run, root: Path) -> None:
    code, out, _ = run("compile", csv(tmp_path, 20), "--output", tmp_path / "out", library=False)
    assert code == 0
    assert "20 read = 20 loaded + 0 rejected" in out
    assert len(sc.Watchlist.open(tmp_path / "out")) == 20
    code, out, _ = run("compile", csv(tmp_path, 20), "--install", "red", "--list-name", "national")
    assert code == 0
    assert "red: version 1 in force, 20 entries" in out
    assert "list national, format" in out
    assert len(Library(root).open("red")) == 20
    code, out, err = run("compile", csv(tmp_path, 10), "--install", "red", "--list-name", "national")
    assert (code, out) == (2, "")
    assert "10 entries where there were 20" in err
    for wrong in ([], ["--output", "x", "--install", "red"]):
        assert run("compile", csv(tmp_path, 20), *wrong)[0] == 2
    assert run("compile", csv(tmp_path, 20), "--install", "red", library=False)[0] == 2


def test_show_says_what_is_in_force_and_how_old(tmp_path: Path, run: Run, root: Path) -> None:
    code, out, err = run("show")
    assert (code, out, err) == (0, "", "screening: no list is in force\n")
    run("compile", csv(tmp_path, 20), "--install", "red", "--list-name", "red")
    run("compile", csv(tmp_path, 21), "--install", "red", "--list-name", "red")
    code, out, err = run("show")
    assert (code, err) == (0, "")
    assert re.fullmatch(r"red: version 2, 21 entries, 21 names; red of unknown date; newest as of \S+\n", out)
    code, out, _ = run("show", "red")
    begins = [line.split()[0] for line in out.splitlines()]
    assert begins[:8] == ["red:", "red.csv:", "rows", "entries", "names", "scripts", "version", "version"]
    assert [line.split()[1] for line in out.splitlines()[8:]] == ["install", "install"]
    assert json.loads(run("show", "--json")[1])["version"] == 2
    assert run("show", "rad")[0] == 2
    then = (datetime.now(UTC) - timedelta(days=5)).timestamp()
    old = Library(root, clock=partial(float, then))
    old.install("blue", [csv(tmp_path, 20)], list_name="blue")
    code, out, err = run("show")
    assert code == 4
    assert out.splitlines()[0].endswith("STALE")
    assert err == "screening: blue is stale: update it\n"
    settings = tmp_path / "lists.toml"
    settings.write_text(
        '[lists.blue]\nmax_age_hours = 200\nfiles = [{ url = "https://x.example/b.csv", name = "b.csv" }]\n'
    )
    assert run("show", "--settings", settings)[0] == 0


def test_lint_and_forecast(tmp_path: Path, run: Run) -> None:
    source = tmp_path / "red.csv"
    source.write_text("id,name,birth_date\n1,Mohammed,\n2,Anna Eriksson,1974-08-12\n3,Eriksson Anna,1974-08-12\n")
    run("compile", source, "--install", "red", "--list-name", "red")
    code, out, err = run("lint", "--today", "2026-06-01")
    assert code == 0
    assert out.splitlines()[:2] == ["red 1  no_birth_date", "red 1  common_single_name"]
    assert re.fullmatch(r"red 2  duplicate as red 3, 0\.9\d\d|red 2  duplicate as red 3, 1\.000", out.splitlines()[2])
    assert err == "screening: 3 findings\n"
    names = pa.table({"name": ["Mohammed"] * 10 + ["Bela Bartok"] * 990})
    parquet.write_table(names, tmp_path / "sample.parquet")
    arrow_csv.write_csv(names, tmp_path / "sample.csv")
    for name in ("sample.parquet", "sample.csv"):
        code, out, _ = run("lint", "red", "--travellers", tmp_path / name)
        assert code == 0
        assert "red 1  stops 1,000 of 100,000 travellers, at most 1," in out
    rows = [json.loads(line) for line in run("lint", "--json", "--travellers", tmp_path / "sample.csv")[1].splitlines()]
    assert rows[-1]["stopped"] == 10
    (tmp_path / "bad.parquet").write_bytes(b"x")
    for wrong in (
        ["rad"],
        ["--today", "soon"],
        ["--travellers", tmp_path / "bad.parquet"],
        ["--travellers", tmp_path / "none.csv"],
    ):
        code, out, err = run("lint", *wrong)
        assert code == 2
        assert err.startswith("screening: ")


def test_diff_between_versions_and_files(tmp_path: Path, run: Run, root: Path) -> None:
    run("compile", csv(tmp_path, 20), "--install", "red", "--list-name", "red")
    code, out, err = run("diff", "red")
    assert (code, out) == (2, "")
    assert "no earlier version" in err
    run("compile", csv(tmp_path, 21, first=1), "--install", "red", "--list-name", "red")
    code, out, _ = run("diff", "red", "--output", tmp_path / "delta.arrows")
    assert code == 0
    assert out.splitlines() == ["+ red P20", "+ red P21", "- red P0", "2 added, 1 removed, 0 changed"]
    with pa.OSFile(str(tmp_path / "delta.arrows")) as file, pa.ipc.open_stream(file) as reader:
        changes = reader.read_all()
    assert changes.column("change").to_pylist() == ["added", "added", "removed"]
    assert run("diff", "red", "--from", 2, "--to", 1)[1].splitlines()[-1] == "1 added, 2 removed, 0 changed"
    files = [version.path for version in Library(root).versions("red")]
    assert run("diff", *files, library=True)[1] == out
    assert [json.loads(line)["change"] for line in run("diff", "red", "--json")[1].splitlines()] == [
        "added",
        "added",
        "removed",
    ]
    assert run("diff", *files, "--from", 1)[0] == 2
    assert run("diff", "red", "--from", 9)[0] == 2
    assert run("diff", "rad")[0] == 2


def test_verify_finds_damage(tmp_path: Path, run: Run, root: Path) -> None:
    assert run("verify")[0] == 2
    for name in ("blue", "red"):
        run("compile", csv(tmp_path, 20), "--install", name, "--list-name", name)
    code, out, err = run("verify")
    assert (code, err) == (0, "")
    assert [line.split(",")[0] for line in out.splitlines()] == ["blue: version 1 is whole", "red: version 1 is whole"]
    path = Library(root).current("blue").path
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])
    code, out, err = run("verify")
    assert code == 1
    assert out.startswith("red: version 1 is whole")
    assert err.startswith("screening: blue: ")


def test_rollback(tmp_path: Path, run: Run) -> None:
    for count in (20, 21):
        run("compile", csv(tmp_path, count), "--install", "red", "--list-name", "red")
    assert run("rollback", "red")[0] == 2
    code, out, _ = run("rollback", "red", "--reason", "wrong column")
    assert (code, out) == (0, "red: version 1 in force, 20 entries, 20 names\n")
    assert run("rollback", "red", "--reason", "again")[0] == 2
    assert '"reason": "wrong column"' in run("show", "red")[1]


def test_what_a_list_says_does_not_steer_the_terminal(tmp_path: Path, run: Run) -> None:
    source = tmp_path / "red.csv"
    source.write_text("id,name\nA\x1b[31m,Mohammed\n", encoding="utf-8")
    run("compile", source, "--install", "red", "--list-name", "red\x1b[2J\u202e")
    for arguments in (["show"], ["show", "red"], ["show", "--json"], ["lint"], ["verify"]):
        code, out, err = run(*arguments)
        assert code == 0
        assert "\x1b" not in out + err
        assert "\u202e" not in out + err
