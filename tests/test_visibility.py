"""Lists of several owners on one machine: what a caller may not see must not show in anything that it gets."""

from __future__ import annotations

import dataclasses
import logging
import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import screening as sc
from screening.visibility import is_protective
from screening.watchlist.schema import Document, Entry, EntryName

NAMES = ("Anna Eriksson", "Anja Ericsson", "Ana Erikson", "Ivan Petrov", "Ivan Petroff", "Mohammed Ali")
PEOPLE = [sc.Traveller(name=name, id=str(n)) for n, name in enumerate((*NAMES, "Bela Bartok", "???"))]
PEOPLE.append(sc.Traveller(document_number="AB123456", id="doc"))
TABLE = pa.table(
    {
        "traveller_id": [p.id for p in PEOPLE],
        "name": [p.name for p in PEOPLE],
        "document_number": pa.array([p.document_number for p in PEOPLE], pa.string()),
    }
)


def entry(id: str, list: str, name: str = "Anna Eriksson", **fields: Any) -> Entry:
    return Entry(id=id, list=list, names=(EntryName(name),), **fields)


def watchlist(*entries: Entry) -> sc.Watchlist:
    return sc.Watchlist.from_entries(entries)


def hits(result: sc.Result) -> list[tuple[Any, ...]]:
    return [
        (
            h.list,
            h.entry_id,
            h.score,
            h.name_score,
            h.evidence,
            h.matched_name,
            h.entry,
            h.explain(),
            repr(h),
            h.is_protective,
        )
        for h in (*result.hits, *result.protective)
    ]


def shown(result: sc.Result) -> tuple[Any, ...]:
    """Everything that a caller sees of a result, but for the digest of the file."""
    lists = [replace(info, digest="") for info in result.lists]
    return (result.status, result.degraded, result.id, result.config_digest, result.engine, lists, hits(result))


def ids(result: sc.Result) -> list[str]:
    return [f"{hit.list}{hit.entry_id}" for hit in result.hits]


# ---------------------------------------------------------------------------------- what is hidden leaves no trace

KINDS = st.tuples(st.sampled_from(NAMES), st.booleans(), st.sampled_from([(), (Document("AB123456"),)]))
CONFIGS = st.builds(sc.ScreeningConfig, threshold=st.sampled_from([0.5, 0.7]), max_hits=st.sampled_from([1, 2, 3, 100]))


@settings(max_examples=60, deadline=None)
@given(st.lists(KINDS, min_size=1, max_size=12), CONFIGS, st.booleans())
def test_discreet_entries_leave_no_trace(kinds: list[Any], config: sc.ScreeningConfig, asked_before: bool) -> None:  # noqa: FBT001
    """The answer is that of a list without them: hits, counts, cuts, explanations, tables, and whoever asked before."""
    entries = [entry(str(n), "t", name, discreet=d, documents=docs) for n, (name, d, docs) in enumerate(kinds)]
    visible = [e for e in entries if not e.discreet] or [entry("x", "t", "Bela Nobody")]
    if visible[0].id == "x":
        entries.append(visible[0])
    screener, without = (sc.Screener(watchlist(*found), config=config) for found in (entries, visible))
    if asked_before:
        screener.screen_many(PEOPLE, visible_to=["discreet"])
    for ours, theirs in zip(screener.screen_many(PEOPLE), without.screen_many(PEOPLE), strict=True):
        assert shown(ours) == shown(theirs)
    assert screener.screen_table(TABLE).equals(without.screen_table(TABLE))
    assert repr(screener) == repr(without)
    everything = sc.Screener(watchlist(*(replace(e, discreet=False) for e in entries)), config=config)
    assert screener.screen_table(TABLE, visible_to=["discreet"]).equals(everything.screen_table(TABLE))


