"""Make the Han reading and variant tables from Unihan (Debian package ``unicode-data``, Unicode licence).

    python tools/han_tables.py [--unihan /usr/share/unicode] [--out src/screening/tables]

Each table has one line a value, ``value<TAB>all characters that have it``, which is a tenth of the size of one line a
character.  The bytes depend only on the input files, whose sha256 stand in the header.
"""

from __future__ import annotations

import argparse
import bz2
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

MAX_READINGS = 3
_READINGS, _VARIANTS = "Unihan_Readings.txt.bz2", "Unihan_Variants.txt.bz2"
_LICENCE = "Unicode License v3 (https://www.unicode.org/license.txt)"

# Japanese new forms (shinjitai) and their old forms, from the official table of 1949 with its later additions, then
# forms that Japanese family registers keep apart in surnames.  Unihan has no field for this relation.
_JAPANESE = """
亜亞 悪惡 圧壓 囲圍 医醫 為爲 壱壹 隠隱 栄榮 営營 衛衞 駅驛 円圓 塩鹽 縁緣 応應 欧歐 殴毆 桜櫻 奥奧 横橫 温溫 穏穩 仮假 価價 画畫
回囘 壊壞 懐懷 絵繪 概槪 拡擴 殻殼 覚覺 学學 岳嶽 楽樂 巻卷 陥陷 勧勸 寛寬 関關 歓歡 観觀 気氣 帰歸 既旣 亀龜 偽僞 戯戲 犠犧
旧舊 拠據 挙擧 虚虛 峡峽 挟挾 狭狹 教敎 郷鄕 暁曉 区區 駆驅 勲勳 薫薰 径徑 恵惠 掲揭 渓溪 経經 継繼 茎莖 軽輕 鶏鷄 芸藝 撃擊 倹儉 剣劍 圏圈
検檢 権權 献獻 研硏 県縣 険險 顕顯 験驗 厳嚴 広廣 効效 恒恆 鉱鑛 号號 国國 黒黑 済濟 砕碎 斎齋 剤劑 冊册 雑雜 参參 惨慘 桟棧 蚕蠶 賛贊 残殘
糸絲 歯齒 児兒 辞辭 湿濕 実實 写寫 舎舍 釈釋 寿壽 収收 従從 渋澁 獣獸 縦縱 粛肅 処處 緒緖 叙敍 将將 焼燒 称稱 証證 奨奬 条條 状狀 乗乘 浄淨
剰剩 畳疊 縄繩 壌壤 嬢孃 譲讓 醸釀 触觸 嘱囑 寝寢 慎愼 晋晉 真眞 尽盡 図圖 粋粹 酔醉 随隨 髄髓 枢樞 数數 瀬瀨 声聲 斉齊 静靜 窃竊 摂攝 専專
戦戰 浅淺 潜潛 繊纖 践踐 銭錢 禅禪 双雙 壮壯 捜搜 挿插 巣巢 争爭 窓窗 総總 聡聰 荘莊 装裝 騒騷 増增 臓臟 蔵藏 即卽 属屬 続續 堕墮 体體 対對 帯帶
滞滯 台臺 滝瀧 択擇 沢澤 単單 担擔 胆膽 団團 弾彈 断斷 遅遲 昼晝 虫蟲 鋳鑄 庁廳 徴徵 聴聽 勅敕 鎮鎭 逓遞 鉄鐵 転轉 点點 伝傳 党黨 灯燈 当當
盗盜 稲稻 闘鬪 徳德 独獨 読讀 届屆 弐貳 悩惱 脳腦 覇霸 拝拜 廃廢 売賣 麦麥 発發 髪髮 抜拔 蛮蠻 秘祕 彦彥 姫姬 浜濱 瓶甁 払拂 仏佛 並竝 辺邊
変變 弁辨 舗鋪 歩步 穂穗 宝寶 豊豐 没沒 翻飜 槙槇 毎每 万萬 満滿 麺麵 黙默 弥彌 訳譯 薬藥 与與 予豫 余餘 誉譽 揺搖 様樣 謡謠 遥遙 来來 頼賴
乱亂 覧覽 竜龍 両兩 猟獵 緑綠 塁壘 涙淚 励勵 礼禮 隷隸 霊靈 齢齡 恋戀 炉爐 労勞 楼樓 郎郞 録錄 湾灣 尭堯 凛凜 桧檜 鴬鶯 国囯
髙高 﨑崎 嵜崎 邉邊 冨富 舘館 嶋島 嶌島 桒桑 栁柳 濵濱 槗橋 曻昇 曽曾 𠮷吉 裵裴 籔藪 絋紘 渕淵 埜野 槌槌 栢柏 峯峰 嶺岭 斈學 壽寿 圀國 寳寶 罇樽 苅刈 翆翠 邨村 笹笹
"""


