"""The folder of lists: what is not as expected is refused, what is in force stays, and the journal says why."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from tests.upkeep.making import DAY, HEADER, Clock, csv, install, un_xml, what

import screening as sc
from screening.upkeep.expectations import Canary, Expectations
from screening.upkeep.library import Library
from screening.upkeep.origins import OFFICIAL

# ---------------------------------------------------------------------------------------------------- installing


def test_an_installed_list_is_in_force(library: Library, tmp_path: Path) -> None:
    version = library.install("red", [csv(tmp_path, 20)], list_name="red")
    assert library.names() == ("red",)
    assert library.current("red") == version
    assert (version.sequence, len(library.open("red"))) == (1, 20)
    assert version.path.name == f"000001-{version.digest[:12]}.watchlist"
    assert version.lists["red"]["counts"]["entries:person"] == 20
    assert library.verify("red") == version
    assert what(library) == ["begin", "install"]


def test_lists_are_for_their_owner_alone(library: Library, tmp_path: Path) -> None:
    version = install(library, [csv(tmp_path, 20)])
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in version.path.parent.iterdir()}
    assert modes == {version.path.name: 0o400, "CURRENT": 0o600, "audit.jsonl": 0o600, ".lock": 0o600}
    assert stat.S_IMODE(version.path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(library.root.stat().st_mode) & 0o007 == 0


def test_versions_stay_and_their_numbers_rise(library: Library, tmp_path: Path) -> None:
    for count in (20, 21, 22):
        install(library, [csv(tmp_path, count)])
    assert [v.sequence for v in library.versions("red")] == [1, 2, 3]
    assert [len(library.open("red", sequence=n)) for n in (1, 2, 3)] == [20, 21, 22]
    with pytest.raises(sc.ListMissingError, match="no version 4"):
        library.open("red", sequence=4)


def test_an_old_version_is_read_while_a_new_one_comes(library: Library, tmp_path: Path) -> None:
    install(library, [csv(tmp_path, 20)])
    screener = sc.Screener(library.open("red"))
    before = [h.score for h in screener.screen(sc.Traveller(name="Personaa Testov")).hits]
    install(library, [csv(tmp_path, 25)])
    assert [h.score for h in screener.screen(sc.Traveller(name="Personaa Testov")).hits] == before


def test_the_same_sources_only_renew(library: Library, tmp_path: Path, clock: Clock) -> None:
    first = install(library, [csv(tmp_path, 20)])
    clock.now += DAY
    second = install(library, [csv(tmp_path, 20)])
    assert (second.sequence, second.digest) == (1, first.digest)
    assert (second.checked - first.checked).days == 1
    assert second.installed == first.installed
    assert what(library)[-1] == "check"
    clock.now += DAY
    assert (library.renew("red").checked - first.checked).days == 2


def test_a_file_compiled_elsewhere_is_adopted(library: Library, tmp_path: Path) -> None:
    report = sc.compile_watchlist([csv(tmp_path, 20)], tmp_path / "sent")
    assert library.adopt("red", tmp_path / "sent").digest == report.digest
    (tmp_path / "sent").write_bytes((tmp_path / "sent").read_bytes()[:-1])
    with pytest.raises(sc.ListCorruptError):
        library.adopt("red", tmp_path / "sent")
    with pytest.raises(sc.ListError, match="cannot be copied"):
        library.adopt("red", tmp_path / "nothing")
    assert library.current("red").digest == report.digest


def test_what_was_in_force_at_a_time(library: Library, tmp_path: Path, clock: Clock) -> None:
    start = datetime.fromtimestamp(clock.now, UTC)
    for count in (20, 21):
        install(library, [csv(tmp_path, count)])
        clock.now += DAY
    library.rollback("red", reason="test")
    found = [library.in_force_at("red", start + timedelta(days=n)).sequence for n in (0, 0.9, 1, 1.9, 2, 99)]
    assert found == [1, 1, 2, 2, 1, 1]
    with pytest.raises(sc.ListMissingError, match="no version was in force then"):
        library.in_force_at("red", start - timedelta(seconds=1))
    with pytest.raises(sc.ConfigError, match="time zone"):
        library.in_force_at("red", start.replace(tzinfo=None))


# ------------------------------------------------------------------------------------------------------ refusing


def refused(library: Library, error: type[sc.ScreeningError], call: Callable[[], object], match: str = ".") -> None:
    """The call is refused, what was in force stays, and the journal says so."""
    before = library.current("red")
    with pytest.raises(error, match=match):
        call()
    assert library.verify("red") == before
    last = library.audit("red")[-1]
    assert (last.what, last.details["error"]) == ("refuse", error.__name__)
    assert {p.name for p in before.path.parent.iterdir()} == {before.path.name, "CURRENT", "audit.jsonl", ".lock"}


def test_a_list_that_shrank_is_refused(library: Library, tmp_path: Path) -> None:
    install(library, [csv(tmp_path, 100)])
    shorter = csv(tmp_path, 85)
    refused(library, sc.ListExpectationError, lambda: install(library, [shorter]), "85 entries where there were 100")
    version = install(library, [shorter], override="the ministry took 15 off, letter of 3 May")
    assert (
        version.lists["plain_csv" if "plain_csv" in version.lists else next(iter(version.lists))]["counts"]["entries"]
        == 85
    )
    assert library.audit("red")[-1].details["override"].startswith("the ministry")


def test_ten_in_a_hundred_may_go(library: Library, tmp_path: Path) -> None:
    install(library, [csv(tmp_path, 100)])
    assert install(library, [csv(tmp_path, 90)]).sequence == 2


def test_a_shrink_limit_of_its_own(library: Library, tmp_path: Path) -> None:
    install(library, [csv(tmp_path, 100)])
    strict = Expectations(max_shrink=0.0)
    refused(library, sc.ListExpectationError, lambda: install(library, [csv(tmp_path, 99)], expectations=strict))
    assert install(library, [csv(tmp_path, 60)], expectations=Expectations(max_shrink=0.5)).sequence == 2


BAD_SOURCES = {
    "empty": (b"", sc.ListEmptyError),
    "header alone": (HEADER.encode(), sc.ListEmptyError),
    "error page": (b"<!DOCTYPE html><html><body>503</body></html>", sc.ListFormatError),
    "no persons": (b"<CONSOLIDATED_LIST><INDIVIDUALS></INDIVIDUALS></CONSOLIDATED_LIST>", sc.ListEmptyError),
    "cut short": (b'id,name\n1,"Ivan', sc.ListFormatError),
}


@pytest.mark.parametrize("case", BAD_SOURCES)
def test_what_is_no_list_is_refused(library: Library, tmp_path: Path, case: str) -> None:
    install(library, [csv(tmp_path, 20)])
    data, error = BAD_SOURCES[case]
    (tmp_path / "bad.csv").write_bytes(data)
    refused(library, error, lambda: install(library, [tmp_path / "bad.csv"]))


def test_a_source_that_is_not_there_is_refused(library: Library, tmp_path: Path) -> None:
    install(library, [csv(tmp_path, 20)])
    refused(library, sc.ListError, lambda: install(library, [tmp_path / "nothing.csv"]))


def test_the_first_list_can_be_refused_too(library: Library, tmp_path: Path) -> None:
    with pytest.raises(sc.ListExpectationError, match="20 entries; at least 500"):
        install(library, [csv(tmp_path, 20)], expectations=Expectations(minimum=500))
    assert library.names() == ()
    with pytest.raises(sc.ListMissingError, match="list red: no version is in force"):
        library.open("red")
    assert what(library) == ["refuse"]


@pytest.mark.parametrize(
    ("expected", "match"),
    [
        (Expectations(minimum=21), "20 entries; at least 21"),
        (Expectations(maximum=19), "20 entries; at most 19"),
        (Expectations(minimum_persons=21), "20 persons; at least 21"),
        (Expectations(lists=frozenset({"ofac"})), "list ofac: the list is missing"),
        (Expectations(canaries=(Canary(sc.Traveller(name="Osama Nowhere"), "P1"),)), "canary 1: not found"),
        (
            Expectations(canaries=(Canary(sc.Traveller(name="Personaa Testov"), "P0", at_least=1.0),)),
            "canary 1: found, but below",
        ),
        (
            Expectations(canaries=(Canary(sc.Traveller(name="Personaa Testov"), "P0", list="un"),)),
            "canary 1: not found",
        ),
    ],
)
def test_a_failed_expectation_is_a_refusal(
    library: Library, tmp_path: Path, expected: Expectations, match: str
) -> None:
    install(library, [csv(tmp_path, 19)])
    refused(
        library,
        sc.ListExpectationError,
        lambda: install(library, [csv(tmp_path, 20)], expectations=expected),
        match,
    )


def test_expectations_that_hold(library: Library, tmp_path: Path) -> None:
    canary = Canary(sc.Traveller(name="Testov Personaa", birth_date="1980-01-01"), "P0", list="red")
    expected = Expectations(minimum=20, maximum=20, minimum_persons=20, lists=frozenset({"red"}), canaries=(canary,))
    assert library.install("red", [csv(tmp_path, 20)], list_name="red", expectations=expected).sequence == 1


def test_a_canary_is_not_named(library: Library, tmp_path: Path) -> None:
    canary = Canary(sc.Traveller(name="Zzqxcanary Testov", document_number="ZZQX1234"), "P1")
    with pytest.raises(sc.ListExpectationError) as caught:
        install(library, [csv(tmp_path, 20)], expectations=Expectations(canaries=(canary,)))
    assert "zzqx" not in f"{caught.value!r} {canary!r} {library.audit('red')}".lower()


def test_too_many_rejected_rows_are_refused(library: Library, tmp_path: Path) -> None:
    install(library, [csv(tmp_path, 100)])
    path = csv(tmp_path, 100)
    path.write_text(path.read_text() + "\n".join(f"Q{n}," for n in range(6)) + "\n")
    refused(library, sc.ListExpectationError, lambda: install(library, [path]), "6 of 106 rows rejected")
    lenient = Expectations(max_rejected=0.1)
    assert install(library, [path], expectations=lenient).sequence == 2


def test_a_list_that_is_no_longer_in_the_file_is_refused(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    library.install("red", [csv(tmp_path, 20), un_xml(tmp_path, "2026-01-01")])
    refused(
        library,
        sc.ListExpectationError,
        lambda: library.install("red", [csv(tmp_path, 30)]),
        "list un: 0 entries where there were 3",
    )


def test_names_that_went_missing_are_noticed(library: Library, tmp_path: Path) -> None:
    """As when the file of alternative names was not downloaded: every person is there, and cannot be found."""
    rows = [f"P{n},Person{chr(97 + n)} Testov,primary\nP{n},Alias{chr(97 + n)} Testov,strong\n" for n in range(20)]
    path = tmp_path / "list.csv"
    path.write_text("id,name,alias_kind\n" + "".join(rows))
    install(library, [path])
    refused(
        library,
        sc.ListExpectationError,
        lambda: install(library, [csv(tmp_path, 20)]),
        "20 names where there were 40",
    )


@pytest.mark.parametrize(
    "settings",
    [
        {"minimum": -1},
        {"minimum": 1.0},
        {"maximum": 0},
        {"max_shrink": 1.5},
        {"max_shrink": float("nan")},
        {"max_rejected": True},
        {"minimum_persons": "3"},
        {"lists": {"un"}},
        {"lists": "un"},
        {"max_list_days": 0},
        {"max_list_days": 1.5},
        {"canaries": [1]},
        {"canaries": ("x",)},
    ],
)
def test_expectations_out_of_range(settings: dict[str, object]) -> None:
    with pytest.raises(sc.ConfigError):
        Expectations(**settings)  # type: ignore[arg-type]


def test_a_list_that_is_old_by_its_own_date_is_refused(library: Library, tmp_path: Path, clock: Clock) -> None:
    """As when a publisher moves a list and leaves the old file where it was."""
    clock.now = datetime(2026, 3, 1, tzinfo=UTC).timestamp()
    expected = Expectations(max_list_days=30)
    version = install(library, [un_xml(tmp_path, "2026-02-27")], expectations=expected)
    clock.now += 40 * DAY
    newer = un_xml(tmp_path, "2026-02-28")
    call = partial(install, library, [newer], expectations=expected)
    refused(library, sc.ListExpectationError, call, "list red: 41 days old by its own date; at most 30 may be")
    call = partial(install, library, [csv(tmp_path, 20)], expectations=expected)
    refused(library, sc.ListExpectationError, call, "list red: does not say how old it is")
    assert library.current("red") == version


# ------------------------------------------------------------------------------------------------------ going back


def test_an_older_list_is_refused(library: Library, tmp_path: Path) -> None:
    install(library, [un_xml(tmp_path, "2026-02-27")])
    older = un_xml(tmp_path, "2025-04-19")
    refused(library, sc.ListRollbackError, lambda: install(library, [older]), "list red: older than the list in force")
    assert install(library, [older], override="the new one is faulty, says its publisher").sequence == 2


def test_the_bytes_of_an_earlier_version_are_refused(library: Library, tmp_path: Path) -> None:
    """A mirror that serves an old copy of a list without a date."""
    first, second = csv(tmp_path, 20, name="first.csv"), csv(tmp_path, 20, first=1, name="second.csv")
    install(library, [first])
    install(library, [second])
    before = library.current("red")
    with pytest.raises(sc.ListRollbackError, match="the sources of an earlier version"):
        install(library, [first])
    assert library.current("red") == before


def test_a_rollback_needs_a_reason_and_is_journaled(library: Library, tmp_path: Path, clock: Clock) -> None:
    for count in (20, 21, 22):
        install(library, [csv(tmp_path, count)])
        clock.now += DAY
    with pytest.raises(sc.ConfigError, match="needs a reason"):
        library.rollback("red", reason=" ")
    back = library.rollback("red", reason="wrong column")
    assert (back.sequence, len(library.open("red"))) == (2, 21)
    assert library.audit("red")[-1].details["reason"] == "wrong column"
    assert back.checked == library.versions("red")[1].checked, "an old list does not become fresh by going back"
    assert library.rollback("red", reason="further", sequence=1).sequence == 1
    with pytest.raises(sc.ListMissingError, match="no earlier version"):
        library.rollback("red", reason="further")
    assert install(library, [csv(tmp_path, 23)]).sequence == 4, "numbers never come twice"
    assert library.rollback("red", reason="forth", sequence=3).sequence == 3


def test_old_versions_are_discarded(library: Library, tmp_path: Path) -> None:
    for count in range(20, 26):
        install(library, [csv(tmp_path, count)])
    library.rollback("red", reason="test", sequence=1)
    assert library.discard("red", keep=2) == (2, 3, 4)
    assert [v.sequence for v in library.versions("red")] == [1, 5, 6]
    assert len(library.open("red")) == 20
    with pytest.raises(sc.ListMissingError):
        library.rollback("red", reason="gone", sequence=3)
    assert library.discard("red", keep=2) == ()


def test_a_clock_that_goes_back(library: Library, tmp_path: Path, clock: Clock) -> None:
    first = install(library, [csv(tmp_path, 20)])
    clock.now -= 400 * DAY
    second = install(library, [csv(tmp_path, 21)])
    assert second.sequence == 2
    times = [event.time for event in library.audit("red")]
    assert times == sorted(times)
    assert install(library, [csv(tmp_path, 21)]).checked == second.checked
    clock.now += 400 * DAY
    assert library.renew("red").checked == first.checked
    clock.now -= DAY
    assert library.renew("red").checked == first.checked, "what is known to be fresh does not become stale"
    library.verify("red")


# --------------------------------------------------------------------------------------------------- the real lists


@pytest.mark.shared_data
def test_real_lists_are_what_is_expected_of_them(library: Library, shared: Path) -> None:
    lists = shared / "lists"
    old, new = (lists / f"un_consolidated_{day}.xml" for day in ("2025-04-19", "2026-02-27"))
    expected = OFFICIAL["un"].expectations
    assert [library.install("un", [path], expectations=expected).sequence for path in (old, new)] == [1, 2]
    with pytest.raises(sc.ListRollbackError, match="list un: older than the list in force"):
        library.install("un", [old], expectations=expected)
    ofac = [lists / "ofac_sdn_2024-05-03.csv", lists / "ofac_alt_2025-02-27.csv"]
    version = library.install("ofac", ofac, expectations=OFFICIAL["ofac"].expectations)
    assert version.lists["ofac"]["counts"]["entries:person"] == 6_854
