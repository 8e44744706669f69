"""What was said and signed: its forms, how a pasted text is known again, and what became of it."""

import hashlib
import re
import unicodedata
from enum import StrEnum
from typing import Final

from dodomu.contact.rules.terms import AdviceState
from dodomu.people.rules.references import check_digit

MANY: Final = "mul"  # ISO 639-2: the language of what is written in several
CODE_DIGITS: Final = 10
HIGHEST_CODE: Final = 999_999_999  # before the digit that checks it
LONGEST_PASTED: Final = 50_000  # a voice script spells everything out and says it twice; CAP files are for minisign


class Form(StrEnum):
    """In which form a statement goes out; all are made of the same words and hours."""

    PAGE = "page"
    SMS = "sms"
    EMAIL = "email"
    TELEGRAM = "telegram"
    VOICE = "voice"
    POSTER = "poster"
    CAP = "cap"
    WITHDRAWAL = "withdrawal"
    CAP_CANCEL = "cap_cancel"


READ: Final = (Form.PAGE, Form.SMS, Form.EMAIL, Form.TELEGRAM, Form.VOICE, Form.POSTER)  # one for each language


class Verdict(StrEnum):
    """What is answered to whoever asks whether a text is ours."""

    CURRENT = "current"
    NOT_YET = "not_yet"  # ours, holds from a later hour
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    DISOWNED = "disowned"  # signed with a key that is ours no more: do not rely on it
    AMID = "amid"  # a text of ours word for word, amid words that are not
    NOT_OURS = "not_ours"


_VERDICTS: Final = {
    AdviceState.DRAFT: Verdict.NOT_YET,  # asked for an hour before it was published
    AdviceState.IN_FORCE: Verdict.CURRENT,
    AdviceState.NOT_YET: Verdict.NOT_YET,
    AdviceState.EXPIRED: Verdict.EXPIRED,
    AdviceState.SUPERSEDED: Verdict.SUPERSEDED,
    AdviceState.WITHDRAWN: Verdict.WITHDRAWN,
}
# What messengers and telephones put into a text that is copied, and that changes nothing of what is seen. What turns
# the direction of writing (overrides, RLM, ALM) is not among it: with that a text can be shown otherwise than it reads.
_UNSEEN: Final = dict.fromkeys(
    map(ord, "\u00ad\u200b\u200c\u200d\u200e\u202a\u202c\u2060\u2066\u2068\u2069\ufe0e\ufe0f\ufeff")
)
_ALIKE: Final = str.maketrans(
    dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛′ʼ`´", "'") | dict.fromkeys("‐‑‒–—―−", "-") | {"…": "..."}
)
_DASHES: Final = re.compile("-{2,}")
_CODE: Final = re.compile(r"(?<![\d+])\d{5}[ \u00a0-]?\d{5}(?!\d)", re.ASCII)


def normal(text: str) -> str:
    """Return a text without what copying changes: blanks, quotes, dashes, marks that nobody sees. Case is kept."""
    plain = unicodedata.normalize("NFC", text.translate(_UNSEEN)).translate(_ALIKE)
    return " ".join(_DASHES.sub("-", plain).split())


def digest(text: str) -> bytes:
    """Return the SHA-256 under which a text is known again, however it was copied."""
    return hashlib.sha256(normal(text).encode("utf-8", "surrogatepass")).digest()


def code_from(number: int) -> str:
    """Return the ten digits for 1 to 999 999 999; the caller draws the number at random."""
    if not 1 <= number <= HIGHEST_CODE:
        raise ValueError(f"a code is made of 1 to {HIGHEST_CODE}: {number}")
    body = f"{number:09d}"
    return f"{body}{check_digit(body)}"


def read_code(typed: str) -> str | None:
    """Return the code that was typed, in any grouping and script, or None where the last digit does not check it."""
    digits = "".join(str(unicodedata.decimal(mark)) for mark in typed[:100] if mark.isdecimal())
    return digits if len(digits) == CODE_DIGITS and check_digit(digits) == "0" else None


def codes_in(text: str) -> tuple[str, ...]:
    """Return the codes that a text bears."""
    found = (read_code(each) for each in _CODE.findall(text[:LONGEST_PASTED]))
    return tuple(dict.fromkeys(code for code in found if code))


def spoken_code(code: str) -> str:
    """Group a code as it is printed and read out: 48291 73546."""
    return f"{code[:5]} {code[5:]}"


def verdict_on(form: Form, state: AdviceState | None, *, is_disowned: bool) -> Verdict:
    """Say what became of a statement of ours, whose advice stands so. A withdrawal stays true."""
    if is_disowned:
        return Verdict.DISOWNED
    if form in {Form.WITHDRAWAL, Form.CAP_CANCEL} or state is None:
        return Verdict.CURRENT
    return _VERDICTS[state]
