"""Thai, Lao, Khmer, Burmese and Tibetan: scripts whose syllables must be found before they can be read.

Sources: Thai RTGS (Royal Institute 1999) and Lao BGN/PCGN 1966 with the habits of passports; Khmer Geographic
Department 1995 romanization; Burmese MLC transcription in the everyday form of passports; Tibetan sound (Wylie roots,
THL simplified phonetics).  Tones and marks of length are never written.
"""

from __future__ import annotations

import re
from typing import Final

from screening.translit.rows import pairs

__all__ = ["spell_burmese", "spell_khmer", "spell_lao", "spell_thai", "spell_tibetan"]


# --- Thai and Lao ------------------------------------------------------------------------------------------------

_THAI_INITIAL: Final = pairs(
    """
    ก k  ข kh  ฃ kh  ค kh  ฅ kh  ฆ kh  ง ng  จ ch  ฉ ch  ช ch  ซ s  ฌ ch  ญ y  ฎ d  ฏ t  ฐ th  ฑ th  ฒ th  ณ n  ด d
    ต t  ถ th  ท th  ธ th  น n  บ b  ป p  ผ ph  ฝ f  พ ph  ฟ f  ภ ph  ม m  ย y  ร r  ล l  ว w  ศ s  ษ s  ส s  ห h
    ฬ l  อ -  ฮ h
    """
)
_THAI_FINAL: Final = pairs(
    """
    ก k  ข k  ฃ k  ค k  ฅ k  ฆ k  ง ng  จ t  ช t  ซ t  ฌ t  ญ n  ฎ t  ฏ t  ฐ t  ฑ t  ฒ t  ณ n  ด t  ต t  ถ t  ท t  ธ t
    น n  บ p  ป p  พ p  ฟ p  ภ p  ม m  ย i  ร n  ล n  ว o  ศ t  ษ t  ส t  ฬ n  ฉ t  ผ p  ฝ p  ห -  อ -  ฮ -
    """
)
_THAI_VOWEL: Final = pairs("ะ a  ั a  า a  ิ i  ี i  ึ ue  ื ue  ุ u  ู u  ำ am  เ e  แ ae  โ o  ใ ai  ไ ai  ็ -  ๅ a")
_LEADING: Final = frozenset("เแโใไ")
_FOLLOWING: Final = frozenset("ะัาิีึืุูำ็ๅ")
_CLUSTERS: Final = frozenset("กร กล กว ขร ขล ขว คร คล คว ตร ทร ปร ปล พร พล ผล สร ศร จร บร ดร ฟร ฟล".split())
_SILENT: Final = "์"

# Lao letters by the Thai letter of the same sound, so that one reader serves both.
_LAO: Final = str.maketrans(
    dict(
        zip(
            "ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮະັາິີຶືຸູຳເແໂໃໄໆ",
            "กขคงจสซญดตถทนบปผฝพฟมยรลวหอฮะัาิีึืุูำเแโใไๆ",
            strict=True,
        )
    )
    | {"ໜ": "น", "ໝ": "ม", "ົ": "็", "ໍ": "อ", "ຽ": "ย", "ຼ": "ล", "່": "", "້": "", "໊": "", "໋": "", "໌": _SILENT}
)


# What a silenced letter takes with it: จันทร์ is chan, ลักษณ์ is lak.
_SILENCED_WITH: Final = {"ร": "ทตดก", "ณ": "ษ", "ม": "ษ"}
_DOUBLE_R: Final = re.compile(f"รร(?=[{''.join(_THAI_INITIAL)}](?![{''.join(sorted(_FOLLOWING))}]))")
# A leading vowel that belongs to the second consonant: เฉลิม is cha-loem, เสนาะ sa-no, เจริญ cha-roen.
_BORROWED_LEAD: Final = re.compile("[ฉสถขจผ][งนมยรลว](?:ิ|าะ)")
_FINAL_R: Final = re.compile("(?<=ั[จกท]|.[ตทช])ร$")


