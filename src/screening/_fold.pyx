# distutils: language = c++
"""Bulk folding: names in, tokens and the columns of `_layout.NamesC` out, without a Python object a name.

Everything of a token depends on its word alone, and real names repeat their words: a million names have some 93,000.
So a table maps the bytes of a word to the tokens that it stands for, and Python is asked about what is new; words that
may be parts of one compound are looked up together, as one.  What comes out is what `screening.names.parse_parts`
gives; the rules stand there, in `screening.text` and in `screening.lexicon`, and nowhere here.

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
from screening._words cimport AHEAD, LONGEST, MAX_BYTES, MAX_WORDS, Word, WordMap, look_ahead

import os
from dataclasses import replace
from unicodedata import normalize

import numpy as np

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL
    object PyUnicode_DecodeUTF8(const char* data, Py_ssize_t size, const char* errors)

cdef extern from *:
    """
    #include <vector>
    template <class T>
    static inline void screening_append(std::vector<T>& to, const std::vector<T>& from, size_t first, size_t last) {
      to.insert(to.end(), from.begin() + first, from.begin() + last);
    }
    """
    void append "screening_append"[T](vector[T]& to, const vector[T]& source, size_t first, size_t last) except + nogil

cdef enum:
    MAX_TOKENS = 64                 # screening.text

    IS_INITIAL = 1 << 8             # traits of a token, see _alignment.pyx
    MAYBE_TRUNCATED = 2 << 8

    OPENS = 1                       # flags of a word: `screening.lexicon.CompoundPlace`
    CLOSES = 2
    HEAD = 4
    TAIL = 8
    ARTICLE = 16
    CUT = 32                        # and `screening.folding.WordKind`
    SILENT = 64
    DEPENDS = 128
    SEVERAL = DEPENDS | SILENT      # both, which no other word has, and its places in compounds

    WAS_CUT = 1                     # what is said of a name
    UNREADABLE = 2                  # its bytes are not UTF-8
    OPEN = 4                        # it can be taken in several ways

cdef uint32_t NONE = 0xFFFFFFFF


cdef inline bint several(uint8_t flags) noexcept nogil:
    return flags & SEVERAL == SEVERAL


cdef struct PartC:                  # a word of the name at hand
    const uint8_t* data
    size_t n
    size_t word                     # its tokens: the first of them, or where they begin in `TokenTable.word_token`
    uint32_t n_tokens
    uint8_t flags

cdef class TokenTable:
    """Words and the tokens that they stand for; grows with every word that it meets.

    One thread at a time may use a table.  Numbers of tokens hold as long as the table.
    """

    cdef object read_word
    cdef object read_parts
    cdef dict token_ids
    cdef dict rendering_ids
    cdef uint8_t deletion[2 * 32]

    # A `Word` stands for its token where it has one, else for where its tokens begin in `word_token`; and how many.
    # One that can be taken in several ways stands for where its forms begin there, each after its length, one for each
    # way; and how many.
    cdef WordMap words
    cdef vector[uint32_t] word_token

    cdef vector[uint32_t] sound_at
    cdef vector[uint8_t] sounds
    cdef vector[uint32_t] letter_at
    cdef vector[uint8_t] spelling
    cdef vector[uint8_t] script
    cdef vector[uint16_t] length
    cdef vector[uint64_t] signature
    cdef vector[uint32_t] rendering_at
    cdef vector[uint32_t] rendering
    cdef vector[uint32_t] traits
    cdef vector[uint8_t] role
    cdef vector[uint32_t] group_at
    cdef vector[uint32_t] group
    cdef vector[uint64_t] glue_key
    cdef vector[uint32_t] cut_off   # the same token, cut off; NONE until there is one

    cdef PartC parts[MAX_WORDS]     # the words of the name at hand
    cdef int n_parts
    cdef bint is_open               # whether one of them can be taken in several ways
    cdef bint is_ready              # whether `forms` can put the name together; else `read_forms` must
    cdef int n_units                # words of the name at hand, those of one compound as one: the first of `parts`
    cdef vector[uint32_t] number    # of a token or rendering among those of a batch, where `stamp` is that of the batch
    cdef vector[uint32_t] stamp
    cdef uint32_t now

    def __init__(self, deletion, *, read_word, read_parts) -> None:
        """Deletion costs are those of the model; the rest are the rules, see `screening.folding`."""
        cdef const uint8_t[::1] costs = deletion
        if costs.shape[0] != 2 * 32:
            raise ValueError("deletion costs have the wrong length")
        memcpy(self.deletion, &costs[0], 2 * 32)
        self.read_word, self.read_parts = read_word, read_parts
        self.token_ids, self.rendering_ids = {}, {}
        self.words.seed(int.from_bytes(os.urandom(8), "little"))
        self.sound_at.push_back(0)
        self.letter_at.push_back(0)
        self.rendering_at.push_back(0)
        self.group_at.push_back(0)

    def __len__(self) -> int:
        """Words that it knows."""
        return self.words.size()

    # ---- what is new -------------------------------------------------------------------------------------------------

    cdef uint32_t token_id(self, token) except? 0xFFFFFFFF:
        """Number of a token, which becomes known by this."""
        cdef uint32_t one
        if token.maybe_truncated:
            return self.cut(self.token_id(replace(token, maybe_truncated=False)))
        number = self.traits.size()
        found = self.token_ids.setdefault(token, number)
        if found != number:
            return found
        first = token.renderings[0]
        letter = ord(first.spelling[0]) if first.spelling else 0xFF
        sound = first.phonemes[0] if first.phonemes else 0xFF
        for r in token.renderings:
            self.rendering.push_back(self.rendering_id(r))
        for g in token.groups:
            self.group.push_back(g)
        one = number
        self.traits.push_back(token.weight | (IS_INITIAL if token.is_initial else 0) | letter << 16 | sound << 24)
        self.role.push_back(token.role)
        self.glue_key.push_back(token.glue_key)
        self.rendering_at.push_back(<uint32_t>self.rendering.size())
        self.group_at.push_back(<uint32_t>self.group.size())
        self.cut_off.push_back(NONE)
        return one

    cdef uint32_t rendering_id(self, r) except? 0xFFFFFFFF:
        cdef uint32_t total = 0, total_unvowelled = 0
        cdef bytes letters, sounds
        cdef uint8_t one
        number = self.script.size()
        found = self.rendering_ids.setdefault(r, number)
        if found != number:
            return found
        letters, sounds = r.spelling.encode("ascii"), r.phonemes
        for one in letters:
            self.spelling.push_back(one)
        for one in sounds:
            self.sounds.push_back(one)
            total += self.deletion[one & 31]
            total_unvowelled += self.deletion[32 + (one & 31)]
        self.script.push_back(r.hand)
        self.length.push_back(<uint16_t>total)
        self.length.push_back(<uint16_t>total_unvowelled)
        self.signature.push_back(letter_signature(self.spelling.data() + self.letter_at.back(), len(letters)))
        self.letter_at.push_back(<uint32_t>self.spelling.size())
        self.sound_at.push_back(<uint32_t>self.sounds.size())
        return number

    cdef uint32_t cut(self, uint32_t token) except? 0xFFFFFFFF:
        """Number of the same token cut off."""
        cdef uint32_t one = self.cut_off[token], k
        if one != NONE:
            return one
        one = <uint32_t>self.traits.size()
        for k in range(self.rendering_at[token], self.rendering_at[token + 1]):
            self.rendering.push_back(<uint32_t>self.rendering[k])
        for k in range(self.group_at[token], self.group_at[token + 1]):
            self.group.push_back(<uint32_t>self.group[k])
        self.traits.push_back(self.traits[token] | MAYBE_TRUNCATED)
        self.role.push_back(<uint8_t>self.role[token])
        self.glue_key.push_back(<uint64_t>self.glue_key[token])
        self.rendering_at.push_back(<uint32_t>self.rendering.size())
        self.group_at.push_back(<uint32_t>self.group.size())
        self.cut_off[token] = one
        self.cut_off.push_back(NONE)
        return one

    cdef const Word* learn_word(self, const uint8_t* data, size_t n) except NULL:
        cdef Word one
        text = PyUnicode_DecodeUTF8(<const char*>data, n, NULL)
        length = len(normalize("NFKD", text))
        one.key, one.first, one.second, one.length = 0, 0, 0, <uint8_t>min(length, LONGEST)
        if length > LONGEST:
            one.flags = DEPENDS
        else:
            forms, one.flags = self.read_word(text)
            numbers = [[self.token_id(token) for token in form] for form in forms]
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
        return self.words.add(one, data, n, NULL, 0)

    # ---- one name ----------------------------------------------------------------------------------------------------

    cdef bint split(self, const uint8_t* data, size_t n) except -1:
        """Look up the words of a name; False where it must be read as a whole."""
        cdef const Word* word
        cdef PartC* part
        cdef size_t start = 0, k
        cdef int length = -1
        self.n_parts = 0
        self.is_open = False
        if n > MAX_BYTES:
            return False
        for k in range(n + 1):
            if k < n and data[k] != 32:
                continue
            length += 1
            if k > start:
                word = self.words.find(data + start, k - start, 0)
                if word == NULL:
                    word = self.learn_word(data + start, k - start)
                length += word.length
                if several(word.flags):
                    self.is_open = True
                elif word.flags & DEPENDS:
                    return False
                if length > LONGEST:
                    return False
                if several(word.flags) or not word.flags & SILENT:
                    part = &self.parts[self.n_parts]
                    part.data, part.n = data + start, k - start
                    part.word, part.n_tokens, part.flags = word.first, word.second, word.flags
                    self.n_parts += 1
            start = k + 1
        return length <= LONGEST

    cdef bint joined(self, int i) noexcept nogil:
        """Whether a compound can reach from one word of the name to the next, or across; see `CompoundPlace`."""
        cdef uint8_t before = self.parts[i - 1].flags if i > 0 else 0
        cdef uint8_t own = self.parts[i].flags, following = self.parts[i + 1].flags
        cdef uint8_t after = self.parts[i + 2].flags if i + 2 < self.n_parts else 0
        if own & OPENS or following & CLOSES or (own & HEAD and (following | after) & TAIL):
            return True
        return own & ARTICLE and (before & OPENS or (before & HEAD and following & TAIL))

    cdef int fold(self, const uint8_t* data, size_t n, text, bint cut, vector[uint32_t]* out) except -1:
        """Append the tokens of a name; returns what is to be said of it.

        Nothing is appended of a name that is OPEN: see `forms` and `read_forms`.

        Args:
            data: Its UTF-8, or NULL where it has none.
            text: The same as Python's text, or None.
            cut: Its last word may be cut off.
        """
        cdef int said = 0, i = 0, last
        cdef const Word* word
        cdef PartC* part
        cdef size_t first = out.size(), w
        cdef bint whole = True
        self.is_open, self.is_ready, self.n_units = False, False, 0
        try:
            whole = data == NULL or not self.split(data, n)
        except UnicodeDecodeError:
            return UNREADABLE
        # An abdul that stands last goes with the first word.
        whole = whole or (self.n_parts > 1 and self.parts[self.n_parts - 1].flags & OPENS)
        while not whole and i < self.n_parts:
            part = &self.parts[i]
            last = i
            whole = several(part.flags)
            while last + 1 < self.n_parts and self.joined(last):
                last += 1
                whole = whole or several(self.parts[last].flags)
            if last == i:
                whole = False
            if whole:
                break
            if last > i:
                w = self.parts[last].data + self.parts[last].n - part.data
                word = self.words.find(part.data, w, 0)
                if word == NULL:
                    word = self.learn_word(part.data, w)
                part.word, part.n_tokens, part.flags = word.first, word.second, word.flags
            if not several(part.flags):
                whole = part.flags & DEPENDS
            if part.flags & CUT:
                said = WAS_CUT
            self.parts[self.n_units] = part[0]
            self.n_units += 1
            if self.is_open:
                pass
            elif part.n_tokens == 1:
                out.push_back(<uint32_t>part.word)
            else:
                append(out[0], self.word_token, part.word, part.word + part.n_tokens)
            i = last + 1
        if self.is_open:
            self.is_ready = not whole and not cut
            return OPEN | said
        if whole or out.size() - first > MAX_TOKENS:
            out.resize(first)
            if text is None:
                try:
                    text = PyUnicode_DecodeUTF8(<const char*>data, n, NULL)
                except UnicodeDecodeError:
                    return UNREADABLE
            name, *others = self.read_parts([(text, False)])
            if others:
                return OPEN
            for token in name.tokens:
                out.push_back(self.token_id(token))
            said = WAS_CUT if name.was_cut else 0
        if cut and out.size() > first and not self.traits[out.back()] & IS_INITIAL:
            w = self.cut(out.back())
            out.pop_back()
            out.push_back(<uint32_t>w)
        return said

    cdef int forms(self, vector[uint32_t]* counts, vector[uint32_t]* out) except -1:
        """Append the forms of a name that `is_ready`: how many tokens each has, and these; False if they are too many.

        A word has two ways, cut and uncut, or these for each of two languages; one that has fewer has them again.
        """
        cdef const PartC* part
        cdef size_t forms = counts.size(), start = out.size(), first, at, other, k
        cdef uint32_t way, ways = 0, n
        cdef int i
        for i in range(self.n_units):
            if several(self.parts[i].flags):
                ways = max(ways, self.parts[i].n_tokens)
        for way in range(ways):
            first = out.size()
            for i in range(self.n_units):
                part = &self.parts[i]
                if several(part.flags):
                    at = part.word
                    k = way % part.n_tokens
                    while k:
                        at += 1 + self.word_token[at]
                        k -= 1
                    append(out[0], self.word_token, at + 1, at + 1 + self.word_token[at])
                elif part.n_tokens == 1:
                    out.push_back(<uint32_t>part.word)
                else:
                    append(out[0], self.word_token, part.word, part.word + part.n_tokens)
            n = <uint32_t>(out.size() - first)
            if n > MAX_TOKENS:
                out.resize(start)
                counts.resize(forms)
                return False
            other = start
            for k in range(forms, counts.size()):
                if counts[0][k] == n and memcmp(out.data() + other, out.data() + first, n * sizeof(uint32_t)) == 0:
                    n = 0
                    break
                other += counts[0][k]
            if n:
                counts.push_back(n)
            else:
                out.resize(first)
        return True

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
        cdef const uint8_t* data
        cdef size_t n, first
        cdef int64_t row, rows = 0
        cdef int one, what, filled
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
        at.reserve(rows + 1)
        counts.reserve(rows)
        said.reserve(rows)
        at.push_back(0)
        for row in range(rows):
            what = filled = 0
            first = out.size()
            if row % AHEAD == 0:
                for one in range(<int>parts.size()):
                    look_ahead(&self.words, &parts[one], row)
            for one in range(<int>parts.size()):
                data = value(&parts[one], row, &n)
                if n:
                    filled += 1
                    what |= self.fold(data, n, None, flags[one] != NULL and flags[one][row], &out)
            if what & OPEN:
                out.resize(first)
                if filled == 1 and self.is_ready and self.forms(&counts, &out):
                    what &= WAS_CUT
                else:
                    what &= UNREADABLE
                    what |= self.read_forms(self.texts(parts, flags, row), &counts, &out)
            elif out.size() > first:
                if out.size() - first > MAX_TOKENS:
                    out.resize(first + MAX_TOKENS)
                    what |= WAS_CUT
                counts.push_back(<uint32_t>(out.size() - first))
            said.push_back(<uint8_t>what)
            at.push_back(<uint32_t>counts.size())
        return (
            as_array(at.data(), at.size(), np.uint32),
            as_array(counts.data(), counts.size(), np.uint32),
            as_array(out.data(), out.size(), np.uint32),
            as_array(said.data(), said.size(), np.uint8),
        )

    cdef list texts(self, vector[StringsC]& parts, vector[const uint8_t*]& flags, int64_t row):
        """The parts of a name as `read_parts` takes them; nothing where one is not UTF-8."""
        cdef const uint8_t* data
        cdef size_t n, one
        found = []
        for one in range(parts.size()):
            data = value(&parts[one], row, &n)
            try:
                text = PyUnicode_DecodeUTF8(<const char*>data, n, NULL)
            except UnicodeDecodeError:
                text = ""
            found.append((text, flags[one] != NULL and flags[one][row] != 0))
        return found

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
        self.number.resize(self.traits.size())
        self.stamp.resize(self.traits.size())
        self.now += 1
        token.reserve(given.shape[0])
        for i in range(given.shape[0]):
            t = given[i]
            if t >= self.traits.size():
                raise ValueError("a token is not of this table")
            if self.stamp[t] != self.now:
                self.stamp[t] = self.now
                self.number[t] = <uint32_t>seen.size()
                seen.push_back(t)
            token.push_back(<uint32_t>self.number[t])
        # Renderings and tokens have numbers of their own; one scratch serves both, one after the other.
        self.now += 1
        self.number.resize(max(self.number.size(), self.script.size()))
        self.stamp.resize(self.number.size())
        sound_at.push_back(0)
        letter_at.push_back(0)
        rendering_at.push_back(0)
        group_at.push_back(0)
        for t in seen:
            traits.push_back(<uint32_t>self.traits[t])
            glue_key.push_back(<uint64_t>self.glue_key[t])
            append(group, self.group, self.group_at[t], self.group_at[t + 1])
            group_at.push_back(<uint32_t>group.size())
            for k in range(self.rendering_at[t], self.rendering_at[t + 1]):
                r = self.rendering[k]
                if self.stamp[r] != self.now:
                    self.stamp[r] = self.now
                    self.number[r] = <uint32_t>script.size()
                    script.push_back(<uint8_t>self.script[r])
                    signature.push_back(<uint64_t>self.signature[r])
                    append(length, self.length, 2 * r, 2 * r + 2)
                    append(sounds, self.sounds, self.sound_at[r], self.sound_at[r + 1])
                    append(letters, self.spelling, self.letter_at[r], self.letter_at[r + 1])
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
            if t >= self.traits.size():
                raise ValueError("a token is not of this table")
            r = self.rendering[self.rendering_at[t]]
            append(letters, self.spelling, self.letter_at[r], self.letter_at[r + 1])
            append(sounds, self.sounds, self.sound_at[r], self.sound_at[r + 1])
            letter_ends[i + 1], sound_ends[i + 1] = <int32_t>letters.size(), <int32_t>sounds.size()
            keys[i], weights[i], roles[i] = self.glue_key[t], <uint8_t>self.traits[t], self.role[t]
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
        names.sound_at = self.sound_at.data()
        names.sounds = self.sounds.data()
        names.letter_at = self.letter_at.data()
        names.letters = self.spelling.data()
        names.hand = self.script.data()
        names.length = self.length.data()
        names.signature = self.signature.data()
        names.rendering_at = self.rendering_at.data()
        names.rendering = self.rendering.data()
        names.traits = self.traits.data()
        names.group_at = self.group_at.data()
        names.group = self.group.data()
        names.glue_key = self.glue_key.data()
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
        cdef Py_ssize_t n = 0
        cdef const char* data = NULL
        cdef size_t first = out.size()
        cdef int said
        try:
            data = PyUnicode_AsUTF8AndSize(text, &n)
        except UnicodeEncodeError:
            pass  # a lone surrogate
        said = self.fold(<const uint8_t*>data, n, text, False, out)
        if said & OPEN:
            if self.is_ready and self.forms(counts, out):
                return said & WAS_CUT
            return self.read_forms([(text, False)], counts, out)
        counts.push_back(<uint32_t>(out.size() - first))
        return said
