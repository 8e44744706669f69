"""Telegram as a channel. One thread uses it; messages go out on several connections side by side."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import SimpleQueue
from time import monotonic, sleep

from dodomu.channels.messages import (
    ChannelError,
    ChannelKind,
    Failure,
    Heard,
    Outgoing,
    Parts,
    Result,
    Verdict,
)
from dodomu.channels.telegram import codes, reading, writing
from dodomu.channels.telegram.calling import Answer, Line, Lost, fault
from dodomu.channels.telegram.inbox import Inbox
from dodomu.channels.telegram.link import Settings
from dodomu.channels.telegram.pace import Pace, Queue

GLANCE = 0.2  # seconds after which it is asked again whether to go on
LONGEST_HOLD = 10.0  # seconds that are waited for here; after longer ones everything is given back
USELESS = {codes.UNAUTHORIZED, codes.NOT_FOUND}

log = logging.getLogger(__name__)


class Telegram:
    """A bot."""

    kind = ChannelKind.TELEGRAM

    def __init__(self, settings: Settings) -> None:
        """Ask Telegram whether it knows the bot, or raise `ChannelError`."""
        self._settings = settings
        self._pace = Pace(settings.rate, settings.chat)
        self._line = Line(settings)
        self._inbox = Inbox(settings, self._line)
        answer = self._asked("getMe")
        if not answer.is_ok:
            self._line.close()
            raise fault(settings, answer)
        self._lines: SimpleQueue[Line] = SimpleQueue()
        for _ in range(settings.lines):
            self._lines.put(Line(settings))
        self._hands = ThreadPoolExecutor(settings.lines, thread_name_prefix="telegram")

    def parts(self, text: str) -> Parts:
        """Say how much of a message a text fills."""
        return writing.parts(text)

    def send(self, messages: Sequence[Outgoing], *, goes_on: Callable[[], bool]) -> Iterator[Result]:
        """Hand messages over, as quickly as Telegram allows; every one has exactly one result."""
        queue, flying = Queue(messages), set[Future[Result]]()
        try:
            while queue or flying:
                if queue and (given_back := self._given_back(goes_on())) is not None:
                    yield from (given_back(each) for each in queue.rest())
                pause = self._fill(queue, flying)
                done, flying = self._landed(flying, pause)
                yield from (each.result() for each in done)
        finally:
            wait(flying)

    def hear(self, seconds: float) -> Sequence[Heard]:
        """Return what came and is not acknowledged, waiting so long for something new."""
        return self._inbox.hear(seconds)

    def acknowledge(self, heard: Sequence[Heard]) -> None:
        """Confirm these with the next question, and let the buttons that were tapped come to rest."""
        self._inbox.acknowledge([each.key for each in heard])
        for each in heard:
            if tap := reading.key_of_tap(each.key):
                self._hands.submit(self._quietly, "answerCallbackQuery", {"callback_query_id": tap})

    def close(self) -> None:
        """Confirm what was acknowledged, and close."""
        self._hands.shutdown()
        self._inbox.close()
        self._line.close()
        while not self._lines.empty():
            self._lines.get().close()

    def _fill(self, queue: Queue, flying: set[Future[Result]]) -> float:
        """Put in the air what may go, and return the seconds until something may again."""
        while queue and len(flying) < self._settings.lines:
            message, pause = self._pace.next(queue, monotonic())
            if message is None:
                return pause
            flying.add(self._hands.submit(self._sent, message))
        return GLANCE

    def _landed(self, flying: set[Future[Result]], pause: float) -> tuple[set[Future[Result]], set[Future[Result]]]:
        pause = min(max(pause, 0.001), GLANCE)
        if not flying:
            sleep(pause)
            return set(), set()
        done, still = wait(flying, pause, return_when=FIRST_COMPLETED)
        return done, still

    def _given_back(self, goes_on: bool) -> Callable[[Outgoing], Result] | None:
        """Return what is said of messages that are not begun, where none should be."""
        if not goes_on:
            return lambda each: Result(each.id, Verdict.LATER)
        held = self._pace.held(monotonic())
        if held > LONGEST_HOLD or (self._pace.why is not Failure.TOO_MANY and held):
            why = self._pace.why
            return lambda each: Result(each.id, Verdict.LATER, why=why, wait=held)
        return None

    def _sent(self, message: Outgoing) -> Result:
        """Hand over one message; in a thread of its own."""
        try:
            call = writing.call(message)
        except writing.CannotWrite as error:
            return Result(message.id, Verdict.REFUSED, why=error.why, code=error.code)
        line = self._lines.get()
        try:
            return self._result(message, _called(line, call))
        except Lost as lost:
            if lost.in_doubt:
                return Result(message.id, Verdict.IN_DOUBT, why=Failure.PROVIDER_DOWN, code=str(lost))
            again = self._settings.times.again
            self._pace.throttled(again, monotonic(), Failure.PROVIDER_DOWN)
            return Result(message.id, Verdict.LATER, why=Failure.PROVIDER_DOWN, code=str(lost), wait=again)
        finally:
            self._lines.put(line)

    def _result(self, message: Outgoing, answer: Answer) -> Result:
        if answer.is_ok:
            name = answer.result.get("message_id") if isinstance(answer.result, dict) else None
            refs = (f"{message.to}:{name}",) if isinstance(name, int) else ()
            return Result(message.id, Verdict.TAKEN, refs)
        meaning = codes.meaning(answer.code, answer.words)
        pause = (answer.retry_after or meaning.wait) if meaning.verdict is Verdict.LATER else 0.0
        if answer.code == codes.TOO_MANY:
            self._pace.throttled(pause, monotonic(), Failure.TOO_MANY)
        elif answer.code in USELESS:
            log.warning("%s", fault(self._settings, answer))
            self._pace.throttled(pause, monotonic(), Failure.NOT_ALLOWED)
        if meaning.is_stop:
            self._inbox.add(reading.stop(message.to, message.id.hex))
        return Result(message.id, meaning.verdict, why=meaning.why, code=str(answer.code), wait=pause)

    def _quietly(self, method: str, words: dict[str, str]) -> None:
        """Call a method of which nothing depends."""
        line = self._lines.get()
        try:
            line.call(method, words)
        except Lost:
            log.info("%s was not answered", method)
        finally:
            self._lines.put(line)

    def _asked(self, method: str) -> Answer:
        try:
            return self._line.call(method, {})
        except Lost as lost:
            words = f"Telegram at {self._settings.host} cannot be reached ({lost})."
            raise ChannelError(Failure.PROVIDER_DOWN, words, wait=self._settings.times.again) from None


def _called(line: Line, words: dict[str, object]) -> Answer:
    """Send a message; once more, at once, where a connection was lost before Telegram had it."""
    try:
        return line.call("sendMessage", words)
    except Lost as lost:
        if lost.in_doubt:
            raise
    return line.call("sendMessage", words)
