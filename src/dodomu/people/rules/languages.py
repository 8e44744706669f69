"""The languages a person speaks, as ISO 639-1 codes."""

import re

# Code, and the beginnings of its names in English, Ukrainian, Russian and Kazakh, and of its own.
_NAMES = """
uk ua ukr ukrain украї украи
ru rus russ росі русс русск рос орыс
kk kz kaz kazakh казах қазақ qazaq
en eng engl англ ағылш инглиш
ar ara arab араб
az aze azer азерб әзірбай әзербай
be by bel belarus білорус белорус беларус
bg bul bulg болгар
cs ces czech чесь чеш
da dan danish дансь датск
de deu ger german німец немец неміс
el ell gre greek грец греч грек
es spa span іспан испан
et est eston естон эстон
fa fas per persian farsi перс фарсі фарси парсы
fi fin finn фінс финс фин
fr fra fre french франц
he heb hebr іврит иврит еврей
hi hin hindi хінді хинди
hu hun hungar угор венгер мажар
hy hye arm armen вірмен армян армян
it ita ital італ итал
ja jpn japan япон жапон
ka kat geo georg грузин
ko kor korean корей
ky kir kyrg киргиз кирги қырғыз
lt lit lithu литов
lv lav latv латис латыш
mn mon mongol монгол моңғол
nl nld dut dutch нідерл нидерл голланд
no nor norw норв
pl pol polish поль польс
ps pus pashto пушту пашто
pt por portug португал
ro ron rum roman румун румын молдав молдов
sk slk slovak словац
sl slv sloven словен
sr srp serb серб
sv swe swed швед
tg tgk tajik таджик тәжік
tk tuk turkm туркм түркім
tr tur turk турец тюрк түрік
ur urd urdu урду
uz uzb uzbek узбек өзбек
vi vie vietn вʼєтнам в'єтнам вьетнам
zh chi zho chin китай қытай
"""
LONGEST_CODE = 3
_LIST = [line.split() for line in _NAMES.strip().splitlines()]
_CODES = {word: names[0] for names in _LIST for word in names if len(word) <= LONGEST_CODE and word.isascii()}
_BEGINNINGS = ((name, names[0]) for names in _LIST for name in names if len(name) >= LONGEST_CODE)
_STEMS = sorted(_BEGINNINGS, key=lambda pair: -len(pair[0]))
_PARTS = re.compile(r"[|,;/&+\n]+|\s+(?:та|і|й|и|and|және|мен|пен)\s+|\s+")
_NO_LANGUAGE = frozenset({"мова", "язык", "тілі", "language", "тіл"})


def read_languages(typed: str) -> tuple[tuple[str, ...], str]:
    """Return the languages named, in their order and each once, and the words that name none we know."""
    if not typed:
        return (), ""
    codes: dict[str, None] = {}
    words: list[str] = []
    for part in _PARTS.split(typed.strip()):
        plain = part.casefold().strip(" .()’ʼ'")
        code = _CODES.get(plain) or next((code for stem, code in _STEMS if plain.startswith(stem)), None)
        if code:
            codes[code] = None
        elif plain and plain not in _NO_LANGUAGE:
            words.append(part)
    return tuple(codes), " ".join(words)