def _rows(path: Path) -> Iterator[tuple[str, str, str]]:
    for line in bz2.decompress(path.read_bytes()).decode("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, field, value = line.split("\t")
            yield chr(int(code[2:], 16)), field, value


def _toneless(reading: str) -> str:
    """``lǚ`` -> ``lyu`` (GB/T 28039-2011: ü after l and n is yu on documents); ``jiē`` -> ``jie``."""
    reading = re.sub("[ǖǘǚǜ]", "ü", unicodedata.normalize("NFC", reading))
    plain = "".join(char if char == "ü" else unicodedata.normalize("NFD", char)[0] for char in reading)
    return re.sub("(?<=[ln])ü", "yu", plain).replace("ü", "u")


def _mandarin(fields: dict[str, str]) -> list[str]:
    """Readings, most common first: the Unihan default, then by frequency of use, then the dictionaries' others."""
    found = fields.get("kMandarin", "").split()[:1]
    found += [entry.split("(")[0] for entry in fields.get("kHanyuPinlu", "").split()]
    for field in ("kTGHZ2013", "kXHC1983"):
        for entry in fields.get(field, "").split():
            found += entry.split(":")[1].split(",")
    return [reading for reading in map(_toneless, found) if reading.isascii() and reading.isalpha()]


def _cantonese(fields: dict[str, str]) -> list[str]:
    return [re.sub("[0-9]", "", reading) for reading in fields.get("kCantonese", "").split()]


def _japanese_on(fields: dict[str, str]) -> list[str]:
    return [reading.lower() for reading in fields.get("kJapaneseOn", "").split()]


def _japanese_kun(fields: dict[str, str]) -> list[str]:
    return [reading.lower() for reading in fields.get("kJapaneseKun", "").split()]


def _korean(fields: dict[str, str]) -> list[str]:
    return [entry.split(":")[0] for entry in fields.get("kHangul", "").split()]


_TABLES = {
    "han_mandarin.tsv": (_mandarin, "Hanyu Pinyin readings without tones, most common first"),
    "han_cantonese.tsv": (_cantonese, "Jyutping readings without tones"),
    "han_japanese_on.tsv": (_japanese_on, "Sino-Japanese readings, Hepburn with doubled long vowels"),
    "han_japanese_kun.tsv": (_japanese_kun, "native Japanese readings, Hepburn"),
    "han_korean.tsv": (_korean, "Sino-Korean readings in Hangul"),
}


def _header(title: str, sources: dict[str, str]) -> str:
    lines = [f"# {title}", "# generator: tools/han_tables.py", "# source: Unihan 15.0.0, Debian unicode-data 15.0.0-1"]
    lines += [f"# sha256: {digest} {name}" for name, digest in sources.items()]
    return "\n".join([*lines, f"# licence: {_LICENCE}", ""])


def _inverted(values: dict[str, str]) -> str:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for char in sorted(values):
        groups[values[char]].append(char)
    return "".join(f"{value}\t{''.join(chars)}\n" for value, chars in sorted(groups.items()))


def _readings(path: Path) -> dict[str, dict[str, str]]:
    fields: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for char, field, value in _rows(path):
        fields[char][field] = value
    return {char: f for char, f in fields.items() if char <= "\uffff" or "kTGHZ2013" in f or "kCantonese" in f}


def _variants(path: Path) -> dict[str, str]:
    """Character -> the one form of its group: simplified Chinese where there is one; Japanese forms joined to it."""
    edges: dict[str, str] = {}
    for char, field, value in _rows(path):
        targets = [chr(int(code[2:].split("<")[0], 16)) for code in value.split()]
        if field == "kSimplifiedVariant" and len(targets) == 1 and targets != [char]:
            edges[char] = targets[0]
    for new, old in _JAPANESE.split():
        if edges.get(old) != new and new != old:
            edges.setdefault(new, old)
    return {char: target for char in edges if (target := _end(char, edges)) != char}


def _end(char: str, edges: dict[str, str]) -> str:
    seen = {char}
    while char in edges and edges[char] not in seen:
        char = edges[char]
        seen.add(char)
    return char


def main() -> None:
    """Write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unihan", type=Path, default=Path("/usr/share/unicode"))
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "src" / "screening" / "tables")
    arguments = parser.parse_args()
    paths = {name: arguments.unihan / name for name in (_READINGS, _VARIANTS)}
    digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths.items()}
    fields = _readings(paths[_READINGS])
    for name, (read, title) in _TABLES.items():
        values = {char: " ".join(list(dict.fromkeys(read(f)))[:MAX_READINGS]) for char, f in fields.items()}
        values = {char: value for char, value in values.items() if value}
        (arguments.out / name).write_text(_header(title, digests) + _inverted(values), encoding="utf-8")
    title = "one form for each Han character: simplified Chinese, with old and new Japanese forms joined"
    folded = _header(title, digests) + _inverted(_variants(paths[_VARIANTS]))
    (arguments.out / "han_variants.tsv").write_text(folded, encoding="utf-8")


if __name__ == "__main__":
    main()
