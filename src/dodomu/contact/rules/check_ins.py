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


_OK: Final = _set("ok okay ок окей 👌")  # no word of whether somebody is home
_YES: Final = _OK | _set("yes y yeah yep так ага да иә иа ия 👍 ✅ ✔ + tak da")
_NO: Final = _set("no n nope ні нет жоқ жок 👎 ❌ - ni net")
_FILLERS: Final = _set(
    "we i am i'm im are is all everyone everything of us our me my family now here in at to with the a and it very "
    "ми я мы усі усе все всі всё у в во на до і й та и з нас всех нам мені мне є зараз тут тепер сейчас здесь теперь "
    "вже уже що цілком повністю полностью дуже очень своїм моя мої сім'я сім'єю семья потрібна нужна треба "
    "потрібно нужно надо need needs please for your за будь ласка пожалуйста дякую дякуємо спасибо спасибі "
    "thanks thank you thx рахмет hello hi привіт привет сәлем вітаю добрий день здравствуйте мен біз маған "
    "бізге бәріміз бәрі барлығы қазір осында керек"
)
_SAFE: Final = re.compile(
    r"safe(?:ly)?$|fine$|alright$|unharmed$|ok(?:ay)?$|безпе[кцч]|безопасн|добре$|гаразд$|норм(?:ально)?$|порядку?е?$|"
    r"жив(?:і|ий|а|ы|ой)$|ціл(?:і|ий|а)$|цел(?:ы|а)?$|хорошо$|қауіпсіз|аман(?:мын|быз|дамыз)?$|жақсы(?:мын|мыз)?$|есен(?:мін|біз)?$"
)
_HELP: Final = re.compile(
    r"help|sos$|injur|wounded$|trapped$|stuck$|emergency$|hurt$|bleed|danger|hostage|unsafe$|unwell$|bad$|doctor|"
    r"ambulance|shoot|dying$|допомо[гж]|допоможіть|рятуйте|поран|небезпе[кцч]|заручник|погано$|зле$|лікар|швидку$|"
    r"стріля|обстріл|помира|вмира|застряг|помощ|помог(?:и|ите)|спасит|спасай|ранен|опасн|заложник|плохо$|врач|скорую$|"
    r"стреля|обстрел|умира|застрял|көмек|жәрдем|құтқар|жарал|қауіпті|қауіпте|жаман|дәрігер|атып$"
)
_MOVED: Final = re.compile(r"moved$|переїха|переміс|перебра|переехал|перемест|перебрал|көшт|көшіп")
_HOME: Final = re.compile(r"home$|вдома$|удома$|дома$|додому$|домой$|үйде|үйге$|повернул|вернул|returned$|back$|орал")
_LEFT: Final = re.compile(r"left$|виїха|выеха|уеха|поїха|кетт|шықт|evacuated$")
_COUNTRY: Final = re.compile(r"country$|країн|стран[уыаеой]|елден$|abroad$|кордон|границ|шетел|шекара")
_NOT: Final = _set("not не never longer nobody isn't aren't don't can't cannot ані ніхто никто ешкім")
_NOT_AFTER: Final = "емес"  # in Kazakh it follows, in any person
_WITHOUT: Final = _set("no без жоқ жок немає нет нема")  # only right before what is missing
_THANKS: Final = _set("thanks thank дякую дякуємо спасибо спасибі рахмет благодарю")
_NEEDLESS: Final = re.compile(r"потріб|потреб|нужн|надо$|треба$|need|required|керек$|қажет")
_WORD: Final = re.compile(r"[^\W_]+(?:['’ʼ\-][^\W_]+)*|[+👍👎👌✅✔❌]|(?<!\S)-(?!\S)")
_SOS: Final = re.compile(r"\b[sс]\W{0,2}[oо]\W{0,2}[sс]\b|🆘", re.IGNORECASE)
# "No, we need help" denies nothing of what follows the comma.
_CLAUSE: Final = re.compile(r"[,.;:!?…\n؟،]+|\s[–—-]\s")
_ASKS: Final = re.compile(r"[?؟]")
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
    said = _Text(_clauses(own))
    if not said.words or replying.wanted(own, was_asked=True):
        return None
    reply = _read(said, question, lambda spared: place_in(spared, places or {}))
    if _asks(own, said) and reply.said is not Said.HELP:  # "is it safe in Almaty?" says nothing of who asks
        reply = Reply(Said.WORDS, is_whole=False)
    if question:
        return reply
    return reply if reply.said in (Said.SAFE, Said.HELP) and not _heart(said.words) <= _YES | _NO else None


def without_quoted(text: str) -> str:
    """Return a message without the one it answers: our own question holds every answer there is."""
    kept: list[str] = []
    for line in text.splitlines():
        if _QUOTED.match(line):
            break
        kept.append(line)
    return "\n".join(kept).strip()


@dataclass(frozen=True, slots=True)
class _Text:
    """A message as clauses of words in small letters: a "no" denies nothing beyond its own clause."""

    clauses: Sequence[Sequence[str]]

    @property
    def words(self) -> list[str]:
        return [word for clause in self.clauses for word in clause]

    @property
    def rest(self) -> "_Text":
        """What follows the first word."""
        return _Text([self.clauses[0][1:], *self.clauses[1:]])

    @property
    def asks_help(self) -> bool:
        return any(_asks_help(clause) for clause in self.clauses)

    @property
    def is_safe(self) -> bool:
        return any(_is_safe(clause) for clause in self.clauses)


