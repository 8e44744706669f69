"""Which channels are set up here, and what a part costs on them (settings)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlsplit

from django.conf import settings

from dodomu.channels.messages import ChannelKind, Parts
from dodomu.channels.sms_smpp import writing


@dataclass(frozen=True, slots=True)
class Connection:
    """A provider that is set up: its link says everything else, its password too."""

    name: str
    kind: ChannelKind
    provider: str  # the module that connects
    link: str = field(repr=False)
    rate: float = 0.0  # messages a second that were agreed; 0: as many as it takes


def connections() -> tuple[Connection, ...]:
    """Return every provider that is set up, in the order of the settings."""
    return tuple(_connection(name, link) for name, link in settings.DODOMU_CHANNELS.items())


def kinds(*, is_drill: bool) -> frozenset[ChannelKind]:
    """Return the channels that can be tried: in an exercise all of them, since nothing of it reaches anybody."""
    if is_drill:
        return frozenset(ChannelKind)
    return frozenset(each.kind for each in connections()) - {ChannelKind.DRILL}


def price(channel: ChannelKind) -> Decimal:
    """Return what one part costs, in the currency of the settings."""
    prices: Mapping[str, Decimal] = settings.DODOMU_PRICES
    return prices.get(channel.value, Decimal(0))


def currency() -> str:
    """Return in what prices are given."""
    return str(settings.DODOMU_CURRENCY)


def parts_of(channel: ChannelKind, text: str) -> Parts:
    """Say in how many parts a text goes over a channel, without asking any provider."""
    return writing.parts_of(text, latin=False) if channel is ChannelKind.SMS else Parts(1)


def _connection(name: str, link: str) -> Connection:
    kind, provider = settings.DODOMU_PROVIDERS[urlsplit(link).scheme]
    return Connection(name, ChannelKind(kind), provider, link, float(settings.DODOMU_CHANNEL_RATES.get(name, 0)))
