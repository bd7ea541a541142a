"""A hit for a person to look at: traveller beside entry, the matrix of name parts, and how the score came about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Levenshtein

from screening._reference import Alignment, token_similarity
from screening.birthdates import BirthDate
from screening.explain import part_of
from screening.lexicon import Role
from screening.phrases import ENGLISH_PHRASES as SAY
from screening.report.charts import bar
from screening.report.markup import Html, differences, foreign, join, tag
from screening.report.tally import Shown
from screening.scoring import DocumentRelation
from screening.text import Script, script_of

if TYPE_CHECKING:
    from screening.account import Account
    from screening.names import Token
    from screening.screener import Hit
    from screening.travellers import Traveller
    from screening.watchlist.schema import Document, Entry

__all__ = ["hit_card", "usual_name"]

_NAMES_SHOWN: Final = 12
_NOTED_SHOWN: Final = 8
_REMARKS_SHOWN: Final = 1200


def hit_card(shown: Shown, number: int, *, is_help: bool = False, is_open: bool = False) -> Html:
    """One hit, folded to a line that opens.

    Args:
        shown: The hit.
        number: Under which the page knows it.
        is_help: Whether its person is to be helped.
        is_open: Unfolded from the start.
    """
    hit, entry = shown.hit, shown.hit.entry
    account = hit.account
    name = usual_name(hit.traveller)
    listed = hit.matched_name if hit.matched_name is not None else document_text(_document_of(hit))
    kind = _words(entry.category) or "person to help" if is_help else hit.band
    line = tag(
        "summary",
        tag("span", f"{hit.score:.3f}", class_="score"),
        tag("span", kind, class_=f"band {'help' if is_help else hit.band}"),
        tag(
            "span",
            tag("span", foreign(name, limit=120), class_="who"),
            tag("span", foreign(listed, limit=120), class_="whom"),
            class_="names",
        ),
        tag("span", f"#{number} · row {shown.row:,} · ", foreign(hit.list, limit=60), class_="source"),
        class_="hit-line",
    )
    body = [
        tag("p", "This person may be in need of help. It is no suspicion.", class_="care") if is_help else None,
        tag("p", *_clearance(hit), class_="note") if hit.clearance else None,
        _fields(shown, entry),
        _name_section(account),
        _waterfall(account),
        _changes(account),
    ]
    return tag("details", line, tag("div", *body, id=f"hit-{number}", class_="card"), class_="hit", open=is_open)


def _clearance(hit: Hit) -> list[str]:
    clearance = hit.clearance
    if clearance is None:
        return []
    reason = clearance.reason
    return [
        SAY(f"clearance.{clearance.state}", decided=clearance.decided, until=clearance.until, reason=""),
        foreign(reason),
    ]


def traveller_name(traveller: Traveller) -> str:
    """The traveller's usual name, in one line."""
    if traveller.name is not None:
        return traveller.name
    return ", ".join(part for part in (traveller.surname, traveller.given_names) if part)


def usual_name(traveller: Traveller) -> str:
    """The name, or the document of a traveller of whom nothing else is known."""
    return traveller_name(traveller) or next((number for number, _ in _presented(traveller)), "")


def document_text(document: Document | None) -> str:
    """A document of an entry in one line."""
    if document is None:
        return ""
    return " ".join(filter(None, (document.type, document.number, document.issuing_state)))


def _document_of(hit: Hit) -> Document | None:
    """The document of the entry that is the most like a presented one, where the evidence says that one is."""
    documents = hit.entry.documents
    if not documents or hit.evidence.document == DocumentRelation.UNKNOWN:
        return None
    asked = [number for number, _ in _presented(hit.traveller)]
    return min(documents, key=lambda d: min((Levenshtein.distance(d.number, a) for a in asked), default=0))


def _document_note(document: Document) -> str:
    return " ".join(filter(None, (document.type, document.issuing_state)))


def _presented(traveller: Traveller) -> list[tuple[str, str]]:
    """Numbers of the traveller's documents, each with its type and issuer."""
    own = (traveller.document_number, traveller.document_type, traveller.issuing_state)
    every = [own, *((d.number, d.type, d.issuing_state) for d in traveller.other_documents)]
    return [(number.strip(), " ".join(filter(None, more))) for number, *more in every if number and number.strip()]


