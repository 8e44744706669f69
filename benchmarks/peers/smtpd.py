"""A mail server, kind or unkind as its `Habits` say, and a mail server that brings us mail; for tests and benchmarks.

Neither shares code with the product: it reads lines from a socket. In tests it runs in threads
(`with running(Habits(…)) as server`); as a program it prints its port and, at SIGTERM, what it counted:

    python -m benchmarks.peers.smtpd --drop-after-data 100 200
"""

import argparse
import base64
import contextlib
import json
import signal
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Habits:
    """How a server behaves. Counts are of mails, from 1, over all its connections."""

    user: str = ""
    password: str = ""
    tls: str = "none"  # none, implicit, starttls
    certificate: tuple[str, str] | None = None
    extensions: tuple[str, ...] = ("PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES", "SIZE 50000000")
    greeting: str = "220 peer ESMTP"
    recipients: dict[str, str] = field(default_factory=dict)  # address -> reply to RCPT
    senders: dict[str, str] = field(default_factory=dict)
    replies: dict[int, str] = field(default_factory=dict)  # mail -> reply after its last dot
    refuse_data: dict[int, str] = field(default_factory=dict)  # mail -> reply to DATA
    drop_at_rcpt: tuple[int, ...] = ()  # closes the connection instead of answering RCPT
    drop_in_data: tuple[int, ...] = ()  # while the mail is written
    drop_after_data: tuple[int, ...] = ()  # takes these, and closes the connection instead of an answer
    drop_after_answer: tuple[int, ...] = ()  # says yes and closes, as a server does that was idle for long
    silent_after_data: tuple[int, ...] = ()  # takes these and never answers
    goes_on_always: bool = False  # says 354 although no recipient was good (RFC 2920 allows that)


@dataclass(slots=True)
class Taken:
    """A mail that the server answers for."""

    sender: str
    to: list[str]
    mail: bytes
    connection: int
    is_encrypted: bool


