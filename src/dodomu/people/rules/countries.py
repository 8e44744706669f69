"""Citizenship as people state it: codes of ISO and ICAO, names of countries and of their people in uk, ru, kk and en.

A code is two capitals of ISO 3166-1; XK is Kosovo, UN a laissez-passer of the United Nations, and XA, XB, XC, XX are
the people without a state, refugees, other refugees and unspecified that ICAO Doc 9303-3 calls XXA, XXB, XXC, XXX.
"""

import re
from functools import lru_cache

from dodomu.people.rules.country_names import TABLE
from dodomu.people.rules.sounds import fold_sounds

STATELESS = "XA"
_ROWS = {row.split("|")[0]: row.split("|") for row in TABLE.splitlines()}
_LANGUAGES = {"en": 2, "uk": 3, "ru": 4, "kk": 5}

_ICAO = {"DE": "D", "XA": "XXA", "XB": "XXB", "XC": "XXC", "XX": "XXX", "UN": "UNO"}
_OTHER_CODES = """
DE D ФРН ФРГ
GB UK GBD GBN GBO GBP GBS
GR EL
XK XXK KS UNK
UN UNO UNA UN
RO ROM
TL TMP
CD ZAR
XA XXA XA
XB XXB XB
XC XXC XC
XX XXX XX
UA УКР УК УА
RU РФ RF РУС
KZ РК ҚР RK КАЗ ҚАЗ КЗ
BY РБ
US США АҚШ
AE ОАЭ ОАЕ UAE БАӘ
ZA ПАР ЮАР
CN КНР ҚХР PRC
KP КНДР DPRK
CZ ЧР
KR ROK
""".strip().splitlines()
_OTHER_NAMES = """
RU Российская Федерация|Російська Федерація|Ресей Федерациясы
KZ Республика Казахстан|Республіка Казахстан|Қазақстан Республикасы|Kasachstan
US United States of America|Соединенные Штаты Америки|Сполучені Штати Америки|America|Америка
GB Great Britain|Britain|England|Англія|Англия|Scotland|Wales|Northern Ireland|Велика Британія|Великобританія
AE Эмираты|Емірати|Emirates|Объединенные Арабские Эмираты
BY Белоруссия|Білорусія|Belorussia|Byelorussia
KG Киргизстан|Кыргызстан|Kirghizia|Киргизія
MD Молдавия|Молдавія|Republic of Moldova
TR Turkey|Туреччина
TM Туркмения|Туркменія
CZ Czech Republic|Чешская Республика|Чеська Республіка
NL Holland|Голландія|Голландия
KR Korea South|Корея Южная|Південна Корея|Южная Корея
KP Северная Корея
MK Macedonia|Македонія|Македония
MM Burma|Мьянма|М'янма|Бирма|Бірма
SZ Swaziland|Свазіленд|Свазиленд
CI Ivory Coast|Кот-д'Ивуар|Берег Слонової Кістки
VA Vatican|Holy See|Святий Престол
PS Palestine|Палестина
VN Viet Nam|Вьетнам|В'єтнам
IR Islamic Republic of Iran
SY Syrian Arab Republic
LA Lao
CV Cabo Verde
TL East Timor
CD DR Congo|DRC|ДР Конго|Демократическая Республика Конго|Демократична Республіка Конго|Заир
CG Республика Конго|Республіка Конго
BA Bosnia|Босния|Боснія
HK Hong Kong|Гонконг
MO Macao|Macau|Макао
DE Deutschland
AT Österreich
CH Schweiz|Suisse
PL Polska
ES España
FR République française
IT Repubblica italiana
SK Slovensko
CZ Česko
HU Magyarország
RO România
LT Lietuva
LV Latvija
EE Eesti
FI Suomi
SE Sverige
NO Norge
DK Danmark
GE Sakartvelo
XA stateless|без гражданства|без громадянства|азаматтығы жоқ|апатрид
XB refugee|беженец|біженець|босқын
""".strip().splitlines()

