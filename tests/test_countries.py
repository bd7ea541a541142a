"""Countries by code and by name, former states, and codes that say nothing."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.countries import COUNTRIES, country_code, is_neutral, same_country, successors
from screening.errors import InputError

ROOT = Path(__file__).resolve().parent.parent
CODES = st.sampled_from(COUNTRIES)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("AFG", "AFG"),
        ("rus", "RUS"),
        ("GB", "GBR"),
        ("D<<", "DEU"),
        ("D", "DEU"),
        ("GBN", "GBR"),
        ("RKS", "XKX"),
        ("UNK", "XKX"),
        ("ROM", "ROU"),
        ("XXA", "XXA"),
        ("Democratic People's Republic of Korea", "PRK"),
        ("Democratic People’s Republic of Korea (DPRK)", "PRK"),
        ("Korea, North", "PRK"),
        ("Republic of Korea", "KOR"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Syrian Arab Republic", "SYR"),
        ("Russian Federation", "RUS"),
        ("Fédération de Russie", "RUS"),
        ("Democratic Republic of the Congo", "COD"),
        ("Congo, Democratic Republic of the", "COD"),
        ("Congo", "COG"),
        ("Republic of the Congo", "COG"),
        ("République de Guinée", "GIN"),
        ("Guinea-Bissau", "GNB"),
        ("United Kingdom of Great Britain and Northern Ireland", "GBR"),
        ("U.S.A.", "USA"),
        ("COTE D'IVOIRE", "CIV"),
        ("Türkiye", "TUR"),
        ("Turkey", "TUR"),
        ("Myanmar (Burma) / Myanmar (Birmanie)", "MMR"),
        ("China, Hong Kong Special Administrative Region", "HKG"),
        ("State of Palestine", "PSE"),
        ("Former USSR", "SUN"),
        ("former Soviet Union", "SUN"),
        ("North Macedonia, The Republic of", "MKD"),
        ("Syrian", "SYR"),
        ("Jordanian (presumed)", "JOR"),
        ("Uganda Passport", "UGA"),
        ("Республика Беларусь", "BLR"),
        ("إيران", "IRN"),
        ("Stateless", "XXA"),
    ],
)
def test_a_country_is_known_by_its_codes_and_names(written: str, code: str) -> None:
    assert country_code(written) == code


@pytest.mark.parametrize(
    "written", ["", "<<<", "na", "no", "N/D", "Atlantis", "UT0", "Congolese", "Syrian/Lebanese", "New Mexico"]
)
def test_nothing_is_said_of_what_names_no_or_several_countries(written: str) -> None:
    assert country_code(written) is None


def test_a_two_letter_code_counts_in_capitals_only() -> None:
    assert (country_code("NA"), country_code("NO"), country_code("IN")) == ("NAM", "NOR", "IND")
    assert (country_code("na"), country_code("no"), country_code("in")) == (None, None, None)


def test_anything_but_text_is_refused() -> None:
    with pytest.raises(InputError):
        country_code(None)  # type: ignore[arg-type]


@given(st.text(max_size=80))
def test_any_text_gives_a_known_code_or_none(text: str) -> None:
    code = country_code(text)
    assert code is None or code in COUNTRIES


@given(CODES)
def test_a_code_is_its_own_code(code: str) -> None:
    assert country_code(code) == code
    assert country_code(f" {code.lower()} ") == code


def test_countries_are_ordered_and_fit_a_small_integer() -> None:
    assert list(COUNTRIES) == sorted(set(COUNTRIES))
    assert all(len(code) == 3 and code.isalpha() and code.isupper() for code in COUNTRIES)
    assert (
        len([code for code in COUNTRIES if not is_neutral(code) and not successors(code)]) == 250
    )  # ISO 3166-1 and XKX
    assert len(COUNTRIES) < 2**15


@pytest.mark.parametrize(
    "code", ["XXA", "XXB", "XXC", "XXX", "UNO", "UNA", "EUE", "XPO", "XOM", "UTO", "", "QQQ", "ut0"]
)
def test_organisations_and_unknown_codes_are_no_evidence(code: str) -> None:
    assert is_neutral(code)
    assert not same_country(code, code)
    assert not same_country(code, "FRA")


def test_countries_are_evidence() -> None:
    assert not any(map(is_neutral, ("FRA", "XKX", "SUN", "HKG", "D")))


def test_former_states_have_the_successors_of_today() -> None:
    assert successors("CSK") == {"CZE", "SVK"}
    assert successors("DDR") == {"DEU"}
    assert successors("ZAR") == {"COD"}
    assert successors("YUG") == {"BIH", "HRV", "MKD", "MNE", "SRB", "SVN", "XKX"}
    assert {"RUS", "UKR", "TJK", "EST"} < successors("SUN")
    assert len(successors("SUN")) == 15
    assert successors("FRA") == successors("QQQ") == frozenset()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("FRA", "FRA"),
        ("SUN", "UKR"),
        ("YUG", "SRB"),
        ("YUG", "SCG"),
        ("ZAR", "COD"),
        ("HKG", "CHN"),
        ("REU", "FRA"),
        ("D", "DEU"),
        ("D", "DDR"),
    ],
)
def test_one_person_can_hold_both(one: str, other: str) -> None:
    assert same_country(one, other)
    assert same_country(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("FRA", "DEU"), ("RUS", "UKR"), ("SRB", "HRV"), ("PRK", "KOR"), ("GIB", "BMU"), ("SUN", "YUG"), ("COG", "COD")],
)
def test_different_countries_stay_different(one: str, other: str) -> None:
    assert not same_country(one, other)
    assert not same_country(other, one)


@given(CODES, CODES)
def test_the_relation_is_symmetric_and_holds_with_oneself(one: str, other: str) -> None:
    assert same_country(one, other) == same_country(other, one)
    assert same_country(one, one) != is_neutral(one)


def test_the_table_states_where_it_comes_from() -> None:
    table = ROOT / "src/screening/tables/countries.tsv"
    head = [line for line in table.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert any("make_countries.py" in line for line in head)
    assert any("Unicode License" in line for line in head)
    source = hashlib.sha256((ROOT / "tools/countries_extra.tsv").read_bytes()).hexdigest()
    assert any(source in line for line in head), "run tools/make_countries.py"


@pytest.mark.shared_data
def test_every_special_code_of_the_standard_is_known(shared: Path) -> None:
    for line in (shared / "vectors/icao_state_codes_special.tsv").read_text(encoding="utf-8").splitlines():
        code, _, maps_to, is_nationality, *_ = line.split("\t") if line[0] != "#" else ("code", "", "", "", "")
        if code == "code":
            continue
        found = country_code(code)
        assert found is not None, code
        if is_nationality == "1":
            targets = set(maps_to.split("/")) - {"-"}
            assert found in targets or targets <= successors(code), code
        elif maps_to == "-":
            assert is_neutral(found), code


@pytest.mark.shared_data
def test_every_country_of_the_united_nations_list_is_known(shared: Path) -> None:
    text = (shared / "lists/un_consolidated_2026-02-27.xml").read_text(encoding="utf-8")
    blocks = re.findall(r"<NATIONALITY>(.*?)</NATIONALITY>", text, re.DOTALL)
    values = {value.strip() for block in blocks for value in re.findall(r"<VALUE>(.*?)</VALUE>", block)}
    values |= {value.strip() for value in re.findall(r"<(?:COUNTRY|ISSUING_COUNTRY|COUNTRY_OF_ISSUE)>([^<]*)<", text)}
    assert len(values) > 50
    assert {value for value in values if country_code(value) is None} <= {"na", ""}


def test_no_two_countries_share_a_name() -> None:
    lines = (ROOT / "src/screening/tables/countries.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    shared = {
        name: code for code, _, kind, _, names in rows if kind != "alias" for name in filter(None, names.split(";"))
    }
    assert {name: country_code(name) for name in shared} == shared
