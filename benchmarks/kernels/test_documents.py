"""Reading what the border brings: zones of documents, one at a time, and whole passenger messages."""

# ruff: noqa: S101 - these are tests
from __future__ import annotations

from datetime import date
from itertools import cycle
from typing import TYPE_CHECKING

import pytest

import screening as sc

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

CHECK = date(2026, 6, 15)
ZONES = {
    "passport": "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "card": "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    "visa": "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F9612109ZE184226B<<<<<<<",
    "run": "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "misread": "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO74O8I22F1204159ZE184226B<<<<<10",
}
TRAVELLERS = 260
LIST = (
    "UNA:+.? 'UNH+1+PAXLST:D:05B:UN:IATA'BGM+745'TDT+20+XS270'LOC+125+UTA'DTM+189:2608011200:201'LOC+87+FRZ'"
    + "".join(
        f"NAD+FL+++ERIKSSON{n}:ANNA'ATT+2++F'DTM+329:7408{n % 28 + 1:02}'LOC+178+UTA'LOC+179+FRZ'NAT+2+UTO'"
        f"RFF+ABO:{n}'DOC+P:110:111+L89{n:06}'DTM+36:320415'LOC+91+UTO'"
        for n in range(TRAVELLERS)
    )
    + f"CNT+42:{TRAVELLERS}'UNT+{10 * TRAVELLERS + 8}+1'"
)
BOOKINGS = (
    "UNH+1+PNRGOV:13:1:IA'TVL+010826:1200:010826:1545+UTA+FRZ+XS+270'"
    + "".join(
        f"SRC'RCI+XS:A{n}'TIF+ERIKSSON+ANNAMRS:A:1'REF+:{n}'"
        f"SSR+DOCS:HK:1:XS:::::/P/UTO/L89{n:06}/UTO/12AUG74/F/15APR32/ERIKSSON/ANNA/MARIA'"
        "IFT+4:28::YY+CTCE A//B.INVALID'FAR+N+++++'TVL+010826:1200::1545+UTA+FRZ+XS+270:B'TIF+ERIKSSON+ANNAMRS:A:1'"
        for n in range(TRAVELLERS)
    )
    + "UNT+1+1'"
)


@pytest.mark.parametrize("kind", ZONES)
def test_read_a_zone(benchmark: BenchmarkFixture, kind: str) -> None:
    mrz = benchmark(sc.parse_mrz, ZONES[kind], check_date=CHECK)
    assert mrz.surname == "ERIKSSON"


def test_read_zones_of_different_holders(benchmark: BenchmarkFixture) -> None:
    zones = [ZONES["passport"].replace("L8989", f"L{number}") for number in range(1000, 9000)]
    numbers = cycle(zones)
    assert benchmark(lambda: sc.parse_mrz(next(numbers), check_date=CHECK)).format == "TD3"


def test_read_a_passenger_list(benchmark: BenchmarkFixture) -> None:
    manifest = benchmark(sc.read_paxlst, LIST.encode())
    assert (len(manifest.travellers), manifest.problems) == (TRAVELLERS, ())


def test_read_bookings(benchmark: BenchmarkFixture) -> None:
    assert len(benchmark(sc.read_pnrgov, BOOKINGS.encode()).travellers) == TRAVELLERS