# ---- field by field --------------------------------------------------------------------------------------------------


def _fields(shown: Shown, entry: Entry) -> Html:
    """Traveller and entry side by side; what only the entry has stands below."""
    hit, traveller = shown.hit, shown.hit.traveller
    steps = {step.field: step for step in hit.account.steps if step.weight is not None}

    def said(field: str) -> Html | None:
        step = steps.get(field)
        if step is None or step.weight is None:
            return None
        return join([SAY(f"{field}.{step.relation}"), tag("span", f"{step.weight:+.2f}", class_="weight")], " ")

    matched = hit.matched
    name_kind = None if matched is None else SAY(f"kind.{matched.kind}")
    name_note = None if matched is None or not matched.note else tag("div", foreign(matched.note), class_="more")
    births, document = list(map(_births, entry.birth_dates)), _document_of(hit)
    listed = [(d.number, _document_note(d)) for d in ([document] if document else entry.documents)]
    countries = [code if role == "nationality" else f"{code} ({role})" for code, role in entry.countries]
    own_name = tag("div", foreign(traveller_name(traveller)), class_="name")
    rows = [
        _row(
            "name",
            join(
                [
                    own_name,
                    *(tag("div", foreign(other), class_="more") for other in traveller.other_names[:_NAMES_SHOWN]),
                ]
            ),
            join([tag("div", foreign(hit.matched_name), class_="name"), *filter(None, [name_note])]),
            join([f"{name_kind}, alike by ", tag("span", f"{hit.name_score:.3f}", class_="weight")])
            if name_kind
            else Html("found by the document alone"),
        ),
        _row("birth date", *_compared([_births(traveller.birth_date)], births), said("birth_date")),
        _row("sex", foreign(traveller.sex), foreign(entry.sex), said("sex")),
        _row("nationality", foreign(traveller.nationality), _several(countries, 8), said("nationality")),
        _row(
            "document",
            *(_compared if document else _beside)(_presented(traveller), listed),
            said("document"),
        ),
    ]
    same = [n.name for n in entry.names if matched is None or n.name != matched.name]
    more = [
        ("reference", foreign(shown.id)),
        ("entry", foreign(f"{entry.list} {entry.id}")),
        ("other names", _in_line(same, _NAMES_SHOWN) if same else None),
        ("documents", _several(map(document_text, entry.documents), _NOTED_SHOWN) if document else None),
        ("birth places", _several(entry.birth_places, 4) if entry.birth_places else None),
        ("titles", _several(entry.titles, 4) if entry.titles else None),
        ("category", foreign(_words(entry.category)) if entry.category else None),
        ("asked for", foreign(_words(entry.action)) if entry.action else None),
        ("programme", foreign(entry.programme) if entry.programme else None),
        ("list reference", foreign(entry.reference) if entry.reference else None),
        ("listed on", foreign(entry.listed_on) if entry.listed_on else None),
        ("remarks", foreign(entry.remarks, limit=_REMARKS_SHOWN, lines=True) if entry.remarks else None),
    ]
    facts = [join([tag("dt", label), tag("dd", value)]) for label, value in more if value is not None]
    head = tag("tr", tag("th"), *(tag("th", what, scope="col") for what in ("traveller", "entry", "how they relate")))
    return join(
        [tag("table", tag("thead", head), tag("tbody", *rows), class_="pair"), tag("dl", *facts, class_="facts")]
    )


def _row(field: str, ours: Html, theirs: Html, relation: Html | None) -> Html:
    relation = tag("td", relation or tag("span", "not compared", class_="none"), class_="how")
    return tag("tr", tag("th", field, scope="row"), tag("td", ours), tag("td", theirs), relation)


#: What a field says, and what else is known of it.
_Noted = tuple[str, str]


def _compared(ours: Sequence[_Noted], theirs: Sequence[_Noted]) -> tuple[Html, Html]:
    """The two that are the most alike with their differences, then the others."""
    ours, theirs = [own for own in ours if own[0]], [their for their in theirs if their[0]]
    if not ours or not theirs:
        return _beside(ours, theirs)
    best = min(((a, b) for a in ours for b in theirs), key=lambda pair: Levenshtein.distance(pair[0][0], pair[1][0]))
    shown = differences(best[0][0], best[1][0])
    first, second = (
        join([said, _more(one[1]), _noted([other for other in side if other != one], class_="more")])
        for said, one, side in zip(shown, best, (ours, theirs), strict=True)
    )
    return first, second


