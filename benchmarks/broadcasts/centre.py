"""An SMS centre in a process of its own, which writes down every message that it takes."""

import contextlib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Centre:
    """A running centre; it may be killed and started again on the same port."""

    log: Path
    arguments: tuple[str, ...]
    port: int = 0
    first_id: int = 4000
    process: "subprocess.Popen[str] | None" = None

    def start(self) -> None:
        """Start it, on the port it had before; it numbers on, as real ones do."""
        command = [
            sys.executable, "-m", "benchmarks.peers.smsc", "--log", str(self.log), "--port", str(self.port),
            "--first-id", str(self.first_id), *self.arguments,
        ]  # fmt: skip
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        self.first_id += 10_000_000

    def kill(self) -> None:
        """Kill it as a power cut does."""
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """Ask it to end, so that its books are on the disk."""
        self.process.terminate()
        self.process.wait()

    @property
    def link(self) -> str:
        return f"smpp://dodomu:secret@127.0.0.1:{self.port}?source=Dodomu&window=500"

    def taken(self) -> Counter[str]:
        """Return how often each number was sent something."""
        often: Counter[str] = Counter()
        with self.log.open() as lines:
            for line in lines:
                if line.endswith("]\n"):
                    often[line[2 : line.index('"', 2)]] += 1
        return often


@contextlib.contextmanager
def centre(log: Path, *arguments: str) -> Iterator[Centre]:
    """Lend a centre that runs."""
    made = Centre(log, arguments)
    made.start()
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.end()
