"""Han: readings of single characters (Unihan), of surnames, and the systems in which Chinese names are written.

`han_readings` gives pinyin without tones, most common first.  Many surnames have a reading of their own, which
`han_surname_reading` knows; two-character surnames stand in `COMPOUND_SURNAMES`.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final

__all__ = [
    "COMPOUND_SURNAMES",
    "cantonese",
    "fold_variants",
    "han_readings",
    "han_surname_reading",
    "is_japanese",
    "japanese_readings",
    "korean_reading",
    "pinyin",
    "southern_min",
    "spell",
    "split",
    "wade_giles",
    "wade_giles_name",
]


@cache
def _table(name: str) -> dict[str, tuple[str, ...]]:
    """Character -> readings; one tuple is shared by all characters that read alike."""
    table: dict[str, tuple[str, ...]] = {}
    text = files("screening").joinpath("tables", f"han_{name}.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            readings, _, chars = line.partition("\t")
            table.update(dict.fromkeys(chars, tuple(readings.split())))
    return table


COMPOUND_SURNAMES: Final = frozenset(
    """
    欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 尉迟 尉遲 令狐 万俟 万俟 萬俟 夏侯 东方 東方 皇甫 公孙 公孫 慕容 司徒 长孙 長孫 宇文 轩辕 軒轅 钟离 鍾離
    端木 南宫 南宮 独孤 獨孤 西门 西門 闻人 聞人 呼延 淳于 澹台 澹臺 公冶 宗政 濮阳 濮陽 单于 單于 太叔 申屠 仲孙 仲孫 赫连 赫連 拓跋 百里 东郭 東郭
    第五 梁丘 左丘 谷梁 司空 司寇 鲜于 鮮于 闾丘 閭丘 亓官 巫马 巫馬 公西 颛孙 顓孫 壤驷 壤駟 公良 漆雕 乐正 樂正 宰父 夹谷 夾谷 段干 叶赫 葉赫 完颜 完顏
    爱新觉罗 愛新覺羅 纳兰 納蘭 叱干 贺兰 賀蘭 耶律 范姜 张简 張簡
    """.split()
)

# Surnames that are not read like the word (Xiandai Hanyu Cidian; GB/T 28039-2011).
_SURNAME_READINGS: Final[dict[str, str]] = {
    char: reading
    for chars, reading in (
        pair.split(":")
        for pair in """
        单單:shan 曾:zeng 区區:ou 仇:qiu 解:xie 查:zha 朴:piao 任:ren 盖蓋:ge 翟:zhai 乐樂:yue 缪繆:miao 种:chong 折:she 覃:qin 尹:yin
        华華:hua 洗冼:xian 黑:he 秘祕:bi 繁:po 員员:yun 贠:yun 召:shao 車车:che 宓:mi 郇:xun 隗:wei 郝:hao 哈:ha 葛:ge 那:na 能:nai
        应應:ying 纪紀:ji 宁寧甯:ning 燕:yan 褚:chu 令:ling 过過:guo 谌諶:chen 祭:zhai 逄:pang 适:kuo 撒:sa 尉:wei 盛:sheng 晟:cheng
        石:shi 沈:shen 薄:bo 卜:bu 柏:bai 费費:fei 红紅:hong 降:jiang 句:gou 勾:gou 阚闞:kan 肖:xiao 萧蕭:xiao 省:xing 於:yu 于:yu 長长:zhang
        訾:zi 佴:nai 莘:shen 車:che 都:du 曲:qu 塔:ta 俞:yu 喻:yu 郗:xi 笮:ze 占:zhan 祝:zhu 么:yao 昝:zan 郏:jia 氏:shi 幺:yao 重:chong
        """.split()
    )
    for char in chars
}
_COMPOUND_READINGS: Final = {
    "尉迟": "yuchi", "尉遲": "yuchi", "令狐": "linghu", "万俟": "moqi", "萬俟": "moqi", "澹台": "tantai", "澹臺": "tantai",
    "长孙": "zhangsun", "長孫": "zhangsun", "单于": "chanyu", "單于": "chanyu", "鲜于": "xianyu", "鮮于": "xianyu",
    "乐正": "yuezheng", "樂正": "yuezheng", "亓官": "qiguan", "夏侯": "xiahou", "宰父": "zaifu", "夹谷": "jiagu", "夾谷": "jiagu",
}  # fmt: skip

_FREQUENT_SURNAMES: Final = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁"
    "任沈姚卢盧姜崔钟鍾鐘谭譚陆陸汪范石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫閆阎閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯"
    "温溫康施文牛樊葛邢安齐齊易乔喬伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關兰蘭焦俞左柳甘祝包宁寧尚符舒阮柯纪紀梅童凌毕畢单單裴霍涂成苗谷盛曲"
    "翁冉骆駱蓝藍路游辛靳管柴蒙鲍鮑华華喻祁蒲房滕屈饶饒解牟艾尤阳陽时時穆农農司卓古吉缪繆简簡车車项項连連芦蘆麦麥褚娄婁窦竇戚岑景党黨宫宮费費卜冷"
    "晏席卫衛米柏宗瞿桂全佟应應臧闵閔苟邬鄔边邊卞姬师師和仇栾欒隋商刁沙荣榮巫寇桑郎甄丛叢仲虞敖巩鞏明佘池查麻苑迟遲邝鄺官封谈談匡鞠惠荆荊乐樂冀郁"
    "胥南班储儲原栗燕楚鄢劳勞谌諶奚皮粟冼蔺藺楼樓盘盤满滿闻聞位厉厲伊仝区區郜海阚闞花权權强強帅帥屠豆朴盖蓋练練廉禹井漆丰豐杭逄"
)


def han_readings(char: str) -> tuple[str, ...]:
    """Pinyin of one character without tones (ü after l and n is ``yu``), most common first; empty if unknown."""
    return _table("mandarin").get(char, ())


def han_surname_reading(surname: str) -> str:
    """Pinyin of a surname of one or more characters, with the readings that only surnames have; empty if unknown."""
    known = _COMPOUND_READINGS.get(surname)
    if known:
        return known
    if len(surname) == 1:
        return _SURNAME_READINGS.get(surname) or (han_readings(surname) or ("",))[0]
    return "".join((han_readings(char) or ("",))[0] for char in surname)


def fold_variants(text: str) -> str:
    """Traditional, old and new Japanese forms to one form (髙 高, 澤 沢 泽), character by character."""
    return text.translate(_variants())


@cache
def _variants() -> dict[int, str]:
    return {ord(char): target[0] for char, target in _table("variants").items()}


def split(token: str) -> tuple[str, ...]:
    """Surname and given name of an unspaced Chinese name of two to four characters; anything else unchanged."""
    if not 2 <= len(token) <= 6:
        return (token,)
    for length in (4, 2):
        if len(token) > length and token[:length] in COMPOUND_SURNAMES:
            return token[:length], token[length:]
    if len(token) <= 3 and token[0] in _FREQUENT_SURNAMES:
        return token[0], token[1:]
    return (token,)


def _syllables(token: str) -> list[str]:
    """Pinyin syllables of a name: the surname by its own readings if there is one."""
    parts = split(token)
    if len(parts) == 2:
        surname = han_surname_reading(parts[0])
        return [surname, *((han_readings(char) or ("",))[0] for char in parts[1])]
    if len(token) == 1 or token in COMPOUND_SURNAMES:
        return [han_surname_reading(token)]
    previous = ""
    syllables = []
    for char in token:
        char = previous if char == "々" else char
        syllables.append((han_readings(char) or ("",))[0])
        previous = char
    return syllables


def pinyin(token: str) -> str:
    """Pinyin of a cleaned token as a Chinese passport prints it (LYU for 吕)."""
    return "".join(_syllables(token))


_U_AFTER_LN: Final = re.compile("(?<=[ln])yu(?!e)")


def spell(token: str) -> str:
    """Pinyin with the plain u of most lists (Lu for 吕; passports since 2012 print LYU)."""
    return _U_AFTER_LN.sub("u", "".join(_syllables(token)))


# --- other systems -----------------------------------------------------------------------------------------------

_PINYIN: Final = re.compile("^(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?([a-z]+)$")
_WG_INITIAL: Final = {
    "b": "p", "d": "t", "g": "k", "zh": "ch", "j": "ch", "q": "ch", "x": "hs", "z": "ts", "c": "ts", "r": "j",
}  # fmt: skip
_WG_WHOLE: Final = {
    "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu", "si": "ssu", "er": "erh",
    "yi": "i", "you": "yu", "yan": "yen", "ye": "yeh", "yong": "yung", "ge": "ko", "ke": "ko", "he": "ho", "e": "o",
    "gui": "kuei", "kui": "kuei", "lyu": "lu", "nyu": "nu", "lyue": "lueh", "nyue": "nueh", "duo": "to", "tuo": "to",
    "luo": "lo", "nuo": "no", "zuo": "tso", "cuo": "tso", "suo": "so", "zhuo": "cho", "chuo": "cho", "ruo": "jo",
}  # fmt: skip
_WG_FINAL: Final = {"ong": "ung", "ian": "ien", "ie": "ieh", "ue": "ueh", "iong": "iung", "ui": "ui", "iu": "iu"}


def wade_giles(syllable: str) -> str:
    """A pinyin syllable in Wade-Giles without apostrophes and diacritics (zhang chang, xiao hsiao)."""
    whole = _WG_WHOLE.get(syllable)
    if whole:
        return whole
    match = _PINYIN.match(syllable)
    if match is None:
        return syllable
    initial, final = match.group(1) or "", match.group(2)
    return _WG_INITIAL.get(initial, initial) + _WG_FINAL.get(final, final)


def wade_giles_name(token: str) -> str:
    """A token in Wade-Giles, syllable by syllable."""
    return "".join(map(wade_giles, _syllables(token)))


# Surnames of Hokkien, Teochew and Hakka families, as South-East Asian documents spell them.
_SOUTHERN_MIN: Final = {
    char: spelling
    for chars, spelling in (
        pair.split(":")
        for pair in """
        陈陳:tan 林:lim 黄黃:ng 王:ong 李:lee 吴吳:goh 张張:teo 刘劉:lau 蔡:chua 许許:koh 郑鄭:tay 杨楊:yeo 洪:ang 周:chew 徐:chee 叶葉:yap
        苏蘇:soh 郭:kueh 谢謝:chia 罗羅:loh 曾:chan 江:kang 沈:sim 余:ee 柯:kua 萧蕭:seow 潘:phua 胡:oh 颜顏:gan 白:peh 卢盧:loo 何:ho 梁:neo
        """.split()
    )
    for char in chars
}


def southern_min(token: str) -> str:
    """The surname in its Southern Min spelling; empty for every other token, whose spelling no rule gives."""
    return _SOUTHERN_MIN.get(token, "")


# Jyutping to the spelling of Hong Kong identity cards (Government Cantonese Romanisation habits).
_CANTONESE_INITIAL: Final = {"z": "ch", "c": "ch", "j": "y", "g": "k", "d": "t", "b": "p", "gw": "kw"}
_CANTONESE_FINAL: Final = {
    "aa": "a", "aai": "ai", "aau": "au", "aam": "am", "aan": "an", "aang": "ang", "aap": "ap", "aat": "at", "aak": "ak",
    "au": "au", "ai": "ai", "am": "am", "an": "an", "ang": "ang", "oe": "eu", "oeng": "eung", "oek": "euk", "eoi": "ui",
    "eon": "un", "eot": "ut", "yu": "u", "yun": "uen", "yut": "uet", "u": "u", "ou": "o", "o": "o", "ik": "ik",
    "eng": "eng", "iu": "iu", "i": "i", "ung": "ung", "uk": "uk",
}  # fmt: skip
_CANTONESE_WHOLE: Final = {
    "jyu": "yu", "jyun": "yuen", "jyut": "yuet", "wu": "wu", "ng": "ng", "m": "ng", "lei": "lee", "wong": "wong",
    "zoeng": "cheung", "coeng": "cheung", "hoeng": "heung", "ze": "tse", "zi": "tsz", "ci": "chi", "si": "sze", "jau": "yau",
    "dang": "tang", "gwok": "kwok", "ho": "ho", "gou": "ko", "siu": "siu", "zau": "chau", "ceoi": "tsui", "zeoi": "tsui",
    "zoi": "choi", "coi": "choi", "zung": "chung", "sit": "sit", "cin": "chin", "zin": "tsin", "zeon": "tsun", "ceon": "tsun",
    "zik": "tsik", "zing": "ching", "jiu": "yiu", "liu": "liu", "ngai": "ngai", "fung": "fung", "hung": "hung", "fu": "fu",
}  # fmt: skip
_JYUTPING: Final = re.compile("^(ng|gw|kw|[bpmfdtnlgkhzcsjw])?([a-z]+)$")


def _hong_kong(jyutping: str) -> str:
    whole = _CANTONESE_WHOLE.get(jyutping)
    if whole:
        return whole
    match = _JYUTPING.match(jyutping)
    if match is None:
        return jyutping
    initial, final = match.group(1) or "", match.group(2)
    return _CANTONESE_INITIAL.get(initial, initial) + _CANTONESE_FINAL.get(final, final)


def cantonese(token: str) -> str:
    """Cantonese reading as Hong Kong documents spell it; empty if a character has none."""
    table = _table("cantonese")
    if any(char not in table for char in token):
        return ""
    return "".join(_hong_kong(table[char][0]) for char in token)


def korean_reading(token: str) -> str:
    """The token in Hangul by Sino-Korean readings; empty if a character has none."""
    table = _table("korean")
    if any(char not in table for char in token):
        return ""
    return "".join(table[char][-1] for char in token)


def japanese_readings(char: str) -> tuple[str, ...]:
    """Native readings of one character before Sino-Japanese ones, in plain letters; empty if unknown."""
    return _table("japanese_kun").get(char, ()) + _table("japanese_on").get(char, ())


# Characters that only Japanese names use: made in Japan, or simplified there alone.
_ONLY_JAPANESE: Final = frozenset(
    "々辻畑畠込峠榊匂凪枠栃樫笹雫蛯鴫鰐麿椛杢俣圷垰笂辷遖颪働喰塀粂糀綛裃襷躾鑓鞆鯏鯱鯰鰯鱈鵤"
    "沢浜広辺桜斎斉竜亀恵徳塩栄円応楽気県剣権厳黒実寿渋条浄瀬聡増蔵対滝択伝転稲姫豊穂宝歩弥薬与頼齢霊総穏検験続絵騒読砕"
)


def is_japanese(token: str) -> bool:
    """Whether a Han token holds a character that only Japanese names use."""
    return any(char in _ONLY_JAPANESE for char in token)
