"""What is known about a name token beforehand: how common it is, what role it plays, which names it is a form of.

Everything here is knowledge in tables, not an algorithm:

- ``role``: titles, particles, suffixes and placeholders (``tables/roles.tsv``, edited by hand);
- ``rarity``: information in bits of "a traveller carries this token" (``tables/rarity*.npy``);
- ``name_ids``: groups of forms known to be the same name (``tables/name_ids.npy``);
- ``join_compounds``, ``join_particles``, ``gender_ending``, ``is_patronymic``: names built from parts
  (``tables/compounds.tsv``).

The ``.npy`` tables are made by ``tools/make_name_ids.py`` and ``tools/make_rarity.py``; the ``.json`` beside each says
from what.  They are sorted arrays of 64-bit words, a hash of the token above and the value below, mapped into memory
when first used and searched by bisection (`screening._lookup`).

A token is what the text room yields: one word, lower case, in any script.  Nothing here raises on odd tokens.
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum, IntFlag
from functools import cache, lru_cache
from importlib.resources import as_file, files
from itertools import groupby
from string import ascii_lowercase
from typing import TYPE_CHECKING, Final

import numpy as np
from rapidfuzz.distance import OSA

from screening import _lookup
from screening.text import Script, script_of
from screening.translit import spelling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "ATTESTED_BITS",
    "GENDER_ENDINGS",
    "ID_BITS",
    "LISTED_ENDING",
    "MAX_BITS",
    "MAYBE_COMPOUND",
    "MAYBE_TWO_IN_ONE",
    "MIN_BITS",
    "RARITY_BITS",
    "ROLE_FACTOR",
    "SOUND_MARGIN",
    "TWO_IN_ONE",
    "CompoundPlace",
    "Role",
    "attested_bits",
    "bits_of_many",
    "compound_place",
    "fold_token",
    "gender_ending",
    "given_in",
    "is_attested",
    "is_known",
    "is_one_name",
    "is_patronymic",
    "is_variant_id",
    "join_compounds",
    "join_particles",
    "listed_words",
    "name_ids",
    "rarity",
    "role",
    "sorted_table",
    "sound_key",
    "token_hash",
]


class Role(IntEnum):
    """What a token does in a name. The numbers are part of the compiled list format."""

    NAME = 0
    PARTICLE = 1
    TITLE = 2
    SUFFIX = 3
    PLACEHOLDER = 4


ROLE_FACTOR: Final = {Role.NAME: 1000, Role.PARTICLE: 250, Role.TITLE: 50, Role.SUFFIX: 100, Role.PLACEHOLDER: 0}
"""Part of its rarity weight that a token keeps in its role, in thousandths."""

MIN_BITS: Final = 3
MAX_BITS: Final = 20
ID_BITS: Final = 19
"""Low bits of a ``name_ids.npy`` word that hold the id; the rest is hash."""
RARITY_BITS: Final = 8
"""Low bits of a ``rarity*.npy`` word that hold the bits of information."""

# Marks that spelling may leave out.  Vowel signs of Indic scripts are letters of the name and stay.
_MARKS: Final = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u064b-\u065f\u0670\u0610-\u061a\u06d6-\u06ed]")
_LETTERS: Final = str.maketrans(
    {
        "ı": "i", "ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ə": "a",
        "ħ": "h", "ŋ": "ng", "ς": "σ", "ی": "ي", "ى": "ي", "ې": "ي", "ک": "ك", "ڪ": "ك", "ہ": "ه", "ھ": "ه",
        "ە": "ه", "ة": "ه", "ۃ": "ه", "ٱ": "ا", "ـ": None, "'": None, "’": None, "ʼ": None, "ʿ": None, "ʾ": None,
        "-": None, ".": None, '"': None, "״": None, "׳": None, "\u200c": None, "\u200d": None,
        "\u2063": None,
    }
)  # fmt: skip


def fold_token(token: str) -> str:
    """Key under which the tables know a token: accents, vowel marks and letter variants of one script folded.

    ``"Müller"`` and ``"muller"`` share a key, and so do أحمد and احمد; forms in two scripts never do.
    """
    token = token.lower()
    return token if token.isascii() and token.isalpha() else _folded(token)


@lru_cache(maxsize=1 << 10)  # roles, groups and compounds ask one after the other
def _folded(token: str) -> str:
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", token).lower())
    return unicodedata.normalize("NFC", bare.translate(_LETTERS))


def _bytes(key: str | bytes) -> bytes:
    return key.encode("utf-8", "surrogatepass") if isinstance(key, str) else key


def token_hash(key: str | bytes) -> int:
    """64-bit FNV-1a of a key (text as UTF-8): few lines in any language."""
    return _lookup.token_hash(_bytes(key))


@cache
def sorted_table(name: str, value_bits: int) -> _lookup.Lookup:
    """A generated table, mapped."""
    with as_file(files("screening.tables") / name) as path:
        return _lookup.Lookup(np.load(path, mmap_mode="r"), value_bits)


def _find(name: str, key: str | bytes, value_bits: int) -> list[int]:
    """Values stored for ``key``, ascending; empty if the table does not know it."""
    return sorted_table(name, value_bits).find(_bytes(key))


# --- roles ------------------------------------------------------------------------------------------------------------


def _lines(name: str) -> Iterator[list[str]]:
    """Rows of a hand-edited table without its comments."""
    for line in (files("screening.tables") / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


#: Particles that may be written as one word with others of the same kind.
_JOINED_KINDS: Final = ("ARABIC", "EUROPEAN")


@cache
def _kinds() -> dict[str, str]:
    return {fold_token(token): row[0] for row in _lines("roles.tsv") for token in row[1].split()}


@cache
def _roles() -> dict[str, Role]:
    return {token: Role.__members__.get(kind, Role.PARTICLE) for token, kind in _kinds().items()}


def role(token: str) -> Role:
    """Role of a token by itself; where a name would be left without any NAME, the caller must take all as names."""
    return _roles().get(fold_token(token), Role.NAME)


# --- rarity -----------------------------------------------------------------------------------------------------------

_VOWEL_CLASSES: Final = str.maketrans("eyjow", "iiiuu")
SOUND_MARGIN: Final = 2
"""Bits by which a spelling that no list has is rarer than the commonest name that sounds like it."""


def sound_key(spelling: str, skeleton: bytes) -> bytes:
    """Key of tokens that sound alike: the phoneme skeleton, and which of the vowel classes a, i, u the spelling has.

    The skeleton alone would lend the commonness of Marina to Imran, Marino and Moreno.
    """
    folded = spelling.translate(_VOWEL_CLASSES)
    return skeleton + b"|" + b"".join(vowel for vowel in (b"a", b"i", b"u") if vowel.decode() in folded)


@lru_cache(maxsize=1 << 16)
def _own_bits(spelling: str) -> int:
    """What the table of rarity has for a spelling itself; 0 where it has nothing."""
    own = _find("rarity.npy", fold_token(spelling), RARITY_BITS)
    return own[0] if own else 0


@lru_cache(maxsize=1 << 16)
def rarity(spelling: str, skeleton: bytes) -> int:
    """Information, in bits, of the event that a traveller of the world carries this token.

    Args:
        spelling: Spelling of the token: Latin a-z, or native.
        skeleton: Its phoneme skeleton.

    Returns:
        ``MIN_BITS`` (one in eight carries it) to ``MAX_BITS`` (rarer than one in a million).  A spelling that no list
        has is not rare for that: it is two bits rarer than the commonest name that sounds like it.  Two aligned tokens
        should count with the smaller answer of the two.
    """
    if own := _own_bits(spelling):
        return own
    sound = _find("rarity_sound.npy", sound_key(spelling, skeleton), RARITY_BITS)
    return min(sound[0] + SOUND_MARGIN, MAX_BITS) if sound else MAX_BITS


ATTESTED_BITS: Final = 16
"""Information of a name up to which it is hardly a slip of another."""


def attested_bits(spelling: str) -> int:
    """Information of a name as it is spelt, in bits; ``MAX_BITS`` where no list has it."""
    return _own_bits(spelling) or MAX_BITS


def bits_of_many(spellings: Sequence[str]) -> list[int]:
    """`attested_bits` of each of some spellings a-z."""
    return sorted_table("rarity.npy", RARITY_BITS).first_values(
        [spelling.encode("ascii") for spelling in spellings], MAX_BITS
    )


def is_attested(spelling: str) -> bool:
    """Whether a spelling is a name by itself that at least one in 65,000 bears, and so hardly a slip of another."""
    return attested_bits(spelling) <= ATTESTED_BITS


# --- groups of the same name ------------------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 16)
def name_ids(token: str) -> tuple[int, ...]:
    """Groups that the token belongs to, ascending; ids hold for one version of the table.

    Two tokens that share an id are forms of one name.  ``is_variant_id`` tells a spelling or script variant (Yusuf,
    Youssef, يوسف) from a nickname, diminutive or cognate (Robert and Bob, Pedro and Peter).
    """
    return tuple(_find("name_ids.npy", fold_token(token), ID_BITS))


def is_known(spelling: str) -> bool:
    """Whether a list of names has a spelling."""
    return attested_bits(spelling) < MAX_BITS or bool(name_ids(spelling))


def is_variant_id(name_id: int) -> bool:
    """True for a group of spellings of one name; False for nicknames and cognates."""
    return name_id % 2 == 0


# --- compounds and endings --------------------------------------------------------------------------------------------


@cache
def _compounds() -> dict[str, dict[str, str]]:
    """Kind -> form -> canonical form."""
    table: dict[str, dict[str, str]] = {"article": {}, "abd": {}, "din": {}}
    for kind, forms, comment in _lines("compounds.tsv"):
        listed = forms.split()
        own = kind != "din" or comment.startswith("one spelling each")
        table[kind].update((form, form if own else listed[0]) for form in listed)
    return table


_DIN: Final = re.compile(r"(?:[aeiou]{1,2}[ld]?|[ld])?d(?:i|ee|ii|y)ne?")
_SERVANTS: Final = ("abdul", "abdel")
#: A name by itself (Abul Hasan), and an ``abdul`` that lost a letter before a name that makes one with it.
_OTHER_SERVANT: Final = "abul"
#: What makes a name with the ``allah`` before it: gift, friend and the like.
_OF_ALLAH: Final = frozenset("baksh bakhsh bux dad dina dino ditta ditto rakha rakhio wasaya wasayo yar".split())
_ALLAH: Final = frozenset(("allah", "ullah", "ollah", "oullah"))
_OWN_COMPOUNDS: Final = (Script.LATIN, Script.ARABIC)
_ARABIC_SERVANT: Final = "عبد"
_ARABIC_END: Final = frozenset(("الدين", "الله"))
_ABDULLAH: Final = re.compile(r"abd(?:ou|[aeou])ll?ah?")
_GLUED_ABD: Final = re.compile(
    r"abd(?:(?:ou|[aeiou])l(?=.{3})|[aeiou](?:([rsdntz])(?=\1.{3})|sh(?=sh.{2}))|[aeiou](?=[^aeiou].{3}))(.+)"
)
_GLUED_ALLAH: Final = re.compile(r"(.{3,}?)(?:(?:ou|[aou])llah|ulla)")
MAYBE_COMPOUND: Final = "^abd|^adb|^ab[eiu]l|llah$|ulla$|d(?:i|ee|ii|y)ne?$"
"""What a Latin word has in it that is a compound, or may be a part of one, and stands in no table."""


@lru_cache(maxsize=1 << 12)
def _is_servant(key: str) -> bool:
    """Whether a word is ``abd``, or ``abdul`` with one slip of the pen in it that makes no other name."""
    if key in _compounds()["abd"]:
        return True
    is_slip = key.isascii() and any(OSA.distance(key, form, score_cutoff=1) == 1 for form in _SERVANTS)
    return is_slip and not is_known(key)


def _takes_allah(key: str, following: Sequence[str]) -> bool:
    """Whether a word and the ``allah`` behind it are one name: not if it has its own, or the next makes one with it."""
    if len(key) <= 2 or key.endswith("llah") or role(key) is not Role.NAME:
        return False
    return not following or following[0] not in _OF_ALLAH


def _closes_last(keys: Sequence[str]) -> bool:
    """Whether the first of some words ends the name that the last of them begins: the surname was written first."""
    if keys[0] in _ALLAH:
        return _takes_allah(keys[-1], ())
    return keys[-1] in _compounds()["din"] and _DIN.fullmatch(keys[0]) is not None


@lru_cache(maxsize=1 << 12)
def _glued(token: str) -> str:
    """The canonical form of a compound written as one Latin word; any other token as it is."""
    if _ABDULLAH.fullmatch(token):
        return "abdullah"
    if found := _GLUED_ABD.fullmatch(token):
        return "abdul" + found[2]
    if found := _GLUED_ALLAH.fullmatch(token):
        return found[1] + "ullah"
    heads = _compounds()["din"]
    for cut in range(2, len(token) - 2):
        if token[:cut] in heads and _DIN.fullmatch(token, cut):
            return heads[token[:cut]] + "aldin"
    return token


_ENDS_WITHIN: Final = re.compile(r"(.{2,}(?:[aou]d+in|[aou]ll?ah))(.{4,})")
_BEGINS_WITHIN: Final = re.compile(r"(.{4,})(abd[aeiou][ldknrstz].{3,})")
MAYBE_TWO_IN_ONE: Final = "din|lah|abd"
"""What a word has in it that may be a compound and a name."""
TWO_IN_ONE: Final = 10
"""Letters of such a word, at least."""


@lru_cache(maxsize=1 << 12)
def _two_in_one(token: str) -> tuple[str, ...]:
    """A compound and a name that are written as one word, apart; nothing for any other token."""
    if len(token) < TWO_IN_ONE or is_known(token):
        return ()
    if (found := _ENDS_WITHIN.fullmatch(token)) and is_known(found[2]):
        return found.groups()
    if (found := _BEGINS_WITHIN.fullmatch(token)) and is_known(found[1]):
        return found.groups()
    return ()


def listed_words() -> set[str]:
    """Words that are more than a name by themselves: by their role, or what they may be in a compound."""
    compounds = [word for forms in _compounds().values() for word in forms]
    slips = [word for form in _SERVANTS for word in _one_slip(form)]
    return {*_roles(), _OTHER_SERVANT, *compounds, *slips, *_ALLAH, *_OF_ALLAH, *_ARABIC_END, _ARABIC_SERVANT}


def _one_slip(word: str) -> Iterator[str]:
    """Words of which the distance to this one is 1."""
    for i in range(len(word) + 1):
        before, after = word[:i], word[i:]
        for letter in ascii_lowercase:
            yield before + letter + after
            yield before + letter + after[1:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]


@cache
def _listed() -> frozenset[str]:
    return frozenset(listed_words())


_MAYBE_COMPOUND: Final = re.compile(MAYBE_COMPOUND)
_MAYBE_TWO_IN_ONE: Final = re.compile(MAYBE_TWO_IN_ONE)


@lru_cache(maxsize=1 << 12)
def _apart(word: str) -> tuple[str, ...]:
    """A compound and a name, or two compounds, that are written as one word; nothing for any other.

    Unlike `_two_in_one`, either may stand first, and a compound may be spelt in any way: so a name that is no compound
    is sometimes parted, and this is for readings besides the usual one alone.
    """
    if len(word) < TWO_IN_ONE or is_known(word):
        return ()
    found: list[tuple[int, str, str]] = []
    for cut in range(3, len(word) - 2):
        parts = word[:cut], word[cut:]
        compounds = [_compound_bits(part) for part in parts]
        bits = [min(compound, attested_bits(part)) for compound, part in zip(compounds, parts, strict=True)]
        if min(compounds) < MAX_BITS and max(bits) < MAX_BITS:
            found.append((sum(bits), *parts))
        elif cut > 3 and parts[1].startswith("abd") and compounds[1] < MAX_BITS:  # with this in it, it is no name
            found.append((2 * MAX_BITS, *parts))
    return min(found)[1:] if found else ()


def _compound_bits(word: str) -> int:
    """Information of a compound that the tables know in one of its spellings; `MAX_BITS` for any other word."""
    if word in _ALLAH:
        return attested_bits("ullah")
    if len(word) < 6 or not _MAYBE_COMPOUND.search(word):
        return MAX_BITS
    unit = _glued(word)
    if unit == word and not _GLUED_ALLAH.fullmatch(word):
        return MAX_BITS
    return min(attested_bits(unit), attested_bits(word))


@lru_cache(maxsize=1 << 12)
def _with_slip(key: str) -> str:
    """An ``abdul`` with a slip in it and the known name behind it, in one word, spelt right; empty for other words."""
    if len(key) >= 7 and _MAYBE_SERVANT.match(key) and not is_known(key):
        for cut in range(6, 2, -1):
            head, rest = key[:cut], key[cut:]
            if any(OSA.distance(head, form, score_cutoff=1) <= 1 for form in (*_SERVANTS, "abd")):
                unit = "abdul" + rest
                if len(rest) > 2 and is_known(unit):
                    return unit
    return ""


_MAYBE_SERVANT: Final = re.compile("abd|adb|ab[eiu]l")


def _is_apart(key: str) -> bool:
    """Whether a look at a word tells that no compound has to do with it; of nearly all such words it does."""
    if key in _listed() or _MAYBE_COMPOUND.search(key):
        return False
    return len(key) < TWO_IN_ONE or _MAYBE_TWO_IN_ONE.search(key) is None


class CompoundPlace(IntFlag):
    """What part a token may have in a compound with its neighbours."""

    OPENS = 1
    """Joined with whatever follows."""
    CLOSES = 2
    """Joined with whatever stands before it."""
    HEAD = 4
    """Joined with a TAIL after it, an article between them or not."""
    TAIL = 8
    ARTICLE = 16
    """Between what opens and what follows, or a HEAD and a TAIL."""
    PARTICLE = 32
    """Taken with the particles beside it (`join_particles`)."""


_NOWHERE: Final = CompoundPlace(0)


@lru_cache(maxsize=1 << 14)
def _compound_key(token: str) -> str:
    """Key under which compounds know a token: its own in Latin and Arabic, its Latin spelling in any other script."""
    if token.isascii() or script_of(token) in _OWN_COMPOUNDS:
        return fold_token(token)
    if token == "עבד":  # unvowelled: read by itself it is Eved
        return "abd"
    key = spelling(token)
    plain = key.replace("kh", "h")  # Cyrillic and Greek have one letter for both
    return plain if plain in _ALLAH or plain in _compounds()["din"] else key


def compound_place(token: str) -> CompoundPlace:
    """Where the token may stand in a compound; `join_compounds` takes one by one what no such place holds together."""
    place = CompoundPlace.PARTICLE if _particle_kind(token) else _NOWHERE
    key = _compound_key(token)
    if _is_apart(key):
        return place
    table = _compounds()
    for part in (_two_in_one(key) or _apart(key)) if script_of(token) is Script.LATIN else ():
        place |= compound_place(part)
    if key in (_ARABIC_SERVANT, _OTHER_SERVANT) or _is_servant(key):
        place |= CompoundPlace.OPENS
    if key in _ARABIC_END or key in _ALLAH or key in _OF_ALLAH:
        place |= CompoundPlace.CLOSES
    if key in table["din"]:
        place |= CompoundPlace.HEAD
    if _DIN.fullmatch(key):
        place |= CompoundPlace.TAIL
    if key in table["article"]:
        place |= CompoundPlace.ARTICLE
    return place


def join_compounds(names: Iterable[str], *, as_written: bool = False) -> list[str]:
    """Makes one unit of the parts of a compound name, spelled one way.

    ``abd al rahman``, ``abdul rahman``, ``abdur rahman``, ``abdurrahman`` give ``abdulrahman``; ``salah al din``,
    ``salah uddin``, ``saladin`` give ``salahaldin``; ``nasr allah`` gives ``nasrullah``; عبد الرحمن gives عبدالرحمن.
    An ``abdul`` that stands last opens the name: the surname was written first.  ``saduddinsayyed`` is two words.
    Other tokens, and the order, stay as they are.  In other scripts the parts stand side by side in their own letters:
    абд ар рахман gives абдаррахман.

    Args:
        names: Cleaned tokens of a name.
        as_written: The other reading, for names that are written with slips. What is spelt one way keeps its letters
            (``salah uddin`` gives ``salahuddin``: a slip in it, or its half in another field, is near to these and not
            to ``salahaldin``). A name glued to a compound is parted (``khanhabibullah``), an ``abdul`` with a slip is
            one (``abul aziz``, ``adbrazzak``). An ``ullah`` or ``uddin`` that stands first closes what stands last.
    """
    return list(_joined(tuple(names), as_written))


@lru_cache(maxsize=1 << 8)  # each way to take a name asks, most of them for the same
def _joined(names: tuple[str, ...], as_written: bool) -> Sequence[str]:  # noqa: FBT001
    tokens = list(names)
    keys = [_compound_key(token) for token in tokens]
    if all(map(_is_apart, keys)):
        return tokens
    if len(tokens) > 1 and keys[-1] != "abd" and _is_servant(keys[-1]):
        tokens.insert(0, tokens.pop())
        keys.insert(0, keys.pop())
    if as_written and len(tokens) > 1 and _closes_last(keys):
        tokens.append(tokens.pop(0))
        keys.append(keys.pop(0))
    table = _compounds()
    units: list[str] = []
    position = 0
    while position < len(keys):
        key, rest = keys[position], keys[position + 1 :]
        is_latin = script_of(tokens[position]) is Script.LATIN
        if is_latin and (inner := _two_in_one(key)):
            tokens[position : position + 1] = inner
            keys[position : position + 1] = inner
            key, rest = keys[position], keys[position + 1 :]
        elif as_written and is_latin and (inner := _apart(key)):
            tokens[position : position + 1] = inner
            keys[position : position + 1] = inner
            continue
        unit, step = _glued(key) if is_latin else key, 1
        if as_written and unit.endswith("aldin"):
            unit = key
        if as_written and is_latin and unit == key:
            unit = _with_slip(key) or key
        if rest and (
            (key == _ARABIC_SERVANT and role(rest[0]) is Role.NAME)
            or (rest[0] in _ARABIC_END and role(key) is Role.NAME)
        ):
            unit, step = key + rest[0], 2
        elif rest and key.isascii():
            gap = 1 if rest[0] in table["article"] and len(rest) > 1 else 0
            following = rest[gap]
            if _is_servant(key) and following == "allah":
                unit, step = "abdullah", gap + 2
            elif as_written and key == _OTHER_SERVANT and is_known("abdul" + rest[0]):
                unit, step = "abdul" + rest[0], 2
            elif _is_servant(key) and len(following) > 2 and role(following) is Role.NAME:
                unit, step = _glued("abdul" + following), gap + 2
            elif key in table["din"] and _DIN.fullmatch(following):
                step = gap + 2
                unit = "".join(keys[position : position + step]) if as_written else table["din"][key] + "aldin"
            elif rest[0] in _ALLAH and _takes_allah(key, rest[1:]):
                unit, step = key + "ullah", 2
        if step > 1 and key.isascii() and not is_latin:
            units.append("".join(tokens[position : position + step]))
        else:
            units.append(tokens[position] if unit == key else unit)
        position += step
    return units


def _particle_kind(token: str) -> str | None:
    """The kind of a particle that may be written as one word with others; of an initial, a name with a hyphen, None."""
    kind = _kinds().get(fold_token(token))
    return kind if kind in _JOINED_KINDS and len(token) > 1 and "-" not in token else None


def join_particles(units: Iterable[str]) -> list[str]:
    """Particles that stand side by side as one unit, with blanks between: ``van der``, ``de la``, ``bin al``.

    They are written as one word with the name that they stand before, or with each other. Arabic and
    European ones stay apart: Ben van der Berg has a given name.
    """
    joined: list[str] = []
    for kind, run in groupby(units, _particle_kind):
        words = list(run)
        joined += [" ".join(words)] if kind else words
    return joined


def is_one_name(parts: Sequence[str]) -> bool:
    """Whether words that a hyphen holds together stand in the tables as one name, like Bo-Ram, also written 보람.

    What `join_compounds` joins, and what a title or a particle stands before, is not one.
    """
    return role(parts[0]) is Role.NAME and bool(name_ids("".join(parts))) and join_compounds(parts) == list(parts)


GENDER_ENDINGS: Final = (
    (2, "", "[oe]v(?:it?ch|ych|yc)|ovna|[ei]vna", "vich"),
    (2, "s|c|dz", "k(?:yi|iy|ij|ii|yj|yy|y|i|aya|aja|aia|a)", "sky"),
    (2, "[oe]", "va?|wa?|ff?", "ov"),
    (3, "[iy]", "na?", "in"),
    (3, "", "oy|oi|oj|yi|yy|yj|aya|aja|aia", "oy"),
    (3, "poul", "o[su]", "poulos"),
    (3, "ak", "is?", "akis"),
    (3, "[ia]d", "is|ou", "idis"),
)
"""Masculine and feminine endings of one surname or patronymic: Slavic (also Central Asian), Polish, Greek.