def _clauses(text: str) -> list[list[str]]:
    plain = unicodedata.normalize("NFKC", text).replace("\u20e3", "").replace("\ufe0f", "").casefold()
    found = [_WORD.findall(clause) for clause in _CLAUSE.split(_SOS.sub(" sos ", plain))]
    return [[_plain(word.replace("’", "'").replace("ʼ", "'")) for word in clause] for clause in found if clause]


def _plain(word: str) -> str:
    """Digits of any script, also framed ones, are plain digits."""
    return str(int(word)) if word.isdecimal() and len(word) < 3 else word  # noqa: PLR2004


def _asks(own: str, said: _Text) -> bool:
    is_digit = len(said.words) == 1 and said.words[0].isdecimal()
    return _ASKS.search(own) is not None and not is_digit


def _read(said: _Text, question: Question | None, find: Callable[[Sequence[str]], Place]) -> Reply:
    if question:
        reply = _by_digit(said, question, find) or _by_yes_or_no(said.words, question)
        if reply:
            return reply
    return _by_words(said, question, find)


def _by_digit(text: _Text, question: Question, find: Callable[[Sequence[str]], Place]) -> Reply | None:
    """Read a message that begins with the digit of an answer; with other digits beside it, it is words."""
    first, rest, words = text.words[0], text.rest, text.words[1:]
    said = MEANS[question].get(first)
    if said is None:
        return None
    if any(word.isdecimal() for word in words):
        return Reply(Said.HELP if rest.asks_help else Said.WORDS, is_whole=False)
    if said is Said.HELP:
        return _help_by_digit(rest, find)
    if rest.asks_help:
        return Reply(Said.HELP, find(words).id, is_whole=False)
    place = find(words)
    if said is Said.MOVED:
        return _moved_by_digit(words, place)
    is_whole = _is_all_known(words, place, question)
    return Reply(said, place.id) if is_whole else Reply(Said.WORDS, is_whole=False)


def _help_by_digit(rest: _Text, find: Callable[[Sequence[str]], Place]) -> Reply:
    if rest.is_safe and not rest.asks_help:  # "2 of us, safe"
        return Reply(Said.WORDS, is_whole=False)
    return Reply(Said.HELP, find(rest.words).id, is_whole=not rest.words)


def _moved_by_digit(rest: Sequence[str], place: Place) -> Reply:
    if place.id or not rest:
        return Reply(Said.MOVED, place.id, is_whole=place.id is not None and _is_all_known(rest, place, None))
    return Reply(Said.MOVED if len(rest) <= MOST_PLACE_WORDS else Said.WORDS, is_whole=False)


def _by_yes_or_no(words: Sequence[str], question: Question) -> Reply | None:
    """Read "yes" and "no" where nothing else is said; what they mean is what was asked."""
    heart = _heart(words)
    if heart and heart <= (_YES - _OK if question is Question.BACK else _YES):
        return Reply(YES_MEANS[question])
    return Reply(NO_MEANS[question]) if heart and heart <= _NO else None


def _heart(words: Sequence[str]) -> set[str]:
    return set(words) - _FILLERS


def _by_words(text: _Text, question: Question | None, find: Callable[[Sequence[str]], Place]) -> Reply:
    words = text.words
    place = find(words)
    if text.asks_help:
        return Reply(Said.HELP, place.id, is_whole=False)
    if len(words) > MOST_WORDS:
        return Reply(Said.WORDS, is_whole=False)
    said = _said(text, question, place)
    if said is None:
        return Reply(Said.WORDS, is_whole=False)
    is_whole = _is_all_known(words, place, question)
    if said is Said.SAFE and not is_whole:  # "safe, but my mother is gone" is not all well
        return Reply(Said.WORDS, is_whole=False)
    return Reply(said, place.id, is_whole=is_whole and (said is not Said.MOVED or place.id is not None))


def _said(text: _Text, question: Question | None, place: Place) -> Said | None:
    words = text.words
    denied = any(word in _NOT or word.startswith(_NOT_AFTER) for word in words)
    if question is Question.BACK and any(_HOME.match(word) for word in words):
        return Said.AWAY if denied else Said.HOME
    if text.is_safe:
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
    return _is_not_before(words, at) or any(word.startswith(_NOT_AFTER) for word in words[at + 1 : at + 1 + NEAR])


def _is_not_before(words: Sequence[str], at: int) -> bool:
    return any(word in _NOT for word in words[max(0, at - NEAR) : at]) or any(
        word in _WITHOUT for word in words[max(0, at - 1) : at]
    )


def _is_needless(words: Sequence[str], at: int) -> bool:
    if _is_not_before(words, at) or any(word in _THANKS for word in words[max(0, at - NEAR) : at]):
        return True
    after = list(words[at + 1 : at + 1 + NEAR])
    is_denied = any(word in _NOT | _WITHOUT or word.startswith(_NOT_AFTER) for word in after)
    return len(after) == NEAR and is_denied and any(_NEEDLESS.match(word) for word in after)


def _is_all_known(words: Sequence[str], place: Place, question: Question | None) -> bool:
    """Say whether every word of a message was understood."""
    signs = [_SAFE, _MOVED] + ([_HOME] if question is Question.BACK else [])
    plain = _FILLERS | _YES
    if any(_HELP.match(word) for word in words):  # of which it was said that it is not needed
        signs, plain = [*signs, _HELP, _NEEDLESS], plain | _NOT | _WITHOUT
    return all(
        at in place.words or word in plain or any(sign.match(word) for sign in signs) for at, word in enumerate(words)
    )
