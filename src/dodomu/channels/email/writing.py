"""A message as a mail: plain text in UTF-8, and headers in which nobody can put a line of their own."""

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from uuid import UUID

from dodomu.channels.email import addresses
from dodomu.channels.email.link import Settings
from dodomu.channels.messages import Failure, Outgoing
from dodomu.foundation import clock

BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
LONGEST_SUBJECT = 200
LONGEST_TEXT = 200_000
LINK = re.compile(r"https?://[!-~]{1,900}")
MESSAGE_ID = re.compile(r"<[!#-;=?-~]{1,110}>")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class CannotWrite(Exception):
    """A message of which no mail can be made."""

    def __init__(self, why: Failure, code: str) -> None:
        super().__init__(code)
        self.why, self.code = why, code


def mail(message: Outgoing, settings: Settings) -> bytes:
    """Return a mail, ready for the wire but for the doubling of dots; or raise `CannotWrite`."""
    to = addresses.plain(message.to)
    if not to:
        raise CannotWrite(Failure.NO_SUCH_ADDRESS, "not an address")
    if len(message.text) > LONGEST_TEXT:
        raise CannotWrite(Failure.TOO_LONG, "too long")
    policy = SMTP if to.isascii() else SMTPUTF8
    written = EmailMessage(policy=policy.clone(cte_type="7bit"))  # the next server but one may not take eight
    written["From"] = _mailbox(settings.sender, settings.name)
    written["To"] = _mailbox(to, "")
    written["Subject"] = subject(message)
    written["Date"] = format_datetime(clock.real_now())
    written.set_content(_text(message.text), charset="utf-8")
    own = {"Message-ID": f"<{name(message.id)}@{addresses.domain_of(settings.sender)}>", **_further(message)}
    # Not by `EmailMessage`: it writes a word that is longer than a line as an encoded one, and a link is then none.
    return "".join(f"{header}: {value}\r\n" for header, value in own.items()).encode("ascii") + written.as_bytes()


def name(id: UUID) -> str:  # noqa: A002  (the word of `Outgoing`)
    """Return the name by which a mail of ours is known in receipts and answers."""
    return id.hex


def subject(message: Outgoing) -> str:
    """Return the subject in one line; where there is none, the beginning of the text."""
    given = BLANKS.sub(" ", message.subject).strip()
    if not given:
        given = BLANKS.sub(" ", message.text.strip().split("\n", 1)[0]).strip()
    return given if len(given) <= LONGEST_SUBJECT else given[: LONGEST_SUBJECT - 1] + "…"


def envelope_sender(message: Outgoing, settings: Settings) -> str:
    """Return to whom returns go. When a machine answers, they go to nobody: that is how loops end."""
    if message.is_automatic and message.answers:
        return ""
    if not settings.bounces:
        return settings.sender
    local, _, domain = settings.bounces.rpartition("@")
    return f"{local}+{name(message.id)}@{domain}"


def answered(key: str) -> str:
    """Return the Message-ID in the key of a mail that came, as `reading.key` wrote it."""
    given = key.partition(" ")[0]
    return given if MESSAGE_ID.fullmatch(given) else ""


def _mailbox(address: str, called: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(called, local, domain)


def _further(message: Outgoing) -> dict[str, str]:
    headers: dict[str, str] = {}
    if LANGUAGE.fullmatch(message.language):
        headers["Content-Language"] = message.language
    if answers := answered(message.answers):
        headers["In-Reply-To"] = headers["References"] = answers
    if message.is_automatic:
        headers["Auto-Submitted"] = "auto-replied" if message.answers else "auto-generated"  # RFC 3834
        headers["X-Auto-Response-Suppress"] = "OOF, AutoReply"  # for Exchange; "All" would hold back returns too
    if message.stop_link:
        if not LINK.fullmatch(message.stop_link) or set("<>") & set(message.stop_link):
            raise CannotWrite(Failure.NOT_ALLOWED, "stop link")
        headers["List-Unsubscribe"] = f"<{message.stop_link}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    return headers


def _text(text: str) -> str:
    """Return the text without what no mail may hold: NUL, lone halves of letters, other line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.encode("utf-8", "replace").decode("utf-8")
