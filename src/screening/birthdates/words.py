"""The vocabulary of birth dates in English, French, Spanish, Arabic, Russian, German, Portuguese and Italian.

Months also have their names in Dutch, Turkish, Polish, Ukrainian, Indonesian, Malay and Thai.

Every word is kept folded, as `fold` leaves it; a blank in a word stands for any blanks, hyphens and apostrophes.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from screening.birthdates.calendars import Calendar

__all__ = [
    "AFTER",
    "AGED",
    "AND",
    "APPROXIMATE",
    "AT",
    "BEFORE",
    "BETWEEN",
    "CALENDARS",
    "DECADE_OF",
    "END_OF_DATE",
    "MODIFIERS",
    "MONTHS",
    "NOT_KNOWN",
    "SEASONS",
    "SINCE",
    "TO",
    "UNRELIABLE",
    "YEARS_OLD",
    "alternation",
    "fold",
    "key",
]

_DROPPED: Final = re.compile(r"[\s'’`ʿʾʻ-]+")
_DIGITS: Final = {
    ord(char): str(unicodedata.decimal(char))
    for first in (0x660, 0x6F0, 0x966, 0xE50, 0x1040, 0x17E0)
    for char in map(chr, range(first, first + 10))
}


_EAST_ASIAN: Final = re.compile(r"(\d{4})\s*[年년](?:\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日일])?)?")


def fold(text: str) -> str:
    """Lower case, without accents, digits of other scripts as ASCII digits, dashes as hyphens.

    Figures with the words for year, month and day in Chinese, Japanese or Korean become ``1974-8-12``.
    """
    text = _EAST_ASIAN.sub(lambda match: "-".join(filter(None, match.groups())), unicodedata.normalize("NFC", text))
    text = unicodedata.normalize("NFKD", text.translate(_DIGITS).casefold())
    text = "".join(char for char in text if not unicodedata.combining(char) and unicodedata.category(char) != "Cf")
    return re.sub("[‐-―−]", "-", text)


def key(word: str) -> str:
    """A word as it is looked up: blanks, hyphens and apostrophes do not count."""
    return _DROPPED.sub("", word)


def alternation(words: list[str]) -> str:
    """A regular expression of any of the words, longest first."""
    gap = r"[\s'’`ʿʾʻ-]*"
    return "|".join(re.escape(word).replace(r"\ ", gap) for word in sorted(words, key=len, reverse=True))


def _listed(words: str) -> list[str]:
    return [fold(word.strip()) for word in words.split(",")]


def _months(calendar: Calendar, *languages: str) -> dict[str, tuple[Calendar, int]]:
    """One text a language: months separated by semicolons, spellings of one month by commas."""
    return {
        word: (calendar, number)
        for language in languages
        for number, spellings in enumerate(language.split(";"), start=1)
        for word in _listed(spellings)
    }


MONTHS: Final[dict[str, tuple[Calendar, int]]] = {
    **_months(
        "ethiopic",
        "meskerem;tikimt,teqemt,tekemt;hidar,hedar;tahsas,tahesas;ter,tirr;yekatit,yakatit;megabit,maggabit;"
        "miyazya,miazia;ginbot,genbot;sene,sane;hamle,hamele;nehase,nahase;pagume,pagumen,puagme",
    ),
    **_months(
        "persian",
        "farvardin;ordibehesht;khordad;tir;mordad,amordad;shahrivar;mehr;aban;azar;dey;bahman;esfand,esfandmah",
        "فروردین;اردیبهشت;خرداد;تیر;مرداد,امرداد;شهریور;مهر;آبان;آذر;دی;بهمن;اسفند",
        "hamal;sawr,saur,thawr;jawza;saratan;asad;sunbula,sonbola;mizan;aqrab;qaws;jadi,jaddi;dalw,dalwa;hut",
    ),
    **_months(
        "islamic",
        "muharram,moharram;safar;rabi al awwal,rabi ul awwal,rabi i,rabi 1;rabi al thani,rabi ul thani,rabi al akhir,"
        "rabi ii,rabi 2;jumada al awwal,jumada al ula,jumada i,jumada 1;jumada al thani,jumada al thaniya,"
        "jumada al akhira,jumada ii,jumada 2;rajab;shaban,shaaban;ramadan,ramadhan,ramazan;shawwal;dhu al qada,"
        "dhul qada,zul qada;dhu al hijja,dhu al hijjah,dhul hijja,dhul hijjah,zul hijja,zul hijjah",
        "محرم;صفر;ربيع الأول;ربيع الثاني,ربيع الآخر;جمادى الأولى;جمادى الآخرة,جمادى الثانية;رجب;شعبان;رمضان;شوال;"
        "ذو القعدة,ذي القعدة;ذو الحجة,ذي الحجة",
    ),
    **_months(
        "gregorian",
        "january,jan;february,feb,febr;march,mar;april,apr;may;june,jun;july,jul;august,aug;september,sep,sept;"
        "october,oct;november,nov;december,dec",
        "janvier,janv;février,fév,févr;mars;avril,avr;mai;juin;juillet,juil;août,aou;septembre;octobre;novembre;"
        "décembre,déc",
        "enero,ene;febrero;marzo;abril,abr;mayo;junio;julio;agosto,ago;septiembre,setiembre,set;octubre;noviembre;"
        "diciembre,dic",
        "январь,января,янв;февраль,февраля,фев;март,марта,мар;апрель,апреля,апр;май,мая;июнь,июня,июн;июль,июля,июл;"
        "август,августа,авг;сентябрь,сентября,сен,сент;октябрь,октября,окт;ноябрь,ноября,ноя;декабрь,декабря,дек",
        "يناير;فبراير;مارس;أبريل,ابريل;مايو;يونيو;يوليو;أغسطس;سبتمبر;أكتوبر;نوفمبر;ديسمبر",
        "كانون الثاني;شباط;آذار;نيسان;أيار;حزيران;تموز;آب;أيلول;تشرين الأول;تشرين الثاني;كانون الأول",
        "جانفي;فيفري;مارس;أفريل;ماي;جوان;جويلية;أوت;سبتمبر;أكتوبر;نوفمبر;ديسمبر",
        "januar,jänner;februar;märz,mär;april;mai;juni;juli;august;september;oktober,okt;november;dezember,dez",
        "janeiro;fevereiro,fev;março;abril;maio;junho;julho;agosto;setembro;outubro;novembro;dezembro",
        "januari;februari;maart,mrt;april;mei;juni;juli;augustus;september;oktober;november;december",
        "ocak;şubat;mart;nisan;mayıs,mayis;haziran;temmuz;ağustos;eylül;ekim;kasım,kasim;aralık,aralik",
        "stycznia,styczeń;lutego,luty;marca,marzec;kwietnia,kwiecień;maja,maj;czerwca,czerwiec;lipca,lipiec;"
        "sierpnia,sierpień;września,wrzesień;października,październik;listopada,listopad;grudnia,grudzień",
        "січня;лютого;березня;квітня;травня;червня;липня;серпня;вересня;жовтня;листопада;грудня",
        "januari;februari,pebruari;maret,mac;april;mei;juni,jun;juli,julai;agustus,ogos;september;oktober;november;"
        "desember,disember",
        "มกราคม;กุมภาพันธ์;มีนาคม;เมษายน;พฤษภาคม;มิถุนายน;กรกฎาคม;สิงหาคม;กันยายน;ตุลาคม;พฤศจิกายน;ธันวาคม",
        "gennaio,gen;febbraio;marzo;aprile;maggio,mag;giugno,giu;luglio,lug;agosto;settembre;ottobre,ott;novembre;"
        "dicembre",
    ),
}
"""Folded name -> calendar and number. A name of two calendars (``tir``) is the one given last."""

SEASONS: Final[dict[str, str]] = {
    word: season
    for season, words in {
        "spring": "spring,printemps,primavera,весна,весной,весны,ربيع,frühling,frühjahr",
        "summer": "summer,été,verano,лето,летом,лета,صيف,sommer,verão,estate",
        "autumn": "autumn,fall,automne,otoño,осень,осенью,осени,خريف,herbst,outono,autunno",
        "winter": "winter,hiver,invierno,зима,зимой,зимы,شتاء,inverno",
    }.items()
    for word in _listed(words)
}

_CALENDAR_WORDS: Final[dict[Calendar, str]] = {
    "islamic": "hijri,hijra,hijrah,hegira,hegirae,lunar hijri,islamic,ah,a.h.,a.h,hijri qamari,qamari,hijri lunar,هجري,"
    "هجرية,هـ,هجري قمري,hégire,hégira,хиджры,хиджра",
    "persian": "solar hijri,solar hijrah,hijri solar,hijri shamsi,shamsi,iranian hijri,iranian,persian,afghan,jalali,"
    "jalaali,هجري شمسي,هجری شمسی,شمسي,شمسی,khorshidi,s.h.,sh",
    "buddhist": "buddhist,buddhist era,be,b.e.,b.e,พ.ศ.,thai",
    # Not the bare word: a year of this calendar looks like ours, and "Ethiopian" is also a nationality.
    "ethiopic": "ethiopian calendar,ethiopic calendar,ethiopic,ethiopian era,calendrier éthiopien,e.c.,e.c,ec",
    "gregorian": "gregorian,gregorien,gregoriano,ad,a.d.,ce,c.e.,ميلادي,ميلادية,григорианский",
}
CALENDARS: Final[dict[str, Calendar]] = {
    word: calendar for calendar, listed in _CALENDAR_WORDS.items() for word in _listed(listed)
}

MODIFIERS: Final[dict[str, str]] = {
    word: part
    for part, words in {
        "early": "early,beginning of,start of,début,au début de,début des,principios de,a principios de,comienzos de,"
        "a comienzos de,inicios de,начало,начале,أوائل,anfang,início de",
        "middle": "mid,middle of,milieu de,milieu des,mi,mediados de,a mediados de,середина,середине,منتصف,mitte,"
        "meados de,metà",
        "late": "late,end of,fin,fin de,fin des,finales de,a finales de,fines de,a fines de,конец,конце,أواخر,"
        "ende,final de",
        "first half": "first half of,1st half of,première moitié de,primera mitad de,первая половина,النصف الأول من",
        "second half": "second half of,2nd half of,seconde moitié de,deuxième moitié de,segunda mitad de,"
        "вторая половина,النصف الثاني من",
    }.items()
    for word in _listed(words)
}

DECADE_OF: Final = _listed(
    "années,les années,años,los años,década de,década de los,década del,decade of the,годы,anos,anni"
)

APPROXIMATE: Final = _listed(
    "circa,circa=true,cca,ca,c,about,abt,around,approximately,approximatively,approximate,approximative,approx,appr,"
    "estimated,est,possibly,probably,presumed,presumably,believed,supposedly,reportedly,allegedly,unverified,roughly,"
    "or so,likely,environ,vers,approximativement,probablement,peut-être,estimé,présumé,hacia,alrededor de,alrededor,"
    "aproximadamente,aprox,probablemente,posiblemente,cerca de,около,ок,примерно,приблизительно,предположительно,"
    "вероятно,حوالي,حوالى,تقريبا,نحو,ربما,ungefähr,etwa,vermutlich,verso,probabilmente"
)
TO: Final = _listed(
    "to,until,till,through,thru,not later than,no later than,au,jusqu'à,jusqu'en,au plus tard en,au plus tard,à,"
    "al,hasta,a más tardar en,по,до,не позднее,إلى,الى,حتى,bis,até,fino a"
)
AND: Final = _listed("and,et,y,e,и,و,und,&")
BETWEEN: Final = _listed("between,entre,между,بين,ما بين,zwischen,tra,fra")
BEFORE: Final = _listed("before,prior to,earlier than,avant,antes de,antes del,ранее,قبل,vor,prima del")
AFTER: Final = _listed("after,later than,après,después de,после,بعد,nach,dopo il")
SINCE: Final = _listed(
    "since,not before,not earlier than,no earlier than,depuis,au plus tôt en,desde,не ранее,منذ,seit"
)
NOT_KNOWN: Final = _listed(
    "unknown,not known,not stated,not provided,null,tbd,n/a,n/d,n.a.,n.d.,na,nil,none,unk,unspecified,not available,"
    "undetermined,inconnu,inconnue,non connu,desconocido,desconocida,se desconoce,sin datos,неизвестно,неизвестна,"
    "неизвестен,مجهول,غير معروف,غير معروفة,unbekannt,desconhecido,ignoto,sconosciuto"
)
UNRELIABLE: Final = _listed(
    "false,forged,falsified,fraudulent,fake,counterfeit,faux,fausse,falsifié,falso,falsa,falsificado,поддельный,"
    "поддельного,ложный,ложная,مزور,مزورة,مزيف"
)
YEARS_OLD: Final = _listed(
    "years old,years,years of age,year old,yrs,yrs old,yo,y/o,ans,años,años de edad,лет,года,год,سنة,سنوات,عاما,"
    "jahre,jahre alt,anos,anni"
)
AGED: Final = _listed("aged,age,age of,âgé de,âgée de,edad,edad de,возраст,в возрасте,العمر,عمره,alter")
AT: Final = _listed("in,as of,as at,at,on,in the year,en,au,le,a,em,nel,im,am,в,на,عام,سنة,في")
END_OF_DATE: Final = _listed(
    "pob,place of birth,birthplace,gender,sex,nationality,citizenship,passport,issued,identification,id card,"
    "lieu de naissance,lugar de nacimiento,место рождения,مكان الميلاد"
)
