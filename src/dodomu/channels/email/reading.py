"""A mail that came, as words or as a receipt. Of none nothing is made: one that cannot be read is handed on as it is.

`email` reads with its old policy. The newer one takes the heads of mails apart by a grammar that some mails make fail,
and some slow; here a few heads are looked at, with functions that take what there is.
"""

import email
import hashlib
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime

from dodomu.channels.email import addresses, apart, automatic, letters, pages, quotes, receipts
from dodomu.channels.email.link import Settings
from dodomu.channels.messages import Heard, Incoming

LONGEST = 20_000  # letters
LONGEST_HEAD = 256 * 1024  # octets; real ones are ten
LONGEST_NAME = 120
MOST_FILES, MOST_PARTS = 50, 300
MESSAGE_ID = re.compile(r"<[!#-;=?-~]{1,90}>")
BODY = re.compile(rb"\r?\n\r?\n")
NAMES = re.compile(r"<([0-9a-f]{32})@([^<>\s]{1,253})>")

log = logging.getLogger(__name__)


class Reader:
    """Reads mails that came to these addresses of ours."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._ours = frozenset({addresses.domain_of(settings.sender)})

    def read(self, mail: bytes, *, sender: str, to: str, is_thinned: bool = False, is_cut: bool = False) -> Heard:
        """Return what a mail is. `sender` and `to` are of its envelope."""
        try:
            parsed = _parsed(mail)
            return self._read(parsed, sender=sender, to=to, is_thinned=is_thinned, is_cut=is_cut)
        except Exception:  # whoever writes such a mail on purpose must not stop those who come after it
            log.warning("a mail of %d octets cannot be read", len(mail), exc_info=True)
            return _unread(mail, sender=sender, to=to)

    def _read(self, mail: Message, *, sender: str, to: str, is_thinned: bool, is_cut: bool) -> Heard:
        ref = receipts.ref_in_address(to, self._settings.bounces)
        heard = receipts.read(mail, ref=ref, sender=sender, ours=self._ours)
        if heard is not None:
            return heard
        complains = receipts.complainer(mail)
        who = complains or _who(mail) or addresses.plain(sender)
        subject = apart.header(mail, "Subject")[:300]
        text, has_more = _text(mail)
        is_answer = bool(mail.get("In-Reply-To") or mail.get("References"))
        text = quotes.cut_off(text, is_answer=is_answer, subject=subject)
        at = _hour(mail)
        files = tuple(_files(mail))
        return Incoming(
            key=_key(mail, who, text, files),
            sender=who,
            text=text[:LONGEST],
            to=to,
            at=at,
            subject=subject,
            answers=self._answers(mail) or ref or receipts.returned(mail, self._ours),
            is_automatic=automatic.is_automatic(mail, envelope=sender, who=who, us=self._settings.sender),
            is_stop=bool(complains),
            cut=is_cut or len(text) > LONGEST or (is_thinned and (has_more or not text)),
            files=files,
        )

    def _answers(self, mail: Message) -> str:
        """Return our name of the mail that this one answers: the last of ours that it names."""
        for name in ("In-Reply-To", "References"):
            named: list[tuple[str, str]] = NAMES.findall(apart.raw(mail, name)[:8_000])
            if ours := [ref for ref, domain in named if domain.lower() in self._ours]:
                return ours[-1]
        return ""


def _parsed(mail: bytes) -> Message:
    head = BODY.search(mail)
    if (head.start() if head else len(mail)) > LONGEST_HEAD:
        raise ValueError("the head is too long")
    return email.message_from_bytes(mail, policy=compat32)


def _who(mail: Message) -> str:
    for _, address in getaddresses([re.sub(r"[\r\n]+", " ", apart.raw(mail, "From")[:2_000])]):
        if found := addresses.plain(address):
            return found
    return ""


def _hour(mail: Message) -> datetime | None:
    try:
        at = parsedate_to_datetime(apart.header(mail, "Date")[:100])
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _parts(mail: Message) -> Iterator[Message]:
    """Yield the parts that hold something, but not what is inside a mail that was attached."""
    waiting, seen = [mail], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(), seen + 1
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting += reversed(apart.inside(part))
        else:
            yield part


def _is_text(part: Message) -> bool:
    if part.get_content_type() not in ("text/plain", "text/html"):
        return False
    return part.get_content_disposition() != "attachment" and not apart.filename(part)


def _text(mail: Message) -> tuple[str, bool]:
    """Return the words, and whether some of them may have fallen on the way. Plain ones go before a page."""
    plain: list[str] = []
    html: list[str] = []
    size = 0
    for part in _parts(mail):
        if _is_text(part):
            octets = apart.octets(part)
            size += len(octets) * (apart.value(part, "Content-Transfer-Encoding") == "base64")
            words = letters.decode(octets, _charset(part))
            (plain if part.get_content_type() == "text/plain" else html).append(words)
    text = letters.clean("\n".join(plain)).strip()
    if not text:
        text = letters.clean(pages.text_of("\n".join(html))).strip()
    return text, size > LONGEST


def _charset(part: Message) -> str | None:
    said = part.get_param("charset")
    return said if isinstance(said, str) else None


def _files(mail: Message) -> Iterator[str]:
    for part in list(_parts(mail))[:MOST_FILES]:
        if not _is_text(part):
            yield _name(part)


def _name(part: Message) -> str:
    """Return what an attachment is called, without what could make one ending look like another."""
    name = apart.filename(part) or part.get_content_type()
    name = "".join(letter for letter in name.replace("\\", "/").rpartition("/")[2] if letter.isprintable())
    return name[-LONGEST_NAME:] or part.get_content_type()[:LONGEST_NAME]


def _key(mail: Message, who: str, text: str, files: tuple[str, ...]) -> str:
    """Return a key: the same when the same mail comes again, another when only its Message-ID is the same."""
    named = MESSAGE_ID.fullmatch(apart.raw(mail, "Message-ID").strip())
    words = (named[0] if named else "", who, apart.raw(mail, "Date"), apart.raw(mail, "Subject"), text, *files)
    digest = _digest("\0".join(words).encode("utf-8", "replace"))
    return f"{named[0]} {digest}" if named else digest


def _digest(octets: bytes) -> str:
    return hashlib.blake2s(octets, digest_size=12).hexdigest()


def _unread(mail: bytes, *, sender: str, to: str) -> Incoming:
    """Return a mail that cannot be taken apart, as it is: an officer can often make something of it."""
    text = letters.clean(letters.decode(mail[: LONGEST * 4], None))
    name = f"mail of {len(mail)} octets"
    who = addresses.plain(sender)
    return Incoming(_digest(mail), who, text[:LONGEST], to, is_automatic=not who, cut=True, files=(name,))
