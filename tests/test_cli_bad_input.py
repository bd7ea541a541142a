"""Whatever goes wrong: one or two lines, the right exit code, nothing personal, and earlier output as it was."""

from __future__ import annotations

import hashlib
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import screening as sc
from screening.cli import _app, main
from screening.jobs import MANIFEST, part_paths

CANARY = "ZZQXCANARY"

Fails = Callable[..., str]


@pytest.fixture(scope="module")
def watchlist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("list") / "people.csv"
    source.write_text("id,name\n1,Anna Maria Eriksson\n", encoding="utf-8")
    sc.compile_watchlist([source], source.with_suffix(".watchlist"))
    return source.with_suffix(".watchlist")


def decent(err: str) -> None:
    """One or two lines for a person, with nothing of the input in them."""
    lines = err.splitlines()
    assert 1 <= len(lines) <= 2, err
    assert lines[0].startswith("screening: ")
    assert all(line.startswith("  ") for line in lines[1:])
    assert "Traceback" not in err
    assert CANARY not in err


@pytest.fixture
def fails(capfd: pytest.CaptureFixture[str]) -> Fails:
    """Runs a command that cannot be done; gives what it says."""

    def command(*arguments: object, code: int = 2) -> str:
        assert main([str(argument) for argument in arguments]) == code
        out, err = capfd.readouterr()
        assert out == ""
        decent(err)
        return err

    return command


@pytest.fixture
def travellers(tmp_path: Path) -> Path:
    path = tmp_path / "travellers.csv"
    path.write_text("name\n" + "Anna Eriksson\nBela Bartok\n" * 10)
    return path


def start(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "screening", *map(str, arguments)]
    return subprocess.Popen(command, **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options})  # type: ignore[call-overload]


# -------------------------------------------------------------------------------------------------------------- usage


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([CANARY], "no such command; there are audit, batch, demo, doctor, explain, "),
        (["screen", "-w", "x", "--name", "x", CANARY], "too many arguments: quote a value that holds a blank"),
        (["screen", f"--{CANARY}"], "no such option"),
        (["screen", "--surnam", CANARY], "no such option --surnam; did you mean --"),
        (["screen", "--name"], "option --name needs a value"),
        (["screen", "--name", CANARY, "--threshold", CANARY], "option --threshold must be a number from 0 to 1"),
        (["screen", "--name", CANARY, "--threshold", "2"], "option --threshold must be a number from 0 to 1"),
        (["screen", "--name", CANARY, "--max-hits", "0"], "option --max-hits must be a whole number from 1"),
        (["screen", "--name", CANARY, "-f", CANARY], "option --format must be one of table, json, jsonl, csv, arrow"),
        (["screen", "--mrz", CANARY], "option --mrz cannot be used"),
        (["batch", CANARY], "missing argument OUT"),
        (["demo", "--list", "x"], "missing option --manifest"),
        (["audit", CANARY], "no such command; there are replay, verify"),
        (["screen", "--name", CANARY, "--surname", CANARY, "-w", "{watchlist}"], "field name: give either name, or"),
        (["screen", "--name", CANARY, "--mrz", "-", "-w", "{watchlist}"], "give either the fields or a machine-"),
        (["batch", "a", "b", "--column", CANARY, "-w", "{watchlist}"], "option --column must be FIELD=NAME"),
        (["batch", "a", "b", "--column", f"{CANARY}=x", "-w", "{watchlist}"], "columns: unknown field; known: "),
        (["batch", "a", "b", "--encoding", CANARY, "-w", "{watchlist}"], "encoding: unknown encoding"),
        (["batch", "a", "b", "--delimiter", CANARY, "-w", "{watchlist}"], "delimiter: must be one character"),
        (["audit", "verify", "{watchlist}", "--anchor", CANARY], "anchor: must be a line number"),
    ],
)
def test_wrong_usage(watchlist: Path, fails: Fails, arguments: list[str], said: str) -> None:
    err = fails(*(argument.format(watchlist=watchlist) for argument in arguments))
    assert err.startswith(f"screening: {said}")


