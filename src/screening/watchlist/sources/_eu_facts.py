"""What the EU's consolidated list says of somebody, from its XML and its CSV alike.

Both publish the same facts under the same names: attributes of elements there, columns with the name of the element
before them here.  A fact is a mapping from attribute, in lower case, to text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from screening.watchlist.schema import NameKind
from screening.watchlist.sources._draft import Draft
from screening.watchlist.sources._fields import enumerated

__all__ = ["Facts", "add_address", "add_birth", "add_citizenship", "add_document", "add_name"]

Facts = Mapping[str, str]

_CALENDARS: Final = {"ISLAMIC": "Hijri", "HIJRI": "Hijri", "PERSIAN": "Solar Hijri", "JALALI": "Solar Hijri"}
_STATES: Final = {  # flags of a document, and what they mean
    "knownexpired": "expired",
    "knownfalse": "false",
    "reportedlost": "reported lost",
    "revokedbyissuer": "revoked by issuer",
    "diplomatic": "diplomatic",
}


def add_name(draft: Draft, facts: Facts, remarks: Iterable[str] = (), *, person: bool) -> None:
    """A name; its quality is in ``strong``, or in a remark (``Good quality``, ``low quality``, and their typos)."""
    parts = [facts.get(key, "") for key in ("lastname", "firstname", "middlename")]
    given = " ".join(filter(None, parts[1:]))
    whole = facts.get("wholename") or " ".join(filter(None, (given, parts[0])))
    notes = [remark for remark in remarks if remark]
    said = " ".join(notes).lower()
    kind: NameKind = "strong" if draft.names else "primary"
    if facts.get("strong", "true").lower() == "false" or "low quality" in said or "lo quality" in said:
        kind = "weak"
    elif "formerly" in said or "f.k.a" in said:
        kind = "former"
    if whole:
        language = facts.get("namelanguage", "").lower()
        surname, given = (parts[0], given) if person else ("", "")
        draft.name(whole, kind, surname=surname, given_names=given, language=language, note="; ".join(notes))
    for title in enumerated(facts.get("title", "")):
        draft.title(title)
    if function := facts.get("function"):
        draft.remark("Function", function)
    draft.sex(facts.get("gender", ""))


def add_birth(draft: Draft, facts: Facts, remarks: Iterable[str] = ()) -> None:
    """A birth date, exact, of a year, about, or between two years, in its calendar; and the birth place."""
    day, month, year = (facts.get(key, "") for key in ("dayofmonth", "monthofyear", "year"))
    first, last = facts.get("yearrangefrom", ""), facts.get("yearrangeto", "")
    calendar = _CALENDARS.get(facts.get("calendartype", "").upper())
    if calendar and year:
        text = "/".join(part for part in (day, month, year) if part) + f" ({calendar} calendar)"
    elif facts.get("birthdate"):
        text = facts["birthdate"]
    elif year:
        text = "-".join(part.zfill(2) for part in (year, month, day if month else "") if part)
    elif first and last:
        text = f"between {first} and {last}"
    elif last:
        text = f"until {last}"
    else:
        text = f"after {int(first) - 1}" if first.isdecimal() else first
    circa = facts.get("circa", "").lower() == "true"
    draft.birth(f"circa {text}" if circa and text else text)
    country = facts.get("countrydescription") or facts.get("countryiso2code") or facts.get("country", "")
    where = [facts.get(key, "") for key in ("place", "city", "region")]
    draft.born_in(", ".join(dict.fromkeys(filter(None, where))), country)
    for remark in remarks:
        draft.remark("Birth", remark)


def add_citizenship(draft: Draft, facts: Facts) -> None:
    """A nationality."""
    draft.country(
        facts.get("countrydescription") or facts.get("countryiso2code") or facts.get("country", ""), "nationality"
    )


def add_document(draft: Draft, facts: Facts, remarks: Iterable[str] = (), *, person: bool) -> None:
    """A document with its type and issuer, and whether it expired, was lost or is known to be false."""
    number = facts.get("number") or facts.get("latinnumber", "")
    kind = facts.get("identificationtypedescription") or facts.get("typedescription") or facts.get("type", "")
    kind = kind or facts.get("identificationtypecode") or facts.get("typecode", "")
    states = [meaning for key, meaning in _STATES.items() if facts.get(key, "").lower() == "true"]
    dates = [
        f"{label} {facts[key]}"
        for key, label in (("issueddate", "issued"), ("issuedate", "issued"), ("validfrom", "from"), ("validto", "to"))
        if facts.get(key)
    ]
    named = [f"in the name of {facts['nameondocument']}"] if facts.get("nameondocument") else []
    issuer = facts.get("countrydescription") or facts.get("countryiso2code") or facts.get("country", "")
    note = "; ".join([*states, *dates, *named, *filter(None, (facts.get("issuedby", ""), *remarks))])
    if not number:
        if note:
            draft.remark("Document", f"{kind}: {note}")
    elif person:
        draft.document(number, kind, issuer, note)
    else:
        draft.remark(kind or "Number", ", ".join(filter(None, (number, note))))


def add_address(draft: Draft, facts: Facts, remarks: Iterable[str] = ()) -> None:
    """An address, its country, and what is said of it."""
    parts = [facts.get(key, "") for key in ("street", "pobox", "place", "zipcode", "city", "region", "other")]
    country = facts.get("countrydescription") or facts.get("countryiso2code") or facts.get("country", "")
    draft.address(parts, country)
    for remark in remarks:
        draft.remark("Address", remark)
