"""Their status → ours: SMPP 3.4, section 5.1.3, and the message states of 5.2.28."""

from dataclasses import dataclass

from dodomu.channels.messages import Arrival, Failure, Verdict

OK = 0x00
INVALID_LENGTH = 0x02
INVALID_COMMAND = 0x03
COME_AGAIN = 0x64  # ESME_RX_T_APPN: of ours, to a message that we cannot take now
UNREADABLE = 0x65  # ESME_RX_P_APPN


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a status of theirs means to us."""

    name: str
    verdict: Verdict = Verdict.REFUSED
    why: Failure | None = Failure.NOT_ALLOWED
    wait: float = 0.0


_DOWN = (Verdict.LATER, Failure.PROVIDER_DOWN, 30.0)

STATUSES: dict[int, Meaning] = {
    0x00: Meaning("ESME_ROK", Verdict.TAKEN, None),
    0x01: Meaning("ESME_RINVMSGLEN", why=Failure.TOO_LONG),
    0x02: Meaning("ESME_RINVCMDLEN"),
    0x03: Meaning("ESME_RINVCMDID"),
    0x04: Meaning("ESME_RINVBNDSTS", *_DOWN),
    0x05: Meaning("ESME_RALYBND", *_DOWN),
    0x06: Meaning("ESME_RINVPRTFLG"),
    0x07: Meaning("ESME_RINVREGDLVFLG"),
    0x08: Meaning("ESME_RSYSERR", *_DOWN),
    0x0A: Meaning("ESME_RINVSRCADR"),
    0x0B: Meaning("ESME_RINVDSTADR", why=Failure.NO_SUCH_ADDRESS),
    0x0C: Meaning("ESME_RINVMSGID"),
    0x0D: Meaning("ESME_RBINDFAIL"),
    0x0E: Meaning("ESME_RINVPASWD"),
    0x0F: Meaning("ESME_RINVSYSID"),
    0x11: Meaning("ESME_RCANCELFAIL"),
    0x13: Meaning("ESME_RREPLACEFAIL"),
    0x14: Meaning("ESME_RMSGQFUL", Verdict.LATER, Failure.TOO_MANY),
    0x15: Meaning("ESME_RINVSERTYP"),
    0x33: Meaning("ESME_RINVNUMDESTS", why=Failure.NO_SUCH_ADDRESS),
    0x34: Meaning("ESME_RINVDLNAME", why=Failure.NO_SUCH_ADDRESS),
    0x40: Meaning("ESME_RINVDESTFLAG"),
    0x42: Meaning("ESME_RINVSUBREP"),
    0x43: Meaning("ESME_RINVESMCLASS"),
    0x44: Meaning("ESME_RCNTSUBDL", why=Failure.NO_SUCH_ADDRESS),
    0x45: Meaning("ESME_RSUBMITFAIL", *_DOWN),
    0x48: Meaning("ESME_RINVSRCTON"),
    0x49: Meaning("ESME_RINVSRCNPI"),
    0x50: Meaning("ESME_RINVDSTTON", why=Failure.NO_SUCH_ADDRESS),
    0x51: Meaning("ESME_RINVDSTNPI", why=Failure.NO_SUCH_ADDRESS),
    0x53: Meaning("ESME_RINVSYSTYP"),
    0x54: Meaning("ESME_RINVREPFLAG"),
    0x55: Meaning("ESME_RINVNUMMSGS"),
    0x58: Meaning("ESME_RTHROTTLED", Verdict.LATER, Failure.TOO_MANY),
    0x61: Meaning("ESME_RINVSCHED"),
    0x62: Meaning("ESME_RINVEXPIRY"),
    0x63: Meaning("ESME_RINVDFTMSGID"),
    0x64: Meaning("ESME_RX_T_APPN", *_DOWN),
    0x65: Meaning("ESME_RX_P_APPN"),
    0x66: Meaning("ESME_RX_R_APPN"),
    0x67: Meaning("ESME_RQUERYFAIL"),
    0xC0: Meaning("ESME_RINVOPTPARSTREAM"),
    0xC1: Meaning("ESME_ROPTPARNOTALLWD"),
    0xC2: Meaning("ESME_RINVPARLEN"),
    0xC3: Meaning("ESME_RMISSINGOPTPARAM"),
    0xC4: Meaning("ESME_RINVOPTPARAMVAL"),
    0xFE: Meaning("ESME_RDELIVERYFAILURE", why=Failure.NOT_REACHABLE),
    0xFF: Meaning("ESME_RUNKNOWNERR", *_DOWN),
}
SLOW_DOWN = frozenset({0x14, 0x58})  # sent again by ourselves, later and slower


def meaning(status: int) -> Meaning:
    """Return what a status means; one that is in no table is a refusal under its number."""
    return STATUSES.get(status) or Meaning(f"0x{status:08X}", why=Failure.NOT_UNDERSTOOD)


# message_state (TLV) → the word that stands after `stat:` in a receipt's text
STATES = {
    1: "ENROUTE", 2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 6: "ACCEPTD", 7: "UNKNOWN", 8: "REJECTD",
    0: "SCHEDULED", 9: "SKIPPED",  # of SMPP 5.0, met in 3.4 too
}  # fmt: skip

ARRIVALS: dict[str, tuple[Arrival, Failure | None]] = {
    "SCHEDULED": (Arrival.UNDER_WAY, None),
    "ENROUTE": (Arrival.UNDER_WAY, None),
    "BUFFERED": (Arrival.UNDER_WAY, None),
    "SENT": (Arrival.UNDER_WAY, None),
    "ACCEPTD": (Arrival.UNDER_WAY, None),  # most operators mean their own queue by it
    "ACCEPTED": (Arrival.UNDER_WAY, None),
    "DELIVRD": (Arrival.DELIVERED, None),
    "DELIVERED": (Arrival.DELIVERED, None),
    "EXPIRED": (Arrival.FAILED, Failure.EXPIRED),
    "DELETED": (Arrival.FAILED, Failure.NOT_ALLOWED),
    "UNDELIV": (Arrival.FAILED, Failure.NOT_REACHABLE),
    "UNDELIVERABLE": (Arrival.FAILED, Failure.NOT_REACHABLE),
    "FAILED": (Arrival.FAILED, Failure.NOT_REACHABLE),
    "UNKNOWN": (Arrival.FAILED, Failure.NOT_UNDERSTOOD),
    "REJECTD": (Arrival.FAILED, Failure.NOT_ALLOWED),
    "REJECTED": (Arrival.FAILED, Failure.NOT_ALLOWED),
    "SKIPPED": (Arrival.FAILED, Failure.NOT_ALLOWED),
}

# network_error_code of a GSM network (MAP, 3GPP TS 29.002, 17.6.6). `err:` in the text is every operator's own.
GSM_ERRORS = {
    1: Failure.NO_SUCH_ADDRESS,  # unknown subscriber
    5: Failure.NO_SUCH_ADDRESS,  # unidentified subscriber
    6: Failure.NOT_REACHABLE,  # absent subscriber
    9: Failure.NO_SUCH_ADDRESS,  # illegal subscriber
    11: Failure.NOT_ALLOWED,  # teleservice not provisioned
    13: Failure.BLOCKED,  # call barred
    27: Failure.NOT_REACHABLE,  # absent subscriber
    31: Failure.NOT_REACHABLE,  # subscriber busy for SM
    32: Failure.NOT_REACHABLE,  # SM delivery failure
}