def _thai_letters(token: str) -> str:
    """Without tones, silenced letters and repetition; ฤ as ร with its vowel; รร as a or an; ร silent in final ตร."""
    letters: list[str] = []
    for char in token.replace("\u0e4d\u0e32", "ำ"):
        if char == _SILENT:
            while letters and letters[-1] in "ิุ":
                letters.pop()
            killed = letters.pop() if letters else ""
            if len(letters) > 2 and letters[-1] in _SILENCED_WITH.get(killed, ""):
                letters.pop()
        elif char == "ฤ":
            letters += ["ร", "ึ"]
        elif char in _THAI_INITIAL or char in _THAI_VOWEL:
            letters.append(char)
    text = _FINAL_R.sub("", "".join(letters))
    return _DOUBLE_R.sub("ั", text).replace("รร", "ัน")


def spell_thai(token: str) -> str:
    """Spelling of a cleaned Thai token (RTGS); an unwritten vowel is ``o`` before a final consonant, else ``a``."""
    text = _thai_letters(token)
    out: list[str] = []
    position, length = 0, len(text)
    while position < length:
        lead = text[position] if text[position] in _LEADING else ""
        position += bool(lead)
        if position >= length or text[position] not in _THAI_INITIAL:
            position += 1
            continue
        if lead and _BORROWED_LEAD.match(text, position):
            out.append(_THAI_INITIAL[text[position]] + "a")
            position += 1
        first = text[position]
        onset, position = _onset(text, position, lead)
        vowel, position, closed = _vowel(text, position, lead)
        if not vowel:
            vowel, position, closed = _unwritten(text, position, first)
        out.append(onset + vowel)
        if not closed:
            final, position = _final(text, position)
            out.append(final)
    return "".join(out)


def _unwritten(text: str, position: int, first: str) -> tuple[str, int, bool]:
    """The vowel that is not written after an onset: (vowel, next position, whether the syllable is closed by it)."""
    bare = _bare_run(text, position)
    ends = position + bare >= len(text)
    if bare == 2 and ends and first in "ณธสชพ":
        return "a", position, True
    if bare and text[position] == "ร" and not (bare == 1 and ends) and first not in "พกจท":
        return "ora", position + 1, True
    if bare % 2 == 0 and (bare != 2 or not ends):
        return "a", position, True
    return "o" + _THAI_FINAL[text[position]], position + 1, True


def _onset(text: str, position: int, lead: str) -> tuple[str, int]:
    """The consonant or the true cluster at a position; a silent leading ห is left out."""
    pair = text[position : position + 2]
    after = text[position + 2 : position + 3]
    first = text[position]
    written = after in _FOLLOWING and after != ""
    if first == "ห" and pair[1:] and pair[1] in "งญณนมยรลว" and after and (lead or written):
        return _THAI_INITIAL[pair[1]], position + 2
    if pair == "ทร" and (written or lead or after == "ง"):
        return "s", position + 2
    joined = written or (lead and (pair[1:] != "ว" or (after and _bare_run(text, position + 2) > 0)))
    if pair in _CLUSTERS and joined:
        if pair in ("สร", "ศร", "จร"):
            return _THAI_INITIAL[first], position + 2
        return _THAI_INITIAL[first] + _THAI_INITIAL[pair[1]], position + 2
    return _THAI_INITIAL[first], position + 1


def _vowel(text: str, position: int, lead: str) -> tuple[str, int, bool]:
    """(vowel, next position, whether the syllable is closed by it) after an onset."""
    rest = text[position:]
    if lead == "เ":
        for sign, value in (("ียะ", "ia"), ("ีย", "ia"), ("ือ", "uea"), ("าะ", "o"), ("า", "ao"), ("อะ", "oe")):
            if rest.startswith(sign):
                return value, position + len(sign), sign == "า"
        if rest.startswith("ย") and rest[1:2] not in _FOLLOWING:
            return "oei", position + 1, True
        if rest.startswith("อ") and rest[1:2] not in _FOLLOWING:
            return "oe", position + 1, False
        if rest[:1] == "ิ":
            return "oe", position + 1, False
        return "e", position + (rest[:1] in ("็", "ะ")), rest[:1] == "ะ"
    if lead:
        return _THAI_VOWEL[lead], position + (rest[:1] in ("็", "ะ")), lead in "ใไ" or rest[:1] == "ะ"
    if rest.startswith("ัว"):
        return "ua", position + 2, False
    if rest[:1] == "ั":
        return "a", position + 1, False
    if rest[:1] == "็":
        return "o", position + 1, False
    if rest[:1] in _FOLLOWING and rest:
        value = _THAI_VOWEL[rest[0]]
        return value, position + 1, rest[0] in "ำะ"
    if rest[:1] == "อ" and rest[1:2] not in _FOLLOWING:
        return "o", position + 1, False
    if rest[:1] == "ว" and len(rest) > 1 and rest[1] in _THAI_INITIAL and rest[2:3] not in _FOLLOWING:
        return "ua", position + 1, False
    return "", position, False


