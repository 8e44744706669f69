"""Receipts: what an operator says later of a message, in the TLVs, in the text, or half in each.

`id:IIIIIIIIII sub:SSS dlvrd:DDD submit date:YYMMDDhhmm done date:YYMMDDhhmm stat:DDDDDDD err:E text: …`
(SMPP 3.4, appendix B) is "vendor specific": the order, the case, the blanks and the length of the hours all vary.
"""

import hashlib
import logging
import re
from datetime import datetime, tzinfo
from enum import StrEnum

from dodomu.channels.messages import Arrival, Failure, Receipt
from dodomu.channels.sms_smpp import codes, pdus

FIELD = re.compile(r"\b(id|stat|err|done\s?_?date)\s?:\s?(\S*)", re.IGNORECASE)
TEXT = re.compile(r"\btext\s?:", re.IGNORECASE)
HOURS = {10: "%y%m%d%H%M", 12: "%y%m%d%H%M%S", 14: "%Y%m%d%H%M%S"}
GSM_NETWORK = 3
ENOUGH = 20  # receipts that look otherwise than the answers, before it is said
LONGEST = 128

log = logging.getLogger(__name__)


class Ids(StrEnum):
    """How an operator writes its name for a message: in the answer to a submission, and in the receipt."""

    SAME = "same"
    HEX_DEC = "hex-dec"  # 1A2B is answered, and the receipt says 6699
    DEC_HEX = "dec-hex"


class Refs:
    """Makes one name of the two ways in which some operators write it."""

    def __init__(self, ids: Ids) -> None:
        self._answer, self._receipt = {Ids.SAME: (0, 0), Ids.HEX_DEC: (16, 10), Ids.DEC_HEX: (10, 16)}[ids]
        self._letters = False  # the answers held letters of hexadecimal
        self._digits = 0  # receipts without any

    def of_answer(self, ref: str) -> str:
        """Return the name under which receipts of this message will come."""
        if not self._letters and not ref.isdigit() and _number(ref, 16) != ref:
            self._letters = True
        return _number(ref, self._answer) if self._answer else ref

    def of_receipt(self, ref: str) -> str:
        """Return the name that the answer had."""
        if self._receipt:
            return _number(ref, self._receipt)
        self._warn(ref)
        return ref

    def _warn(self, ref: str) -> None:
        if not self._letters:
            return
        self._digits = self._digits + 1 if ref.isdigit() else -(10**9)
        if self._digits == ENOUGH:
            log.warning("the operator answers with hexadecimal names and its receipts are decimal: put ids=hex-dec")


def _number(ref: str, base: int) -> str:
    """Return a number of this base in plain decimal, or what was given where it is none."""
    try:
        return str(int(ref, base)) if len(ref) <= LONGEST else ref
    except ValueError:
        return ref


def is_receipt(delivered: pdus.Delivered) -> bool:
    """Say whether this speaks of a message of ours. A text that only looks so was written by somebody."""
    if delivered.kind in pdus.RECEIPTS:
        return True
    return delivered.kind == 0 and pdus.RECEIPTED_ID in delivered.tlvs and pdus.MESSAGE_STATE in delivered.tlvs


def read(delivered: pdus.Delivered, text: str, *, refs: Refs, zone: tzinfo) -> Receipt | None:
    """Return the receipt, or nothing where it names no message."""
    fields = _fields(text)
    ref = pdus.text_of(delivered.tlvs.get(pdus.RECEIPTED_ID, b"")) or fields.get("id", "")
    if not ref or len(ref) > LONGEST:
        return None
    state = _state(delivered, fields)
    arrival, why = codes.ARRIVALS.get(state, (Arrival.UNDER_WAY, Failure.NOT_UNDERSTOOD))
    code = " ".join(filter(None, (state, fields.get("err", ""))))[:32]
    if arrival is Arrival.FAILED:
        why = _network_says(delivered) or why
    at = _hour(fields.get("donedate", ""), zone)
    name = refs.of_receipt(ref)
    return Receipt(_key(name, code, fields.get("donedate", "")), name, arrival, at, why, code)


def _fields(text: str) -> dict[str, str]:
    said = TEXT.split(text, maxsplit=1)[0]  # what stands after it are the first words of our message
    return {re.sub(r"[\s_]", "", name).lower(): value for name, value in reversed(FIELD.findall(said))}


def _state(delivered: pdus.Delivered, fields: dict[str, str]) -> str:
    state = delivered.tlvs.get(pdus.MESSAGE_STATE, b"")
    if len(state) == 1 and state[0] in codes.STATES:
        return codes.STATES[state[0]]
    return fields.get("stat", "").upper()


def _network_says(delivered: pdus.Delivered) -> Failure | None:
    said = delivered.tlvs.get(pdus.NETWORK_ERROR, b"")
    if len(said) != GSM_NETWORK or said[0] != GSM_NETWORK:  # three octets: kind of network, and its code
        return None
    return codes.GSM_ERRORS.get(int.from_bytes(said[1:], "big"))


def _hour(said: str, zone: tzinfo) -> datetime | None:
    form = HOURS.get(len(said))
    if form is None or not said.isascii() or not said.isdigit():
        return None
    try:
        return datetime.strptime(said, form).replace(tzinfo=zone)
    except ValueError:
        return None


def _key(*words: str) -> str:
    return "r" + hashlib.blake2s("\0".join(words).encode(), digest_size=12).hexdigest()
