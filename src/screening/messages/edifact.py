"""Segments of EDIFACT messages as airlines and their networks really deliver them (syntax: ISO 9735).

Teletype networks fold lines at 63 to 69 characters, in the middle of a tag if need be, and put addresses before and
notes behind; systems use service characters of their own, with a service string advice (UNA) that is missing or wrong;
some lose a terminator at the end of a line.  What stands before a tag that everybody writes (``UNH``, ``NAD``, ``TIF``
...) shows which characters are really used, so these are counted, and the advice decides only where the count does not.

Nothing here raises on any data up to `MAX_CHARS`; what was odd is said in `Problem` values.  The time grows with the
length alone, about a second a megabyte.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from screening.errors import CapacityError, InputError
from screening.messages.charset import decoded

__all__ = ["MAX_CHARS", "Problem", "Problems", "Segment", "read_segments"]

MAX_CHARS: Final = 4 << 20
"""Bytes, or characters, that are read; all bookings of a full aircraft have a quarter of it."""
_MAX_PROBLEMS: Final = 1_000
_MOST: Final = 200  # elements of a segment, and components of an element; no message has half as many

_TAGS: Final = (
    "UN[BGHTEZ]|BGM|RFF|NAD|COM|TDT|LOC|DTM|ATT|MEA|FTX|NAT|GEI|DOC|CPI|EMP|CNT|ERP|ERC|"
    "MSG|ORG|TVL|EQN|SRC|RCI|SSR|DAT|IFT|ADD|EBD|TIF|FTI|REF|FAR|TKT|MON|PTK|TXD|FOP|APD|RPI|SSD|TBD|TRI|SAC|ABI|LTS"
)
_CONTROL_SEPARATORS: Final = "\x1c\x1d\x1e\x1f"  # service characters of syntax level B, which telex cannot print
_MARK: Final = rf"[^\w\s]|[{_CONTROL_SEPARATORS}]"
_BLANK: Final = r"[ \t\r\n]"
_ADVICE: Final = re.compile(rf"UNA({_MARK})({_MARK}).(.).?({_MARK}){_BLANK}*(?=UN[BGH])")
_START: Final = re.compile(rf"(?<![A-Za-z0-9])UN[BGH] ?(?:{_MARK})")
_ANY_TAG: Final = re.compile(rf"(?<![A-Za-z0-9])(?:{_TAGS}) ?({_MARK})")
_KIND: Final = re.compile(rf"(?:UNO[A-Z]|SIRE|IATA|PAXLST|CUSRES|PNRGOV)({_MARK})(?=[0-9D])")
_SAMPLE: Final = 100_000  # characters, behind the beginning, in which service characters are counted
_NO_CONTROLS: Final = dict.fromkeys({*range(32), 127} - {*map(ord, "\t\r\n" + _CONTROL_SEPARATORS)})
_UNFOLDED: Final = dict.fromkeys(map(ord, "\r\n"))
# Private characters: a released release character, and a terminator that was put in.
_RELEASED, _PUT_IN = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd in a message.

    Attributes:
        segment: Number of the segment in the data, from 1; 0 for the data as a whole.
        rule: What was expected or done, in words; never a value.
    """

    segment: int
    rule: str

    def __str__(self) -> str:
        return f"segment {self.segment}: {self.rule}" if self.segment else self.rule


