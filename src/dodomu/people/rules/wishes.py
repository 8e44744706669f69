"""What a person wants."""

import re
from enum import StrEnum


class Wish(StrEnum):
    LEAVE_NOW = "leave_now"
    LEAVE_LATER = "leave_later"
    STAY = "stay"
    LEFT_ALREADY = "left_already"
    UNDECIDED = "undecided"


_STEMS: dict[Wish, str] = {
    Wish.LEFT_ALREADY: (
        r"left_already|(?:i |have |already |we |they )*left\b|already (?:home|left)"
        r"|вже (?:вдома|виїха|поїха|полет)|уже (?:дома|уеха|выеха|улет)|виїха\w*|выеха\w*|уеха\w*|кетіп қал\w*"
        r"|кеттім|кеттік|үйдемін|үйдеміз|at home\b"
    ),
    Wish.LEAVE_LATER: r"leave_later|later\b|пізніше|згодом|позже|потом\b|кейін|leave later",
    Wish.STAY: (
        r"stay\w*|remain\w*|залиша\w*|лиша(?:юсь|юся|ємось|ємося|тимусь)|остаюсь|остаёмся|остаемся|остат\w*"
        r"|оста(?:нусь|немся)|қал(?:амын|амыз|ғым|у)\w*|калам(?:ын|ыз)"
    ),
    Wish.UNDECIDED: (
        r"undecided|not sure|don't know|do not know|не зна\w+|не вирішив\w*|не вирішил\w*|не решил\w*|думаю\b"
        r"|білмеймін|шешпедім|maybe\b|можливо|возможно|мүмкін"
    ),
    Wish.LEAVE_NOW: (
        r"leave_now|return_home|додому|домой|home\b|go home|leave\b|leave now|evacuat\w*|евакуа\w*|эвакуа\w*"
        r"|виїха(?:ти|тиму)|выехать|уехать|вилет\w*|вылет\w*|повернут\w*|вернуть\w*|үйге|қайтамын|қайтқым|кетемін"
        r"|кеткім|return\b"
    ),
}
_WORDS = {wish: re.compile(rf"(?<!\w)(?:{stems})") for wish, stems in _STEMS.items()}
_TO_LEAVE = re.compile(r"(?<!\w)(?:виїхати|виїхатиму|виїхав би|выехать|уехать)(?!\w)")
_NEGATION = re.compile(r"(?<!\w)(?:не|not|don't|no|ні|нет|жоқ|never)(?!\w)|(?:май|мей)мын|(?:май|мей)мін")


def read_wish(typed: str) -> Wish | None:
    """Return the wish somebody put into words (uk, ru, kk, en or its code), or None where an officer must read them."""
    said = " ".join(typed.casefold().replace("’", "'").split())
    if said in _CODES:
        return Wish(said)
    spared = _TO_LEAVE.sub("додому", said)
    wishes = {wish for wish, words in _WORDS.items() if words.search(spared)}
    if Wish.UNDECIDED in wishes:
        return Wish.UNDECIDED
    if wishes == {Wish.LEAVE_NOW, Wish.LEAVE_LATER}:
        wishes = {Wish.LEAVE_LATER}
    if wishes == {Wish.LEAVE_NOW, Wish.LEFT_ALREADY} and "home" in spared.split():
        wishes = {Wish.LEFT_ALREADY}
    if len(wishes) != 1 or _NEGATION.search(spared):
        return None
    return wishes.pop()


_CODES = frozenset(wish.value for wish in Wish)