How many letters the stem has before its own ending, that, the ending, and its class.
"""
LISTED_ENDING: Final = "in"
"""The class with which given names end too."""
_ENDINGS: Final = tuple(
    (re.compile(f"(.{{{least},}}(?:{kept}))(?:{ending})"), kind) for least, kept, ending, kind in GENDER_ENDINGS
)
_NO_END: Final = frozenset("bdegklmpqrtxz")
"""Letters with which none of them ends."""


@cache
def given_in() -> frozenset[str]:
    """Given names in -in and -ina."""
    return frozenset((files("screening.tables") / "given_in.txt").read_text("utf-8").split())


def gender_ending(spelling: str) -> tuple[str, str] | None:
    """Stem and ending class of a surname that changes with the sex of its bearer; ``None`` for any other token.

    Two tokens with an equal answer are the two forms of one surname: ``ivanov`` and ``ivanova``, ``zhukovsky`` and
    ``zhukovskaya``, ``ivanovich`` and ``ivanovna``.  Given names in -in and -ina are two names (Martin, Martina) and
    have no such ending.
    """
    if spelling[-1:] in _NO_END:
        return None
    for pattern, kind in _ENDINGS:
        if found := pattern.fullmatch(spelling):
            return None if kind == LISTED_ENDING and spelling in given_in() else (found[1], kind)
    return None


_PATRONYMIC: Final = re.compile(
    r".{2,}(?:[oe]vit?ch|[oie]vych|ovna|[ei]vna|inichna|[ie]nitchna)|(?:il|kuzm|fom|luk|nikit)y?i(?:ch|chna|nichna)"
)


def is_patronymic(spelling: str) -> bool:
    """True if a Latin spelling has the form of an East Slavic patronymic (also borne as a surname: Abramovich)."""
    return _PATRONYMIC.fullmatch(spelling) is not None
