"""The command line: what comes out where, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.commands import Run

import screening as sc
from screening.audit import AuditTrail, verify_trail
from screening.cli._app import COMMANDS, program
from screening.jobs import part_paths

ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
ANNA = ["--name", "Anna Eriksson"]
ACTING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def watchlist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("list") / "people.csv"
    source.write_text(
        "id,name,birth_date\n1,Anna Maria Eriksson,1974-08-12\n2,Щербаков Юрий,\n3,Mohammed Ali,\n", encoding="utf-8"
    )
    sc.compile_watchlist([source], source.with_suffix(".watchlist"))
    return source.with_suffix(".watchlist")


def process(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "screening", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, **options)


def on_terminal(stream: str, *arguments: object, **environment: str) -> tuple[bytes, bytes]:
    """Runs a command with one of its outputs on a terminal; gives what is shown there, and the other output."""
    own = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "TERM", "COLUMNS"}}
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "screening", *map(str, arguments)]
    out, err = (slave if stream == name else subprocess.PIPE for name in ("stdout", "stderr"))
    shown = b""
    with subprocess.Popen(command, stdout=out, stderr=err, env={**own, **environment}) as running:
        os.close(slave)
        try:
            while piece := os.read(master, 1 << 16):
                shown += piece
        except OSError:  # the other end was closed
            pass
        finally:
            os.close(master)
        other = running.stdout if stream == "stderr" else running.stderr
        assert other is not None
        return shown, other.read()


# ------------------------------------------------------------------------------------------------------------ program


def test_the_version_is_told_at_once() -> None:
    seconds = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = process("--version")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        assert (done.returncode, done.stdout.decode()) == (0, f"screening {sc.__version__}\n")
    assert min(seconds) < 0.2  # of the processor: what the machine did besides is not ours


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from screening.cli import main; main(['--help']); main(['batch', '--help']);"
        "print([name for name in ('numpy', 'pyarrow', 'rich', 'socket') if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"
    assert "batch" in done.stdout


def test_every_command_and_option_has_help(run: Run) -> None:
    context = click.Context(program)

    def look(command: click.Command) -> list[str]:
        bare = [] if command.help else [str(command.name)]
        bare += [
            f"{command.name} {option.name}"
            for option in command.params
            if isinstance(option, click.Option) and not option.help
        ]
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                child = command.get_command(context, name)
                assert child is not None
                bare += look(child)
        return bare

    assert look(program) == []
    code, out, _ = run("--help")
    assert code == 0
    assert {"audit", "batch", "demo", "doctor", "explain", "screen"} <= set(
        re.findall(r"^  ([a-z]+) ", out, re.MULTILINE)
    )


def test_without_arguments_the_help_is_shown(run: Run) -> None:
    code, out, err = run()
    assert (code, out) == (2, "")
    assert err.startswith("Usage: screening")


def test_without_click_one_line_says_what_to_install() -> None:
    code = "import sys; sys.modules['click'] = None; from screening.cli import main; sys.exit(main(['demo']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "screening: the command line needs more packages: pip install 'screening[cli]'\n"


def test_commands_that_are_not_there_are_not_shown(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setitem(COMMANDS, "later", "nowhere:later")
    code, out, _ = run("--help")
    assert (code, "later" in out) == (0, False)
    code, _, err = run("later")
    assert (code, "no such command; there are audit, batch, " in err) == (2, True)


def test_the_shell_completes() -> None:
    def completions(words: str) -> str:
        environment = {"_SCREENING_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": "1"}
        environment["COMP_CWORD"] = str(len(words.split(" ")) - 1)
        return process(env={**os.environ, **environment}).stdout.decode()

    assert completions("screening ba").splitlines() == ["plain,batch"]
    assert "plain,--part-rows" in completions("screening batch --part")
    source = process(env={**os.environ, "_SCREENING_COMPLETE": "zsh_source"})
    assert (source.returncode, b"compdef" in source.stdout) == (0, True)


# ------------------------------------------------------------------------------------------------------------- screen


def test_a_hit_is_told_with_its_evidence(watchlist: Path, run: Run) -> None:
    code, out, err = run("screen", "-w", watchlist, *ANNA, "--birth-date", "1974-08-12", "--id", "x-7", "-f", "json")
    assert (code, err) == (1, "")
    (row,) = json.loads(out)
    screener = sc.Screener(sc.Watchlist.open(watchlist))
    (hit,) = screener.screen(sc.Traveller(name="Anna Eriksson", birth_date="1974-08-12")).hits
    assert (row["traveller_id"], row["entry_id"], row["score"], row["band"]) == ("x-7", "1", hit.score, "strong")
    assert row["birth_date"] == "equal"


def test_every_format_says_the_same(watchlist: Path, run: Run) -> None:
    def said(format: str) -> str:
        return run("screen", "-w", watchlist, *ANNA, "--format", format)[1]

    rows = json.loads(said("json"))
    assert [json.loads(line) for line in said("jsonl").splitlines()] == rows
    (line,) = csv.DictReader(io.StringIO(said("csv")))
    assert float(line["score"]) == rows[0]["score"]
    status, heads, _, values = (re.split(r"  +", line.strip()) for line in said("table").splitlines())
    assert status == ["hits"]
    assert heads == [
        "score",
        "band",
        "list",
        "entry id",
        "matched name",
        "birth date",
        "sex",
        "nationality",
        "document",
    ]
    assert {"1", f"{rows[0]['score']:.3f}", "Anna Maria Eriksson"} <= set(values)
    assert all(line == line.rstrip() for line in said("table").splitlines()), "blanks at the end tell a program nothing"
    data = process("screen", "-w", watchlist, *ANNA, "--format", "arrow").stdout
    assert pa.ipc.open_stream(data).read_all().to_pylist() == rows


@pytest.mark.parametrize(
    ("fields", "code", "status"),
    [
        (["--name", "Bela Bartok"], 0, "no_hits"),
        (ANNA, 1, "hits"),
        (["--name", "???"], 3, "unscreenable"),
        (["--name", "Bela Bartok", "--birth-date", "x"], 3, "no_hits"),
        ([*ANNA, "--nationality", "Atlantis"], 3, "hits"),
    ],
)
def test_exit_codes(watchlist: Path, run: Run, fields: list[str], code: int, status: str) -> None:
    found, out, _ = run("screen", "-w", watchlist, *fields, "-f", "jsonl")
    row = json.loads(out.splitlines()[0])
    assert (found, row["status"]) == (code, status)
    shown = run("screen", "-w", watchlist, *fields)[1].splitlines()[0]
    assert shown == ", but ".join([status.replace("_", " "), *filter(None, [", ".join(row["degraded"])])])


def test_a_list_of_unknown_age_is_stale_when_an_age_is_demanded(watchlist: Path, fixtures: Path, run: Run) -> None:
    code, out, err = run("screen", "-w", watchlist, *ANNA, "--max-age", 30, "-f", "jsonl")
    assert (code, json.loads(out)["entry_id"]) == (4, "1")
    assert err == "screening: list people is of unknown age, at most 30 were asked for: update it\n"
    dated = watchlist.with_name("un.watchlist")
    sc.compile_watchlist([fixtures / "un_sample.xml"], dated)
    assert run("screen", "-w", dated, "--name", "Zoe Zeta", "--max-age", 100_000)[0] == 0
    code, _, err = run("screen", "-w", dated, "--name", "Zoe Zeta", "--max-age", 0)
    assert (code, bool(re.search(r"list un is [\d,]+ days old, at most 0 were asked for", err))) == (4, True)


def test_a_zone_comes_from_standard_input(watchlist: Path) -> None:
    for arguments in ([], ["--mrz", "-"]):
        done = process("screen", "-w", watchlist, *arguments, "-f", "jsonl", input=ZONE.encode())
        row = json.loads(done.stdout)
        assert (done.returncode, done.stderr, row["entry_id"], row["birth_date"]) == (1, b"", "1", "equal")


def test_why_goes_to_standard_error(watchlist: Path, run: Run) -> None:
    code, out, err = run("screen", "-w", watchlist, *ANNA, "--explain", "-f", "jsonl")
    assert (code, len(out.splitlines())) == (1, 1)
    assert err.startswith("score 0.")


def test_a_dry_run_screens_nobody(watchlist: Path, run: Run) -> None:
    code, out, err = run("screen", "-w", watchlist, *ANNA, "--dry-run")
    assert (code, out, err) == (
        0,
        "",
        "screening: the list can be used and the traveller can be read; nobody was screened\n",
    )


def test_the_watchlist_may_come_from_the_environment(watchlist: Path) -> None:
    done = process("screen", *ANNA, "-f", "jsonl", env={**os.environ, "SCREENING_WATCHLIST": str(watchlist)})
    assert done.returncode == 1


def test_a_case_is_recorded(watchlist: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("0123456789abcdef\n")
    audit = ["--audit", tmp_path / "trail", "--audit-key-file", tmp_path / "key", "--case"]
    assert run("screen", "-w", watchlist, *ANNA, *audit, "c-1")[0] == 1
    (line,) = map(json.loads, (tmp_path / "trail").read_text().splitlines())
    trail = AuditTrail(tmp_path / "trail", key=b"0123456789abcdef")
    assert trail.replay(line, sc.Traveller(name="Anna Eriksson"), sc.Screener(sc.Watchlist.open(watchlist)))
    code, _, err = run("screen", "-w", watchlist, *ANNA, "--audit", tmp_path / "trail")
    assert (code, "options --audit, --audit-key-file and --case go together" in err) == (2, True)
    code, _, err = run("screen", "-w", watchlist, *ANNA, *audit, "Anna Eriksson")
    assert (code, "option --case: must be letters" in err, "Anna" in err) == (2, True, False)


# ------------------------------------------------------------------------------------------------ other small commands


def test_two_names_are_explained(run: Run) -> None:
    code, out, err = run("explain", "Мухаммад Али", "Mohamed Aly")
    assert (code, err) == (0, "")
    assert out == f"{sc.compare_names('Мухаммад Али', 'Mohamed Aly').explain()}\n"


def test_hits_are_explained(watchlist: Path, run: Run) -> None:
    code, out, err = run("explain", "-w", watchlist, *ANNA, "--birth-date", "1974-08-12")
    assert (code, err) == (1, "")
    assert "birth date  the same day" in out
    assert run("explain", "-w", watchlist, *ANNA, "--birth-date", "1974-08-12", "--entry", "1") == (1, out, "")
    assert run("explain", "-w", watchlist, *ANNA, "--entry", "2") == (
        0,
        "",
        "screening: no hit on this entry at this threshold\n",
    )


@pytest.mark.parametrize("arguments", [[], ["Anna"], ["Anna", "Anne", "Annie"], ["Anna", "Anne", "--sex", "F"], ANNA])
def test_explain_says_what_it_needs(arguments: list[str], run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCREENING_WATCHLIST", raising=False)
    code, out, err = run("explain", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("screening: give two names, or the fields of a traveller and a watchlist\n")


def test_the_doctor_looks_at_everything(watchlist: Path, run: Run, tmp_path: Path) -> None:
    code, out, err = run("doctor", "-f", "json")
    facts = json.loads(out)
    assert (code, err, facts["screening"], facts["pyarrow"]) == (0, "", sc.__version__, pa.__version__)
    assert facts["self-test"].startswith("12 pairs of names found")
    code, out, err = run("doctor", "-w", watchlist, "--max-age", 5)
    assert (code, "whole, 3 entries" in out, "list people is of unknown age" in err) == (4, True, True)
    (tmp_path / "bad.watchlist").write_bytes(watchlist.read_bytes()[:-1])
    code, out, err = run("doctor", "-w", tmp_path / "bad.watchlist")
    assert (code, err.startswith("screening: WRONG: bad.watchlist: not a compiled watchlist")) == (1, True)


def test_a_self_test_that_fails_is_told(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    from screening import selftest

    monkeypatch.setattr(selftest, "_DIFFERENT", (("Anna Eriksson", "Anna Ericsson"),))
    assert selftest.run_self_test() == ["pair 12: found"]
    code, _, err = run("doctor")
    assert (code, err) == (1, "screening: WRONG: pair 12: found\n")


def test_a_trail_is_verified(run: Run, tmp_path: Path) -> None:
    trail = AuditTrail(tmp_path / "trail", key=b"0123456789abcdef")
    anchors = [trail.note("job", f"n-{number}", {"rows": number}) for number in range(3)]
    (tmp_path / "key").write_text("0123456789abcdef\n")
    code, out, err = run("audit", "verify", tmp_path / "trail", "--key-file", tmp_path / "key")
    assert (code, out) == (0, f"{anchors[-1]}\n")
    assert err == "screening: trail: 3 lines, 0 cases\nscreening: trail is whole\n"
    code, out, err = run("audit", "verify", tmp_path / "trail")
    assert (code, "without the key a forged chain is not noticed" in err) == (0, True)
    lines = (tmp_path / "trail").read_text().splitlines(keepends=True)
    (tmp_path / "trail").write_text("".join(lines[:2]))
    assert verify_trail(tmp_path / "trail").is_whole
    code, out, err = run("audit", "verify", tmp_path / "trail", "--anchor", anchors[-1])
    assert (code, out) == (1, "")
    assert "trail, line 3: the anchor's line is not there" in err
    assert "BROKEN" in err


# -------------------------------------------------------------------------------------------------------------- batch


@pytest.fixture
def travellers(tmp_path: Path) -> Path:
    path = tmp_path / "travellers.csv"
    path.write_text("Nr,Name\n1,Anna Eriksson\n2,Bela Bartok\n3,Yuri Shcherbakov\n", encoding="utf-8")
    return path


COLUMNS = ["--column", "traveller_id=Nr"]


def test_a_batch_is_screened(watchlist: Path, travellers: Path, tmp_path: Path, run: Run) -> None:
    out = tmp_path / "out"
    code, said, err = run("batch", travellers, out, "-w", watchlist, *COLUMNS, "--summary", "json")
    assert (code, err) == (1, "")
    done = json.loads(said)
    assert (done["rows"], done["statuses"]) == (3, {"hits": 2, "no_hits": 1})
    rows = pa.concat_tables(parquet.read_table(path) for path in part_paths(out)).to_pylist()
    assert [(row["traveller_id"], row["entry_id"]) for row in rows] == [("1", "1"), ("2", None), ("3", "2")]
    code, said, _ = run("batch", travellers, out, "-w", watchlist, *COLUMNS)
    assert code == 1
    assert re.search(r"^travellers +3 *$", said, re.MULTILINE)
    assert re.search(r"^hits on people, possible +\d *$", said, re.MULTILINE)


def test_progress_goes_to_standard_error(
    watchlist: Path, travellers: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from screening.cli import batch

    monkeypatch.setattr(batch, "_SECONDS_BETWEEN_LINES", 0.0)
    arguments = ["-w", watchlist, *COLUMNS, "--part-rows", 1, "--summary", "json"]
    code, said, err = run("batch", travellers, tmp_path / "out", *arguments)
    assert (code, json.loads(said)["rows"]) == (1, 3)
    line = r"screening: {} travellers, [\d,]+ a second(, \d+:\d\d left)?, {} with hits\n"
    assert re.fullmatch("".join(line.format(*counts) for counts in ((1, 1), (2, 1), (3, 2))), err)
    assert run("batch", travellers, tmp_path / "quiet", *arguments, "-q")[2] == ""


def test_a_person_sees_a_bar(watchlist: Path, travellers: Path, tmp_path: Path) -> None:
    command = ["batch", travellers, tmp_path / "out", "-w", watchlist, *COLUMNS, "--summary", "json"]
    shown, out = on_terminal("stderr", *command, TERM="xterm-256color", COLUMNS="120")
    assert "━".encode() in shown
    assert b"3 travellers, " in shown
    assert json.loads(out)["rows"] == 3


def test_columns_may_stand_in_a_file(watchlist: Path, travellers: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "columns.toml").write_text('ignore_others = true\n[columns]\nsurname = "Name"\n')
    mapping = ["--columns", tmp_path / "columns.toml", "--column", "traveller_id=Nr"]
    assert run("batch", travellers, tmp_path / "out", "-w", watchlist, *mapping, "-f", "csv")[0] == 1
    (part,) = part_paths(tmp_path / "out")
    assert part.read_text().splitlines()[1].startswith('0,"1","hits"')


def test_exit_codes_of_a_batch(watchlist: Path, tmp_path: Path, run: Run) -> None:
    def code(name: str, content: str, *options: object) -> int:
        (tmp_path / f"{name}.csv").write_text(content)
        return run("batch", tmp_path / f"{name}.csv", tmp_path / name, "-w", watchlist, *options)[0]

    assert code("nobody", "name\nBela Bartok\n") == 0
    assert code("hits", "name\nBela Bartok\nAnna Eriksson\n") == 1
    assert code("columns", "nom\nx\n") == 2
    assert code("bad", "name\nBela Bartok\nx,y\nAnna Eriksson\n") == 3
    assert code("stale", "name\nx,y\n", "--max-age", 1) == 4


def test_bad_rows_are_told_without_what_they_hold(watchlist: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "in.csv").write_text("name\nAnna Eriksson,ZZQXCANARY\n")
    code, out, err = run("batch", tmp_path / "in.csv", tmp_path / "out", "-w", watchlist)
    assert (code, err) == (3, "screening: in.csv: 1 x another number of cells than the header has (line 2)\n")
    assert "ZZQXCANARY" not in out
    code, _, err = run("batch", tmp_path / "in.csv", tmp_path / "dry", "-w", watchlist, "--dry-run")
    assert (code, err.splitlines()[-1]) == (3, "screening: 1 travellers in in.csv (csv) can be screened; nobody was")
    assert not (tmp_path / "dry").exists()


def test_a_job_is_recorded(watchlist: Path, travellers: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "key").write_text("0123456789abcdef")
    audit = ["--audit", tmp_path / "trail", "--audit-key-file", tmp_path / "key", "--case", "nightly/7"]
    assert run("batch", travellers, tmp_path / "out", "-w", watchlist, *COLUMNS, *audit)[0] == 1
    (line,) = map(json.loads, (tmp_path / "trail").read_text().splitlines())
    assert (line["kind"], line["case"], line["rows"], line["statuses"]) == (
        "job",
        "nightly/7",
        3,
        {"hits": 2, "no_hits": 1},
    )
    assert line["lists"] == [["people", sc.Watchlist.open(watchlist).digest]]


# ------------------------------------------------------------------------------------------------------- hostile names

HOSTILE = "ANNA \x1b]8;;http://example.org\x1b\\\u202eERIKSSON [bold red]:warning: \x9b31m"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("hostile") / "hostile.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        rows = [("id", "name"), ("=1+1", HOSTILE), ("@SUM(A1)", "=HYPERLINK(ANNA) ERIKSSON")]
        csv.writer(file).writerows(rows)
    sc.compile_watchlist([source], source.with_suffix(".watchlist"))
    return source.with_suffix(".watchlist")


@pytest.mark.parametrize("format", ["table", "json", "jsonl", "csv"])
def test_names_act_on_nothing(hostile: Path, run: Run, format: str) -> None:
    code, out, err = run(
        "screen", "-w", hostile, *ANNA, "-t", "0.3", "--name-floor", "0.3", "-f", format, "--explain", "--id", "-2+3"
    )
    assert code == 1
    assert not ACTING.search(out)
    assert not ACTING.search(err)
    if format == "csv":
        cells = [cell for row in csv.reader(io.StringIO(out)) for cell in row]
        assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in cells)
        assert "'=1+1" in cells
    elif format != "table":
        rows = json.loads(out) if format == "json" else [json.loads(line) for line in out.splitlines()]
        assert rows[0]["matched_name"] in {HOSTILE, "=HYPERLINK(ANNA) ERIKSSON"}
    else:
        assert "[bold red]:warning:" in out


@pytest.mark.parametrize("colour", [True, False])
def test_colours_are_for_terminals_that_want_them(watchlist: Path, colour: bool) -> None:  # noqa: FBT001
    environment = {"TERM": "xterm-256color", "COLUMNS": "300"} | ({} if colour else {"NO_COLOR": "1"})
    shown, _ = on_terminal("stdout", "screen", "-w", watchlist, *ANNA, **environment)
    assert b"Anna Maria Eriksson" in shown
    assert (b"\x1b[33mpossible" in shown) == colour
    assert b"\x1b" not in process("screen", "-w", watchlist, *ANNA, env={**os.environ, **environment}).stdout
