"""The name field of a machine-readable zone: what fits, and how a longer name is cut."""

from __future__ import annotations

import csv
import string
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import ConfigError, InputError
from screening.mrz import NameStrategy, encode_mrz_name, parse_mrz

# Examples of the standard that were cut by hand (no one rule gives them and those beside them), and its other Ñ.
NO_RULE = {
    "escape-style",
    "truncated:primary-components",
    ("truncated:components", "31"),
    ("truncated:components", "30"),
    ("truncated:primary-fixed", "31"),
}
STRATEGIES = get_args(NameStrategy)
LONG = ("Bennelong Wooloomooloo Warrandyte Warnambool", "Dingo Potoroo")


@pytest.mark.parametrize(
    ("primary", "secondary", "field"),
    [
        ("Eriksson", "Anna Maria", "ERIKSSON<<ANNA<MARIA"),
        ("O'Connor", "Enya Siobhan", "OCONNOR<<ENYA<SIOBHAN"),
        ("Al-Basri", "Huda Muhammad Jawad", "AL<BASRI<<HUDA<MUHAMMAD<JAWAD"),
        ("Meulendijk", "Loes, Albertine", "MEULENDIJK<<LOES<ALBERTINE"),
        ("Müller", "Jürgen", "MUELLER<<JUERGEN"),
        ("St. John", "J. R. R.", "ST<JOHN<<J<R<R"),
        ("Щербаков", "Юрий", "SHCHERBAKOV<<IURII"),
        ("Arkfreith", "", "ARKFREITH"),
        ("", "Ramesh", "RAMESH"),
        ("-", "Ramesh Kumar", "RAMESH<KUMAR"),
    ],
)
def test_a_name_that_fits(primary: str, secondary: str, field: str) -> None:
    assert encode_mrz_name(primary, secondary) == field.ljust(39, "<")


@pytest.mark.parametrize(
    ("strategy", "width", "field"),
    [
        # Examples of Doc 9303-4, -5 and -6, section 4.2.3.
        ("initials", 39, "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI"),
        ("initials", 31, "BENNELONG<WOOLOOMOOLOO<W<W<<D<P"),
        ("initials", 30, "BENNELONG<WOOLOOMOOLOO<W<W<<DI"),
        ("fixed", 39, "BENNEL<WOOLOO<WARRAN<WARNAM<<DINGO<POTO"),
        ("fixed", 30, "BENNE<WOOLO<WARRA<WARNA<<DIN<P"),
        ("components", 31, "BENNEL<WOOLO<WARRA<WARNA<<DIN<P"),
    ],
)
def test_the_issuer_chooses_how_a_long_name_is_cut(strategy: NameStrategy, width: int, field: str) -> None:
    assert encode_mrz_name(*LONG, width=width, strategy=strategy) == field


def test_only_the_secondary_identifier_is_cut_where_that_is_enough() -> None:
    for strategy in STRATEGIES:
        field = encode_mrz_name("Nilavadhanananda", "Arnpol Petch Charonguang", strategy=strategy)
        assert field == "NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU"


def test_a_name_without_letters_is_refused() -> None:
    with pytest.raises(InputError):
        encode_mrz_name("'", "123")


def test_an_unknown_strategy_or_width_is_refused() -> None:
    with pytest.raises(ConfigError):
        encode_mrz_name("Doe", strategy="shortest")  # type: ignore[arg-type]
    with pytest.raises(ConfigError):
        encode_mrz_name("Doe", width=5)


WORDS = st.lists(st.text(string.ascii_letters, min_size=1, max_size=22), min_size=1, max_size=7).map(" ".join)


@given(WORDS, WORDS, st.sampled_from([39, 31, 30]), st.sampled_from(STRATEGIES))
def test_a_field_is_whole_or_ends_in_a_letter_and_shows_both_identifiers(
    primary: str, secondary: str, width: int, strategy: NameStrategy
) -> None:
    field = encode_mrz_name(primary, secondary, width=width, strategy=strategy)
    whole = f"{primary.replace(' ', '<')}<<{secondary.replace(' ', '<')}".upper()
    assert len(field) == width
    if len(whole) <= width:
        assert field.rstrip("<") == whole
        return
    first, separator, second = field.partition("<<")
    # Initials alone fill an odd number of positions, whatever one does.
    assert field[-1].isalpha() or max(map(len, field.split("<"))) == 1
    assert first
    assert separator
    assert second
    for cut, identifier in ((first, primary), (second.rstrip("<"), secondary)):
        parts = identifier.upper().split()
        for part, original in zip(cut.split("<"), parts, strict=False):
            assert part
            assert original.startswith(part)


@given(WORDS, WORDS)
def test_what_is_written_is_read_back(primary: str, secondary: str) -> None:
    field = encode_mrz_name(primary, secondary)
    mrz = parse_mrz(f"P<UTO{field}\nL898902C36UTO7408122F1204159ZE184226B<<<<<10", check_date=date(2026, 6, 15))
    written = field.replace("<<", "|", 1).replace("<", " ").strip()
    assert f"{mrz.surname}|{mrz.given_names}" == written
    assert mrz.maybe_truncated == field[-1].isalpha()


@pytest.mark.shared_data
def test_every_vector_with_a_rule_is_written_as_the_standard_does(shared: Path) -> None:
    with (shared / "vectors/icao9303_name_vectors.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    written = 0
    for row in rows:
        primary, _, secondary = row["viz"].partition(", ")
        if row["kind"] in NO_RULE or (row["kind"], row["width"]) in NO_RULE:
            continue
        strategy: NameStrategy = "fixed" if row["kind"].endswith("fixed") else "initials"
        assert encode_mrz_name(primary, secondary, width=int(row["width"]), strategy=strategy) == row["mrz_field"]
        written += 1
    assert written > 25
