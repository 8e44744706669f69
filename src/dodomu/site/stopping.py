"""Being asked to stop: by Ctrl-C, by SIGTERM, by a closed terminal."""

import signal
import threading
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopping:
    """Notes that somebody asked to stop, inside a `with` block. Asked twice means: at once."""

    def __init__(self) -> None:
        self.times = 0
        self._asked = threading.Event()

    def __enter__(self) -> "Stopping":
        self._before = {each: signal.signal(each, self._note) for each in SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for each, handler in self._before.items():
            signal.signal(each, handler)

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        self.times += 1
        self._asked.set()

    def is_asked(self) -> bool:
        return self._asked.is_set()

    def at_once(self) -> bool:
        return self.times > 1

    def asked_within(self, seconds: float) -> bool:
        """Wait so long, or until somebody asks."""
        return self._asked.wait(seconds)