class Server:
    """The books of a mail server."""

    def __init__(self, habits: Habits | None = None) -> None:
        self.habits = habits or Habits()
        self.taken: list[Taken] = []
        self.counts: Counter[str] = Counter()
        self.said: list[str] = []  # every command
        self.changed = threading.Condition()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._lines: list[socket.socket] = []

    def serve(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._lines.append(line)
            self.counts["connections"] += 1
            threading.Thread(target=self._converse, args=(line,), daemon=True).start()

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self.hang_up()

    def hang_up(self) -> None:
        """Close all connections without a word."""
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def until(self, condition: Callable[[], Any], seconds: float = 10) -> None:
        """Wait until something is so, or fail."""
        with self.changed:
            assert self.changed.wait_for(condition, seconds), f"not within {seconds} s: {dict(self.counts)}"

    def note(self) -> None:
        with self.changed:
            self.changed.notify_all()

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        assert self.habits.certificate
        context.load_cert_chain(*self.habits.certificate)
        return context

    def _converse(self, line: socket.socket) -> None:
        spoken = None
        try:
            if self.habits.tls == "implicit":
                line = self.context().wrap_socket(line, server_side=True)
            spoken = Line(self, line, self.counts["connections"])
            spoken.converse()
        except (OSError, EOFError):
            pass
        finally:
            if spoken:
                spoken.file.close()
                spoken.line.close()
            line.close()
            self.counts["closed"] += 1
            self.note()


class Line:
    """One connection."""

    def __init__(self, server: Server, line: socket.socket, name: int) -> None:
        self.server, self.habits, self.line, self.name = server, server.habits, line, name
        self.file = line.makefile("rb")
        self.sender: str | None = None
        self.to: list[str] = []
        self.is_known = not self.habits.user

    def say(self, *lines: str) -> None:
        self.line.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def read(self) -> bytes:
        line = self.file.readline()
        if not line.endswith(b"\r\n"):
            raise EOFError
        return line[:-2]

    def converse(self) -> None:
        self.say(self.habits.greeting)
        while True:
            words = self.read().decode("utf-8", "replace")
            self.server.said.append(words)
            verb, _, rest = words.partition(" ")
            if verb.upper() == "QUIT":
                self.server.counts["quit"] += 1
                self.say("221 bye")
                return
            getattr(self, f"on_{verb.lower()}", self.on_unknown)(rest)
            self.server.note()

    def on_unknown(self, _rest: str) -> None:
        self.say("502 5.5.1 what?")

    def on_ehlo(self, _rest: str) -> None:
        words = ["peer", *self.habits.extensions]
        if self.habits.tls == "starttls" and not isinstance(self.line, ssl.SSLSocket):
            words.append("STARTTLS")
        if self.habits.user:
            words.append("AUTH PLAIN")
        self.say(*(f"250-{word}" for word in words[:-1]), f"250 {words[-1]}")

    def on_starttls(self, _rest: str) -> None:
        self.say("220 go on")
        self.line = self.server.context().wrap_socket(self.line, server_side=True)
        self.file = self.line.makefile("rb")

    def on_auth(self, rest: str) -> None:
        _, _, given = rest.partition(" ")
        _, user, password = base64.b64decode(given).decode().split("\0")
        self.is_known = (user, password) == (self.habits.user, self.habits.password)
        self.say("235 2.7.0 welcome" if self.is_known else "535 5.7.8 no")

    def on_mail(self, rest: str) -> None:
        self.server.counts["begun"] += 1
        sender = rest.partition("<")[2].partition(">")[0]
        reply = self.habits.senders.get(sender, "250 2.1.0 ok") if self.is_known else "530 5.7.0 who are you?"
        if self.sender is not None:
            reply = "503 5.5.1 nested MAIL"
        elif reply[0] == "2":
            self.sender, self.to = sender, []
        self.say(reply)

    def on_rcpt(self, rest: str) -> None:
        if self.server.counts["begun"] in self.habits.drop_at_rcpt:
            raise EOFError
        if self.sender is None:
            self.say("503 5.5.1 MAIL first")
            return
        to = rest.partition("<")[2].partition(">")[0]
        reply = self.habits.recipients.get(to, "250 2.1.5 ok")
        if reply[0] == "2":
            self.to.append(to)
        self.say(reply)
        if reply.startswith("421"):
            raise EOFError

    def on_rset(self, _rest: str) -> None:
        self.sender, self.to = None, []
        self.say("250 2.0.0 ok")

    def on_noop(self, _rest: str) -> None:
        self.say("250 2.0.0 ok")

    def on_data(self, _rest: str) -> None:
        if not self.to and not self.habits.goes_on_always:
            self.say("503 5.5.1 nobody to have it")
            return
        count = self.server.counts["mails"] + bool(self.to)
        if count in self.habits.refuse_data:
            self.server.counts["mails"] += 1
            self.say(self.habits.refuse_data[count])
            return
        self.say("354 go on")
        if count in self.habits.drop_in_data:
            self.server.counts["mails"] += 1
            self.read()
            raise EOFError
        lines = []
        while (line := self.read()) != b".":
            lines.append(line.removeprefix(b"."))
        if not self.to:
            self.say("554 5.5.1 nobody to have it")
            return
        self.server.counts["mails"] += 1
        self.over(count, b"\r\n".join(lines) + b"\r\n")

    def over(self, count: int, mail: bytes) -> None:
        """Answer for a mail, or do not."""
        reply = self.habits.replies.get(count, f"250 2.0.0 queued as {count}")
        if reply[0] == "2":
            is_encrypted = isinstance(self.line, ssl.SSLSocket)
            self.server.taken.append(Taken(self.sender or "", self.to, mail, self.name, is_encrypted))
        self.sender, self.to = None, []
        if count in self.habits.drop_after_data:
            raise EOFError
        if count in self.habits.silent_after_data:
            self.server.note()
            self.line.recv(1)
            raise EOFError
        self.say(reply)
        if count in self.habits.drop_after_answer or reply.startswith("421"):
            raise EOFError


@contextlib.contextmanager
def running(habits: Habits | None = None) -> Iterator[Server]:
    """Lend a server that runs in threads of this process."""
    server = Server(habits)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(5)


class Bringer:
    """A mail server that brings mail: says one line at a time, and shows every answer."""

    def __init__(self, address: tuple[str, int] | None, *, hello: str = "LHLO peer") -> None:
        assert address, "nobody listens"
        self.line = socket.create_connection(address, timeout=10)
        self.file = self.line.makefile("rb")
        self.greeting = self.reply()
        self.hello = self.say(hello)

    def reply(self) -> str:
        lines = []
        while True:
            line = self.file.readline()
            if not line:
                raise EOFError
            lines.append(line.decode().strip())
            if line[3:4] == b" ":
                return "\n".join(lines)

    def say(self, words: str) -> str:
        self.line.sendall(words.encode() + b"\r\n")
        return self.reply()

    def bring(self, mail: bytes, *, to: str, sender: str = "olena@example.org") -> None:
        """Hand over a mail, up to the last dot; `reply` says what became of it."""
        assert self.say(f"MAIL FROM:<{sender}>").startswith("250")
        assert self.say(f"RCPT TO:<{to}>").startswith("250")
        assert self.say("DATA").startswith("354")
        lines = mail.replace(b"\r\n", b"\n").split(b"\n")
        doubled = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)
        self.line.sendall(doubled + (b".\r\n" if doubled.endswith(b"\r\n") else b"\r\n.\r\n"))

    def close(self) -> None:
        self.file.close()
        self.line.close()

    def __enter__(self) -> "Bringer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def main() -> None:
    """Serve until told to end."""
    parser = argparse.ArgumentParser(prog="smtpd", description="A mail server that takes everything.")
    parser.add_argument("--drop-after-data", type=int, nargs="*", default=[])
    given = parser.parse_args()
    with running(Habits(drop_after_data=tuple(given.drop_after_data))) as server:
        print(server.port, flush=True)
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
        print(json.dumps({**server.counts, "taken": len(server.taken)}), flush=True)


if __name__ == "__main__":
    main()
