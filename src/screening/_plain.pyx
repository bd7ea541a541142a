# distutils: language = c++
"""Plain Latin words, read without Python: what `screening.names.make_token` says of them, at a fraction of its price.

Nearly every word that a list or a manifest brings for the first time is one name in Latin letters, with accents or
without, or some of them with hyphens between: no title, no particle, no part of a compound, no digit in it.  These are
read here.  Every other word, and every word in doubt, is left to Python.  The rules stand in `screening.phonemes`,
`readings`, `slips`, `lexicon` and `names`, and come from there as tables (`screening.plain`); what stands here is how
they are put to use, and `tests/test_plain.py` holds the two together.

    letter      a row of a table: cleaned, a-z, as its sound is made of, as the tables of names know it
    word        letters as places in `string.ascii_letters`, ends of the word before and behind them
    pattern     sets of letters, and conditions around them: see `screening.patterns`
"""

from libc.stddef cimport size_t
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset

from screening._lookup cimport FNV1A, fnv1a

cdef enum:
    FIRST_BLOCKS = 0x250            # letters: Basic Latin to Latin Extended-B, and Latin Extended Additional
    SECOND_BLOCK = 0x1E00
    SECOND_BLOCK_END = 0x1F00

    OTHER = 0                       # kinds of letters: Python is asked
    LETTER = 1
    NOTHING = 2                     # left out
    SPACE = 3
    HYPHEN = 4                      # a space, if the word is not known as one name

    START = 52                      # screening.patterns
    END = 53
    NO_LETTER = 63                  # in no set

    NO_SYMBOL = 0xFF
    MOST_MEANT = 2
    Z = 25                          # place of the last small letter
    LOWER = 97
    UPPER = 65


cdef inline uint8_t* places(WordC* word) noexcept nogil:
    return word.around + AROUND


cdef inline void close(WordC* word) noexcept nogil:
    """Set the ends of a word."""
    memset(word.around, NO_LETTER, AROUND)
    memset(places(word) + word.n, NO_LETTER, AROUND)
    word.around[AROUND - 1] = START
    places(word)[word.n] = END


cdef class Patterns:
    """Patterns in the order in which they are tried, found by the letter that they begin with; or end, see `by_end`."""

    def __init__(self, patterns, *, bint by_end=False) -> None:
        """Patterns as `screening.plain.Rule`."""
        cdef PatternC one
        cdef int letter, place
        for rule in patterns:
            memset(&one, 0, sizeof(one))
            sets, conditions = rule.pattern
            if not 0 < len(sets) <= SETS or len(conditions) > CONDITIONS or len(rule.to) > SETS:
                raise ValueError("a pattern is too long")
            one.n, one.n_conditions, one.n_to = len(sets), len(conditions), len(rule.to)
            one.least, one.kept, one.is_listed = rule.least, rule.kept, rule.is_listed
            for place, letters in enumerate(sets):
                one.sets[place] = letters
            for place, letter in enumerate(rule.to):
                one.to[place] = letter
            for place, (offset, sets, wanted) in enumerate(conditions):
                if len(sets) > SETS or offset < -AROUND or offset + len(sets) > AROUND:
                    raise ValueError("a condition reaches too far")
                one.conditions[place].offset, one.conditions[place].n = offset, len(sets)
                one.conditions[place].wanted = wanted
                for i, letters in enumerate(sets):
                    one.conditions[place].sets[i] = letters
            self.patterns.push_back(one)
        for letter in range(LETTERS):
            self.listed_at[letter] = <uint16_t>self.listed.size()
            for place in range(<int>self.patterns.size()):
                if self.patterns[place].sets[self.patterns[place].n - 1 if by_end else 0] >> letter & 1:
                    self.listed.push_back(<uint16_t>place)
        self.listed_at[LETTERS] = <uint16_t>self.listed.size()

    cdef const PatternC* at(self, const uint8_t* word, int place) noexcept nogil:
        """The first pattern that matches from a place on, or NULL."""
        cdef const PatternC* pattern
        cdef int i
        if word[place] >= LETTERS:
            return NULL
        for i in range(self.listed_at[word[place]], self.listed_at[word[place] + 1]):
            pattern = &self.patterns[self.listed[i]]
            if matches(pattern, word + place):
                return pattern
        return NULL

    cdef const PatternC* ending(self, const uint8_t* word, int n) noexcept nogil:
        """The first pattern with which a word ends, or NULL."""
        cdef const PatternC* pattern
        cdef int i
        if word[n - 1] >= LETTERS:
            return NULL
        for i in range(self.listed_at[word[n - 1]], self.listed_at[word[n - 1] + 1]):
            pattern = &self.patterns[self.listed[i]]
            if pattern.n + pattern.least <= n and matches(pattern, word + n - pattern.n):
                return pattern
        return NULL

    cdef bint within(self, const uint8_t* word, int n) noexcept nogil:
        """Whether a pattern matches anywhere."""
        cdef int place
        for place in range(n):
            if self.at(word, place) != NULL:
                return True
        return False

    cdef int replace(self, const uint8_t* word, int n, uint8_t* out) noexcept nogil:
        """The word with what stands for each match from the left on; its length."""
        cdef const PatternC* pattern
        cdef int place = 0, m = 0, i
        while place < n and m + SETS <= ROOM:
            pattern = self.at(word, place)
            if pattern == NULL:
                out[m] = word[place]
                m += 1
                place += 1
                continue
            for i in range(pattern.n_to):
                out[m] = pattern.to[i]
                m += 1
            place += pattern.n
        return m