def test_a_watchlist_is_needed(fails: Fails, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCREENING_WATCHLIST", raising=False)
    assert "missing option --watchlist" in fails("screen", "--name", CANARY)


# ------------------------------------------------------------------------------------------------------------- input


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "in.csv: the file is empty"),
        (b"name\n", "no traveller in it"),
        (f"{CANARY},x\n".encode(), "column 1: no known field: map it"),
        (f"sex\n{CANARY}\n".encode(), "header: one of name, surname, mrz and document_number is needed"),
        (b"PAR1" + CANARY.encode(), "in.csv: the file is damaged, or not of this format"),
        (b"ARROW1\0\0" + CANARY.encode(), "in.csv: the file is damaged, or not of this format"),
        (b"PK\3\4" + CANARY.encode(), "in.csv: a compressed file or a workbook: unpack it, or save it as CSV"),
        (f'{{"{CANARY}": "x"}}\n'.encode(), "line 1: a field is not known: map it"),
    ],
)
def test_input_that_cannot_be_used(watchlist: Path, tmp_path: Path, fails: Fails, content: bytes, said: str) -> None:
    (tmp_path / "in.csv").write_bytes(content)
    assert said in fails("batch", tmp_path / "in.csv", tmp_path / "out", "-w", watchlist)
    assert said in fails("batch", tmp_path / "in.csv", tmp_path / "out", "-w", watchlist) or content == b"name\n"


@pytest.mark.parametrize("what", ["missing", "folder"])
def test_input_that_cannot_be_opened(watchlist: Path, tmp_path: Path, fails: Fails, what: str) -> None:
    (tmp_path / "folder").mkdir()
    assert re.search(rf"{what}: .+\n  .+", fails("batch", tmp_path / what, tmp_path / "out", "-w", watchlist))
    assert re.search(rf"{what}: .+\n  .+", fails("audit", "verify", tmp_path / what))
    rule = {"missing": "the watchlist cannot be read: ", "folder": "no list is in force in this folder"}[what]
    assert f"{what}: {rule}" in fails("screen", "--name", CANARY, "-w", tmp_path / what)
    assert not (tmp_path / "out").exists()


