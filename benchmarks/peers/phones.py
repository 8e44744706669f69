"""Telephones on a bad network: their forms trickle in, some lose the network half-way, some never see the answer."""

import asyncio
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from benchmarks.peers import forms
from benchmarks.peers.http import HEAD_END, Address, Broken, Browser, post
from benchmarks.peers.load import Sent

SLOWEST, QUICKEST = 20, 50  # bytes a second
LOST_HALFWAY, LOST_BEFORE_ANSWER = 0.1, 0.2  # how many lose the network while sending, or with everything sent


@dataclass
class Phones:
    """Many telephones that send at once, each one form after another, until they are told to hang up."""

    at: Address
    path: str
    page: Mapping[str, str]
    people: Iterator[dict[str, str]]
    seed: int
    sent: list[Sent] = field(default_factory=list)
    dribbling: int = 0
    most_at_once: int = 0

    async def dribble(self, how_many: int) -> None:
        """Send until cancelled."""
        await asyncio.gather(*(self._phone(random.Random(self.seed + number)) for number in range(how_many)))

    async def _phone(self, chance: random.Random) -> None:
        while True:
            filled = forms.fill(self.page, next(self.people), anew=True)
            sent, request = Sent(filled.phone), post(self.at, self.path, filled.fields)
            self.sent.append(sent)
            fate = chance.random()
            if fate < LOST_HALFWAY:
                await self._trickle(request, chance, upto=chance.random())
            elif fate < LOST_BEFORE_ANSWER:
                await self._trickle(request, chance)
                await self._again(sent, request)  # the same form, from where the network is better
            else:
                await self._trickle(request, chance, sent=sent)

    async def _trickle(
        self, request: bytes, chance: random.Random, *, upto: float = 1.0, sent: Sent | None = None
    ) -> None:
        """Send the head at once and the body drop by drop; wait for the answer where there is somebody to have it."""
        browser = await Browser.open(self.at)
        self.dribbling += 1
        self.most_at_once = max(self.most_at_once, self.dribbling)
        head, _, body = request.partition(HEAD_END)
        try:
            await self._drops(browser, head + HEAD_END, body[: int(len(body) * upto) or 1], chance, sent)
        except (Broken, OSError):
            pass  # nobody has the answer: the register is asked afterwards
        finally:
            self.dribbling -= 1
            browser.close()

    async def _drops(
        self, browser: Browser, head: bytes, body: bytes, chance: random.Random, sent: Sent | None
    ) -> None:
        rate = chance.randint(SLOWEST, QUICKEST)
        transport = browser.transport
        assert transport is not None
        transport.write(head)
        for start in range(0, len(body) - rate, rate):
            transport.write(body[start : start + rate])
            await asyncio.sleep(1.0)
        last = body[(len(body) - 1) // rate * rate :]
        if sent is None:
            transport.write(last)
        else:
            sent.answer = await browser.ask(last)

    async def _again(self, sent: Sent, request: bytes) -> None:
        browser = await Browser.open(self.at)
        try:
            sent.answer = await browser.ask(request)
        except (Broken, OSError):
            return
        finally:
            browser.close()