cdef inline bint stand(const uint64_t* sets, int n, const uint8_t* word) noexcept nogil:
    cdef int i
    for i in range(n):
        if not sets[i] >> word[i] & 1:
            return False
    return True


cdef inline bint matches(const PatternC* pattern, const uint8_t* word) noexcept nogil:
    cdef const ConditionC* condition
    cdef int i
    if not stand(pattern.sets, pattern.n, word):
        return False
    for i in range(pattern.n_conditions):
        condition = &pattern.conditions[i]
        if stand(condition.sets, condition.n, word + condition.offset) != condition.wanted:
            return False
    return True


cdef class PlainReader:
    """Reads plain words; it does not change, so any number of threads may use it."""

    def __init__(self, rules) -> None:
        """The rules of all rooms, `screening.plain.Rules`."""
        cdef LetterC one
        cdef int row, i
        for row in range(FIRST_BLOCKS + SECOND_BLOCK_END - SECOND_BLOCK):
            memset(&one, 0, sizeof(one))
            code = row if row < FIRST_BLOCKS else row - FIRST_BLOCKS + SECOND_BLOCK
            letter = rules.letter(chr(code))
            if letter is not None:
                one.length = letter.length
                one.kind = NOTHING if not letter.text else LETTER
                if letter.text == " ":
                    one.kind = HYPHEN if code == 0x2D else SPACE
                texts = letter.text.encode(), letter.letters.encode(), letter.sounds, letter.key.encode()
                one.n_text, one.n_letters, one.n_sounds, one.n_key = map(len, texts)
                if max(map(len, texts)) > 4:
                    one.kind = OTHER
                else:
                    fill(one.text, texts[0])
                    fill(one.letters, [value - LOWER for value in texts[1]])
                    fill(one.sounds, texts[2])
                    fill(one.key, texts[3])
            self.letters.push_back(one)
        self.compounds, self.long_compounds = Patterns(rules.compounds), Patterns(rules.long_compounds)
        self.digraphs, self.merged = Patterns(rules.digraphs), Patterns(rules.merged)
        self.silent, self.silent_within = Patterns(rules.silent, by_end=True), Patterns(rules.silent_within)
        self.endings = Patterns(rules.endings, by_end=True)
        self.others, self.given = rules.others, rules.given
        self.rarity, self.sound_rarity, self.name_ids = rules.rarity, rules.sound_rarity, rules.name_ids
        memset(self.symbol, NO_SYMBOL, sizeof(self.symbol))
        for i, number in enumerate(rules.symbols):
            self.symbol[i] = NO_SYMBOL if number is None else number
        fill(self.coarse, rules.coarse)
        fill(self.sound_class, rules.sound_classes)
        if len(rules.coarse) != 32 or len(rules.sound_classes) != 32 or len(rules.shapes) > SHAPES:
            raise ValueError("a table has the wrong length")
        for i in range(26):
            keys = rules.keyboard.get(chr(LOWER + i), "")
            self.n_near[i] = len(keys)
            fill(self.near[i], [ord(key) - LOWER for key in keys])
        self.shape_count = len(rules.shapes)
        for i, pair in enumerate(rules.shapes):
            for row, text in enumerate(pair):
                self.n_shapes[i][row] = len(text)
                fill(self.shapes[i][row], [ord(letter) - LOWER for letter in text])
        self.glue_base, self.glue_mask = rules.glue_base, rules.glue_mask
        self.latin, self.attested, self.attested_bits = rules.latin, rules.attested, rules.attested_bits
        self.max_bits, self.sound_margin = rules.max_bits, rules.sound_margin
        self.weight_per_bit, self.initial_weight = rules.weight_per_bit, rules.initial_weight
        self.long_compound = rules.long_compound
        self.slip_least, self.slip_short = rules.slip_least, rules.slip_short
        self.slip_one_too_many = rules.slip_one_too_many
        self.stem_ids, self.stem_bits = rules.stem_ids, rules.stem_bits

    cdef bint read(self, const uint8_t* data, size_t n, PlainC* out) noexcept nogil:
        """What is said of a word; False where Python must say it."""
        cdef UnitC unit
        cdef const LetterC* letter
        cdef uint64_t whole = FNV1A
        cdef uint32_t code
        cdef size_t k = 0
        cdef bint hyphen = False, ends
        out.n = out.length = 0
        clear(&unit)
        while k <= n:
            ends = k == n
            if not ends:
                code = data[k]
                if code < 0x80:
                    k += 1
                elif code >> 5 == 6 and k + 1 < n and data[k + 1] >> 6 == 2:
                    code = (code & 31) << 6 | (data[k + 1] & 63)
                    k += 2
                elif code >> 4 == 14 and k + 2 < n and data[k + 1] >> 6 == 2 and data[k + 2] >> 6 == 2:
                    code = (code & 15) << 12 | <uint32_t>(data[k + 1] & 63) << 6 | (data[k + 2] & 63)
                    k += 3
                else:
                    return False
                if SECOND_BLOCK <= code < SECOND_BLOCK_END:
                    code += FIRST_BLOCKS - SECOND_BLOCK
                elif code >= FIRST_BLOCKS:
                    return False
                letter = &self.letters[code]
                if letter.kind == OTHER:
                    return False
                out.length += letter.length
                hyphen = hyphen or letter.kind == HYPHEN
                ends = letter.kind == SPACE or letter.kind == HYPHEN
                if letter.kind == LETTER and not put(&unit, letter):
                    return False
            else:
                k += 1
            if ends and unit.n_text:
                whole = fnv1a(whole, unit.key, unit.n_key)
                if out.n == MAX_UNITS or not self.read_unit(&unit, &out.tokens[out.n]):
                    return False
                out.n += 1
                clear(&unit)
        if out.n == 0:
            return False
        # Names with a hyphen between them that are known as one can be taken in two ways.
        return not hyphen or out.n == 1 or not self.name_ids.has(self.name_ids.place(whole), whole)

    cdef bint read_unit(self, UnitC* unit, PlainTokenC* out) noexcept nogil:
        """What is said of one name of a word; False where Python must say it."""
        cdef WordC key
        cdef uint64_t hash = fnv1a(FNV1A, unit.key, unit.n_key), spelt
        cdef uint32_t bits
        cdef int i
        if self.others.has(self.others.place(hash), hash) or unit.letters.n == 0 or unit.sounds.n == 0:
            return False
        key.n = unit.n_key
        for i in range(unit.n_key):
            places(&key)[i] = unit.key[i] - LOWER if LOWER <= unit.key[i] <= LOWER + Z else NO_LETTER
        close(&key)
        if self.compounds.within(places(&key), key.n):
            return False
        if key.n >= self.long_compound and self.long_compounds.within(places(&key), key.n):
            return False
        close(&unit.letters)
        close(&unit.sounds)
        memcpy(out.text, unit.text, unit.n_text)
        out.n = unit.n_text
        out.n_letters = unit.letters.n
        for i in range(out.n_letters):
            out.letters[i] = LOWER + places(&unit.letters)[i]
        spelt = fnv1a(FNV1A, out.letters, out.n_letters)
        bits = self.rarity.first(spelt, 0)
        out.hand[0] = self.attested if 0 < <int>bits <= self.attested_bits else self.latin
        out.n_sounds[0] = self.hear(&unit.sounds, out.sounds[0])
        out.n_readings = 1
        # A letter and its accent are one code point here: two bytes for the most, or three.
        if out.n_letters == 1 and is_one(unit.text, unit.n_text):
            self.weigh_initial(out)
            return True
        out.is_initial = False
        self.hear_french(&unit.letters, out)
        if (not bits or bits >= <uint32_t>self.max_bits) and not self.name_ids.has(self.name_ids.place(spelt), spelt):
            self.hear_meant(&unit.letters, out)
        return self.weigh(out, hash, WHOLE_WEIGHT)

    cdef void weigh_initial(self, PlainTokenC* out) noexcept nogil:
        """A single letter that stands for a name."""
        out.is_initial = True
        out.weight = self.initial_weight
        out.n_groups = 0
        out.glue_key = 0

    cdef bint weigh(self, PlainTokenC* out, uint64_t hash, int role_factor) noexcept nogil:
        """Weight, groups and glue key of a token with its usual reading; False where it has too many groups.

        Args:
            out: Its letters and first sounds are known.
            hash: Of what the tables of names know it by.
            role_factor: What it keeps of its weight in its role, in thousandths.
        """
        cdef uint8_t skeleton[MAX_LETTERS + 1]
        cdef const PatternC* ending
        cdef WordC word
        cdef uint64_t spelt = fnv1a(FNV1A, out.letters, out.n_letters)
        cdef uint32_t bits = self.rarity.first(spelt, 0)
        cdef size_t place
        cdef int i, m
        if not bits:
            m = self.skeleton(out.sounds[0], out.n_sounds[0], skeleton)
            bits = min(self.bits_of_sound(out, skeleton, m), self.max_bits)
        out.weight = min(max(<int>bits * self.weight_per_bit * role_factor // WHOLE_WEIGHT, 1), 255)
        out.glue_key = self.glue(out.sounds[0], out.n_sounds[0])
        out.n_groups = 0
        place = self.name_ids.place(hash)
        while self.name_ids.has(place, hash):
            if out.n_groups == MAX_GROUPS - 1:
                return False
            out.group[out.n_groups] = <uint32_t>(self.name_ids.words[place] & self.name_ids.mask)
            out.n_groups += 1
            place += 1
        if out.n_letters == 0:
            return True
        word.n = out.n_letters
        for i in range(word.n):
            places(&word)[i] = out.letters[i] - LOWER
        close(&word)
        ending = self.endings.ending(places(&word), word.n)
        if ending != NULL and not (ending.is_listed and self.given.has(self.given.place(spelt), spelt)):
            m = out.n_letters - ending.n + ending.kept
            hash = fnv1a(fnv1a(FNV1A, out.letters, m), ending.to, ending.n_to)
            out.group[out.n_groups] = self.stem_ids | <uint32_t>(hash & self.stem_bits) << 1
            out.n_groups += 1
        return True

    cdef int hear_symbols(self, const uint8_t* symbols, size_t n, uint8_t* out) noexcept nogil:
        """Ids of the symbols of a token, `screening.phonemes.symbol_ids`; how many, or -1 where they are too long."""
        cdef WordC word
        cdef size_t i
        cdef uint8_t letter
        if n > ROOM // 2:
            return -1
        word.n = <int>n
        for i in range(n):
            letter = symbols[i]
            if LOWER <= letter <= LOWER + Z:
                places(&word)[i] = letter - LOWER
            else:
                places(&word)[i] = letter - UPPER + Z + 1 if UPPER <= letter <= UPPER + Z else NO_LETTER
        close(&word)
        return self.merge(&word, out)

    # ---- sounds: screening.phonemes ----------------------------------------------------------------------------------

    cdef int hear(self, const WordC* word, uint8_t* out) noexcept nogil:
        """Phoneme symbols of a word, whose ends are set; how many."""
        cdef WordC spoken
        spoken.n = self.digraphs.replace(word.around + AROUND, word.n, places(&spoken))
        close(&spoken)
        return self.merge(&spoken, out)

    cdef int merge(self, const WordC* spoken, uint8_t* out) noexcept nogil:
        """Phoneme symbols of what is one sound however it was written; how many."""
        cdef WordC merged
        cdef uint8_t last, symbol
        cdef int i, n = 0
        merged.n = self.merged.replace(spoken.around + AROUND, spoken.n, places(&merged))
        if merged.n > 1 and places(&merged)[merged.n - 1] == <int>b"h" - LOWER:
            last = places(&merged)[merged.n - 2]
            if is_vowel(last):
                merged.n -= 1
        for i in range(merged.n):
            symbol = self.symbol[places(&merged)[i]]
            if symbol == NO_SYMBOL or (n and out[n - 1] == symbol):
                continue
            out[n] = symbol
            n += 1
            if n == MAX_LETTERS:
                break
        return n

    cdef int skeleton(self, const uint8_t* sounds, int n, uint8_t* out) noexcept nogil:
        """Coarse key of the sounds, and its length."""
        cdef uint8_t classes[MAX_LETTERS + 1]
        cdef int i, m = 0, consonants = 0
        for i in range(n):
            classes[m] = self.sound_class[sounds[i]]
            if m == 0 or classes[m] != classes[m - 1]:
                consonants += is_consonant(classes[m])
                m += 1
        n = 0
        for i in range(m):
            if is_consonant(classes[i]) or (consonants <= 2 and classes[i] != <uint8_t>b"h"):
                out[n] = classes[i]
                n += 1
        return n

    # ---- readings: screening.readings, screening.slips ---------------------------------------------------------------

    cdef void add(self, const WordC* heard, PlainTokenC* out) noexcept nogil:
        """Add what a word sounds like as another reading."""
        cdef int new = out.n_readings, i
        out.n_sounds[new] = self.hear(heard, out.sounds[new])
        out.hand[new] = self.latin
        for i in range(new):
            if out.n_sounds[i] == out.n_sounds[new] and out.hand[i] == out.hand[new]:
                if memcmp(out.sounds[i], out.sounds[new], out.n_sounds[i]) == 0:
                    return
        out.n_readings += 1

    cdef void hear_french(self, const WordC* word, PlainTokenC* out) noexcept nogil:
        cdef const PatternC* silent = self.silent.ending(word.around + AROUND, word.n)
        cdef WordC cut, heard
        if silent == NULL:
            return
        cut.n = word.n - silent.n
        memcpy(places(&cut), word.around + AROUND, cut.n)
        memcpy(places(&cut) + cut.n, silent.to, silent.n_to)
        cut.n += silent.n_to
        close(&cut)
        heard.n = self.silent_within.replace(places(&cut), cut.n, places(&heard))
        close(&heard)
        self.add(&heard, out)

    cdef void hear_meant(self, const WordC* word, PlainTokenC* out) noexcept nogil:
        """The commonest names that are one slip away from a word that is none."""
        cdef const uint8_t* letters = word.around + AROUND
        cdef const uint8_t* shape
        cdef const uint8_t* put_there
        cdef MeantC meant[MOST_MEANT]
        cdef WordC heard
        cdef uint8_t one[MAX_LETTERS + 2]
        cdef int n = word.n, i, k, size, found = 0
        if n < self.slip_least:
            return
        for k in range(self.shape_count):
            shape, size = self.shapes[k][0], self.n_shapes[k][0]
            put_there = self.shapes[k][1]
            for i in range(n - size + 1):
                if memcmp(letters + i, shape, size) == 0:
                    memcpy(one, letters, i)
                    memcpy(one + i, put_there, self.n_shapes[k][1])
                    memcpy(one + i + self.n_shapes[k][1], letters + i + size, n - i - size)
                    found = self.consider(one, n - size + self.n_shapes[k][1], meant, found)
        memcpy(one, letters, n)
        for i in range(n - 1):
            if letters[i] != letters[i + 1]:
                one[i], one[i + 1] = letters[i + 1], letters[i]
                found = self.consider(one, n, meant, found)
                one[i], one[i + 1] = letters[i], letters[i + 1]
        if n <= self.slip_short:
            for i in range(n):
                for k in range(self.n_near[letters[i]]):
                    one[i] = self.near[letters[i]][k]
                    found = self.consider(one, n, meant, found)
                one[i] = letters[i]
            for i in range(n):
                if n >= self.slip_one_too_many or (i + 1 < n and letters[i] == letters[i + 1]):
                    memcpy(one, letters, i)
                    memcpy(one + i, letters + i + 1, n - i - 1)
                    found = self.consider(one, n - 1, meant, found)
        for i in range(found):
            heard.n = meant[i].n
            memcpy(places(&heard), meant[i].letters, heard.n)
            close(&heard)
            self.add(&heard, out)

    cdef int consider(self, const uint8_t* word, int n, MeantC* meant, int found) noexcept nogil:
        """Keep a name where it is among the commonest, of equals the first by the alphabet; how many are kept."""
        cdef MeantC one
        cdef uint64_t hash = FNV1A
        cdef int i, place, order
        for i in range(n):
            hash = (hash ^ <uint8_t>(LOWER + word[i])) * <uint64_t>0x100000001B3
        one.bits, one.n = self.rarity.first(hash, self.max_bits), n
        if one.bits >= self.max_bits:
            return found
        memcpy(one.letters, word, n)
        place = found
        while place:
            order = one.bits - meant[place - 1].bits
            if order == 0:
                order = memcmp(one.letters, meant[place - 1].letters, min(n, meant[place - 1].n))
                order = order if order else n - meant[place - 1].n
            if order == 0:
                return found
            if order > 0:
                break
            place -= 1
        if place == MOST_MEANT:
            return found
        i = min(found, MOST_MEANT - 1)
        while i > place:
            meant[i] = meant[i - 1]
            i -= 1
        meant[place] = one
        return min(found + 1, MOST_MEANT)

    # ---- weights and keys: screening.lexicon, screening.names --------------------------------------------------------

    cdef int bits_of_sound(self, const PlainTokenC* token, const uint8_t* skeleton, int n) noexcept nogil:
        """Information of the commonest name that sounds like it, and somewhat more."""
        cdef uint64_t hash = fnv1a(fnv1a(FNV1A, skeleton, n), <const uint8_t*>b"|", 1)
        cdef bint a = False, i = False, u = False
        cdef int k
        cdef uint8_t letter
        for k in range(token.n_letters):
            letter = token.letters[k]
            a = a or letter == <uint8_t>b"a"
            i = i or letter in (<uint8_t>b"i", <uint8_t>b"e", <uint8_t>b"y", <uint8_t>b"j")
            u = u or letter in (<uint8_t>b"u", <uint8_t>b"o", <uint8_t>b"w")
        if a:
            hash = fnv1a(hash, <const uint8_t*>b"a", 1)
        if i:
            hash = fnv1a(hash, <const uint8_t*>b"i", 1)
        if u:
            hash = fnv1a(hash, <const uint8_t*>b"u", 1)
        return self.sound_rarity.first(hash, self.max_bits) + self.sound_margin

    cdef uint64_t glue(self, const uint8_t* sounds, int n) noexcept nogil:
        """`screening.names.glue_key`."""
        cdef uint64_t value = 0, count = 0, first = 0, last = 0, coarse
        cdef int i
        for i in range(n):
            coarse = self.coarse[sounds[i]]
            if coarse and coarse != last:
                value = (value * self.glue_base + coarse) & self.glue_mask
                first = first if first else coarse
                last = coarse
                count += 1
        return value << 14 | last << 10 | first << 6 | count


cdef int fill(uint8_t* to, values) except -1:
    cdef int i
    for i, value in enumerate(values):
        to[i] = value
    return 0


cdef inline void clear(UnitC* unit) noexcept nogil:
    unit.n_text = 0
    unit.n_key = unit.letters.n = unit.sounds.n = 0


cdef inline bint put(UnitC* unit, const LetterC* letter) noexcept nogil:
    """Add a letter to a name; False where it becomes too long."""
    if unit.n_text + 4 > MAX_TEXT or unit.letters.n + letter.n_letters > MAX_LETTERS:
        return False
    if unit.n_key + 4 > MAX_TEXT or unit.sounds.n + 4 > 2 * MAX_LETTERS:
        return False
    memcpy(unit.text + unit.n_text, letter.text, letter.n_text)
    memcpy(unit.key + unit.n_key, letter.key, letter.n_key)
    memcpy(places(&unit.letters) + unit.letters.n, letter.letters, letter.n_letters)
    memcpy(places(&unit.sounds) + unit.sounds.n, letter.sounds, letter.n_sounds)
    unit.n_text += letter.n_text
    unit.n_key += letter.n_key
    unit.letters.n += letter.n_letters
    unit.sounds.n += letter.n_sounds
    return True


cdef inline bint is_one(const uint8_t* text, size_t n) noexcept nogil:
    """Whether text is one code point."""
    return n == <size_t>(1 if text[0] < 0x80 else 2 if text[0] < 0xE0 else 3)


cdef inline bint is_vowel(uint8_t place) noexcept nogil:
    return place in (0, 4, 8, 14, 20)


cdef inline bint is_consonant(uint8_t sound_class) noexcept nogil:
    return sound_class not in (<uint8_t>b"a", <uint8_t>b"i", <uint8_t>b"o", <uint8_t>b"h")
