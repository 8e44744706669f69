"""What mail servers say later of a mail of ours: RFC 3464 (could not deliver), RFC 8098 (was shown), and older forms.

A mail is known by the address that the return came to (where `bounces=` is set, each mail has its own), and else by
its Message-ID, which stands in what is returned. Who reads a mail of ours can write a return for it, and for no other.
"""

import hashlib
import re
from collections.abc import Iterator
from email.message import Message

from dodomu.channels.email import addresses, apart, automatic, codes, letters
from dodomu.channels.messages import Arrival, Failure, Receipt

ID = re.compile(r"<([0-9a-f]{32})@([^<>\s]{1,253})>")
REF = re.compile(r"[0-9a-f]{32}")
ACTIONS: dict[str, Arrival] = {
    "failed": Arrival.FAILED,
    "delayed": Arrival.UNDER_WAY,
    "relayed": Arrival.UNDER_WAY,  # to a server that tells no more
    "expanded": Arrival.UNDER_WAY,
    "delivered": Arrival.DELIVERED,
}
REPLY = re.compile(r"\b([45]\d\d)[ -]")
RECIPIENT = re.compile(
    r"^(?:Original-Rcpt-To|To):\s*(?:rfc822;\s*)?<?([^\s<>]+@[^\s<>]+?)>?\s*$", re.IGNORECASE | re.MULTILINE
)
LOOK_AT = 64 * 1024
MOST_PARTS = 50


def ref_in_address(to: str, bounces: str) -> str:
    """Return the name of the mail whose returns come to this address."""
    local, _, domain = to.lower().rpartition("@")
    ours, _, our_domain = bounces.lower().rpartition("@")
    begins, _, ref = local.rpartition("+")
    return ref if bounces and (begins, domain) == (ours, our_domain) and REF.fullmatch(ref) else ""


def read(mail: Message, *, ref: str, sender: str, ours: frozenset[str]) -> Receipt | None:
    """Return the receipt that a mail is, or nothing where it is none or names no mail of ours."""
    ref = ref or returned(mail, ours)
    if not ref:
        return None
    for part in _parts(mail):
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            return _of_delivery(part, ref)
        if kind == "message/disposition-notification" and "displayed" in _words(part).lower():
            return _receipt(ref, Arrival.SEEN, None, "displayed")
    return _of_old(mail, ref) if not sender and _is_return(mail) else None


def complainer(mail: Message) -> str:
    """Return who called a mail of ours unwanted, where a mail service tells us so (RFC 5965)."""
    if mail.get_param("report-type") != "feedback-report":
        return ""
    said = "\n".join(_words(part, heads=True) for part in _parts(mail))
    found = RECIPIENT.search(said[:LOOK_AT])
    return addresses.plain(found[1]) if found else ""


def _parts(mail: Message) -> Iterator[Message]:
    if mail.get_content_type() == "multipart/report":
        yield from apart.inside(mail)[:MOST_PARTS]


def _of_delivery(part: Message, ref: str) -> Receipt:
    """Return what a delivery report says; of several recipients, the one that fared worst."""
    said = [_one(group) for group in apart.inside(part)[:MOST_PARTS] if group.get("Action")]
    if not said:
        return _receipt(ref, Arrival.FAILED, codes.of_enhanced(_words(part)) or Failure.NOT_UNDERSTOOD, "")
    worst = [Arrival.FAILED, Arrival.UNDER_WAY, Arrival.DELIVERED]
    arrival, why, code = min(said, key=lambda each: worst.index(each[0]))
    return _receipt(ref, arrival, why, code)


def _one(group: Message) -> tuple[Arrival, Failure | None, str]:
    action = apart.value(group, "Action")
    status = apart.value(group, "Status")[:20]
    said = apart.raw(group, "Diagnostic-Code")[:2_000]
    arrival = ACTIONS.get(action, Arrival.UNDER_WAY)
    return arrival, _why(status, said) if arrival is Arrival.FAILED else None, status


def _why(status: str, said: str) -> Failure:
    """Return the reason: what the last server answered says more than "5.0.0"."""
    found = codes.of_enhanced(said) if status in ("", "5.0.0", "4.0.0") else codes.of_enhanced(status)
    if found is None and (reply := REPLY.search(said)):
        found = codes.REPLIES.get(int(reply[1]))
    if status[:1] == "4":
        return Failure.EXPIRED if found in (None, Failure.PROVIDER_DOWN) else found
    return found or codes.of_enhanced(status) or Failure.NOT_UNDERSTOOD


def _of_old(mail: Message, ref: str) -> Receipt:
    """Return what a return says that has no report: qmail, Exim and others write a letter."""
    said = _words(mail)[:LOOK_AT]
    reply = REPLY.search(said)
    why = codes.of_enhanced(said) or (codes.REPLIES.get(int(reply[1])) if reply else None)
    found = codes.ENHANCED.search(said)
    return _receipt(ref, Arrival.FAILED, why or Failure.NOT_UNDERSTOOD, found[0] if found else "")


def _is_return(mail: Message) -> bool:
    if apart.value(mail, "Auto-Submitted") == "auto-replied":
        return False  # somebody's "I am away"
    who = apart.raw(mail, "From")[:1_000].lower()
    names = ("mailer-daemon", "postmaster", "mail delivery")
    is_named = any(name in who for name in names) or mail.get("X-Failed-Recipients") is not None
    return is_named or automatic.SUBJECTS.match(apart.header(mail, "Subject")) is not None


def returned(mail: Message, ours: frozenset[str]) -> str:
    """Return the name of the mail of ours that is returned in this one."""
    for part in _parts(mail):
        if found := _named(_words(part, heads=True), ours):
            return found
    if _is_return(mail):
        return _named(f"{apart.raw(mail, 'In-Reply-To')} {apart.raw(mail, 'References')} {_words(mail)}", ours)
    return ""


def _named(words: str, ours: frozenset[str]) -> str:
    return next((ref for ref, domain in ID.findall(words[:LOOK_AT]) if domain.lower() in ours), "")


def _words(part: Message, *, heads: bool = False) -> str:
    """Return the words of a part and of those in it, as far as they are looked at."""
    said: list[str] = []
    waiting = [(part, heads)]
    while waiting and len(said) < MOST_PARTS:
        each, with_heads = waiting.pop()
        if with_heads:
            said += [f"{name}: {value}" for name, value in each.raw_items()][:MOST_PARTS]
        waiting += [(one, True) for one in reversed(apart.inside(each))]
        said.append(letters.decode(apart.octets(each)[:LOOK_AT], None))
    return "\n".join(said)


def _receipt(ref: str, arrival: Arrival, why: Failure | None, code: str) -> Receipt:
    key = hashlib.blake2s("\0".join((ref, arrival, code)).encode(), digest_size=12).hexdigest()
    return Receipt(f"r{key}", ref, arrival, None, why, code)
