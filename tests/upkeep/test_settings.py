"""The settings of a library: lists that a mapping reads, files of this machine, and who may see which list."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.commands import Run

import screening as sc
from screening.upkeep.library import Library
from screening.upkeep.live import ListUse
from screening.upkeep.origins import LocalFile, library_origins, read_origins
from screening.upkeep.update import update, update_all

MAPPING = """
file = "refused.csv"
list = "national"
[columns]
id = "no"
surname = "family"
given_names = "first"
"""
SETTINGS = """
[lists.national]
files = [{ path = "incoming/refused.csv" }]
mapping = "national.toml"
minimum = 2
max_bytes = 1000
"""
PEOPLE = "no,family,first,also\n1,Eriksson,Anna,Annika Eriksson\n2,Bartok,Bela,\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A library with settings, a mapping, and the file that it reads; nothing is in force."""
    folder = tmp_path / "lists"
    (folder / "incoming").mkdir(parents=True)
    (folder / "incoming" / "refused.csv").write_text(PEOPLE, encoding="utf-8")
    (folder / "national.toml").write_text(MAPPING, encoding="utf-8")
    (folder / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    return folder


def names(root: Path) -> list[list[str]]:
    return [[n["name"] for n in e["names"]] for e in Library(root).open("national").entries.to_pylist()]


# ----------------------------------------------------------------------------------------------------------- mappings


def test_a_list_that_a_mapping_reads_is_updated(root: Path, run: Run) -> None:
    code, out, err = run("lists", "update", "national", "-l", root)
    assert (code, out, err) == (0, "national: installed, version 1 in force, 2 entries, 2 names\n", "")
    assert names(root) == [["Eriksson Anna"], ["Bartok Bela"]]
    assert run("lists", "update", "--all", "-l", root)[1].startswith("national: unchanged, version 1")
    source = root / "incoming" / "refused.csv"
    source.write_text(PEOPLE + "3,Ali,Mohammed,\n", encoding="utf-8")
    assert run("lists", "update", "--all", "-l", root)[1].startswith("national: installed, version 2")
    assert run("screen", "-w", root, "--name", "Mohammed Ali")[0] == 1


def test_another_mapping_reads_the_same_file_anew(root: Path) -> None:
    library, origin = Library(root), library_origins(root)["national"]
    update(library, "national", origin)
    (root / "national.toml").write_text(MAPPING + 'alias = "also"\n', encoding="utf-8")
    assert update(library, "national", origin).what == "installed"
    assert [len(all_names) for all_names in names(root)] == [2, 1]
    assert update(library, "national", origin).what == "unchanged"


def test_a_file_on_a_server_is_asked_for_again_when_its_mapping_changed(root: Path) -> None:
    """Though the server would say that it did not change."""
    tagged: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            tagged.append(self.headers.get("If-None-Match"))
            body = b"" if tagged[-1] else PEOPLE.encode()
            self.send_response(200 if body else 304)
            self.send_header("ETag", '"a1"')
            self.send_header("Content-Type", "text/csv")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        url = f"http://127.0.0.1:{http.server_address[1]}/refused"
        (root / "settings.toml").write_text(SETTINGS.replace('path = "incoming/', f'url = "{url}", name = "'))
        library, origin = Library(root), library_origins(root)["national"]
        said = [update(library, "national", origin).what for _ in range(2)]
        (root / "national.toml").write_text(MAPPING + 'alias = "also"\n', encoding="utf-8")
        said += [update(library, "national", origin).what for _ in range(2)]
        http.shutdown()
        thread.join()
    assert said == ["installed", "unchanged", "installed", "unchanged"]
    assert tagged == [None, '"a1"', None, '"a1"']


@pytest.mark.parametrize(
    ("break_it", "rule"),
    [
        (lambda root: (root / "national.toml").unlink(), "the mapping cannot be read"),
        (lambda root: (root / "national.toml").write_text("x"), "the mapping is not TOML"),
        (
            lambda root: (root / "national.toml").write_text(MAPPING.replace("refused", "other")),
            "other.csv: the source cannot be read: No such file",
        ),
        (lambda root: (root / "incoming" / "refused.csv").unlink(), "the file cannot be read: No such file"),
        (lambda root: (root / "incoming" / "refused.csv").write_text(""), "the file is empty"),
        (lambda root: (root / "incoming" / "refused.csv").write_text("x" * 1001), "more than 1,000 bytes"),
        (lambda root: (root / "incoming" / "refused.csv").write_text("no,family\n1,A\n2,B\n"), "given_names|first"),
        (lambda root: (root / "incoming" / "refused.csv").write_text(PEOPLE[:50]), "1 entries; at least 2"),
    ],
)
def test_what_cannot_be_read_leaves_the_last_good_list(
    root: Path, break_it: Callable[[Path], object], rule: str
) -> None:
    library, origins = Library(root), library_origins(root)
    update(library, "national", origins["national"])
    break_it(root)
    (outcome,) = update_all(library, origins, ["national"])
    assert outcome.what == "failed"
    assert outcome.version is not None
    assert outcome.version.sequence == 1
    with pytest.raises(sc.ScreeningError, match=rule):
        update(library, "national", origins["national"])
    assert library.audit("national")[-1].what == "refuse"


def test_a_path_stands_beside_the_settings(root: Path) -> None:
    (file,) = read_origins(root / "settings.toml")["national"].files
    assert file == LocalFile((root / "incoming" / "refused.csv").resolve())


# -------------------------------------------------------------------------------------------------- who may see a list

TERMS = """
[lists.partner]
owner = "B"
purpose = "entry"
roles = ["B", "joint"]
discreet_roles = ["b-office"]
threshold = 0.95
max_age_hours = 100
"""


@pytest.fixture
def shared_post(tmp_path: Path) -> Path:
    """A post with its own list and that of a partner, who shares it with those alone who act for him."""
    folder = tmp_path / "post"
    for name, person in (("own", "Anna Eriksson"), ("partner", "Bela Bartok")):
        source = tmp_path / f"{name}.csv"
        source.write_text(f"id,name\n{name}-1,{person}\n", encoding="utf-8")
        Library(folder).install(name, [source], list_name=name)
    (folder / "settings.toml").write_text(TERMS, encoding="utf-8")
    return folder


def test_a_command_shows_a_list_to_its_roles_alone(shared_post: Path, run: Run, tmp_path: Path) -> None:
    bela = ("--name", "Bela Bartok", "-w", shared_post)
    (tmp_path / "in.csv").write_text("name\nBela Bartok\n", encoding="utf-8")
    batch = ("batch", tmp_path / "in.csv", tmp_path / "out", "-w", shared_post, "-q")
    for command in (("screen", *bela), ("explain", *bela), batch):
        code, out, err = run(*command)
        assert (code, "partner" in out + err) == (0, False)
    for role in ("B", "joint"):
        code, out, _ = run("screen", *bela, "--visible-to", role, "-f", "jsonl")
        assert (code, json.loads(out)["entry_id"]) == (1, "partner-1")
    assert run("screen", *bela, "--visible-to", "b-office")[0] == 0, "sees discreet entries of what it may see: nothing"
    code, _, err = run("screen", *bela, "--visible-to", "discreet")
    assert code == 0, "the role of the own list, which opens nothing of the partner's"
    assert run("screen", *bela, "--visible-to", "A")[0] == 2


def test_the_command_answers_as_the_program_does(shared_post: Path, run: Run) -> None:
    library = Library(shared_post)
    partner = library_origins(shared_post)["partner"].use
    assert (partner.owner, partner.purpose, partner.threshold) == ("B", "entry", 0.95)
    screener = sc.LiveScreener(library, {"own": ListUse(), "partner": partner}).screener
    for name in ("Bela Bartok", "Bella Bartog", "Anna Ericson"):
        for roles in ((), ("B",)):
            result = screener.screen(sc.Traveller(name=name), visible_to=roles)
            options = [word for role in roles for word in ("--visible-to", role)]
            _, out, _ = run("screen", "-w", shared_post, "--name", name, "-f", "jsonl", *options)
            rows = [row for row in map(json.loads, out.splitlines()) if row["entry_id"]]
            assert [row["score"] for row in rows] == [hit.score for hit in result.hits]
    assert screener.screen(sc.Traveller(name="Bela Bartog"), visible_to=("B",)).hits == ()
    code, _, _ = run("screen", "-w", shared_post, "--name", "Anna Ericson")
    assert code == 1, "the other list keeps the threshold of the settings"


def test_a_list_with_terms_that_is_not_there_stops_the_screening(shared_post: Path, run: Run) -> None:
    """A misspelled name would open the list to everybody, or screen without it."""
    settings = shared_post / "settings.toml"
    settings.write_text(TERMS.replace("partner", "partnr"), encoding="utf-8")
    code, out, err = run("screen", "-w", shared_post, "--name", "Bela Bartok")
    assert (code, out) == (2, "")
    assert err.startswith("screening: settings.toml: a list whose owner or use it states is not in force")
    assert "partn" not in err
    settings.write_text(TERMS, encoding="utf-8")
    settings.chmod(0o666)
    code, _, err = run("screen", "-w", shared_post, "--name", "Bela Bartok")
    assert (code, "settings.toml: everybody may write to it" in err) == (2, True)


def test_a_list_without_an_address_is_not_updated(shared_post: Path, run: Run) -> None:
    code, _, err = run("lists", "update", "partner", "-l", shared_post)
    assert (code, "no such list; there are: canada, eu," in err, "partner" in err) == (2, True, False)
    assert run("lists", "show", "-l", shared_post)[0] == 0
