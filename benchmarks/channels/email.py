"""Mail: how many go out and come in a second on one machine, and what one of fifty megabytes takes.

python -m benchmarks.channels.email [--mails 3000] [--runs 3]
"""

import argparse
import contextlib
import resource
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from uuid import UUID

from benchmarks import machine
from benchmarks.peers.smtpd import Bringer
from dodomu.channels import email
from dodomu.channels.email.client import Email
from dodomu.channels.messages import Outgoing, Verdict

HELP = "help@crisis.example.org"
TEXT = "Автобуси о 07:00 від посольства. Код {:09d}, візьміть паспорт.\n" * 6
MAIL = f"From: olena@example.org\nTo: {HELP}\nSubject: Виїзд\nMessage-ID: <{{}}@example.org>\n\nНас троє.\n"
BRINGERS = 20
LINE = b"iVBORw0KGgoAAAANSUhEUgAAB4AAAAQ4CAYAAADo08FDAAAAAXNSR0IArs4c6QAAAARnQU1BAACx\r\n"


@contextlib.contextmanager
def connected() -> Iterator[Email]:
    """Lend a channel, with a server in a process of its own."""
    server = subprocess.Popen([sys.executable, "-m", "benchmarks.peers.smtpd"], stdout=subprocess.PIPE, text=True)
    channel = email.connect(f"smtp://127.0.0.1:{int(server.stdout.readline())}?tls=none&from={HELP}&listen=127.0.0.1:0")
    try:
        yield channel
    finally:
        channel.close()
        server.send_signal(signal.SIGTERM)
        server.communicate()


def out(mails: int) -> tuple[float, float]:
    """Return mails a second, and microseconds of processor a mail, on the way out."""
    messages = [
        Outgoing(UUID(int=each), f"p{each}@example.org", TEXT.format(*[each] * 6), "uk", "Виїзд")
        for each in range(mails)
    ]
    with connected() as channel:
        own, began = time.process_time(), time.perf_counter()
        taken = sum(each.verdict is Verdict.TAKEN for each in channel.send(messages, goes_on=lambda: True))
        seconds, own = time.perf_counter() - began, time.process_time() - own
    assert taken == mails
    return mails / seconds, own / mails * 1e6


def come(mails: int) -> float:
    """Return mails a second on the way in, each acknowledged; whoever brings them is in this process too."""

    def bring(which: int) -> None:
        with Bringer(channel.listens_at) as bringer:
            for each in range(mails // BRINGERS):
                bringer.bring(MAIL.format(f"{which}.{each}").encode(), to=HELP)
                assert bringer.reply().startswith("250")

    with connected() as channel:
        bringers = [threading.Thread(target=bring, args=(each,)) for each in range(BRINGERS)]
        began = time.perf_counter()
        for each in bringers:
            each.start()
        keys: set[str] = set()
        while len(keys) < mails // BRINGERS * BRINGERS:
            came = channel.hear(1)
            keys |= {each.key for each in came}
            channel.acknowledge(came)
        for each in bringers:
            each.join()
        return len(keys) / (time.perf_counter() - began)


def large() -> tuple[float, float]:
    """Return seconds and megabytes that a mail of fifty megabytes takes."""
    with connected() as channel, Bringer(channel.listens_at) as bringer:
        for words in ("MAIL FROM:<a@example.org>", f"RCPT TO:<{HELP}>", "DATA"):
            bringer.say(words)
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
        bringer.line.sendall(b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n")
        for _ in range(50):
            bringer.line.sendall(LINE * (2**20 // len(LINE)))
        bringer.line.sendall(b".\r\n")
        channel.acknowledge(channel.hear(60))
        bringer.reply()
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        return time.perf_counter() - began, grown / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mails", type=int, default=3000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print(machine.describe(), f"; pace {machine.pace():.1f} ms")
    seconds, megabytes = large()
    print(f"a mail of 50 MB: {seconds:.2f} s, {megabytes:.0f} MB more at the highest")
    rates = [out(options.mails) for _ in range(options.runs)]
    rate, processor = (statistics.median(each) for each in zip(*rates, strict=True))
    print(f"out, one connection: {rate:,.0f} mails a second, {processor:,.0f} µs of processor each")
    rate = statistics.median(come(options.mails) for _ in range(options.runs))
    print(f"in, {BRINGERS} connections: {rate:,.0f} mails a second")


if __name__ == "__main__":
    main()