def one_stop(**terms: Any) -> sc.Screener:
    """Two countries and a list that is everybody's, each with somebody of the same name."""
    return sc.Screener(
        [
            watchlist(entry("1", "un"), entry("2", "un", discreet=True)),
            sc.MountedList(watchlist(entry("1", "a"), entry("2", "a", discreet=True)), owner="A", purpose="refusal"),
            sc.MountedList(
                watchlist(entry("1", "b"), entry("2", "b", discreet=True)), owner="B", purpose="arrest", **terms
            ),
        ]
    )


@pytest.mark.parametrize(
    ("roles", "found", "lists"),
    [
        ((), ["un1"], ["un"]),
        (("A",), ["un1", "a1"], ["un", "a"]),
        (("B",), ["un1", "b1"], ["un", "b"]),
        (("A", "B"), ["un1", "a1", "b1"], ["un", "a", "b"]),
        (("discreet",), ["un1", "un2"], ["un"]),
        (("A", "discreet"), ["un1", "un2", "a1", "a2"], ["un", "a"]),
        (("A", "B", "discreet"), ["un1", "un2", "a1", "a2", "b1", "b2"], ["un", "a", "b"]),
    ],
)
def test_a_caller_sees_what_its_roles_open(roles: tuple[str, ...], found: list[str], lists: list[str]) -> None:
    screener = one_stop()
    result = screener.screen(PEOPLE[0], visible_to=roles)
    assert ids(result) == found
    assert [info.name for info in result.lists] == lists
    assert [info.entries for info in result.lists] == [2 if "discreet" in roles else 1] * len(lists)
    assert {info.name: (info.owner, info.purpose) for info in result.lists}.get("a", ("A", "refusal")) == (
        "A",
        "refusal",
    )
    for table in (
        screener.screen_table(TABLE, visible_to=roles),
        pa.Table.from_batches(screener.screen_stream(TABLE, visible_to=frozenset(roles), threads=2)),
    ):
        first = [r for r in table.to_pylist() if r["row"] == 0]
        assert [f"{r['list']}{r['entry_id']}" for r in first] == found


def test_a_discreet_role_of_its_own() -> None:
    screener = one_stop(discreet_roles=["B.special"])
    assert screener.roles == {"A", "B", "discreet", "B.special"}
    assert ids(screener.screen(PEOPLE[0], visible_to=["B", "discreet"])) == ["un1", "un2", "b1"]
    assert ids(screener.screen(PEOPLE[0], visible_to=["B", "B.special"])) == ["un1", "b1", "b2"]
    assert ids(screener.screen(PEOPLE[0], visible_to=["B.special"])) == ["un1"]
    nobody = sc.Screener(sc.MountedList(watchlist(entry("1", "t"), entry("2", "t", discreet=True)), discreet_roles=()))
    assert ids(nobody.screen(PEOPLE[0], visible_to=nobody.roles)) == ["t1"]


def test_another_owners_list_leaves_no_trace() -> None:
    """Thresholds, age and number of the hidden lists change nothing; not even the digest of the settings."""
    alone = sc.Screener(watchlist(entry("1", "un")))
    old = datetime(2020, 1, 1, tzinfo=UTC)
    hidden = sc.MountedList(
        watchlist(*(entry(str(n), "b") for n in range(9))),
        owner="B",
        threshold=0.5,
        checked=old,
        max_age=timedelta(hours=1),
    )
    for place in (0, 1):
        mounted: list[sc.Watchlist | sc.MountedList] = [alone.watchlist]
        mounted.insert(place, hidden)
        both = sc.Screener(mounted)
        both.screen_many(PEOPLE, visible_to=["B"])
        assert [shown(r) for r in both.screen_many(PEOPLE)] == [shown(r) for r in alone.screen_many(PEOPLE)]
        assert both.screen_table(TABLE).equals(alone.screen_table(TABLE))
        assert both.lists == alone.lists
        assert repr(both) == repr(alone)
        assert both.screen(PEOPLE[0], visible_to=["B"]).degraded == ("list_stale",)
        assert both.screen(PEOPLE[0], visible_to=["B"]).config_digest != alone.config.digest


