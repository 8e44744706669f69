"""What is not settled of a leg whose manifest is about to be closed: what its gate has not sent, what is in doubt."""

from dataclasses import dataclass
from uuid import UUID

from dodomu.boarding.models import Device, Doubt, Touch
from dodomu.boarding.queries.devices import DeviceLine, devices_of
from dodomu.foundation.actors import Actor
from dodomu.journeys.rules.ways import LegKnown


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What a closing does not know yet; nothing of it keeps an officer from closing."""

    devices: tuple[DeviceLine, ...]  # of its gate, that have not sent everything
    doubts: int  # about what was seen at its gate

    @property
    def unsent(self) -> int:
        """How many entries of its gate have not come in."""
        return sum(device.unsent for device in self.devices)


def unsettled(crisis: UUID, leg: LegKnown, *, by: Actor) -> Unsettled:
    """Return what is not settled of a leg, or refuse to whoever may not board."""
    here = set(Device.objects.filter(crisis=crisis, point=leg.meeting_place or leg.origin).values_list("id", flat=True))
    here |= set(Touch.objects.filter(crisis=crisis, leg=leg.id).values_list("device_id", flat=True).distinct())
    doubts = Doubt.objects.filter(crisis=crisis, touch__leg=leg.id, decided_at=None, cleared_at=None)
    unsent = (each for each in devices_of(crisis, by=by) if each.unsent and each.id in here)
    return Unsettled(tuple(unsent), doubts.count())
