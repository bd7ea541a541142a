# distutils: language = c++
"""Many names written anew, word by word: Arrow text in, Arrow text out, without a Python object a name.

How a word is written depends on the word and, in some names, on what the other words tell: of the language, of the
scripts, of who comes first.  Real names repeat their words, so a table maps the bytes of a word, and the company that
it is met in, to what is written for it.  Python is asked about what is new: a word, a company, and the rare name that
can't be written word by word.  The rules stand in `screening.text` and `screening.translit`, and nowhere here.

    word        bytes between two spaces, in a company -> parts, one for each system of the company
    company     what all words of a name tell -> the systems that write it
    name        for each system the parts of its words, spaces between them
"""

from cpython.pycapsule cimport PyCapsule_GetPointer
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t
from libc.string cimport memcmp, memcpy
from libcpp.unordered_map cimport unordered_map
from libcpp.vector cimport vector

from screening._arrow cimport ArrowArray, ArrowSchema, StringsC, strings, value
from screening._columns cimport as_array

import os
from unicodedata import normalize

import numpy as np

cdef extern from "Python.h":
    object PyUnicode_DecodeUTF8(const char* data, Py_ssize_t size, const char* errors)

cdef enum:
    GROWTH = 16                     # bytes of a part for each code point of its word; longer ones go with their name
    LINE = (GROWTH + 1) * LONGEST   # bytes of a written name

    READY = 0                       # a name can be written, or what is missing
    NEW_WORD = 1
    NEW_COMPANY = 2
    WHOLE = 3                       # it can't be written word by word
    FULL = 4                        # there is no room for it

    IS_WHOLE = 1                    # flags of a word: see `DEPENDS` and `SILENT`
    IS_SILENT = 2

cdef uint16_t NO_PART = 0xFFFF

# What a word tells, if it tells nothing of the systems.
DEPENDS = -1                        # the name must be read as a whole
SILENT = -2                         # nothing is left of the word: the name is as if it weren't there

# A `Word` stands for a company, its own (`first`), and has told something (`second`); noted of it are its parts, each
# after its length in two bytes.  Its key is 0 where it stands alone, else made of the company and the place that it is
# met in.


cdef struct CompanyC:
    uint32_t first                  # its systems in `WordTable.systems`
    uint32_t n
    uint32_t by_place               # whether the first word is written in ways of its own


