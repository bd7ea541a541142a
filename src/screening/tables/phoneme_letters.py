"""Letters of every script and the phoneme symbols that they stand for: the source that ``phonemes.py`` reads.

``letter symbols`` by turns; ``-`` is "no sound" and ``$`` the end of a token of three letters or more.  A letter stands
under its own sound in the language that uses it most; what languages disagree about (g or h for Cyrillic г, v or w or o
for Hebrew ו) is not decided here but carried by the costs of ``phoneme_costs.tsv``.  Written by hand from the letter
charts of the Unicode Standard (chapters 7 to 19) and the romanization tables of BGN/PCGN; no third-party data.
"""

from __future__ import annotations

__all__ = [
    "ETHIOPIC_ROWS",
    "HANGUL_FINALS",
    "HANGUL_INITIALS",
    "HANGUL_VOWELS",
    "INDIC",
    "INDIC_EXTRA",
    "KANA",
    "KHMER",
    "LATIN_DIGRAPHS",
    "LATIN_NATIONAL",
    "LETTERS",
    "MYANMAR",
    "PINYIN_INITIALS",
    "SINHALA",
    "THAI_CONSONANTS",
    "THAI_ENDINGS",
    "THAI_VOWELS",
    "TIBETAN",
    "pairs",
]


def pairs(source: str) -> dict[str, str]:
    """``"a x b -"`` -> ``{"a": "x", "b": ""}``."""
    words = source.split()
    return {letter: "" if symbols == "-" else symbols for letter, symbols in zip(words[::2], words[1::2], strict=True)}


# --- alphabets and abjads: letter (or group of letters) -> symbols ---------------------------------------------------