def _beside(ours: Sequence[_Noted], theirs: Sequence[_Noted]) -> tuple[Html, Html]:
    """Side by side, where nothing was found alike."""
    return _noted(ours), _noted(theirs)


def _noted(values: Sequence[_Noted], class_: str | None = None) -> Html:
    rows = [tag("div", foreign(text), _more(note), class_=class_) for text, note in values[:_NOTED_SHOWN]]
    if len(values) > _NOTED_SHOWN:
        rows.append(tag("div", f"and {len(values) - _NOTED_SHOWN:,} more", class_="none"))
    return join(rows) if rows or class_ else foreign(None)


def _more(note: str) -> Html:
    return tag("div", foreign(note), class_="more") if note else Html()


def _several(texts: Iterable[str], most: int) -> Html:
    """Values with lines of their own; those above ``most`` are counted."""
    texts = list(texts)
    if not texts:
        return foreign(None)
    rows = [tag("div", foreign(text)) for text in texts[:most]]
    if len(texts) > most:
        rows.append(tag("div", f"and {len(texts) - most:,} more", class_="none"))
    return join(rows)


def _in_line(texts: Sequence[str], most: int) -> Html:
    """Values one after the other; those above ``most`` are counted."""
    more = [f"and {len(texts) - most:,} more"] if len(texts) > most else []
    return join([*map(foreign, texts[:most]), *more], " · ")


def _births(birth: str | date | BirthDate | None) -> _Noted:
    """Days as the ISO standard writes them, periods from and to; and what is uncertain of them."""
    if not isinstance(birth, BirthDate):
        return (birth.isoformat() if isinstance(birth, date) else birth or ""), ""
    spans = [f"{a}" if a == b else _period(a, b) for a, b in birth.intervals]
    return " or ".join(spans), ", ".join(sorted(birth.flags - {"range", "alternatives", "partial"}))


def _period(first: date, last: date) -> str:
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}" if first.year == last.year else f"{first.year} to {last.year}"
    return f"{first} to {last}"


def _words(code: str | None) -> str:
    return (code or "").replace("_", " ")


# ---- the name --------------------------------------------------------------------------------------------------------


def _name_section(account: Account) -> Html | None:
    alignment = account.alignment
    if alignment is None:
        return None
    return tag("section", tag("h4", "The name, part by part"), _pairs(alignment), _matrix(alignment), class_="part")


def _pairs(alignment: Alignment) -> Html:
    """The matched parts with their differences, and what is left over."""
    rows = []
    for link in alignment.links:
        ours, theirs = _spelled(link.left, link.right)
        rows.append(
            tag(
                "tr",
                tag("td", ours),
                tag("td", theirs),
                tag(
                    "td",
                    f"{link.similarity / 1000:.2f} ",
                    tag("span", SAY(f"operation.{link.operation}"), class_="why"),
                ),
                tag("td", f"+{part_of(link, alignment):.3f}", class_="number"),
            )
        )
    for token, is_ours in (
        *((token, True) for token in alignment.left_over),
        *((token, False) for token in alignment.right_over),
    ):
        cells = [tag("td", foreign(token.written)), tag("td", foreign(None))]
        where = "in the traveller's name alone" if is_ours else "in the listed name alone"
        if token.role is not Role.NAME:
            where += "; a particle or title"
        rows.append(tag("tr", *(cells if is_ours else cells[::-1]), tag("td", where, colspan=2), class_="over"))
    heads = [tag("th", what, scope="col") for what in ("traveller", "entry", "alike")]
    head = tag("tr", *heads, tag("th", "of the score", scope="col", class_="number"))
    return tag("table", tag("thead", head), tag("tbody", *rows), class_="links")


