"""Their status → ours: the replies of SMTP (RFC 5321, 4.2) and the enhanced codes (RFC 3463, with RFC 5248's list)."""

import re

from dodomu.channels.messages import Failure, Verdict

ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")  # and no IP address
HELD_BACK = 300.0  # greylisting lets the same mail pass after some minutes
FULL = 3600.0

# (subject, detail) of an enhanced code; detail None stands for every other of the subject
ENHANCED_CODES: dict[tuple[int, int | None], Failure] = {
    (1, 0): Failure.NO_SUCH_ADDRESS,
    (1, 1): Failure.NO_SUCH_ADDRESS,
    (1, 2): Failure.NO_SUCH_ADDRESS,  # no such domain
    (1, 3): Failure.NO_SUCH_ADDRESS,
    (1, 6): Failure.NO_SUCH_ADDRESS,  # has moved, and left no address
    (1, 7): Failure.NOT_ALLOWED,  # the sender's address
    (1, 8): Failure.NOT_ALLOWED,
    (1, 10): Failure.NO_SUCH_ADDRESS,  # the domain takes no mail
    (1, None): Failure.NO_SUCH_ADDRESS,
    (2, 1): Failure.NOT_REACHABLE,  # mailbox disabled
    (2, 2): Failure.NOT_REACHABLE,  # mailbox full
    (2, 3): Failure.TOO_LONG,
    (2, None): Failure.NOT_REACHABLE,
    (3, 4): Failure.TOO_LONG,
    (3, None): Failure.PROVIDER_DOWN,
    (4, 6): Failure.NOT_REACHABLE,  # it goes in circles
    (4, 7): Failure.EXPIRED,
    (4, None): Failure.NOT_REACHABLE,
    (5, 3): Failure.TOO_MANY,  # recipients
    (5, None): Failure.NOT_ALLOWED,
    (6, None): Failure.NOT_ALLOWED,
    (7, 13): Failure.NO_SUCH_ADDRESS,  # account disabled
    (7, 17): Failure.NO_SUCH_ADDRESS,  # the address has another owner now
    (7, 28): Failure.TOO_MANY,
    (7, None): Failure.NOT_ALLOWED,
}

REPLIES: dict[int, Failure] = {
    421: Failure.PROVIDER_DOWN,
    450: Failure.NOT_REACHABLE,  # mailbox busy, or greylisting
    451: Failure.PROVIDER_DOWN,
    452: Failure.TOO_MANY,  # no room: the server's or the mailbox's
    454: Failure.PROVIDER_DOWN,
    455: Failure.PROVIDER_DOWN,
    500: Failure.NOT_ALLOWED,
    501: Failure.NO_SUCH_ADDRESS,
    502: Failure.NOT_ALLOWED,
    503: Failure.NOT_ALLOWED,
    504: Failure.NOT_ALLOWED,
    510: Failure.NO_SUCH_ADDRESS,
    511: Failure.NO_SUCH_ADDRESS,
    521: Failure.NO_SUCH_ADDRESS,  # the host takes no mail (RFC 7504)
    523: Failure.TOO_LONG,
    530: Failure.NOT_ALLOWED,
    534: Failure.NOT_ALLOWED,
    535: Failure.NOT_ALLOWED,
    541: Failure.NOT_ALLOWED,
    550: Failure.NO_SUCH_ADDRESS,
    551: Failure.NO_SUCH_ADDRESS,
    552: Failure.NOT_REACHABLE,  # mailbox full; too long has 5.2.3 or 5.3.4
    553: Failure.NO_SUCH_ADDRESS,
    554: Failure.NOT_ALLOWED,
    556: Failure.NO_SUCH_ADDRESS,
}

WAITS: dict[int, float] = {421: 60.0, 450: HELD_BACK, 451: HELD_BACK, 452: HELD_BACK}
USUAL_WAIT = 60.0


def verdict(code: int) -> Verdict:
    """Return what a reply to a mail decides."""
    hundred = code // 100
    if hundred == 2:  # noqa: PLR2004  (2xx is yes, 4xx not now, 5xx never)
        return Verdict.TAKEN
    return Verdict.LATER if hundred == 4 else Verdict.REFUSED  # noqa: PLR2004


def why(code: int, words: str) -> Failure:
    """Return the reason that a reply gives; the enhanced code says more than the first three figures."""
    return of_enhanced(words) or REPLIES.get(code, Failure.NOT_UNDERSTOOD)


def of_enhanced(words: str) -> Failure | None:
    """Return what an enhanced code that stands in these words means."""
    found = ENHANCED.search(words)
    if found is None:
        return None
    subject, detail = int(found[2]), int(found[3])
    return ENHANCED_CODES.get((subject, detail)) or ENHANCED_CODES.get((subject, None))


def wait(code: int, words: str) -> float:
    """Return after how long it is worth trying again."""
    if of_enhanced(words) is Failure.NOT_REACHABLE and code == 452:  # noqa: PLR2004  (4.2.2: mailbox full)
        return FULL
    return WAITS.get(code, USUAL_WAIT)


def brief(code: int, words: str) -> str:
    """Return the code as it is kept: three figures, and the enhanced code where there is one."""
    found = ENHANCED.search(words)
    return f"{code} {found[0]}" if found else str(code)