LETTERS: dict[str, str] = {
    "CYRILLIC": """
        а a б b в v г g д d е e ё yo ж Z з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х X ц c ч C ш S щ SC
        ъ - ы i ь - э e ю yu я ya і i ї yi є ye ґ g ў w ђ J ј y љ l њ n ћ C џ J ѓ J ќ k ѕ J ѐ e ѝ i
        ә a ғ G қ q ң n ө o ұ u ү u һ h ӣ i ӯ u ҳ h ҷ J ҡ q ҙ D ҫ T ҥ n җ J ҹ J ҝ g ӱ u ӧ o ӓ a ӑ a ӗ e ӏ - ѣ e
        ѳ f ѵ i
        дж J дз J кх X хь h хӏ h къ q кӏ k гӏ G чӏ C цӏ c тӏ t пӏ p нг ng""",
    "ARMENIAN": """
        ա a բ b գ g դ d ե e զ z է e ը e թ t ժ Z ի i լ l խ X ծ c կ k հ h ձ J ղ G ճ C մ m յ y ն n շ S ո o չ C պ p ջ J
        ռ r ս s վ v տ t ր r ց c ւ v ու u փ p ք k օ o ֆ f և ev""",
    "GEORGIAN": """
        ა a ბ b გ g დ d ე e ვ v ზ z თ t ი i კ k ლ l მ m ნ n ო o პ p ჟ Z რ r ს s ტ t უ u ფ p ქ k ღ G ყ q შ S ჩ C ც c
        ძ J წ c ჭ C ხ X ჯ J ჰ h ჱ e ჲ y ჳ w ჴ X ჵ o ჶ f""",
    "GREEK": """
        α a β v γ g δ d ε e ζ z η i θ T ι i κ k λ l μ m ν n ξ ks ο o π p ρ r σ s ς s τ t υ i φ f χ X ψ ps ω o
        για ia γιο io γιω io γιε ie γγ ng γκ g γχ nX γξ nks μπ b ντ d τζ J τσ c ου u αι e ει i οι i υι i ευ ev
        αυ av ηυ iv""",
    "ARABIC": """
        ا a أ a إ a آ a ٱ a ب b ت t ث T ج J ح h خ X د d ذ D ر r ز z س s ش S ص s ض D ط t ظ D ع a غ G ف f ق q ك k
        ل l م m
        ن n ه h و w ي y ى a ة a ئ y ؤ w ء -
        پ p چ C ژ Z گ g ک k ی y ۀ h ہ h ۂ h ۃ a ھ h ۓ y ے y ں n ٹ t ڈ d ڑ r ڤ v ڭ n ڨ g ݣ g ݢ g
        ټ t ځ J څ c ډ d ړ r ږ Z ښ X ګ g ڼ n ې e ۍ y ێ e ۆ o ە e ڕ r ڵ l ڃ C ڄ C ټ t ڊ d ڌ D ڎ d ڻ n ڪ k ڳ g ڱ n
        ۇ u ۈ u ۋ w ھ h ې e ۅ o ۉ u ۊ u
        کھ X گھ G چھ C جھ J تھ T ٹھ T دھ D ڈھ D پھ f بھ b دج J ئا a ئە e ئې e ئێ e ئى i ئۆ o ئو o ئۇ u ئۈ u ه$ a
        ہ$ a ھ$ a""",
    "HEBREW": """
        א a ב b ג g ד d ה h ו w ז z ח X ט t י y כ k ך k ל l מ m ם m נ n ן n ס s ע a פ p ף f צ c ץ c ק k ר r ש S ת t
        וו w יי y ג׳ J ז׳ Z צ׳ C ץ׳ C ת׳ T ד׳ D ח׳ X ו׳ w ה$ a""",
    # scripts without a member of their own in Script
    "OTHER": """
        ހ h ށ S ނ n ރ r ބ b ޅ l ކ k އ - ވ v މ m ފ f ދ d ތ t ލ l ގ g ޏ n ސ s ޑ d ޒ z ޓ t ޔ y ޕ p ޖ J ޗ C
        ޘ T ޙ h ޚ X ޛ D ޜ Z ޝ S ޞ s ޟ D ޠ t ޡ D ޢ a ޣ G ޤ q ޥ w ަ a ާ a ި i ީ i ު u ޫ u ެ e ޭ e ޮ o ޯ o ް -
        ܐ a ܒ b ܓ g ܕ d ܗ h ܘ w ܙ z ܚ h ܛ t ܝ y ܟ k ܠ l ܡ m ܢ n ܣ s ܤ s ܥ a ܦ p ܨ s ܩ q ܪ r ܫ S ܬ t
        ⴰ a ⴱ b ⴳ g ⴷ d ⴹ d ⴻ e ⴼ f ⴽ k ⵀ h ⵃ h ⵄ a ⵅ X ⵇ q ⵉ i ⵊ J ⵍ l ⵎ m ⵏ n ⵓ u ⵔ r ⵕ r ⵖ G ⵙ s ⵚ s ⵛ S ⵜ t ⵟ t
        ⵡ w ⵢ y ⵣ z ⵥ z
        ᠠ a ᠡ e ᠢ i ᠣ o ᠤ u ᠥ o ᠦ u ᠧ e ᠨ n ᠩ ng ᠪ b ᠫ p ᠬ X ᠭ g ᠮ m ᠯ l ᠰ s ᠱ S ᠲ t ᠳ d ᠴ C ᠵ J ᠶ y ᠷ r ᠸ w ᠹ f
        ᠺ k ᠼ c ᠽ z ᠾ h""",
}

# --- Latin -----------------------------------------------------------------------------------------------------------

# Letters whose sound is not that of their base letter; every other national letter falls to its base letter, because a
# passport does that too (Doc 9303-3 section 6 A).
LATIN_NATIONAL = """
    š S ş S ș S ś S ŝ S č C ć C ĉ C ċ C ž Z ż Z ź z ĵ Z ț c ţ c ğ G ġ J ĝ J ĥ X þ T ð D ß s ł l đ d ø o œ e æ e
    ı i ə a
    ħ h ŋ n ɓ b ɗ d ƙ k ƴ y ɛ e ɔ o ʃ S ʒ Z ǧ J ẕ z ḏ D ṯ T ḫ X ẖ X ḥ h ḩ h ġ G ż Z ǩ k ǯ Z ĸ k ŧ t ⱪ q ʻ - ʼ -"""

