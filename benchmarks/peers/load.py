"""People at their browsers: as many as the server bears, or so many a second whatever it bears."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.peers import forms
from benchmarks.peers.http import Address, Answer, Broken, Browser, get, post

OK = 200


@dataclass(slots=True)
class Sent:
    """What became of one form: the answer and how long it took, or nothing."""

    phone: str
    seconds: float = 0.0
    answer: Answer | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the server said that it is kept."""
        return self.answer is not None and self.answer.status == OK


@dataclass
class Load:
    """What was sent to a server in one run."""

    at: Address
    path: str
    people: Iterator[dict[str, str]]
    sent: list[Sent] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)  # seconds that each page of the form took
    seconds: float = 0.0  # from the first form to the last answer

    async def crowd(self, *, size: int, seconds: float, page_each_time: bool) -> None:
        """Send forms through `size` connections one after another, each as soon as the last was answered."""
        began = time.perf_counter()
        end = began + seconds
        await asyncio.gather(*(self._visitor(end, page_each_time) for _ in range(size)))
        self.seconds = time.perf_counter() - began

    async def stream(self, *, per_second: float, seconds: float) -> None:
        """Send a form every so often, each from a browser of its own that waits its turn for nobody.

        The time is taken from the moment when somebody pressed the button, so that a server which stands still is
        charged for everybody who waits.
        """
        began = time.perf_counter()
        page = await self.page()
        senders = []
        for number in range(int(per_second * seconds)):
            due = began + number / per_second
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            senders.append(asyncio.create_task(self._sender(page, due)))
        await asyncio.gather(*senders)
        self.seconds = time.perf_counter() - began

    async def _sender(self, page: dict[str, str], due: float) -> None:
        filled = forms.fill(page, next(self.people), anew=True)
        sent = Sent(filled.phone)
        self.sent.append(sent)
        try:
            sent.answer = await self.once(post(self.at, self.path, filled.fields))
        except (Broken, OSError):
            return
        sent.seconds = time.perf_counter() - due

    async def page(self) -> dict[str, str]:
        """Ask for the form over a connection of its own, and return its fields."""
        return forms.blank((await self.once(get(self.at, self.path))).text)

    async def once(self, request: bytes) -> Answer:
        """Ask over a connection of its own."""
        browser = await Browser.open(self.at)
        try:
            return await browser.ask(request)
        finally:
            browser.close()

    async def _visitor(self, end: float, page_each_time: bool) -> None:
        browser = await Browser.open(self.at)
        page = await self._page(browser)
        while time.perf_counter() < end:
            if page_each_time:
                page = await self._page(browser)
            filled = forms.fill(page, next(self.people), anew=not page_each_time)
            request, sent = post(self.at, self.path, filled.fields), Sent(filled.phone)
            self.sent.append(sent)
            began = time.perf_counter()
            try:
                sent.answer = await browser.ask(request)
            except (Broken, OSError):
                browser = await Browser.open(self.at)
            sent.seconds = time.perf_counter() - began
        browser.close()

    async def _page(self, browser: Browser) -> dict[str, str]:
        began = time.perf_counter()
        answer = await browser.ask(get(self.at, self.path))
        self.pages.append(time.perf_counter() - began)
        return forms.blank(answer.text)