def _spelled(left: Sequence[Token], right: Sequence[Token]) -> tuple[Html, Html]:
    """Both sides with their differences; of different scripts, in the Latin spellings that are the most alike."""
    a, b = " ".join(t.written for t in left), " ".join(t.written for t in right)
    if script_of(a) == script_of(b) == Script.LATIN or a == b:
        return differences(a, b)
    latin = [" ".join(t.renderings[0].spelling for t in side) for side in (left, right)]
    if len(left) == len(right) == 1:
        pairs = [(x.spelling, y.spelling) for x in left[0].renderings for y in right[0].renderings]
        latin = list(min(pairs, key=lambda pair: Levenshtein.distance(*pair)))
    first, second = differences(*latin)
    return (
        join([foreign(a), tag("div", first, class_="latin")]),
        join([foreign(b), tag("div", second, class_="latin")]),
    )


def _matrix(alignment: Alignment) -> Html:
    """Every part of one name against every part of the other; the chosen cells are marked."""
    rows = [(token, place) for place, link in enumerate(alignment.links) for token in link.left]
    rows += [(token, -1) for token in alignment.left_over]
    columns = [(token, place) for place, link in enumerate(alignment.links) for token in link.right]
    columns += [(token, -1) for token in alignment.right_over]
    body = []
    for token, of in rows:
        cells = []
        for other, belongs in columns:
            similarity = token_similarity(token, other)[0]
            chosen = of == belongs >= 0
            if chosen and alignment.links[of].operation == "joined":
                similarity = alignment.links[of].similarity
            shown = f"{similarity / 1000:.2f}" if similarity else "·"
            shade = f"s{similarity // 200}"
            cells.append(
                tag("td", tag("strong", shown) if chosen else shown, class_=f"{shade} chosen" if chosen else shade)
            )
        body.append(tag("tr", tag("th", foreign(token.written, limit=40), scope="row"), *cells))
    head = tag("tr", tag("td"), *(tag("th", foreign(token.written, limit=40), scope="col") for token, _ in columns))
    table = tag("table", tag("thead", head), tag("tbody", *body), class_="matrix")
    says = "Likeness of all parts: traveller down, entry across; framed is what was matched."
    return join(
        [
            tag("p", says, class_="says"),
            tag("div", table, class_="scroll", tabindex=0, role="region", aria_label="Matrix"),
        ]
    )


# ---- the score -------------------------------------------------------------------------------------------------------


def _waterfall(account: Account) -> Html:
    rows, before, threshold = [], 0.0, account.threshold
    for step in account.steps:
        label, relation = _step_words(step.field, step.relation)
        rises = step.score >= before
        kind = "whole" if step.field == "name" and not before else "up" if rises else "down"
        weight = "" if step.weight is None else f"{step.weight:+.2f}"
        rows.append(
            tag(
                "tr",
                tag("th", label, tag("span", relation, class_="why"), scope="row"),
                tag("td", weight, class_="number"),
                tag("td", bar(before, step.score, mark=threshold, class_=kind), class_="drawn"),
                tag("td", f"{step.score:.3f}", class_="number"),
                title=step.why or None,
            )
        )
        before = step.score
    total = tag(
        "tr",
        tag("th", "score", scope="row"),
        tag("td", class_="number"),
        tag("td", bar(0, account.score, mark=threshold, class_="whole"), class_="drawn"),
        tag("td", f"{account.score:.3f}", class_="number"),
        class_="total",
    )
    caption = tag("caption", f"Weights are log-odds; the line is the threshold, {threshold:.2f}.")
    table = tag("table", caption, tag("tbody", *rows, total), class_="waterfall")
    return tag("section", tag("h4", "How the score came about"), table, class_="part")


def _step_words(field: str, relation: str) -> tuple[str, str]:
    """What a step is, and what was found."""
    if field == "weak_alias":
        return "cap", "a weak alias with the birth date alone" if relation == "dated" else "a weak alias alone"
    if (field, relation) == ("document", "floor"):
        return "floor", "a listed document is always a hit"
    if field == "name":
        if relation == "document":
            return "name", "counts as this at least, beside a listed document"
        return "name", "none" if relation == "none" else SAY(f"kind.{relation}")
    return SAY(f"field.{field}"), SAY(f"{field}.{relation}")


def _changes(account: Account) -> Html | None:
    changes = account.changes
    if not changes:
        return None
    rows = [
        tag(
            "li",
            SAY(f"change.{c.field}.{c.relation}"),
            f" it would score {c.score:.3f}: ",
            tag("strong", SAY(f"band.{c.band}")),
        )
        for c in changes
    ]
    return tag("section", tag("h4", "What would change the answer"), tag("ul", *rows), class_="part")