def _bare_run(text: str, position: int) -> int:
    """Consonants from here on that have no written vowel of their own."""
    run = 0
    while position + run < len(text):
        char = text[position + run]
        if char not in _THAI_INITIAL or text[position + run + 1 : position + run + 2] in _FOLLOWING:
            break
        run += 1
    return run


def _final(text: str, position: int) -> tuple[str, int]:
    """The consonant that closes a syllable, if the next one is not an onset."""
    if position >= len(text) or text[position] not in _THAI_INITIAL:
        return "", position
    bare = _bare_run(text, position)
    ends = position + bare >= len(text)
    if bare == 0 or (bare == 2 and ends and text[position - 1] not in "ั็"):
        return "", position
    if text[position] == "อ" or (text[position] == "ร" and bare == 1 and not ends and text[position - 1] not in "ั็"):
        return "", position  # สุรชัย is su-ra-chai
    return _THAI_FINAL[text[position]], position + 1


def spell_lao(token: str) -> str:
    """Spelling of a cleaned Lao token."""
    return spell_thai(token.replace("\u0ecd\u0eb2", "ຳ").translate(_LAO))


# --- Khmer -------------------------------------------------------------------------------------------------------

_KHMER_A: Final = pairs("ក k ខ kh ច ch ឆ chh ដ d ឋ th ណ n ត t ថ th ប b ផ ph ស s ហ h ឡ l អ -")
_KHMER_O: Final = pairs("គ k ឃ kh ង ng ជ ch ឈ chh ញ nh ឌ d ឍ th ទ t ធ th ន n ព p ភ ph ម m យ y រ r ល l វ v")
_KHMER_VOWEL: Final = {
    sign: tuple(values.split("/"))
    for sign, values in zip(
        "ាិីឹឺុូួើឿៀេែៃោៅំះ",
        "a/ea e/i ei/i oe/ue oe/ue o/u ou/u uo/uo aeu/eu oea/oea ie/ie e/e ae/e ai/ey ao/o au/ov om/um ah/eah".split(),
        strict=True,
    )
}
_KHMER_INDEPENDENT: Final = pairs("ឥ e ឦ ei ឧ u ឩ u ឪ ov ឫ rue ឬ rue ឭ lue ឮ lue ឯ ae ឰ ai ឱ ao ឲ ao ឳ au")
# Letters made for foreign sounds: ហ្គ g, ហ្វ f, ហ្ស z.
_KHMER_FOREIGN: Final = {("h", "k"): "g", ("h", "v"): "f", ("h", "s"): "z"}
_COENG, _TO_FIRST, _TO_SECOND = "្", "៉", "៊"


def spell_khmer(token: str) -> str:
    """Spelling of a cleaned Khmer token; the series of the consonant decides the vowel."""
    units: list[list[str]] = []  # onset, series ("a" or "o"), vowel
    after_coeng = False
    for char in token:
        if char in _KHMER_A or char in _KHMER_O:
            value, series = (_KHMER_A[char], "a") if char in _KHMER_A else (_KHMER_O[char], "o")
            if after_coeng and units:
                above = units[-1][0]
                units[-1][0] = _KHMER_FOREIGN.get((above, value)) or f"{above}+{value}"
                if char not in "ងញនមយរលវ":
                    units[-1][1] = series
            else:
                units.append([value, series, ""])
            after_coeng = False
        elif char == _COENG:
            after_coeng = True
        elif char in _KHMER_INDEPENDENT:
            units.append(["", "a", _KHMER_INDEPENDENT[char]])
        elif not units:
            continue
        elif char == _TO_FIRST:
            units[-1][1] = "a"
            units[-1][0] = "p" if units[-1][0] == "b" else units[-1][0]
        elif char == _TO_SECOND:
            units[-1][1] = "o"
        elif char in _KHMER_VOWEL:
            a_form, o_form = _KHMER_VOWEL[char]
            value = a_form if units[-1][1] == "a" else o_form
            units[-1][2] = units[-1][2] + value[-1] if units[-1][2] and char in "ំះ" else value
    return _closed(units)