class Problems(list[Problem]):
    """Problems in the order in which they were met; of very many the first."""

    def note(self, segment: int, rule: str) -> None:
        """Add one."""
        if len(self) < _MAX_PROBLEMS:
            self.append(Problem(segment, rule))
        elif len(self) == _MAX_PROBLEMS:
            self.append(Problem(0, "more problems than are listed"))


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment.

    Attributes:
        number: Place in the data, from 1.
        elements: Data elements, the tag first, each as its components, released and without blanks around them.
        is_cut: The data end before its terminator.
    """

    number: int
    tag: str
    elements: tuple[tuple[str, ...], ...]
    is_cut: bool = False

    def __getitem__(self, place: tuple[int, int]) -> str:
        """The component at ``(element, component)``, empty where there is none."""
        element, component = place
        if element >= len(self.elements) or component >= len(self.elements[element]):
            return ""
        return self.elements[element][component]

    def element(self, number: int) -> tuple[str, ...]:
        """The components of an element; none where there is no such element."""
        return self.elements[number] if number < len(self.elements) else ()


class _Service(NamedTuple):
    """Service characters; ``release`` is empty where there is none."""

    component: str
    element: str
    release: str
    terminator: str


def read_segments(data: bytes | bytearray | memoryview | str, problems: Problems) -> list[Segment]:
    """The segments of one or several interchanges, in order.

    Args:
        data: What was received; text that is already decoded is taken as it is.
        problems: Takes what was odd.

    Returns:
        Segments with a tag of three letters; other text between terminators is passed over and noted.

    Raises:
        InputError: ``data`` is neither bytes nor text.
        CapacityError: It is longer than `MAX_CHARS`.
    """
    if not isinstance(data, bytes | bytearray | memoryview | str):
        raise InputError("a message must be bytes or text")
    if (data.nbytes if isinstance(data, memoryview) else len(data)) > MAX_CHARS:
        raise CapacityError(f"a message must not be longer than {MAX_CHARS} bytes")
    text, note = (data, None) if isinstance(data, str) else decoded(bytes(data))
    if note:
        problems.note(0, note)
    text = text.removeprefix("\ufeff").translate(_NO_CONTROLS)
    if not _ANY_TAG.search(text):
        if not _ANY_TAG.search(text.upper()):
            return []
        text = text.upper()
        problems.note(0, "the tags are in lower case")
    segments: list[Segment] = []
    for service, part in _interchanges(text, problems):
        segments.extend(_segments(part, service, len(segments), problems))
    _note_ends(segments, problems)
    return segments


def _note_ends(segments: list[Segment], problems: Problems) -> None:
    """Say where a message has no beginning or no end."""
    ends = [segment for segment in segments if segment.tag in {"UNH", "UNT"}]
    if segments and not any(segment.tag == "UNH" for segment in ends):
        problems.note(0, "no message has a beginning (UNH)")
    for segment, following in pairwise([*ends, None]):
        if segment and segment.tag == "UNH" and (following is None or following.tag == "UNH"):
            problems.note(segment.number, "the message has no end (UNT): travellers may be missing")


def _interchanges(text: str, problems: Problems) -> Iterator[tuple[_Service, str]]:
    """Parts of the text with the service characters of each; a service string advice begins a part."""
    advices = list(_ADVICE.finditer(text))
    ends = [advice.start() for advice in advices[1:]] + [len(text)]
    if not advices:
        start = _START.search(text) or _ANY_TAG.search(text)
        part = text[start.start() :] if start else ""
        yield _service(part, None, problems), part
    elif before := _START.search(text, 0, advices[0].start()):
        part = text[before.start() : advices[0].start()]
        yield _service(part, None, problems), part
    for advice, end in zip(advices, ends, strict=False):
        part = text[advice.end() : end]
        component, element, release, terminator = advice.groups()
        told = _Service(component, element, release, terminator)
        yield _service(part, told, problems), part


def _service(text: str, told: _Service | None, problems: Problems) -> _Service:
    """The service characters that a text uses."""
    usual = told or _Service(":", "+", "?", "'")
    sample = text[:_SAMPLE]
    element = _most_used(_ANY_TAG.findall(sample), usual.element)
    before_tags = re.findall(rf"({_MARK}){_BLANK}*(?=(?:{_TAGS}) ?{re.escape(element)})", sample)
    terminator = _most_used([mark for mark in before_tags if mark != element], usual.terminator)
    if before_tags.count(terminator) * 2 < len(re.findall(rf"(?:{_TAGS}) ?{re.escape(element)}", sample)):
        terminator = usual.terminator  # lines end segments, and what ends lines are values
    kinds = [mark for mark in _KIND.findall(sample) if mark not in (element, terminator)]
    component = _most_used(kinds, usual.component)
    if (component, element, terminator) != (usual.component, usual.element, usual.terminator):
        rule = "are not those that the service string advice tells" if told else "are not the usual ones"
        problems.note(0, f"the service characters {rule}")
    release = usual.release if usual.release not in (" ", component, element, terminator) else ""
    return _Service(component, element, "" if release.isalnum() else release, terminator)


def _most_used(found: list[str], told: str) -> str:
    """The mark found most often, but the one that was told unless another is twice as frequent."""
    counts = Counter(found)
    best = max(counts, key=lambda mark: counts[mark], default=told)
    return best if counts[best] > 2 * counts[told] else told


def _segments(text: str, service: _Service, before: int, problems: Problems) -> Iterator[Segment]:
    """Split one interchange; ``before`` segments stand before it."""
    element, release, end = map(re.escape, service[1:])
    tag = rf"(?:{_TAGS}) ?{element}"
    put_in = service.terminator + _PUT_IN

    def ends(boundary: str) -> str:
        return re.sub(boundary, lambda _: put_in, text)

    if service.terminator == "'":
        text = ends(f"[’‘´`]{_BLANK}*(?={tag})")  # word processors
    # A tag at the beginning of a line begins a segment, whatever the line before ends with.
    text = ends(rf"(?<=[^{end}{_PUT_IN}\s])[ \t]*[\r\n]{_BLANK}*(?={tag})").translate(_UNFOLDED)
    # So does what begins a traveller, wherever it stands: nobody may vanish in the segment before.
    text = ends(rf"(?<=[^{end}\s{_PUT_IN}]) *(?=NAD{element}(?:FL|FM|DDU|DDT){element}{{3}})")
    text = ends(rf"(?<=[0-9])(?=TIF{element}[^{element}{end}]+{element})")
    if release and service.release in text:
        text = text.replace(2 * service.release, _RELEASED)
        text = ends(rf"{release}{end}(?= *{tag})")
        parts = re.split(rf"(?<!{release}){end}", text)
    else:
        parts = text.split(service.terminator)
    yield from _parsed(parts, service, before, problems)


def _parsed(parts: list[str], service: _Service, number: int, problems: Problems) -> Iterator[Segment]:
    for place, part in enumerate(parts):
        was_put_in = part.startswith(_PUT_IN)
        written = part.lstrip(_PUT_IN).strip()
        if not written:
            continue
        is_cut = place == len(parts) - 1
        elements = _split(written, service)
        tag = elements[0][0]
        if len(elements) < 2 and tag not in {"DAT", "SRC"}:
            # Notes and addresses; a tag without any element says nothing either.
            problems.note(number, "text between segments that is no segment")
            continue
        number += 1
        if len(tag) != 3 or not (tag.isascii() and tag.isalpha()):
            problems.note(number, "no segment: there is no tag of three letters")
            continue
        if was_put_in:
            problems.note(number, "the segment before has no terminator")
        if is_cut:
            problems.note(number, "the data end before the terminator of this segment")
        yield Segment(number, tag.upper(), elements, is_cut)


def _split(text: str, service: _Service) -> tuple[tuple[str, ...], ...]:
    """Elements and components of a segment, released."""
    release = service.release
    if not release or (release not in text and _RELEASED not in text):
        return tuple(
            tuple(part.strip() for part in element.split(service.component)) for element in text.split(service.element)
        )
    unreleased = [re.compile(rf"(?<!{re.escape(release)}){re.escape(mark)}") for mark in service[1::-1]]
    return tuple(
        tuple(part.replace(release, "").replace(_RELEASED, release).strip() for part in unreleased[1].split(element))
        for element in unreleased[0].split(text)
    )
