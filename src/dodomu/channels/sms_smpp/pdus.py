"""The protocol data units of SMPP 3.4 that we speak: written as bytes, and read from a stranger with suspicion."""

from dataclasses import dataclass, field
from enum import IntEnum
from struct import Struct

HEADER = Struct(">IIII")  # length, command, status, sequence
TLV = Struct(">HH")
LEAST, MOST = HEADER.size, 70_000  # a message_payload has 65,535 octets at most
LAST_SEQUENCE = 0x7FFFFFFF
VERSION = 0x34


class Command(IntEnum):
    """What a unit is; an answer has the highest bit."""

    GENERIC_NACK = 0x80000000
    BIND_TRANSCEIVER = 0x00000009
    BIND_TRANSCEIVER_RESP = 0x80000009
    OUTBIND = 0x0000000B
    SUBMIT_SM = 0x00000004
    SUBMIT_SM_RESP = 0x80000004
    DELIVER_SM = 0x00000005
    UNBIND = 0x00000006
    UNBIND_RESP = 0x80000006
    ENQUIRE_LINK = 0x00000015
    ENQUIRE_LINK_RESP = 0x80000015
    ALERT_NOTIFICATION = 0x00000102
    DATA_SM = 0x00000103


ANSWER = 0x80000000

# optional parameters
SAR_REFERENCE, SAR_TOTAL, SAR_NUMBER = 0x020C, 0x020E, 0x020F
RECEIPTED_ID, NETWORK_ERROR, MESSAGE_PAYLOAD, MESSAGE_STATE = 0x001E, 0x0423, 0x0424, 0x0427

# esm_class
KIND, HAS_HEADER = 0x3C, 0x40
RECEIPTS = frozenset({0x04, 0x08, 0x20})  # of the centre, of the telephone, on the way
UNKNOWN, INTERNATIONAL, NETWORK_SPECIFIC, ALPHANUMERIC = 0, 1, 3, 5  # types of number
ISDN = 1


class Malformed(ValueError):
    """Octets that are not what they say they are."""


@dataclass(frozen=True, slots=True)
class Address:
    """A number with its type and its plan."""

    ton: int
    npi: int
    number: str

    def octets(self) -> bytes:
        """Return it as it stands in a unit."""
        return bytes((self.ton, self.npi)) + self.number.encode("ascii") + b"\0"


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came in a deliver_sm or data_sm."""

    sender: Address
    to: Address
    esm_class: int
    coding: int
    body: bytes
    tlvs: dict[int, bytes] = field(default_factory=dict)

    @property
    def kind(self) -> int:
        """Return whether it is a message (0) or speaks of one."""
        return self.esm_class & KIND


def unit(command: int, sequence: int, body: bytes = b"", *, status: int = 0) -> bytes:
    """Return a whole unit."""
    return HEADER.pack(LEAST + len(body), command, status, sequence) + body


def bind(sequence: int, *, system_id: str, password: str, system_type: str) -> bytes:
    """Return a bind_transceiver."""
    words = b"".join(each.encode("utf-8") + b"\0" for each in (system_id, password, system_type))
    return unit(Command.BIND_TRANSCEIVER, sequence, words + bytes((VERSION, 0, 0)) + b"\0")


class Submits:
    """Writes submit_sm units that differ in recipient and words only."""

    def __init__(self, source: Address) -> None:
        self._before = b"\0" + source.octets() + bytes((INTERNATIONAL, ISDN))

    def unit(self, sequence: int, number: bytes, coding: int, body: bytes, header: bytes = b"") -> bytes:
        """Return the unit for a number in international form, without its plus; `header` joins the parts again."""
        size = len(header) + len(body)
        # esm_class, protocol, priority, no hour, no validity, receipt wanted, no replacing, coding, no stock message
        after = bytes((0, HAS_HEADER if header else 0, 0, 0, 0, 0, 1, 0, coding, 0, size))
        length = LEAST + len(self._before) + len(number) + len(after) + size
        head = HEADER.pack(length, Command.SUBMIT_SM, 0, sequence)
        return b"".join((head, self._before, number, after, header, body))


def message_id(body: bytes) -> str:
    """Return the name that a submit_sm_resp gives to a message."""
    return text_of(body)


def text_of(octets: bytes) -> str:
    """Return a C string, or what is there of one."""
    return octets.partition(b"\0")[0].decode("latin-1").strip()


def read_delivered(command: int, body: bytes) -> Delivered:
    """Read a deliver_sm or data_sm, or raise `Malformed`."""
    try:
        return _Reader(body).delivered(is_data=command == Command.DATA_SM)
    except IndexError:
        raise Malformed("it ends in the middle") from None


class _Reader:
    def __init__(self, octets: bytes) -> None:
        self._octets, self._at = octets, 0

    def delivered(self, *, is_data: bool) -> Delivered:
        self._word()  # service_type
        sender, to = self._address(), self._address()
        esm_class = self._octet()
        body = b""
        if is_data:
            self._octet()  # registered_delivery
            coding = self._octet()
        else:
            self._skip_to_coding()
            coding = self._octet()
            self._octet()  # sm_default_msg_id
            body = self._octets_of(self._octet())
        tlvs = self._tlvs()
        return Delivered(sender, to, esm_class, coding, tlvs.get(MESSAGE_PAYLOAD) or body, tlvs)

    def _skip_to_coding(self) -> None:
        self._at += 2  # protocol_id, priority_flag
        self._word()  # schedule_delivery_time
        self._word()  # validity_period
        self._at += 2  # registered_delivery, replace_if_present_flag

    def _octet(self) -> int:
        octet = self._octets[self._at]
        self._at += 1
        return octet

    def _octets_of(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._octets):
            raise Malformed("it is shorter than it says")
        taken, self._at = self._octets[self._at : end], end
        return taken

    def _word(self) -> str:
        end = self._octets.find(b"\0", self._at)
        if end < 0:
            raise Malformed("a word does not end")
        taken, self._at = self._octets[self._at : end], end + 1
        return taken.decode("latin-1")

    def _address(self) -> Address:
        return Address(self._octet(), self._octet(), self._word().strip())

    def _tlvs(self) -> dict[int, bytes]:
        """Return the optional parameters; what is broken behind them is left, the message itself is whole."""
        found: dict[int, bytes] = {}
        while self._at + TLV.size <= len(self._octets):
            tag, size = TLV.unpack_from(self._octets, self._at)
            begin = self._at + TLV.size
            if begin + size > len(self._octets):
                break
            found.setdefault(tag, self._octets[begin : begin + size])
            self._at = begin + size
        return found
