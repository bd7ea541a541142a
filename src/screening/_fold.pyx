# distutils: language = c++
"""Bulk folding: names in, tokens and the columns of `_layout.NamesC` out, without a Python object a name.

Everything of a token depends on its word alone, and real names repeat their words: a million names have some 93,000.
So a table maps the bytes of a word to the tokens that it stands for.  A new word is read by `screening._plain` where it
is plain; else Python is asked what it is cut into and how that may be read.  Words that may be parts of one compound
are looked up together, as one.  What comes out is what `screening.names.parse_parts` gives; the rules stand there, in
`screening.text`, `readings` and `lexicon`.

    word        bytes between two spaces -> tokens, place in compounds
    token       -> what `_layout.NamesC` says of it
    rendering   -> the same
"""

from cpython.pycapsule cimport PyCapsule_GetPointer
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy
from libcpp.vector cimport vector

from screening._alignment cimport score_tokens
from screening._arrow cimport ArrowArray, ArrowSchema, StringsC, strings, value
from screening._columns cimport Model, as_array
from screening._distance cimport letter_signature
from screening._layout cimport NamesC
from screening._lookup cimport FNV1A, fnv1a
from screening._plain cimport MAX_LETTERS, MAX_READINGS, PlainC, PlainReader, PlainTokenC
from screening._tokens cimport TokenC, Tokens, append, try_append, try_push
from screening._words cimport AHEAD, LONGEST, MAX_BYTES, MAX_WORDS, Word, WordMap, look_ahead

import os
from unicodedata import normalize

import numpy as np

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL
    object PyUnicode_DecodeUTF8(const char* data, Py_ssize_t size, const char* errors)

cdef enum:
    MAX_TOKENS = 64                 # screening.text
    PLACEHOLDER = 4                 # screening.lexicon.Role

    IS_INITIAL = 1 << 8             # traits of a token, see _alignment.pyx
    MAYBE_TRUNCATED = 2 << 8

    OPENS = 1                       # flags of a word: `screening.lexicon.CompoundPlace`
    CLOSES = 2
    HEAD = 4
    TAIL = 8
    ARTICLE = 16
    PARTICLE = 32
    CUT = 64                        # and `screening.folding.WordKind`
    SILENT = 128
    DEPENDS = 256
    SEVERAL = DEPENDS | SILENT      # both, which no other word has, and its places in compounds
    BROKEN = DEPENDS                # it is not UTF-8, which shows when the name is read

    WAS_CUT = 1                     # what is said of a name
    UNREADABLE = 2                  # its bytes are not UTF-8

    READY = 0                       # a name can be put together from its words, or why it cannot
    NEW_WORD = 1                    # Python must read the word that is `wanted`
    WHOLE = 2                       # Python must read the name
    NO_MEMORY = 3

cdef uint32_t NONE = 0xFFFFFFFF


cdef inline bint several(uint16_t flags) noexcept nogil:
    return flags & SEVERAL == SEVERAL


cdef struct PartC:                  # a word of the name at hand
    const uint8_t* data
    size_t n
    size_t word                     # its tokens: the first of them, or where they begin in `TokenTable.word_token`
    uint32_t n_tokens
    uint16_t flags