_KHMER_CODA: Final = {
    "kh": "k",
    "ch": "ch",
    "chh": "ch",
    "th": "t",
    "d": "t",
    "b": "p",
    "ph": "p",
    "r": "r",
    "nh": "nh",
}


def _closed(units: list[list[str]]) -> str:
    """A consonant without a vowel closes the syllable before it, or has the inherent vowel of its series."""
    letters = []
    open_before = False
    for position, (onset, series, vowel) in enumerate(units):
        upper, _, lower = onset.partition("+")
        if vowel:
            letters.append(upper + lower + vowel)
            open_before = True
        elif open_before:
            letters.append(_KHMER_CODA.get(upper, upper))
            open_before = bool(lower) and position < len(units) - 1
            letters.append(lower + (("a" if series == "a" else "o") if open_before else ""))
        else:
            letters.append(upper + lower + ("a" if series == "a" else "o"))
            open_before = True
    return "".join(letters)


# --- Burmese -----------------------------------------------------------------------------------------------------

_BURMESE: Final = pairs(
    """
    က k ခ kh ဂ g ဃ g င ng စ s ဆ s ဇ z ဈ z ဉ ny ည ny ဋ t ဌ ht ဍ d ဎ d ဏ n တ t ထ ht ဒ d ဓ d န n ပ p ဖ ph ဗ b ဘ b မ m
    ယ y ရ y လ l ဝ w သ th ဟ h ဠ l အ - ဿ th
    """
)
_BURMESE_INDEPENDENT: Final = pairs("ဣ i ဤ i ဥ u ဦ u ဧ ay ဩ aw ဪ aw ၏ i")
_ASAT, _STACK = "်", "္"

# Rhymes: what follows the onset, tone marks removed, to the everyday spelling.  Longest first at lookup.
_RHYMES: Final = pairs(
    """
    ော aw ော် aw ေါ aw ေါ် aw ို o ိုယ် o ေ ay ဲ e ယ် e ည် i ဉ် in ာ a ါ a ိ i ီ i ု u ူ u ံ an ိံ ein ုံ on
    န် an မ် an ိန် ein ိမ် ein ုန် on ုမ် on င် in ောင် aung ေါင် aung ိုင် aing က် et ောက် auk ေါက် auk ိုက် aik
    စ် it တ် at ပ် at ိတ် eik ိပ် eik ုတ် ok ုပ် ok ွန် un ွမ် un ွတ် ut ွပ် ut ွံ un ာန် an ါန် an ဏ် an ုဏ် on ဒ် at
    """
)
_MEDIALS: Final = {"ျ": "y", "ြ": "y", "ွ": "w", "ှ": ""}
_PALATAL: Final = {"ky": "ky", "khy": "ch", "gy": "gy", "thw": "thw"}
_LONGEST_RHYME: Final = max(map(len, _RHYMES))


def spell_burmese(token: str) -> str:
    """Spelling of a cleaned Burmese token in the everyday romanization (Aung, Kyaw, Khin, Hlaing)."""
    text = "".join(char for char in token if char not in "့း").replace(_STACK, _ASAT)
    out: list[str] = []
    position = 0
    while position < len(text):
        char = text[position]
        if char in _BURMESE_INDEPENDENT:
            out.append(_BURMESE_INDEPENDENT[char])
            position += 1
            continue
        if char not in _BURMESE:
            position += 1
            continue
        onset = _BURMESE[char]
        position += 1
        if text[position : position + 1] == _ASAT:
            out.append(onset)
            position += 1
            continue
        breathy = False
        while position < len(text) and text[position] in _MEDIALS:
            if text[position] == "ွ" and text[position + 1 : position + 3] in ("န်", "မ်", "တ်", "ပ်"):
                break
            if text[position] == "ွ" and text[position + 1 : position + 2] == "ံ":
                break
            onset += _MEDIALS[text[position]]
            breathy = breathy or text[position] == "ှ"
            position += 1
        if breathy:
            onset = "sh" if onset in ("y", "sy") else "h" + onset
        onset = _PALATAL.get(onset, onset)
        for length in range(min(_LONGEST_RHYME, len(text) - position), 0, -1):
            rhyme = _RHYMES.get(text[position : position + length])
            if rhyme is not None:
                out.append(onset + rhyme)
                position += length
                break
        else:
            out.append(onset + "a")
    return "".join(out)