# Spelling conventions of many languages at once, longest first; no language is guessed.  What stands before the first
# bracket is replaced; brackets are conditions around it (a lookbehind stands after its letters, so that a search knows
# the first letter of every pattern).
LATIN_DIGRAPHS = r"""
    schtsch SC shtsh SC chtch SC shch SC stsch SC szcz SC tzsch C tsch C tch C tsh C tj C cz C cs C
    dsch J dzh J dzs J dj J dz J jh J xh J chr(?<=^chr) kr sch S sh S sj S sz S ch C zh Z zs Z kh X ght t gh G
    th T dh D ph f
    bh b wh(?<=^wh) w rh(?<=^rh) r nh(?=$) n cki(?=$) cki cka(?=$) cka ck k cqu k c(?=[lrtnk]) k ts c tz c dt(?=$) t
    oh(?=[cgjkntz]) o oo u ou u ee i que ke qui ki qu kw qi(?<=^qi) Ci
    xi(?<=^xi) Si xu(?<=^xu) Su nx nS gx gS x ks
    eo(?<!leo)(?<!theo)(?!r|$) o
    j(?<=^[bfgklmnprvz]j)(?=[aeiou]) y j(?<=vj)(?=[aeiou]) y
    ija(?<!dija)(?<!hija)$ ia iy(?=$) i ij(?=$) i yy(?=$) i"""

# --- Indic: one layout for nine blocks (ISCII order), by offset from the start of the block --------------------------

# "consonants" carry the inherent vowel, "signs" replace it, "vowels" stand alone.
INDIC: dict[str, str] = {
    "other": "01 ~ 02 ~ 03 h",
    "vowels": "05 a 06 a 07 i 08 i 09 u 0a u 0b ri 0c li 0d e 0e e 0f e 10 ai 11 o 12 o 13 o 14 au 60 ri 61 li",
    "consonants": """15 k 16 X 17 g 18 G 19 n 1a C 1b C 1c J 1d J 1e n 1f t 20 T 21 d 22 D 23 n 24 t 25 T 26
    d 27 D 28 n
        29 n 2a p 2b f 2c b 2d b 2e m 2f y 30 r 31 r 32 l 33 l 34 l 35 v 36 S 37 S 38 s 39 h
        58 q 59 X 5a G 5b z 5c r 5d r 5e f 5f y""",
    "signs": "3e a 3f i 40 i 41 u 42 u 43 ri 44 ri 45 e 46 e 47 e 48 ai 49 o 4a o 4b o 4c au 56 ai 57 au 62 li 63 li",
    "virama": "4d -",
}

# What a block has of its own, by letter: kind and symbols.
INDIC_EXTRA = """
    য consonant J ৎ other t ৰ consonant r ৱ consonant w ড় consonant r ঢ় consonant r য় consonant y
    ੰ other ~ ੱ other - ੲ vowel i ੳ vowel u ੴ other - ਖ਼ consonant X ਗ਼ consonant G ਜ਼ consonant z
    ਫ਼ consonant f ਲ਼ consonant l ਸ਼ consonant S
    ଯ consonant J ୟ consonant y ୱ consonant w
    ச consonant s ஃ other - ழ consonant l
    ൺ other n ൻ other n ർ other r ൽ other l ൾ other l ൿ other k ൎ other r ഴ consonant l
    क़ consonant q ख़ consonant X ग़ consonant G ज़ consonant z ड़ consonant r ढ़ consonant r फ़ consonant f"""

SINHALA = """
    ං other ~ ඃ other h අ vowel a ආ vowel a ඇ vowel a ඈ vowel a ඉ vowel i ඊ vowel i උ vowel u ඌ vowel u
    ඍ vowel ri ඎ vowel ri
    එ vowel e ඒ vowel e ඓ vowel ai ඔ vowel o ඕ vowel o ඖ vowel au ක consonant k ඛ consonant k ග consonant g
    ඝ consonant g
    ඞ consonant n ඟ consonant ng ච consonant C ඡ consonant C ජ consonant J ඣ consonant J ඤ consonant n ඥ consonant gn
    ඦ consonant nJ ට consonant t ඨ consonant t ඩ consonant d ඪ consonant d ණ consonant n ඬ consonant nd ත consonant T
    ථ consonant T ද consonant d ධ consonant D න consonant n ඳ consonant nd ප consonant p ඵ consonant p බ consonant b
    භ consonant b ම consonant m ඹ consonant mb ය consonant y ර consonant r ල consonant l ව consonant w ශ consonant S
    ෂ consonant S ස consonant s හ consonant h ළ consonant l ෆ consonant f ් virama - ා sign a ැ sign a ෑ sign a
    ි sign i
    ී sign i ු sign u ූ sign u ෘ sign ru ෲ sign ru ෙ sign e ේ sign e ෛ sign ai ො sign o ෝ sign o ෞ sign au ෟ sign l"""

