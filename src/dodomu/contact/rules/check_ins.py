"""Reading what people answer to a check-in: a digit, a tap, yes or no, or words of their own in four languages.

Somebody who asks for help is never overlooked, so help is read generously. That somebody is safe is read only where
nothing else can be meant: whatever is not certain is words, and an officer reads them.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from dodomu.contact.rules import replying
from dodomu.contact.rules.naming_places import Place, place_in
from dodomu.contact.rules.terms import Question, Said

CODES: Final[Mapping[Question, tuple[str, ...]]] = {Question.SAFE: ("1", "2", "3"), Question.BACK: ("1", "2", "3")}
MEANS: Final[Mapping[Question, Mapping[str, Said]]] = {
    Question.SAFE: {"1": Said.SAFE, "2": Said.HELP, "3": Said.MOVED},
    Question.BACK: {"1": Said.HOME, "2": Said.HELP, "3": Said.AWAY},
}
YES_MEANS: Final = {Question.SAFE: Said.SAFE, Question.BACK: Said.HOME}
NO_MEANS: Final = {Question.SAFE: Said.HELP, Question.BACK: Said.AWAY}
MOST_WORDS: Final = 12  # in a longer message "safe" may be about anything
MOST_PLACE_WORDS: Final = 3
NEAR: Final = 2  # words between a "not" and what it denies


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_YES: Final = _set("yes y yeah yep ok okay так ага да иә иа ия ок окей 👍 + tak da")
_NO: Final = _set("no n nope ні нет жоқ жок 👎 - ni net")
_FILLERS: Final = _set(
    "we i am i'm im are is all everyone everything of us our me my family now here in at to with the a and it very "
    "ми я мы усі все всі всё у в во на і й та и з нас всех нам мені мне є зараз тут тепер сейчас здесь теперь вже уже "
    "що цілком повністю полностью дуже очень своїм моя мої сім'я сім'єю семья потрібна нужна треба потрібно нужно надо "
    "need needs please for your за будь ласка пожалуйста дякую дякуємо спасибо спасибі thanks thank you thx рахмет "
    "hello hi привіт привет сәлем вітаю добрий день здравствуйте мен біз маған бізге бәріміз бәрі барлығы қазір осында "
    "керек"
)
_SAFE: Final = re.compile(
    r"safe(?:ly)?$|fine$|alright$|unharmed$|ok(?:ay)?$|безпе[кцч]|безопасн|добре$|гаразд$|норм(?:ально)?$|порядку?е?$|"
    r"жив(?:і|ий|а|ы|ой)$|ціл(?:і|ий|а)$|цел(?:ы|а)?$|хорошо$|қауіпсіз|аман(?:мын|быз|дамыз)?$|жақсы(?:мын|мыз)?$|есен(?:мін|біз)?$"
)
_HELP: Final = re.compile(
    r"help|sos$|injur|wounded$|trapped$|emergency$|hurt$|bleed|danger|hostage|допомо[гж]|допоможіть|рятуйте|поран|"
    r"небезпе[кцч]|заручник|помощ|помог(?:и|ите)|спасит|спасай|ранен|опасн|заложник|көмек|жәрдем|құтқар|жарал|қауіпті|"
    r"қауіпте"
)
_MOVED: Final = re.compile(r"moved$|переїха|переміс|перебра|переехал|перемест|перебрал|көшт|көшіп")
_HOME: Final = re.compile(r"home$|вдома$|удома$|дома$|додому$|домой$|үйде|үйге$|повернул|вернул|returned$|back$|орал")
_LEFT: Final = re.compile(r"left$|виїха|выеха|уеха|поїха|кетт|шықт|evacuated$")
_COUNTRY: Final = re.compile(r"country$|країн|стран[уыаеой]|елден$|abroad$|кордон|границ|шетел|шекара")
_NOT: Final = _set("not не never isn't aren't don't can't cannot ані емес")
_WITHOUT: Final = _NOT | _set("no без жоқ немає нет нема")
_THANKS: Final = _set("thanks thank дякую дякуємо спасибо спасибі рахмет благодарю")
_NEEDLESS: Final = re.compile(r"потріб|потреб|нужн|надо$|треба$|need|required|керек$|қажет")
_WORD: Final = re.compile(r"[^\W_]+(?:['’ʼ\-][^\W_]+)*|[+👍👎]|(?<!\S)-(?!\S)")
_QUOTED: Final = re.compile(
    r"^\s*(?:>|-{2,}\s*(?:original|forwarded|пересл|вихідн|исходн)|(?:from|від|от|кімнен)\s*:|on .{4,120} wrote:|"
    r".{4,120}(?:пише|пишет|написав|написал|жазды|wrote)\s*(?:\(.*\))?:\s*$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a message says. `is_whole`: nothing else is in it, so nobody has to read its words."""

    said: Said
    place: UUID | None = None
    is_whole: bool = True