def test_mixed_encodings_are_told_by_line(watchlist: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.csv").write_bytes("name\nJürgen\n".encode() + f"{CANARY} J\xfcrgen\n".encode("cp1252"))
    assert main(["batch", str(tmp_path / "in.csv"), str(tmp_path / "out"), "-w", str(watchlist)]) == 3
    err = capfd.readouterr().err
    decent(err)
    assert "in.csv: 1 x not utf-8 (line 3)" in err


@pytest.mark.parametrize("zone", [b"\n", b"\xff\xfe" + CANARY.encode(), CANARY.encode() * 5000])
def test_a_zone_that_cannot_be_read(watchlist: Path, zone: bytes) -> None:
    process = start("screen", "-w", watchlist, stdin=subprocess.PIPE)
    out, err = process.communicate(zone, timeout=60)
    assert (process.returncode, out) == (2, b"")
    decent(err.decode())


# ------------------------------------------------------------------------------------------------------------- output


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_output_that_exists_is_left_as_it_is(watchlist: Path, travellers: Path, tmp_path: Path, fails: Fails) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report").write_text("mine")
    assert "out: the output exists" in fails("batch", travellers, tmp_path / "out", "-w", watchlist)
    assert contents(tmp_path / "out") == {"report": b"mine"}


def test_output_of_another_job_is_left_as_it_is(
    watchlist: Path, travellers: Path, tmp_path: Path, fails: Fails, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["batch", str(travellers), str(tmp_path / "out"), "-w", str(watchlist)]) == 1
    capfd.readouterr()
    before = contents(tmp_path / "out")
    err = fails("batch", travellers, tmp_path / "out", "-w", watchlist, "-f", "csv", "-t", "0.9")
    assert "out: the output exists, of another job (other config, format): choose another folder" in err
    assert contents(tmp_path / "out") == before


def test_output_that_cannot_be_made(watchlist: Path, travellers: Path, tmp_path: Path, fails: Fails) -> None:
    assert "nowhere/out: No such file or directory\n  check the name" in fails(
        "batch", travellers, tmp_path / "nowhere" / "out", "-w", watchlist
    )
    assert "travellers.csv" in fails("batch", travellers, travellers, "-w", watchlist)
    assert "travellers.csv" in fails("batch", travellers, travellers / "out", "-w", watchlist)


@contextmanager
def common_user() -> Iterator[None]:
    """Who may do everything is for a while a user who may not."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_no_permission(watchlist: Path, fails: Fails, capfd: pytest.CaptureFixture[str]) -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to everybody else
        folder = Path(name)
        folder.chmod(0o755)
        source, listed = folder / "in.csv", folder / "people.watchlist"
        source.write_text("name\nBela Bartok\n")
        listed.write_bytes(watchlist.read_bytes())
        (folder / "closed").mkdir(mode=0o555)
        assert main(["batch", str(source), str(folder / "out"), "-w", str(listed), "-q"]) == 0  # loads all modules
        capfd.readouterr()
        with common_user():
            err = fails("batch", source, folder / "closed" / "out", "-w", listed)
            assert err.endswith("out: Permission denied\n  check the permissions of the file and of its folder\n")
        for closed in (source, listed):
            closed.chmod(0)
            with common_user():
                assert "Permission denied" in fails("batch", source, folder / "closed" / "out", "-w", listed)
            closed.chmod(0o644)


@pytest.mark.skipif(not os.path.ismount("/sys"), reason="no file system that refuses")
def test_a_place_where_nobody_may_write(watchlist: Path, travellers: Path, fails: Fails) -> None:
    err = fails("batch", travellers, "/sys/screening-out", "-w", watchlist)
    assert re.search(r"/sys/screening-out: .+\n  (check the permissions|choose a place|check the name)", err)


@contextmanager
def no_room() -> Iterator[None]:
    """No file can grow over 32 KiB."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 15, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("format", ["parquet", "arrow", "csv", "jsonl"])
def test_a_disk_that_is_full(
    watchlist: Path, tmp_path: Path, fails: Fails, capfd: pytest.CaptureFixture[str], format: str
) -> None:
    """The job stops with what is finished, and goes on when there is room."""
    source = tmp_path / "in.csv"
    references = [hashlib.shake_256(bytes([n])).hexdigest(512) for n in range(100)]
    source.write_text("traveller_id,name\n" + "1,Anna Eriksson\n" * 100 + "".join(f"{r},Bela\n" for r in references))
    arguments = ["batch", source, tmp_path / "out", "-w", watchlist, "-f", format, "--part-rows", 100, "-q"]
    whole = ["batch", source, tmp_path / "whole", *arguments[3:]]
    assert main([str(argument) for argument in whole]) == 1
    capfd.readouterr()
    with no_room():
        assert "\n  " in fails(*arguments), "what to do is told"
    (first,) = part_paths(tmp_path / "out")
    assert set(contents(tmp_path / "out")) == {MANIFEST, first.name}
    assert main([str(argument) for argument in arguments]) == 1
    assert [path.read_bytes() for path in part_paths(tmp_path / "out")] == [
        path.read_bytes() for path in part_paths(tmp_path / "whole")
    ]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
@pytest.mark.parametrize("format", ["table", "jsonl", "arrow"])
def test_standard_output_that_is_full(watchlist: Path, format: str) -> None:
    with Path("/dev/full").open("wb") as full:
        process = start("screen", "--name", "Anna Eriksson", "-w", watchlist, "-f", format, stdout=full)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    decent(err.decode())


@pytest.mark.parametrize("format", ["table", "jsonl", "arrow"])
def test_a_reader_that_went_away(watchlist: Path, format: str) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as pipe:
        process = start("screen", "--name", "Anna Eriksson", "-w", watchlist, "-f", format, stdout=pipe)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (141, b"")


def test_a_trail_that_cannot_be_written_is_no_answer(watchlist: Path, tmp_path: Path, fails: Fails) -> None:
    (tmp_path / "key").write_text("0123456789abcdef")
    (tmp_path / "trail").mkdir()
    audit = ["--audit", tmp_path / "trail", "--audit-key-file", tmp_path / "key", "--case", "c"]
    fails("screen", "--name", "Anna Eriksson", "-w", watchlist, *audit)
    (tmp_path / "key").write_text("short")
    assert "key: must be at least 16 bytes" in fails("screen", "--name", CANARY, "-w", watchlist, *audit)


# ------------------------------------------------------------------------------------------------------ stopped, broken


def test_ctrl_c_leaves_a_job_that_goes_on(watchlist: Path, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("name\n" + f"Bela {CANARY}\nAnna Eriksson\n" * 20_000)
    arguments = ["batch", source, tmp_path / "out", "-w", watchlist, "--part-rows", 100, "-f", "jsonl"]
    process = start(*arguments)
    while not (tmp_path / "out" / "part-00003.jsonl").exists():
        assert process.poll() is None
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    decent(err.decode())
    assert err == b"screening: stopped\n  what was finished is whole; a batch goes on with the same command\n"
    finished = len(part_paths(tmp_path / "out"))
    assert 3 <= finished < 400
    there = {MANIFEST, *(f"part-{number:05}.jsonl" for number in range(finished))}
    # The signal may have come between the end of a part and its line in the manifest.
    assert set(contents(tmp_path / "out")) - {f"part-{finished:05}.jsonl"} == there


def test_an_error_of_the_program_itself_shows_no_value(
    watchlist: Path, fails: Fails, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr(_app.program, "main", broken)
    err = fails("screen", "--name", CANARY, "-w", watchlist, code=70)
    assert re.fullmatch(
        r"screening: an error of the program itself: RuntimeError in .+, line \d+; please report it\n", err
    )


def test_too_little_memory(fails: Fails, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(_app.program, "main", broken)
    assert "not enough memory" in fails("doctor")
