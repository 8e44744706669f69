"""What officers type about the papers of a leg."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BorderListGiven:
    """What stands at the head of a list for a carrier or a border service."""

    carrier: str  # two or three letters
    service: str  # its number
    departs_from: str  # three letters of the airport
    arrives_to: str
    sender: str
    receiver: str
    contact: str
    phone: str = ""
    email: str = ""