cdef class WordTable:
    """Words and what is written for them; grows with every word that it meets.

    One thread at a time may use a table; the interpreter is free while nothing is new.
    """

    cdef object tell
    cdef object read_company
    cdef object write_word
    cdef object write_name
    cdef WordMap words
    cdef vector[CompanyC] companies
    cdef vector[uint8_t] systems
    cdef unordered_map[uint32_t, uint32_t] company_of
    cdef dict company_ids
    cdef list known_companies

    cdef const Word* found[MAX_WORDS]           # the words of the name at hand
    cdef const uint8_t* starts[MAX_WORDS]
    cdef int n_words
    cdef uint32_t company           # and its company
    cdef const uint8_t* wanted      # what is missing
    cdef size_t wanted_n
    cdef uint32_t wanted_key
    cdef uint32_t wanted_tells

    cdef vector[uint8_t] letters    # what is written, with room to spare
    cdef size_t n_letters
    cdef vector[int32_t] form_at    # end of each form in `letters`
    cdef vector[uint8_t] form_system
    cdef size_t n_forms
    cdef vector[int32_t] name_at    # end of the forms of each name

    def __init__(self, rules) -> None:
        """The rules of one way to write names, `screening.bulk.Rules`."""
        self.tell, self.read_company = rules.tell, rules.company
        self.write_word, self.write_name = rules.write_word, rules.write_name
        self.words.seed(int.from_bytes(os.urandom(8), "little"))
        self.company_ids, self.known_companies = {}, []

    @property
    def nbytes(self) -> int:
        """Memory that it holds, about."""
        return self.words.memory() + self.letters.capacity() + 64 * self.company_of.size()

    # ---- what is known -----------------------------------------------------------------------------------------------

    cdef const Word* find(self, const uint8_t* data, size_t n, uint32_t key) noexcept nogil:
        cdef const Word* word = self.words.find(data, n, key)
        if word == NULL:
            self.wanted, self.wanted_n, self.wanted_key = data, n, key
        return word

    cdef int find_words(self, const uint8_t* data, size_t n) noexcept nogil:
        """Look up the words of a name, each in the company of the others; READY, or what is missing."""
        cdef const Word* word
        cdef size_t start = 0, k
        cdef uint32_t tells = 0, key
        cdef int length = -1, i
        cdef bint differ = False
        self.n_words = 0
        if n > MAX_BYTES:
            return WHOLE
        for k in range(n + 1):
            if k < n and data[k] != 32:
                continue
            length += 1
            if k > start:
                word = self.find(data + start, k - start, 0)
                if word == NULL:
                    return NEW_WORD
                length += word.length
                if word.flags & IS_WHOLE or length > LONGEST:
                    return WHOLE
                if not word.flags & IS_SILENT:
                    differ = differ or self.n_words > 0 and word.second != tells
                    tells |= word.second
                    self.company = word.first
                    self.found[self.n_words] = word
                    self.starts[self.n_words] = data + start
                    self.n_words += 1
            start = k + 1
        if length > LONGEST:
            return WHOLE
        if self.n_words == 0:
            return READY
        if differ:
            if self.company_of.count(tells) == 0:
                self.wanted_tells = tells
                return NEW_COMPANY
            self.company = self.company_of[tells]
        for i in range(self.n_words):
            word = self.found[i]
            key = 1 if self.companies[self.company].by_place and i > 0 else 0
            if key or word.first != self.company:
                word = self.find(self.starts[i], word.size, 1 + 2 * self.company + key)
                if word == NULL:
                    return NEW_WORD
                if word.flags & IS_WHOLE:
                    return WHOLE
                self.found[i] = word
        return READY

    # ---- what is new -------------------------------------------------------------------------------------------------

    cdef int learn_word(self) except -1:
        """Have the word written that was missing."""
        cdef Word one
        cdef vector[uint8_t] parts
        cdef uint16_t size
        cdef bytes encoded
        cdef uint8_t letter
        text = PyUnicode_DecodeUTF8(<const char*>self.wanted, self.wanted_n, b"replace")
        length = len(normalize("NFKD", text))
        one.key, one.first, one.second, one.length, one.flags = self.wanted_key, 0, 0, <uint8_t>min(length, LONGEST), 0
        if length > LONGEST:
            one.flags = IS_WHOLE
        elif one.key:
            one.first = (one.key - 1) >> 1
        else:
            tells = self.tell(text)
            if tells < 0:
                one.flags = IS_SILENT if tells == SILENT else IS_WHOLE
            else:
                one.first, one.second = self.learn_company(tells), tells
        if one.flags == 0:
            company = self.known_companies[one.first]
            for part in self.write_word(text, company, one.key == 0 or (one.key - 1) & 1 == 0):
                if part is None:
                    parts.insert(parts.end(), <uint8_t*>&NO_PART, <uint8_t*>&NO_PART + 2)
                    continue
                encoded = part.encode()
                if len(encoded) > GROWTH * length:
                    one.flags = IS_WHOLE
                    parts.clear()
                    break
                size = <uint16_t>len(encoded)
                parts.insert(parts.end(), <uint8_t*>&size, <uint8_t*>&size + 2)
                for letter in encoded:
                    parts.push_back(letter)
        self.words.add(one, self.wanted, self.wanted_n, parts.data(), parts.size())
        return 0

    cdef uint32_t learn_company(self, tells) except? 0xFFFFFFFF:
        """Number of the company of names whose words tell this."""
        cdef CompanyC one
        company = self.read_company(tells)
        number = self.company_ids.get(company)
        if number is None:
            one.first, one.n = <uint32_t>self.systems.size(), <uint32_t>len(company.systems)
            one.by_place = company.by_place
            for system in company.systems:
                self.systems.push_back(system)
            number = self.company_ids[company] = len(self.company_ids)
            self.known_companies.append(company)
            self.companies.push_back(one)
        self.company_of[tells] = number
        return number

    # ---- writing -----------------------------------------------------------------------------------------------------

    cdef int put_name(self, int limit) noexcept nogil:
        """Write the name at hand in at most `limit` systems, each form once; READY or FULL."""
        cdef const uint8_t* parts[MAX_WORDS]
        cdef uint8_t* line
        cdef const CompanyC* company
        cdef size_t first = self.n_forms, n
        cdef uint32_t row
        cdef uint16_t size
        cdef int i
        cdef bint good
        if self.n_words == 0:
            return READY
        company = &self.companies[self.company]
        for i in range(self.n_words):
            parts[i] = self.words.bytes(self.found[i]) + self.found[i].size
        for row in range(company.n):
            if <int>(self.n_forms - first) >= limit:
                break
            if self.n_letters + LINE > self.letters.size() or self.n_forms + 2 > self.form_at.size():
                return FULL
            line = &self.letters[self.n_letters]
            n = 0
            good = True
            for i in range(self.n_words):
                memcpy(&size, parts[i], 2)
                parts[i] += 2
                if size == NO_PART:
                    good = False
                    continue
                if size and good:
                    if n:
                        line[n] = 32
                        n += 1
                    memcpy(line + n, parts[i], size)
                    n += size
                parts[i] += size
            if good and n and not self.is_written(first, line, n):
                self.n_letters += n
                self.form_system[self.n_forms] = self.systems[company.first + row]
                self.n_forms += 1
                self.form_at[self.n_forms] = <int32_t>self.n_letters
        return READY

    cdef bint is_written(self, size_t first, const uint8_t* line, size_t n) noexcept nogil:
        """Whether one of the forms from the first is this."""
        cdef size_t k
        for k in range(first, self.n_forms):
            if <size_t>(self.form_at[k + 1] - self.form_at[k]) == n:
                if memcmp(&self.letters[self.form_at[k]], line, n) == 0:
                    return True
        return False

    cdef int64_t run(self, const StringsC* names, int64_t row, int limit, int* state) noexcept nogil:
        """Write names from a row on; the row at which something is missing, and what."""
        cdef const uint8_t* data
        cdef size_t n, n_forms, n_letters
        cdef int64_t near = row
        while row < names.length:
            if row == near:
                look_ahead(&self.words, names, row)
                near += AHEAD
            data = value(names, row, &n)
            n_forms, n_letters = self.n_forms, self.n_letters
            state[0] = self.find_words(data, n)
            if state[0] == READY:
                state[0] = self.put_name(limit)
            if state[0] != READY:
                self.n_forms, self.n_letters = n_forms, n_letters
                return row
            row += 1
            self.name_at[row] = <int32_t>self.n_forms
        return row

    cdef int put_whole(self, const uint8_t* data, size_t n, int limit) except -1:
        """Have a name written as a whole."""
        cdef bytes encoded
        cdef uint8_t letter
        for form, system in self.write_name(PyUnicode_DecodeUTF8(<const char*>data, n, b"replace"), limit):
            encoded = form.encode()
            while self.n_letters + len(encoded) > self.letters.size() or self.n_forms + 2 > self.form_at.size():
                self.make_room()
            for letter in encoded:
                self.letters[self.n_letters] = letter
                self.n_letters += 1
            self.form_system[self.n_forms] = system
            self.n_forms += 1
            self.form_at[self.n_forms] = <int32_t>self.n_letters
        return 0

    cdef int make_room(self) except -1:
        if self.letters.size() > 1 << 30:
            raise OverflowError("too much text for one column")
        self.letters.resize(2 * self.letters.size() + 4 * LINE)
        self.form_at.resize(2 * self.form_at.size() + 64)
        self.form_system.resize(self.form_at.size())
        return 0

    def write(self, column, int limit):
        """Write the names of a column of text.

        Args:
            column: Has ``__arrow_c_array__``; its buffers are valid.
            limit: Most forms of a name.

        Returns:
            Where the forms of each name begin and end (one number more than names), where the letters of each form
            begin and end, the system of each form, and the letters, UTF-8.

        Raises:
            TypeError: The column is not text.
            OverflowError: What is written is longer than 1 GiB.
        """
        cdef StringsC names
        cdef const uint8_t* data
        cdef size_t n
        cdef int64_t row = 0
        cdef int state = READY
        schema, array = column.__arrow_c_array__()
        names = strings(
            <ArrowSchema*>PyCapsule_GetPointer(schema, b"arrow_schema"),
            <ArrowArray*>PyCapsule_GetPointer(array, b"arrow_array"),
        )
        self.n_letters = self.n_forms = 0
        self.name_at.assign(names.length + 1, 0)
        if self.form_at.size() == 0:
            self.make_room()
        while True:
            with nogil:
                row = self.run(&names, row, limit, &state)
            if row == names.length:
                break
            if state == NEW_WORD:
                self.learn_word()
            elif state == NEW_COMPANY:
                self.learn_company(self.wanted_tells)
            elif state == FULL:
                self.make_room()
            else:
                data = value(&names, row, &n)
                self.put_whole(data, n, limit)
                row += 1
                self.name_at[row] = <int32_t>self.n_forms
        return (
            as_array(self.name_at.data(), self.name_at.size(), np.int32),
            as_array(self.form_at.data(), self.n_forms + 1, np.int32),
            as_array(self.form_system.data(), self.n_forms, np.uint8),
            as_array(self.letters.data(), self.n_letters, np.uint8),
        )