# --- Thai; Lao has the same layout 0x80 higher ------------------------------------------------------------------------

THAI_CONSONANTS = """
    ก k ข X ฃ X ค X ฅ X ฆ X ง ng จ J ฉ C ช C ซ s ฌ C ญ y ฎ d ฏ t ฐ T ฑ T ฒ T ณ n ด d ต t ถ T ท T ธ T น n บ b ป p ผ f
    ฝ f พ p ฟ f ภ p ม m ย y ร r ล l ว w ศ s ษ s ส s ห h ฬ l อ - ฮ h"""
# What differs at the end of a word.  The rest of the neutralized finals keep their own sound, because personal names
# are spelled in Latin by their letters (กุล kul) as often as by their sound (kun).
THAI_ENDINGS = "ร n ซ t ศ t ษ t ส t ข k ค k ฆ k ฐ t ฑ t ฒ t ถ t ท t ธ t พ p ภ p ผ p ฟ p ฝ p ญ n ย i ว u ห - อ o ฮ -"
# signs; the first five stand before their consonant in writing and after it in speech; the last three are Lao
THAI_VOWELS = "เ e แ e โ o ใ ai ไ ai ะ a ั a า a ำ am ิ i ี i ึ u ื u ุ u ู u ๅ - ็ -  ົ o ຽ ia ເ e"

# --- Khmer, Burmese, Tibetan -----------------------------------------------------------------------------------------

KHMER = """
    ក consonant k ខ consonant X គ consonant k ឃ consonant X ង consonant ng ច consonant C ឆ consonant C ជ consonant C
    ឈ consonant C ញ consonant n ដ consonant d ឋ consonant T ឌ consonant d ឍ consonant T ណ consonant n ត consonant t
    ថ consonant T ទ consonant t ធ consonant T ន consonant n ប consonant b ផ consonant p ព consonant p ភ consonant p
    ម consonant m យ consonant y រ consonant r ល consonant l វ consonant v ឝ consonant S ឞ consonant s ស consonant s
    ហ consonant h ឡ consonant l អ consonant - ឣ vowel a ឤ vowel a ឥ vowel i ឦ vowel i ឧ vowel u ឩ vowel u ឪ vowel au
    ឫ vowel ri ឬ vowel ri ឭ vowel li ឮ vowel li ឯ vowel e ឰ vowel ai ឱ vowel o ឲ vowel o ឳ vowel au
    ា sign a ិ sign i ី sign i ឹ sign u ឺ sign u ុ sign u ូ sign u ួ sign ua ើ sign a ឿ sign ua ៀ sign ia េ sign e
    ែ sign e ៃ sign ai ោ sign o ៅ sign au ំ sign m ះ sign a ៈ sign a ់ virama - ្ virama - ៍ virama -"""

MYANMAR = """
    က consonant k ခ consonant X ဂ consonant g ဃ consonant g င consonant ng စ consonant s ဆ consonant s ဇ consonant z
    ဈ consonant z ဉ consonant n ည consonant n ဋ consonant t ဌ consonant T ဍ consonant d ဎ consonant d ဏ consonant n
    တ consonant t ထ consonant T ဒ consonant d ဓ consonant d န consonant n ပ consonant p ဖ consonant f ဗ consonant b
    ဘ consonant b မ consonant m ယ consonant y ရ consonant r လ consonant l ဝ consonant w သ consonant T ဿ consonant T
    ဟ consonant h ဠ consonant l အ consonant - ဣ vowel i ဤ vowel i ဥ vowel u ဦ vowel u ဧ vowel e ဩ vowel o ဪ vowel o
    ျ medial y ြ medial y ွ medial w ှ medial - ာ sign a ါ sign a ိ sign i ီ sign i ု sign u ူ sign u ေ sign e
    ဲ sign e
    ံ other n ် virama - ္ virama - A sign aung I sign aing N sign in O sign o"""