cdef class TokenTable:
    """Words and the tokens that they stand for; grows with every word that it meets.

    One thread at a time may use a table; the interpreter is free while nothing is met that it must be asked about.
    Numbers of tokens hold as long as the table.
    """

    cdef object read_word
    cdef object spoken
    cdef object facts
    cdef object make_token
    cdef object read_parts
    cdef PlainReader plain
    cdef uint8_t deletion[2 * 32]

    # A `Word` stands for its token where it has one, else for where its tokens begin in `word_token`; and how many.
    # One that can be taken in several ways stands for where its forms begin there, each after its length, one for each
    # way; and how many.
    cdef WordMap words
    cdef vector[uint32_t] word_token
    cdef Tokens known
    cdef dict units                 # numbers of the tokens of units that Python cut words into
    cdef PlainC read                # the word that was read last

    cdef PartC parts[MAX_WORDS]     # the words of the part of a name at hand
    cdef int n_parts
    cdef PartC gathered[MAX_WORDS]  # those of the name at hand in all its parts, those of one compound as one
    cdef int n_gathered
    cdef bint is_open               # whether one of them can be taken in several ways
    cdef bint is_cut                # whether a part of it may be cut off
    cdef const uint8_t* wanted      # the word that is missing
    cdef size_t wanted_n
    cdef vector[uint32_t] number    # of a token or rendering among those of a batch, where `stamp` is that of the batch
    cdef vector[uint32_t] stamp
    cdef uint32_t now

    def __init__(self, deletion, *, plain, read_word, spoken, facts, make_token, read_parts) -> None:
        """Deletion costs are those of the model; the rest are the rules, see `screening.folding`."""
        cdef const uint8_t[::1] costs = deletion
        if costs.shape[0] != 2 * 32:
            raise ValueError("deletion costs have the wrong length")
        memcpy(self.deletion, &costs[0], 2 * 32)
        self.plain, self.read_word, self.read_parts = plain, read_word, read_parts
        self.spoken, self.facts, self.make_token = spoken, facts, make_token
        self.units = {}
        self.words.seed(int.from_bytes(os.urandom(8), "little"))
        self.known.seed(int.from_bytes(os.urandom(8), "little"))

    def __len__(self) -> int:
        """Words that it knows."""
        return self.words.size()

    # ---- what is new -------------------------------------------------------------------------------------------------

    cdef uint32_t token_id(self, token) except? 0xFFFFFFFF:
        """Number of a token, which becomes known by this."""
        cdef TokenC one
        cdef vector[uint32_t] renderings, groups
        cdef bytes text = token.text.encode("utf-8", "surrogatepass"), letters, sounds
        cdef const uint8_t* written
        cdef uint32_t number, first_letter = 0xFF, first_sound = 0xFF
        for r in token.renderings:
            letters, sounds = r.spelling.encode("ascii"), r.phonemes
            if renderings.size() == 0:
                first_letter, first_sound = letters[0] if letters else 0xFF, sounds[0] if sounds else 0xFF
            written = letters
            number = self.known.add_rendering(
                r.hand, written, len(letters), sounds, len(sounds), letter_signature(written, len(letters)),
                self.deletion,
            )
            if number == NONE:
                raise MemoryError
            renderings.push_back(number)
        for g in token.groups:
            groups.push_back(g)
        one.text, one.n = text, len(text)
        one.rendering, one.n_renderings = renderings.data(), <uint32_t>renderings.size()
        one.group, one.n_groups = groups.data(), <uint32_t>groups.size()
        one.glue_key, one.role = token.glue_key, token.role
        one.traits = token.weight | (IS_INITIAL if token.is_initial else 0) | first_letter << 16 | first_sound << 24
        number = self.known.add(one)
        if number != NONE and token.maybe_truncated:
            number = self.known.cut(number)
        if number == NONE:
            raise MemoryError
        return number

    cdef int64_t unit_id(self, str text, as_japanese) except -2:
        """Number of the token that `screening.names.make_token` makes of a unit of a name; -1 where it makes none."""
        key = (text, as_japanese)
        number = self.units.get(key)
        if number is None:
            number = self.units[key] = self.new_unit_id(text, as_japanese)
        return number

    cdef int64_t new_unit_id(self, str text, as_japanese) except -2:
        cdef PlainTokenC* token = &self.read.tokens[0]
        cdef uint8_t letters[MAX_LETTERS + 1]
        cdef uint8_t sounds[MAX_LETTERS + 1]
        cdef uint32_t renderings[MAX_READINGS]
        cdef TokenC one
        cdef bytes written, folded
        cdef uint32_t number
        cdef int role, factor, n, m, k, found = 0
        cdef bint is_new, is_whole = "-" in text
        if text.isdigit():
            return -1
        if " " in text:
            return self.made_id(text, as_japanese)
        for spelling, symbols, hand in self.spoken(text.replace("-", ""), as_japanese=as_japanese):
            written = symbols.encode("utf-8", "replace")
            m = self.plain.hear_symbols(written, len(written), sounds)
            if m < 0:
                return self.made_id(text, as_japanese)
            written = spelling.encode("ascii")
            n = min(<int>len(written), MAX_LETTERS)
            if n == 0 and m == 0:
                continue
            memcpy(letters, <const uint8_t*>written, n)
            if found == 0:
                memcpy(token.letters, letters, n)
                memcpy(token.sounds[0], sounds, m)
                token.n_letters, token.n_sounds[0] = n, m
            number = self.known.add_rendering(
                hand, letters, n, sounds, 0 if is_whole else m, letter_signature(letters, n), self.deletion
            )
            if number == NONE:
                raise MemoryError
            is_new = True
            for k in range(found):
                is_new = is_new and renderings[k] != number
            if is_new:
                renderings[found] = number
                found += 1
            if is_whole or found == MAX_READINGS:
                break
        if found == 0:
            return -1
        one.role = 0
        if len(text) == 1 and token.n_letters == 1:
            self.plain.weigh_initial(token)
            found = 1
        else:
            role, factor, known_as = self.facts(text)
            if role == PLACEHOLDER:
                return -1
            folded = known_as.encode("utf-8", "surrogatepass")
            if not self.plain.weigh(token, fnv1a(FNV1A, folded, len(folded)), factor):
                return self.made_id(text, as_japanese)
            one.role = role
            token.is_initial = False
        written = text.encode("utf-8", "surrogatepass")
        one.text, one.n = written, len(written)
        one.rendering, one.n_renderings = renderings, found
        one.group, one.n_groups = token.group, token.n_groups
        one.glue_key = 0 if is_whole else token.glue_key
        one.traits = token.weight | (IS_INITIAL if token.is_initial else 0)
        one.traits |= <uint32_t>(token.letters[0] if token.n_letters else 0xFF) << 16
        one.traits |= <uint32_t>(token.sounds[0][0] if token.n_sounds[0] and not is_whole else 0xFF) << 24
        number = self.known.add(one)
        if number == NONE:
            raise MemoryError
        return number

    cdef int64_t made_id(self, text, as_japanese) except -2:
        """The same, all in Python: what is too long for the room that there is."""
        token = self.make_token(text, as_japanese=as_japanese)
        return -1 if token is None else <int64_t>self.token_id(token)

    cdef uint32_t plain_token_id(self, PlainTokenC* token) noexcept nogil:
        """The same for a token of a plain word; NONE where there is no memory."""
        cdef TokenC one
        cdef uint32_t renderings[4]
        cdef uint64_t signature = letter_signature(token.letters, token.n_letters)
        cdef int i
        for i in range(token.n_readings):
            renderings[i] = self.known.add_rendering(
                token.hand[i], token.letters, token.n_letters, token.sounds[i], token.n_sounds[i], signature,
                self.deletion,
            )
            if renderings[i] == NONE:
                return NONE
        one.text, one.n = token.text, token.n
        one.rendering, one.n_renderings = renderings, token.n_readings
        one.group, one.n_groups = token.group, token.n_groups
        one.glue_key, one.role = token.glue_key, 0
        one.traits = token.weight | (IS_INITIAL if token.is_initial else 0) | <uint32_t>token.letters[0] << 16
        one.traits |= <uint32_t>(token.sounds[0][0] if token.n_sounds[0] else 0xFF) << 24
        return self.known.add(one)

    cdef const Word* learn_plain(self, const uint8_t* data, size_t n, int* state) noexcept nogil:
        """The record of a new word that is plain; NULL where Python must be asked, or where there is no memory."""
        cdef Word one
        cdef const Word* word
        cdef uint32_t token
        cdef int i
        state[0] = NEW_WORD
        self.wanted, self.wanted_n = data, n
        if not self.plain.read(data, n, &self.read) or self.read.length > LONGEST:
            return NULL
        state[0] = NO_MEMORY
        one.key, one.flags, one.length = 0, 0, <uint8_t>self.read.length
        one.first, one.second = <uint32_t>self.word_token.size(), <uint32_t>self.read.n
        for i in range(self.read.n):
            token = self.plain_token_id(&self.read.tokens[i])
            if token == NONE:
                return NULL
            if self.read.n == 1:
                one.first = token
            elif not try_push(self.word_token, token):
                return NULL
        word = self.words.try_add(one, data, n)
        if word != NULL:
            state[0] = READY
        return word

    cdef int learn_word(self) except -1:
        """Have the word read that was missing."""
        cdef Word one
        try:
            text = PyUnicode_DecodeUTF8(<const char*>self.wanted, self.wanted_n, NULL)
        except UnicodeDecodeError:
            one.key, one.first, one.second, one.length, one.flags = 0, 0, 0, 0, BROKEN
            self.words.add(one, self.wanted, self.wanted_n, NULL, 0)
            return 0
        length = len(normalize("NFKD", text))
        one.key, one.first, one.second, one.length = 0, 0, 0, <uint8_t>min(length, LONGEST)
        if length > LONGEST:
            one.flags = DEPENDS
        else:
            forms, one.flags = self.read_word(text)
            numbers = [
                [number for unit in units if (number := self.unit_id(unit, as_japanese)) >= 0]
                for units, as_japanese in forms
            ]
            one.first = <uint32_t>self.word_token.size()
            if several(one.flags):
                one.second = <uint32_t>len(numbers)
                numbers = [[len(form), *form] for form in numbers]
            elif numbers:
                one.second = <uint32_t>len(numbers[0])
                if one.second == 1:
                    one.first = numbers.pop()[0]
            for form in numbers:
                for number in form:
                    self.word_token.push_back(number)
        self.words.add(one, self.wanted, self.wanted_n, NULL, 0)
        return 0

    # ---- one name ----------------------------------------------------------------------------------------------------

    cdef int split(self, const uint8_t* data, size_t n) noexcept nogil:
        """Look up the words of a name: READY, or why it cannot be read word by word yet, or at all."""
        cdef const Word* word
        cdef PartC* part
        cdef size_t start = 0, k
        cdef int length = -1, state = READY
        self.n_parts = 0
        if n > MAX_BYTES:
            return WHOLE
        for k in range(n + 1):
            if k < n and data[k] != 32:
                continue
            length += 1
            if k > start:
                word = self.words.find(data + start, k - start, 0)
                if word == NULL:
                    word = self.learn_plain(data + start, k - start, &state)
                if word == NULL:
                    return state
                length += word.length
                if not several(word.flags) and word.flags & DEPENDS:
                    return WHOLE
                if length > LONGEST:
                    return WHOLE
                if several(word.flags) or not word.flags & SILENT:
                    part = &self.parts[self.n_parts]
                    part.data, part.n = data + start, k - start
                    part.word, part.n_tokens, part.flags = word.first, word.second, word.flags
                    self.n_parts += 1
            start = k + 1
        return READY if length <= LONGEST else WHOLE

    cdef bint joined(self, int i) noexcept nogil:
        """Whether a compound or a row of particles can reach from one word to the next, or across: `CompoundPlace`."""
        cdef uint16_t before = self.parts[i - 1].flags if i > 0 else 0
        cdef uint16_t own = self.parts[i].flags, following = self.parts[i + 1].flags
        cdef uint16_t after = self.parts[i + 2].flags if i + 2 < self.n_parts else 0
        if own & following & PARTICLE or own & OPENS or following & CLOSES:
            return True
        if own & HEAD and (following | after) & TAIL:
            return True
        return own & ARTICLE and (before & OPENS or (before & HEAD and following & TAIL))

    cdef void begin(self) noexcept nogil:
        """Begin a name, of which no part has been met."""
        self.n_gathered = 0
        self.is_open = self.is_cut = False

    cdef int fold(self, const uint8_t* data, size_t n, bint cut, vector[uint32_t]* out, int* said) noexcept nogil:
        """Append the tokens of a part of a name, and add what is to be said of it.

        Args:
            data: Its UTF-8.
            cut: Its last word may be cut off.

        Returns:
            READY, where `is_open` says that the whole name has several forms, and nothing more is appended; or why it
            cannot be read word by word.
        """
        cdef int i = 0, last, state = self.split(data, n)
        cdef const Word* word
        cdef PartC* part
        cdef size_t first = out.size(), w
        cdef uint32_t token
        if state != READY:
            return state
        # An abdul that stands last goes with the first word, and an ullah or uddin that stands first with the last.
        if self.n_parts > 1 and (self.parts[self.n_parts - 1].flags & OPENS or self.parts[0].flags & (CLOSES | TAIL)):
            return WHOLE
        while i < self.n_parts:
            part = &self.parts[i]
            last = i
            while last + 1 < self.n_parts and self.joined(last):
                last += 1
            if last > i:
                w = self.parts[last].data + self.parts[last].n - part.data
                word = self.words.find(part.data, w, 0)
                if word == NULL:
                    self.wanted, self.wanted_n = part.data, w
                    return NEW_WORD
                part.word, part.n_tokens, part.flags = word.first, word.second, word.flags
            if not several(part.flags) and part.flags & DEPENDS:
                return WHOLE
            if part.flags & CUT:
                said[0] |= WAS_CUT
            if self.n_gathered == MAX_WORDS:
                return WHOLE
            self.gathered[self.n_gathered] = part[0]
            self.n_gathered += 1
            self.is_open = self.is_open or several(part.flags)
            if self.is_open:
                pass
            elif part.n_tokens != 1:
                if not try_append(out[0], self.word_token, part.word, part.word + part.n_tokens):
                    return NO_MEMORY
            elif not try_push(out[0], <uint32_t>part.word):
                return NO_MEMORY
            i = last + 1
        self.is_cut = self.is_cut or cut
        if self.is_open:
            return WHOLE if self.is_cut else READY
        if out.size() - first > MAX_TOKENS:
            return WHOLE
        if cut and out.size() > first and not self.known.traits[out.back()] & IS_INITIAL:
            token = self.known.cut(out.back())
            if token == NONE:
                return NO_MEMORY
            out[0][out.size() - 1] = token
        return READY

    cdef int forms(self, vector[uint32_t]* counts, vector[uint32_t]* out) noexcept nogil:
        """Append the forms of a name that `is_open`: how many tokens each has, and these; WHOLE if they are too many.

        A word has two ways, cut and uncut, or these for each of two languages; one that has fewer has them again.
        """
        cdef const PartC* part
        cdef size_t forms = counts.size(), start = out.size(), first, at, other, k
        cdef uint32_t way, ways = 0, n
        cdef int i
        for i in range(self.n_gathered):
            if several(self.gathered[i].flags):
                ways = max(ways, self.gathered[i].n_tokens)
        for way in range(ways):
            first = out.size()
            for i in range(self.n_gathered):
                part = &self.gathered[i]
                if several(part.flags):
                    at = part.word
                    k = way % part.n_tokens
                    while k:
                        at += 1 + self.word_token[at]
                        k -= 1
                    if not try_append(out[0], self.word_token, at + 1, at + 1 + self.word_token[at]):
                        return NO_MEMORY
                elif part.n_tokens != 1:
                    if not try_append(out[0], self.word_token, part.word, part.word + part.n_tokens):
                        return NO_MEMORY
                elif not try_push(out[0], <uint32_t>part.word):
                    return NO_MEMORY
            n = <uint32_t>(out.size() - first)
            if n > MAX_TOKENS:
                return WHOLE
            other = start
            for k in range(forms, counts.size()):
                if counts[0][k] == n and memcmp(out.data() + other, out.data() + first, n * sizeof(uint32_t)) == 0:
                    n = 0
                    break
                other += counts[0][k]
            if n == 0:
                shorten(out[0], first)
            elif not try_push(counts[0], n):
                return NO_MEMORY
        return READY

    cdef int read_forms(self, parts, vector[uint32_t]* counts, vector[uint32_t]* out) except -1:
        """Append the forms of a name in Python's own way: how many tokens each has, and these; returns WAS_CUT or 0."""
        cdef int said = 0
        for form in self.read_parts(parts):
            said = WAS_CUT if form.was_cut else said
            if form.tokens:
                counts.push_back(<uint32_t>len(form.tokens))
            for token in form.tokens:
                out.push_back(self.token_id(token))
        return said

    # ---- many names --------------------------------------------------------------------------------------------------

    def fold_columns(self, columns: list, cuts: list):
        """Fold the rows of Arrow columns of text; the parts of a name stand in columns side by side.

        Args:
            columns: At least one, of one length, each an array with ``__arrow_c_array__`` whose buffers are valid.
            cuts: For each column None, or an array of bytes that says where its last word may be cut off.

        Returns:
            Offsets of the rows, which have a form for each way to take their name, and none without tokens; how many
            tokens each form has; their numbers; for every row 1 where a limit cut its name, 2 where it is not UTF-8.

        Raises:
            TypeError: A column is not text.
            ValueError: The columns have different lengths.
        """
        cdef vector[StringsC] parts
        cdef vector[const uint8_t*] flags
        cdef const uint8_t[::1] view
        cdef vector[uint32_t] at, counts, out
        cdef vector[uint8_t] said
        cdef int64_t row = 0, rows = 0
        cdef int state = READY
        capsules = []
        for column, given in zip(columns, cuts, strict=True):
            schema, array = column.__arrow_c_array__()
            capsules.append((schema, array, given))
            parts.push_back(
                strings(
                    <ArrowSchema*>PyCapsule_GetPointer(schema, b"arrow_schema"),
                    <ArrowArray*>PyCapsule_GetPointer(array, b"arrow_array"),
                )
            )
            rows = parts[0].length
            view = given if given is not None and rows else None
            flags.push_back(&view[0] if view is not None else NULL)
            if parts.back().length != rows or (given is not None and len(given) != rows):
                raise ValueError("the columns have different lengths")
        at.assign(rows + 1, 0)
        said.assign(rows, 0)
        counts.reserve(rows)
        while True:
            with nogil:
                row = self.run(parts, flags, row, &at, &counts, &out, &said, &state)
            if row == rows:
                break
            if state == NEW_WORD:
                self.learn_word()
            elif state == NO_MEMORY:
                raise MemoryError
            else:
                texts, broken = self.texts(parts, flags, row)
                said[row] = self.read_forms(texts, &counts, &out) | broken
                row += 1
                at[row] = <uint32_t>counts.size()
        return (
            as_array(at.data(), at.size(), np.uint32),
            as_array(counts.data(), counts.size(), np.uint32),
            as_array(out.data(), out.size(), np.uint32),
            as_array(said.data(), said.size(), np.uint8),
        )

    def fold_each(self, names):
        """Fold names one by one; `fold_columns` for those that stand in no columns.

        Args:
            names: The parts of each, as `screening.names.parse_parts` takes them.

        Returns:
            As `fold_columns`, for every name.
        """
        cdef vector[uint32_t] at, counts, out
        cdef vector[uint8_t] said
        at.push_back(0)
        for parts in names:
            said.push_back(<uint8_t>self.fold_parts(parts, &counts, &out))
            at.push_back(<uint32_t>counts.size())
        return (
            as_array(at.data(), at.size(), np.uint32),
            as_array(counts.data(), counts.size(), np.uint32),
            as_array(out.data(), out.size(), np.uint32),
            as_array(said.data(), said.size(), np.uint8),
        )

    cdef int64_t run(
        self,
        const vector[StringsC]& parts,
        const vector[const uint8_t*]& flags,
        int64_t row,
        vector[uint32_t]* at,
        vector[uint32_t]* counts,
        vector[uint32_t]* out,
        vector[uint8_t]* said,
        int* state,
    ) noexcept nogil:
        """Fold names from a row on; the row for which Python must be asked, and for what."""
        cdef const uint8_t* data
        cdef size_t n, first, forms, one
        cdef int64_t near = row
        cdef int what
        while row < parts[0].length:
            if row == near:
                for one in range(parts.size()):
                    look_ahead(&self.words, &parts[one], row)
                near += AHEAD
            what = 0
            first, forms = out.size(), counts.size()
            self.begin()
            state[0] = READY
            for one in range(parts.size()):
                data = value(&parts[one], row, &n)
                if n == 0:
                    continue
                state[0] = self.fold(data, n, flags[one] != NULL and flags[one][row], out, &what)
                if state[0] != READY:
                    break
            if state[0] == READY and self.is_open:
                shorten(out[0], first)
                state[0] = self.forms(counts, out)
            if state[0] != READY:
                shorten(out[0], first)
                shorten(counts[0], forms)
                return row
            if counts.size() == forms and out.size() > first:
                if out.size() - first > MAX_TOKENS:
                    shorten(out[0], first + MAX_TOKENS)
                    what |= WAS_CUT
                if not try_push(counts[0], <uint32_t>(out.size() - first)):
                    state[0] = NO_MEMORY
                    return row
            said[0][row] = <uint8_t>what
            row += 1
            at[0][row] = <uint32_t>counts.size()
        return row

    cdef tuple texts(self, vector[StringsC]& parts, vector[const uint8_t*]& flags, int64_t row):
        """The parts of a name as `read_parts` takes them, nothing where one is not UTF-8; and UNREADABLE if one is."""
        cdef const uint8_t* data
        cdef size_t n, one
        cdef int broken = 0
        found = []
        for one in range(parts.size()):
            data = value(&parts[one], row, &n)
            try:
                text = PyUnicode_DecodeUTF8(<const char*>data, n, NULL)
            except UnicodeDecodeError:
                text, broken = "", UNREADABLE
            found.append((text, flags[one] != NULL and flags[one][row] != 0))
        return found, broken

    def add(self, tokens) -> list:
        """Numbers of tokens that were read elsewhere."""
        return [self.token_id(token) for token in tokens]

    def columns(self, counts, tokens) -> dict:
        """The columns of `_layout.NamesC` for forms made of tokens of this table.

        Tokens and renderings are numbered anew, in the order in which they are met.

        Args:
            counts: How many tokens each form has.
            tokens: Their numbers, form by form.
        """
        cdef const uint32_t[::1] given = np.ascontiguousarray(tokens, dtype=np.uint32)
        cdef vector[uint32_t] sound_at, letter_at, rendering_at, rendering, traits, group_at, group, token
        cdef vector[uint8_t] sounds, letters, script
        cdef vector[uint16_t] length
        cdef vector[uint64_t] signature, glue_key
        cdef vector[uint32_t] seen
        cdef uint32_t t, r, k
        cdef Py_ssize_t i
        # Renderings and tokens have numbers of their own; one scratch serves both, one after the other.
        if self.stamp.size() < max(self.known.traits.size(), self.known.hand.size()):
            self.stamp.resize(2 * max(self.known.traits.size(), self.known.hand.size()))
            self.number.resize(self.stamp.size())
        self.now += 1
        token.reserve(given.shape[0])
        for i in range(given.shape[0]):
            t = given[i]
            if t >= self.known.traits.size():
                raise ValueError("a token is not of this table")
            if self.stamp[t] != self.now:
                self.stamp[t] = self.now
                self.number[t] = <uint32_t>seen.size()
                seen.push_back(t)
            token.push_back(<uint32_t>self.number[t])
        self.now += 1
        sound_at.push_back(0)
        letter_at.push_back(0)
        rendering_at.push_back(0)
        group_at.push_back(0)
        for t in seen:
            traits.push_back(<uint32_t>self.known.traits[t])
            glue_key.push_back(<uint64_t>self.known.glue_key[t])
            append(group, self.known.group, self.known.group_at[t], self.known.group_at[t + 1])
            group_at.push_back(<uint32_t>group.size())
            for k in range(self.known.rendering_at[t], self.known.rendering_at[t + 1]):
                r = self.known.rendering[k]
                if self.stamp[r] != self.now:
                    self.stamp[r] = self.now
                    self.number[r] = <uint32_t>script.size()
                    script.push_back(<uint8_t>self.known.hand[r])
                    signature.push_back(<uint64_t>self.known.signature[r])
                    append(length, self.known.length, 2 * r, 2 * r + 2)
                    append(sounds, self.known.sounds, self.known.sound_at[r], self.known.sound_at[r + 1])
                    append(letters, self.known.letters, self.known.letter_at[r], self.known.letter_at[r + 1])
                    sound_at.push_back(<uint32_t>sounds.size())
                    letter_at.push_back(<uint32_t>letters.size())
                rendering.push_back(<uint32_t>self.number[r])
            rendering_at.push_back(<uint32_t>rendering.size())
        token_at = np.zeros(len(counts) + 1, dtype=np.uint32)
        np.cumsum(counts, out=token_at[1:])
        return {
            "sound_at": as_array(sound_at.data(), sound_at.size(), np.uint32),
            "sounds": as_array(sounds.data(), sounds.size(), np.uint8),
            "letter_at": as_array(letter_at.data(), letter_at.size(), np.uint32),
            "letters": as_array(letters.data(), letters.size(), np.uint8),
            "script": as_array(script.data(), script.size(), np.uint8),
            "length": as_array(length.data(), length.size(), np.uint16),
            "signature": as_array(signature.data(), signature.size(), np.uint64),
            "rendering_at": as_array(rendering_at.data(), rendering_at.size(), np.uint32),
            "rendering": as_array(rendering.data(), rendering.size(), np.uint32),
            "traits": as_array(traits.data(), traits.size(), np.uint32),
            "group_at": as_array(group_at.data(), group_at.size(), np.uint32),
            "group": as_array(group.data(), group.size(), np.uint32),
            "glue_key": as_array(glue_key.data(), glue_key.size(), np.uint64),
            "token_at": token_at,
            "token": as_array(token.data(), token.size(), np.uint32),
        }

    def describe(self, tokens) -> dict:
        """What is said of tokens of this table, one after the other: their first renderings, keys, weights and roles.

        Args:
            tokens: Their numbers.
        """
        cdef const uint32_t[::1] given = np.ascontiguousarray(tokens, dtype=np.uint32)
        cdef Py_ssize_t n = given.shape[0], i
        cdef vector[uint8_t] letters, sounds
        cdef uint32_t t, r
        letter_at, sound_at = np.zeros(n + 1, dtype=np.int32), np.zeros(n + 1, dtype=np.int32)
        key, weight, role = np.empty(n, dtype=np.uint64), np.empty(n, dtype=np.uint8), np.empty(n, dtype=np.uint8)
        cdef int32_t[::1] letter_ends = letter_at, sound_ends = sound_at
        cdef uint64_t[::1] keys = key
        cdef uint8_t[::1] weights = weight, roles = role
        letters.reserve(8 * n)
        sounds.reserve(8 * n)
        for i in range(n):
            t = given[i]
            if t >= self.known.traits.size():
                raise ValueError("a token is not of this table")
            r = self.known.rendering[self.known.rendering_at[t]]
            append(letters, self.known.letters, self.known.letter_at[r], self.known.letter_at[r + 1])
            append(sounds, self.known.sounds, self.known.sound_at[r], self.known.sound_at[r + 1])
            letter_ends[i + 1], sound_ends[i + 1] = <int32_t>letters.size(), <int32_t>sounds.size()
            keys[i], weights[i], roles[i] = self.known.glue_key[t], <uint8_t>self.known.traits[t], self.known.role[t]
        return {
            "letter_at": letter_at,
            "letters": as_array(letters.data(), letters.size(), np.uint8),
            "sound_at": sound_at,
            "sounds": as_array(sounds.data(), sounds.size(), np.uint8),
            "key": key,
            "weight": weight,
            "role": role,
        }

    # ---- two names ---------------------------------------------------------------------------------------------------

    def compare(self, a: str, b: str, model: Model) -> float:
        """`screening._reference.align_forms` of two names, the score alone."""
        cdef vector[uint32_t] counts, tokens
        cdef size_t forms, i, j
        cdef const uint32_t* x
        cdef const uint32_t* y
        cdef double best = 0
        cdef NamesC names
        self.fold_text(a, &counts, &tokens)
        forms = counts.size()
        self.fold_text(b, &counts, &tokens)
        names.sound_at = self.known.sound_at.data()
        names.sounds = self.known.sounds.data()
        names.letter_at = self.known.letter_at.data()
        names.letters = self.known.letters.data()
        names.hand = self.known.hand.data()
        names.length = self.known.length.data()
        names.signature = self.known.signature.data()
        names.rendering_at = self.known.rendering_at.data()
        names.rendering = self.known.rendering.data()
        names.traits = self.known.traits.data()
        names.group_at = self.known.group_at.data()
        names.group = self.known.group.data()
        names.glue_key = self.known.glue_key.data()
        y = tokens.data()
        for i in range(forms):
            y += counts[i]
        for j in range(forms, counts.size()):
            x = tokens.data()
            for i in range(forms):
                best = max(best, score_tokens(&model.c, &names, x, <int>counts[i], y, <int>counts[j]))
                x += counts[i]
            y += counts[j]
        return best

    cdef int fold_text(self, text, vector[uint32_t]* counts, vector[uint32_t]* out) except -1:
        """Append the forms of a name in one part."""
        return self.fold_parts([(text, False)], counts, out)

    cdef int fold_parts(self, parts, vector[uint32_t]* counts, vector[uint32_t]* out) except -1:
        """Append the forms of one name, none without tokens; the parts as `read_parts` takes them. WAS_CUT or 0."""
        cdef Py_ssize_t n = 0
        cdef const char* data
        cdef size_t first = out.size(), forms = counts.size()
        cdef int said = 0, state = NEW_WORD
        while state == NEW_WORD:
            said, state = 0, READY
            self.begin()
            for text, cut in parts:
                try:
                    data = PyUnicode_AsUTF8AndSize(text, &n)
                    if n:
                        state = self.fold(<const uint8_t*>data, n, cut, out, &said)
                except UnicodeEncodeError:
                    state = WHOLE       # a lone surrogate
                if state != READY:
                    break
            if state == READY and self.is_open:
                shorten(out[0], first)
                state = self.forms(counts, out)
            if state != READY:
                shorten(out[0], first)
                shorten(counts[0], forms)
            if state == NEW_WORD:
                self.learn_word()
        if state == NO_MEMORY:
            raise MemoryError
        if state == WHOLE:
            return self.read_forms(parts, counts, out)
        if counts.size() == forms and out.size() > first:
            if out.size() - first > MAX_TOKENS:
                shorten(out[0], first + MAX_TOKENS)
                said |= WAS_CUT
            counts.push_back(<uint32_t>(out.size() - first))
        return said


cdef inline void shorten(vector[uint32_t]& values, size_t n) noexcept nogil:
    while values.size() > n:
        values.pop_back()