def test_a_list_that_is_discreet_as_a_whole_is_not_named() -> None:
    screener = sc.Screener(watchlist(entry("1", "t"), entry("1", "informants", discreet=True)))
    assert [info.name for info in screener.screen(PEOPLE[0]).lists] == ["t"]
    assert "informants" not in repr(screener)
    with pytest.raises(sc.ConfigError, match=r"^lists: no such list; there are: t$"):
        screener.screen(PEOPLE[0], lists=["informants"])
    result = screener.screen(PEOPLE[0], lists=["informants"], visible_to=["discreet"])
    assert ids(result) == ["informants1"]


def test_errors_do_not_tell_a_hidden_list_from_none() -> None:
    screener = one_stop()
    changes = sc.compare_versions(watchlist(entry("9", "b")), screener.mounted[2].watchlist)
    nowhere = sc.compare_versions(watchlist(entry("9", "c")), watchlist(entry("8", "c")))
    said = set()
    for lists, only in ((["b"], None), (["c"], None)):
        with pytest.raises(sc.ConfigError) as caught:
            screener.screen_table(TABLE, lists=lists, only_entries=only, visible_to=["A"])
        said.add(str(caught.value))
    assert said == {"lists: no such list; there are: a, un"}
    for keys in (("b", "1"), ("b", "7"), ("a", "2"), ("a", "7"), ("c", "1")):
        only_one = pa.table({"list": [keys[0]], "entry_id": [keys[1]]})
        with pytest.raises(sc.ConfigError) as caught:
            screener.screen_table(TABLE, only_entries=only_one, visible_to=["A"])
        said.add(str(caught.value))
    for delta in (changes, nowhere):
        with pytest.raises(sc.ConfigError) as caught:
            screener.screen_table(TABLE, only_entries=delta, visible_to=["A"])
        said.add(str(caught.value))
    assert len(said) == 3
    assert screener.screen_table(TABLE, only_entries=changes, visible_to=["B"]).column("entry_id").to_pylist()[0] == "1"


def test_changes_of_discreet_entries_stay_hidden() -> None:
    old = watchlist(entry("1", "t"))
    new = watchlist(entry("1", "t"), entry("2", "t"), entry("3", "t", discreet=True))
    changes = sc.compare_versions(old, new)
    screener = sc.Screener(new)
    found = [
        screener.screen_table(TABLE.slice(0, 1), only_entries=changes, visible_to=roles).column("entry_id").to_pylist()
        for roles in ((), ("discreet",))
    ]
    assert found == [["2"], ["2", "3"]]