# --- Tibetan -----------------------------------------------------------------------------------------------------

_TIBETAN: Final = pairs(
    """
    ཀ k ཁ kh ག g ང ng ཅ ch ཆ ch ཇ j ཉ ny ཏ t ཐ th ད d ན n པ p ཕ ph བ b མ m ཙ ts ཚ tsh ཛ dz ཝ w ཞ zh ཟ z འ - ཡ y
    ར r ལ l ཤ sh ས s ཧ h ཨ -
    """
)
_TIBETAN_VOWEL: Final = pairs("ི i ུ u ེ e ོ o ཱ a")
_PREFIXES: Final = frozenset("གདབམའ")
_SUPERSCRIPTS: Final = frozenset("རལས")
_SUFFIX: Final = pairs("ག k ང ng ད - ན n བ p མ m འ - ར r ལ l ས -")
_FRONTING: Final = frozenset("དནལས")
_SUBJOINED_Y: Final = {"k": "ky", "kh": "khy", "g": "gy", "p": "ch", "ph": "ch", "b": "j", "m": "ny"}
_SUBJOINED_R: Final = {
    "k": "tr",
    "kh": "tr",
    "g": "dr",
    "t": "tr",
    "th": "tr",
    "d": "dr",
    "p": "tr",
    "ph": "tr",
    "b": "dr",
}


def spell_tibetan(token: str) -> str:
    """Spelling of one cleaned Tibetan syllable by its sound (བསྟན is ten, འཛིན is dzin)."""
    stacks: list[list[str]] = []  # letters of a stack, top first, and its vowel in the last place
    for char in token:
        if char in _TIBETAN:
            stacks.append([char, ""])
        elif "ྐ" <= char <= "ྼ" and stacks:
            stacks[-1].insert(-1, chr(ord(char) - 0x50))
        elif char in _TIBETAN_VOWEL and stacks:
            stacks[-1][-1] = _TIBETAN_VOWEL[char]
    if not stacks:
        return ""
    root = next((place for place, stack in enumerate(stacks) if stack[-1] or len(stack) > 2), None)
    if root is None:
        root = 1 if len(stacks) > 2 and stacks[0][0] in _PREFIXES else 0
        if len(stacks) == 3 and stacks[2][0] == "ས" and stacks[1][0] in "གངབམ":
            root = 0
    stack, vowel = stacks[root][:-1], stacks[root][-1] or "a"
    if len(stack) > 1 and stack[0] in _SUPERSCRIPTS and stack[1] not in "ྱྲླཡརལ":
        stack = stack[1:]
    onset = _TIBETAN.get(stack[0], "")
    for below in stack[1:]:
        if below == "ཡ":
            onset = _SUBJOINED_Y.get(onset, onset)
        elif below == "ར":
            onset = _SUBJOINED_R.get(onset, onset)
        elif below == "ལ":
            onset = "d" if onset == "z" else "l"
    if root and stacks[0][0] == "ད" and onset == "b" and len(stack) == 1:
        onset = "w" if vowel == "a" else ""
    coda = ""
    rest = stacks[root + 1 :]
    if rest and rest[0][0] != "འ":
        suffix = rest[0][0]
        coda = _SUFFIX.get(suffix, _TIBETAN.get(suffix, ""))
        if suffix in _FRONTING:
            vowel = {"a": "e", "o": "o", "u": "u"}.get(vowel, vowel)
    elif rest and rest[0][-1] == "i":
        vowel = {"a": "e"}.get(vowel, vowel)
    return onset + vowel + coda