# How the people of a country are called begins so, in the folded spelling of `sounds`: (beginning, code).
_PEOPLES = """
UA україн ukrain
KZ казах қазақ kazakh
RU русск рус російськ росіян россиян russian орыс
BY білорус белорус belarus беларус
DE німець німк німецьк немец немк немецк german неміс
PL поляк польськ польск полячк polish pole
US американ american
GB британ англі англич british english
TR турецьк турк турец turkish түрік
UZ узбек өзбек uzbek
KG киргиз кыргыз қырғыз kyrgyz
TJ таджик тәжік tajik
TM туркмен түрікмен turkmen
AZ азербайджан азербайжан azeri әзірбайжан
AM вірмен армян armenian
GE грузин georgian
MD молдаван молдавськ moldovan
IL ізраїл израил israeli
IT італій италья italian
FR француз french
ES іспан испан spanish
CN китай chinese қытай
IN індій индий indian
LT литов lithuanian
LV латис латыш latvian
EE естон эстон estonian
CZ чеськ чех чешск czech
SK словак словац slovak
HU угорськ угорець венгр венгер hungarian
RO румун румын romanian
BG болгар bulgarian
GR грецьк грек греч greek
CA канад canadian
MN монгол mongolian
""".strip().splitlines()

_CITIZEN = re.compile(
    r"^(?:громадян\w{0,6}|гражд\w{0,8}|citizen(?:ship)?(?: of)?|азамат\w{0,4}|паспорт|підданий|national(?: of)?)\s+"
    r"|\s+(?:citizen|азамат\w{0,4})$",
    re.I,
)
_PARTS = re.compile(r"[|,;/+\n]+")
_AND = re.compile(r"\s+(?:та|і|й|и|and|және|мен|плюс)\s+|\s*&\s*")
_THE = frozenset({"te", "of", "i", "and", "ta", "jane"})  # folded "the", and the words for and
_AMBIGUOUS = frozenset({"konho", "korea", "kore", "hvinea"})
SHORTEST_BEGINNING = 3
LONGEST_TYPED = 300


def _fold(words: str) -> str:
    return " ".join(word for word in fold_sounds(words).split() if word not in _THE)


def _codes() -> dict[str, str]:
    by_code = {row[1]: code for code, row in _ROWS.items()} | {code: code for code in _ROWS}
    others = (line.split() for line in _OTHER_CODES)
    return by_code | {other: code for code, *same in others for other in same}


def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for code, row in _ROWS.items():
        names.update((_fold(name), code) for name in row[2:] if name)
    for line in _OTHER_NAMES:
        code, _, others = line.partition(" ")
        names.update((_fold(name), code) for name in others.split("|"))
    return {name: code for name, code in names.items() if name not in _AMBIGUOUS}


def _peoples() -> list[tuple[str, str]]:
    lines = (line.split() for line in _PEOPLES)
    beginnings = ((_fold(word), code) for code, *words in lines for word in words)
    return sorted(beginnings, key=lambda pair: -len(pair[0]))


_BY_CODE = _codes()
_BY_NAME = _names()
_BY_PEOPLE = _peoples()


@lru_cache(maxsize=1024)  # of a list, nearly every row says the same few
def read_country(typed: str) -> str | None:
    """Return the code of the one country meant, or None where it is unknown or could be two."""
    words = _CITIZEN.sub("", " ".join(typed[:LONGEST_TYPED].split()))
    code = _BY_CODE.get(words.upper().replace(".", ""))
    if code or not words:
        return code
    name = _fold(words)
    return _BY_NAME.get(name) or _of_people(name)


def read_countries(typed: str) -> tuple[tuple[str, ...], str]:
    """Return the codes of all citizenships named, in their order and each once, and the words that name none."""
    codes: dict[str, None] = {}
    words: list[str] = []
    for part in filter(None, map(str.strip, _PARTS.split(typed))):
        whole = read_country(part)
        for piece in [part] if whole else _AND.split(part):
            code = whole or read_country(piece)
            if code:
                codes[code] = None
            else:
                words.append(piece.strip())
    return tuple(codes), ", ".join(filter(None, words))


def country_name(code: str, language: str) -> str:
    """Return what a country is called in uk, ru, kk or else English; an unknown code is its own name."""
    row = _ROWS.get(code)
    return row[_LANGUAGES.get(language, _LANGUAGES["en"])] if row else code


def icao_code(code: str) -> str:
    """Return the three letters (D for Germany) that a passport bears for a code of `read_country`."""
    return _ICAO.get(code) or (_ROWS[code][1] if code in _ROWS else code)


def all_codes() -> tuple[str, ...]:
    """Return every code of the table, for a list to choose from."""
    return tuple(_ROWS)


def _of_people(name: str) -> str | None:
    if len(name) < SHORTEST_BEGINNING or " " in name:
        return None
    return next((code for beginning, code in _BY_PEOPLE if name.startswith(beginning)), None)