def test_logs_and_reprs_name_no_hidden_list(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = sc.MountedList(
        watchlist(entry("Zzqx1", "zzqxlist", "Zzqxname Testov")), owner="zzqxowner", purpose="zzqxpurpose"
    )
    screener = sc.Screener([watchlist(entry("1", "t")), secret])
    result = screener.screen(sc.Traveller(name="Zzqxname Testov"))
    table = screener.screen_table(pa.table({"name": ["Zzqxname Testov"]}))
    text = repr(screener) + repr(result) + str(table) + caplog.text + "".join(capfd.readouterr())
    assert (result.status, "zzqx" in text.lower()) == ("no_hits", False)


# ---------------------------------------------------------------------------------------------- asking the wrong way


def calls(screener: sc.Screener) -> list[tuple[Callable[..., object], object]]:
    """Every way to screen, with travellers for it."""
    return [
        (screener.screen, PEOPLE[0]),
        (screener.screen_many, PEOPLE),
        (screener.screen_table, TABLE),
        (screener.screen_stream, TABLE),
    ]


@pytest.mark.parametrize("roles", ["A", "discreet", None, 3, [1], [""], ["a"], ["A", "C"], {"A": 1, 2: 3}])
def test_roles_that_are_none(roles: Any) -> None:
    """A role that is misspelled would hide what it should open."""
    for call, travellers in calls(one_stop()):
        with pytest.raises(sc.ConfigError, match=r"^visible_to: "):
            call(travellers, visible_to=roles)


@pytest.mark.parametrize("lists", ["un", [], ["ofca"], ["un", "ofca"], ["UN"], [None], [3], 3])
def test_a_list_that_is_misspelled(lists: Any) -> None:
    for call, travellers in calls(one_stop()):
        with pytest.raises(sc.ConfigError, match=r"^lists: "):
            call(travellers, lists=lists)


def test_lists_are_chosen_by_name() -> None:
    screener = sc.Screener([watchlist(entry("1", "t"), entry("1", "u")), watchlist(entry("1", "v"))])
    for lists, found in (
        (["t"], ["t1"]),
        (("v", "u"), ["u1", "v1"]),
        ({"t", "u", "v"}, ["t1", "u1", "v1"]),
        (None, ["t1", "u1", "v1"]),
    ):
        result = screener.screen(PEOPLE[0], lists=lists)
        assert ids(result) == found
        assert [info.name for info in result.lists] == [name[0] for name in found]
        assert [r["list"] for r in screener.screen_table(TABLE, lists=lists).to_pylist() if r["row"] == 0] == [
            n[0] for n in found
        ]


def test_nothing_to_see_is_not_nothing_found() -> None:
    screener = sc.Screener(sc.MountedList(watchlist(entry("1", "a")), owner="A"))
    for result in screener.screen_many(PEOPLE):
        assert (result.status, result.degraded[-1], result.lists) == ("unscreenable", "no_list", ())
    out = screener.screen_table(TABLE)
    assert set(out.column("status").to_pylist()) == {"unscreenable"}
    assert all(reasons[-1] == "no_list" for reasons in out.column("degraded").to_pylist())
    assert screener.screen(PEOPLE[0], visible_to=["A"]).status == "hits"
    assert sc.Screener(watchlist(entry("1", "t", discreet=True))).screen(PEOPLE[0]).degraded == ("no_list",)


WRONG: list[dict[str, Any]] = [
    {"owner": 3},
    {"purpose": None},
    {"threshold": 1.5},
    {"threshold": "x"},
    {"threshold": True},
    {"roles": "A"},
    {"roles": [1]},
    {"discreet_roles": "A"},
    {"discreet_roles": [""]},
    {"checked": "2020"},
    {"checked": datetime(2020, 1, 1)},  # noqa: DTZ001
    {"max_age": 3},
    {"max_age": timedelta(0), "checked": datetime(2020, 1, 1, tzinfo=UTC)},
    {"max_age": timedelta(1)},
    {"threshold": float("nan")},
]


@pytest.mark.parametrize("terms", WRONG)
def test_terms_that_are_wrong(terms: dict[str, Any]) -> None:
    with pytest.raises(sc.ConfigError):
        sc.MountedList(watchlist(entry("1", "t")), **terms)


@pytest.mark.parametrize("given_lists", [[], (), {}, "un", None, [1], ["un.watchlist"], {"a": 1}])
def test_what_is_no_watchlist(given_lists: Any) -> None:
    with pytest.raises(sc.ConfigError, match="watchlist"):
        sc.Screener(given_lists)
    with pytest.raises(sc.ConfigError, match="watchlist"):
        sc.MountedList(given_lists)


def test_two_lists_of_one_name() -> None:
    with pytest.raises(sc.ConfigError, match="a list of the same name"):
        sc.Screener([watchlist(entry("1", "t")), watchlist(entry("2", "t"))])


# ------------------------------------------------------------------------------------------------- several lists

LISTS = st.lists(st.lists(KINDS, min_size=1, max_size=5), min_size=2, max_size=4)


@settings(max_examples=50, deadline=None)
@given(LISTS, CONFIGS)
def test_several_files_answer_as_one(lists: list[Any], config: sc.ScreeningConfig) -> None:
    """Hits of several lists stand in one order, and are cut together, as if all entries were in one file."""
    files = [
        [entry(str(n), f"l{place}", name, documents=docs) for n, (name, _, docs) in enumerate(kinds)]
        for place, kinds in enumerate(lists)
    ]
    many = sc.Screener([watchlist(*file) for file in files], config=config)
    one = sc.Screener(watchlist(*(e for file in files for e in file)), config=config)
    for threads in (1, 3):
        assert many.screen_table(TABLE, threads=threads).equals(one.screen_table(TABLE))
    assert [ids(r) for r in many.screen_many(PEOPLE)] == [ids(r) for r in one.screen_many(PEOPLE)]
    assert [r.degraded for r in many.screen_many(PEOPLE)] == [r.degraded for r in one.screen_many(PEOPLE)]


def test_each_list_has_its_own_threshold() -> None:
    lists = [watchlist(entry("1", name, "Ana Erikson")) for name in ("a", "b")]
    screener = sc.Screener([lists[0], sc.MountedList(lists[1], threshold=0.999)])
    result = screener.screen(sc.Traveller(name="Anna Eriksson"))
    assert ids(result) == ["a1"]
    assert result.config_digest != screener.config.digest
    assert screener.screen(sc.Traveller(name="Anna Eriksson"), lists=["a"]).config_digest == screener.config.digest
    other = sc.Screener([lists[0], sc.MountedList(lists[1], threshold=0.9)])
    assert other.screen(sc.Traveller(name="Anna Eriksson")).config_digest != result.config_digest


def test_one_watchlist_or_several() -> None:
    one = watchlist(entry("1", "t"))
    assert sc.Screener(one).watchlist is one
    assert sc.Screener([one]).watchlist is one
    screener = one_stop()
    assert [mounted.owner for mounted in screener.mounted] == ["", "A", "B"]
    with pytest.raises(sc.ConfigError, match="several watchlists"):
        _ = screener.watchlist
    with pytest.raises(sc.ListError, match="in memory cannot be pickled"):
        pickle.dumps(screener)


# ------------------------------------------------------------------------------------------------- help, not risk

HELP = [
    ("missing_child", None, True),
    ("missing", "locate", True),
    ("trafficking_victim", "protect", True),
    ("at_risk", "protect, locate", True),
    (None, "protect", True),
    ("unknown", "locate", True),
    ("missing", "arrest", False),
    ("at_risk", "refuse,protect", False),
    ("wanted", "locate,arrest", False),
    ("wanted", "check", False),
    ("sanctions", None, False),
    (None, None, False),
    ("", "", False),
    (None, "check,locate", False),
]


@pytest.mark.parametrize(("category", "action", "expected"), HELP)
def test_who_is_to_be_helped(category: str | None, action: str | None, expected: bool) -> None:  # noqa: FBT001
    assert is_protective(category, action) is expected
    listed = watchlist(entry("0", "t", category="sanctions"), entry("1", "t", category=category, action=action))
    result = sc.Screener(listed).screen(PEOPLE[0])
    assert [h.entry_id for h in result.protective] == (["1"] if expected else [])
    assert [h.entry_id for h in result.hits] == (["0"] if expected else ["0", "1"])


def test_help_is_kept_apart_from_refusal() -> None:
    child = entry("1", "t", "Anna Eriksson", category="missing_child", action="protect")
    screener = sc.Screener(watchlist(child, entry("2", "t", "Ivan Petrov", category="wanted")))
    result = screener.screen(PEOPLE[0])
    assert (result.status, result.hits) == ("hits", ())
    (hit,) = result.protective
    assert hit.entry == child
    assert hit.explain().splitlines()[1] == "to help, not to refuse: missing child"
    assert "to help" not in screener.screen(PEOPLE[3]).hits[0].explain()
    rows = screener.screen_table(TABLE).to_pylist()
    assert [(r["entry_id"], r["is_protective"]) for r in rows if r["row"] in (0, 3)] == [("1", True), ("2", False)]
    assert {r["is_protective"] for r in rows if r["entry_id"] is None} == {None}
    assert dataclasses.replace(result, protective=()).status == "hits"