# Rimes written with several signs, by the sign above that stands for them (upper case, which no cleaned token has).
MYANMAR_RIMES = "့ - း - ါ ာ ောင် A ိုင် I င် N ော် O ော O ို O ည် ီ ယ် ေ"

TIBETAN = """
    ཀ k ཁ X ག g གྷ G ང ng ཅ C ཆ C ཇ J ཉ n ཏ t ཐ T ད d ན n པ p ཕ f བ b མ m ཙ c ཚ c ཛ J ཝ w ཞ Z ཟ z འ - ཡ y ར r ལ l ཤ S
    ཥ S ས s ཧ h ཨ - ཊ t ཋ T ཌ d ཎ n ི i ུ u ེ e ོ o ཱ a ཻ e ཽ o ྀ i ཾ m"""

# --- Ethiopic: rows of eight syllables from U+1200, the consonant of each row ----------------------------------------

ETHIOPIC_ROWS = "h l h m s r s S q qw q qw b v t C h hw n n - k kw X Xw w - z Z y d d J g gw g t C p c c f p"

# --- Hangul: jamo by index -------------------------------------------------------------------------------------------

HANGUL_INITIALS = "g k n d t r m b p s s - J J C k t p h"
HANGUL_VOWELS = "a e ya ye o e yo ye o wa we we yo u wo we wi yu u i i"
HANGUL_FINALS = "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t"

# --- kana: hiragana (katakana is folded to it by offset 0x60) --------------------------------------------------------

KANA = """
    あ a い i う u え e お o か ka き ki く ku け ke こ ko が ga ぎ gi ぐ gu げ ge ご go さ sa し Si す su せ se そ so
    ざ za じ Ji ず zu ぜ ze ぞ zo た ta ち Ci つ cu て te と to だ da ぢ Ji づ zu で de ど do な na に ni ぬ nu
    ね ne の no
    は ha ひ hi ふ fu へ he ほ ho ば ba び bi ぶ bu べ be ぼ bo ぱ pa ぴ pi ぷ pu ぺ pe ぽ po ま ma み mi む mu
    め me も mo
    や ya ゆ yu よ yo ら ra り ri る ru れ re ろ ro わ wa ゐ i ゑ e を o ん n ゔ vu っ - ー - ぁ a ぃ i ぅ u ぇ e ぉ o
    ゃ ya ゅ yu ょ yo ゎ wa ゕ ka ゖ ke
    きゃ kya きゅ kyu きょ kyo ぎゃ gya ぎゅ gyu ぎょ gyo しゃ Sa しゅ Su しょ So しぇ Se じゃ Ja じゅ Ju
    じょ Jo じぇ Je
    ちゃ Ca ちゅ Cu ちょ Co ちぇ Ce にゃ nya にゅ nyu にょ nyo ひゃ hya ひゅ hyu ひょ hyo びゃ bya びゅ byu びょ byo
    ぴゃ pya ぴゅ pyu ぴょ pyo みゃ mya みゅ myu みょ myo りゃ rya りゅ ryu りょ ryo
    ふぁ fa ふぃ fi ふぇ fe ふぉ fo ふゅ fyu ゔぁ va ゔぃ vi ゔぇ ve ゔぉ vo てぃ ti でぃ di とぅ tu どぅ du
    てゅ tyu でゅ dyu
    うぃ wi うぇ we うぉ wo つぁ ca つぃ ci つぇ ce つぉ co いぇ ye くぁ kwa くぃ kwi くぇ kwe くぉ kwo ぐぁ gwa
    すぃ si ずぃ zi
    おう o こう ko ごう go そう so ぞう zo とう to どう do のう no ほう ho ぼう bo ぽう po もう mo よう yo ろう ro
    ょう yo うう u きょう kyo ぎょう gyo しょう So じょう Jo ちょう Co にょう nyo ひょう hyo びょう byo
    みょう myo りょう ryo
    ゅう yu きゅう kyu ぎゅう gyu しゅう Su じゅう Ju ちゅう Cu にゅう nyu ひゅう hyu びゅう byu みゅう myu
    りゅう ryu"""

# --- Han: initials of Hanyu Pinyin -----------------------------------------------------------------------------------

PINYIN_INITIALS = "zh J ch C sh S j J q C x S z z c c"