def read_reply(
    text: str, *, question: Question | None, places: Mapping[str, UUID] | None = None, choice: str = ""
) -> Reply | None:
    """Return what a message answers, or None where it answers nothing: it is empty, or it wants our messages to stop.

    `question` is what was asked last; without one, digits, yes and no mean nothing and only plain words are read.
    `places` are keyed as `people.rules.statement.place_key` does.
    """
    if question and choice in MEANS[question]:
        return Reply(MEANS[question][choice])
    own = without_quoted(text)
    words = words_of(own)
    if not words or replying.wanted(own, was_asked=True):
        return None
    reply = _read(words, question, lambda spared: place_in(spared, places or {}))
    if question:
        return reply
    return reply if reply.said in (Said.SAFE, Said.HELP) and not _heart(words) <= _YES | _NO else None


def without_quoted(text: str) -> str:
    """Return a message without the one it answers: our own question holds every answer there is."""
    kept: list[str] = []
    for line in text.splitlines():
        if _QUOTED.match(line):
            break
        kept.append(line)
    return "\n".join(kept).strip()


def words_of(text: str) -> list[str]:
    """Return the words of a message in small letters; digits of any script, also framed ones, as plain digits."""
    plain = unicodedata.normalize("NFKC", text).replace("\u20e3", "").replace("\ufe0f", "").casefold()
    return [_plain(word.replace("’", "'").replace("ʼ", "'")) for word in _WORD.findall(plain)]


def _plain(word: str) -> str:
    return str(int(word)) if word.isdecimal() and len(word) < 3 else word  # noqa: PLR2004


def _read(words: Sequence[str], question: Question | None, find: Callable[[Sequence[str]], Place]) -> Reply:
    if question:
        reply = _by_digit(words, question, find) or _by_yes_or_no(words, question)
        if reply:
            return reply
    return _by_words(words, question, find)


def _by_digit(words: Sequence[str], question: Question, find: Callable[[Sequence[str]], Place]) -> Reply | None:
    """Read a message that begins with the digit of an answer; with other digits beside it, it is words."""
    first, rest = words[0], words[1:]
    said = MEANS[question].get(first)
    if said is None:
        return None
    if any(word.isdecimal() for word in rest):
        return Reply(Said.HELP if _asks_help(rest) else Said.WORDS, is_whole=False)
    if said is Said.HELP:
        return _help_by_digit(rest, find)
    if _asks_help(rest):
        return Reply(Said.HELP, find(rest).id, is_whole=False)
    place = find(rest)
    if said is Said.MOVED:
        return _moved_by_digit(rest, place)
    is_whole = _is_all_known(rest, place, question)
    return Reply(said, place.id) if is_whole else Reply(Said.WORDS, is_whole=False)


def _help_by_digit(rest: Sequence[str], find: Callable[[Sequence[str]], Place]) -> Reply:
    if _is_safe(rest) and not _asks_help(rest):  # "2 of us, safe"
        return Reply(Said.WORDS, is_whole=False)
    return Reply(Said.HELP, find(rest).id, is_whole=not rest)


