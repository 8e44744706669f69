"""An operator to send to, and messages to send."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from benchmarks.peers import smsc

from dodomu.channels.messages import Outgoing, Result
from dodomu.channels.sms_smpp import link
from dodomu.channels.sms_smpp.client import Smpp

QUICK = link.Times(
    open=5, answer=5, enquire=30, dead=5, leave=1, again=0.01, again_most=0.05, refused=60, pause=0.02, pause_most=0.1,
    throttled=5, quiet=0.2, part=0.5,
)  # fmt: skip


@contextmanager
def connected(centre: smsc.Centre, words: str = "", **times: float) -> Iterator[Smpp]:
    """Lend a client that is bound to a centre."""
    settings = link.read(f"smpp://dodomu:secret@127.0.0.1:{centre.port}?source=Dodomu{words}")
    client = Smpp(replace(settings, times=replace(QUICK, **times)))
    try:
        yield client
    finally:
        client.close()


def messages(count: int, text: str = "Вода є в школі №5", begin: int = 0) -> list[Outgoing]:
    return [Outgoing(UUID(int=number + 1), f"+38000{number:07d}", text, "uk") for number in range(begin, begin + count)]


def send(client: Smpp, outgoing: list[Outgoing]) -> dict[UUID, Result]:
    """Send, and prove that each has one result."""
    results = list(client.send(outgoing, goes_on=lambda: True))
    assert sorted(each.id for each in results) == sorted(each.id for each in outgoing)
    return {each.id: each for each in results}