def _moved_by_digit(rest: Sequence[str], place: Place) -> Reply:
    if place.id or not rest:
        return Reply(Said.MOVED, place.id, is_whole=place.id is not None and _is_all_known(rest, place, None))
    return Reply(Said.MOVED if len(rest) <= MOST_PLACE_WORDS else Said.WORDS, is_whole=False)


def _by_yes_or_no(words: Sequence[str], question: Question) -> Reply | None:
    """Read "yes" and "no" where nothing else is said; what they mean is what was asked."""
    heart = _heart(words)
    if heart and heart <= _YES:
        return Reply(YES_MEANS[question])
    return Reply(NO_MEANS[question]) if heart and heart <= _NO else None


def _heart(words: Sequence[str]) -> set[str]:
    return set(words) - _FILLERS


def _by_words(words: Sequence[str], question: Question | None, find: Callable[[Sequence[str]], Place]) -> Reply:
    place = find(words)
    if _asks_help(words):
        return Reply(Said.HELP, place.id, is_whole=False)
    if len(words) > MOST_WORDS:
        return Reply(Said.WORDS, is_whole=False)
    said = _said(words, question, place)
    if said is None:
        return Reply(Said.WORDS, is_whole=False)
    is_whole = _is_all_known(words, place, question)
    if said is Said.SAFE and not is_whole:  # "safe, but my mother is gone" is not all well
        return Reply(Said.WORDS, is_whole=False)
    return Reply(said, place.id, is_whole=is_whole and (said is not Said.MOVED or place.id is not None))


def _said(words: Sequence[str], question: Question | None, place: Place) -> Said | None:
    denied = any(word in _NOT for word in words)
    if question is Question.BACK and not denied and any(_HOME.match(word) for word in words):
        return Said.HOME
    if question is Question.BACK and denied and any(_HOME.match(word) for word in words):
        return Said.AWAY
    if _is_safe(words):
        return Said.SAFE
    if any(_LEFT.match(word) for word in words) and any(_COUNTRY.match(word) for word in words) and not denied:
        return Said.LEFT
    if any(_MOVED.match(word) for word in words) or (place.id and _is_all_known(words, place, None)):
        return Said.MOVED if not denied else None
    return None


def _asks_help(words: Sequence[str]) -> bool:
    """Say whether help is asked for, or safety denied; "no help needed" and "thank you for your help" are neither."""
    return any(
        (_HELP.match(word) is not None and not _is_needless(words, at))
        or (_SAFE.match(word) is not None and _is_denied(words, at))
        for at, word in enumerate(words)
    )


def _is_safe(words: Sequence[str]) -> bool:
    return any(_SAFE.match(word) is not None and not _is_denied(words, at) for at, word in enumerate(words))


def _is_denied(words: Sequence[str], at: int) -> bool:
    before, after = words[max(0, at - NEAR) : at], words[at + 1 : at + 2]
    return any(word in _NOT for word in before) or "емес" in after


def _is_needless(words: Sequence[str], at: int) -> bool:
    before, after = words[max(0, at - NEAR) : at], list(words[at + 1 : at + 1 + NEAR])
    if any(word in _WITHOUT or word in _THANKS for word in before):
        return True
    pair = len(after) == NEAR and any(word in _WITHOUT for word in after)
    return pair and any(_NEEDLESS.match(word) for word in after)


def _is_all_known(words: Sequence[str], place: Place, question: Question | None) -> bool:
    """Say whether every word of a message was understood."""
    signs = [_SAFE, _MOVED] + ([_HOME] if question is Question.BACK else [])
    plain = _FILLERS | _YES
    if any(_HELP.match(word) for word in words):  # of which it was said that it is not needed
        signs, plain = [*signs, _HELP, _NEEDLESS], plain | _WITHOUT
    return all(
        at in place.words or word in plain or any(sign.match(word) for sign in signs) for at, word in enumerate(words)
    )
