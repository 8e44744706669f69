"""A Bot API server, kind or unkind as its `Habits` say, for tests and benchmarks.

It shares no code with the client it is to check. In tests it runs in threads (`with running(Habits(…)) as server`);
as a program it prints its port and, at SIGTERM, what it counted:

    python -m benchmarks.peers.bot_api --rate 30
"""

import argparse
import contextlib
import json
import re
import signal
import socket
import ssl
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

TOKEN = "123456:AAtest-token_1"


@dataclass
class Habits:
    """How a server behaves. Counts are of calls of sendMessage, from 1, over all connections."""

    token: str = TOKEN
    rate: int = 0  # messages in any second; more are answered 429
    chat_gap: float = 0  # seconds between two messages to one chat
    retry_after: int = 1
    blocked: tuple[int, ...] = ()  # chats
    unknown: tuple[int, ...] = ()
    deactivated: tuple[int, ...] = ()
    never_began: tuple[int, ...] = ()
    answers: dict[int, tuple[int, str]] = field(default_factory=dict)  # number -> status and body, as they are
    drop_before: tuple[int, ...] = ()  # closes the connection and does not take these
    drop_at: tuple[int, ...] = ()  # takes these, and closes the connection instead of an answer
    silent_at: tuple[int, ...] = ()  # takes these and never answers
    hang_up_after: tuple[int, ...] = ()  # answers these, and closes the connection without saying so
    delay: float = 0
    certificate: tuple[str, str] | None = None


class Server:
    """The books of a Bot API server."""

    def __init__(self, habits: Habits | None = None) -> None:
        self.habits = habits or Habits()
        self.taken: list[dict[str, Any]] = []  # calls of sendMessage that were carried out
        self.tapped: list[str] = []  # callback queries that were answered
        self.updates: dict[int, dict[str, Any]] = {}  # that are not confirmed
        self.asked: list[dict[str, Any]] = []  # calls of getUpdates
        self.counts: Counter[str] = Counter()
        self.changed = threading.Condition()
        self.is_over = False
        self._update = 100
        self._recent: deque[float] = deque()
        self._chats: dict[int, float] = {}
        self._polling = 0
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self) -> None:
                super().setup()
                server.counts["connections"] += 1

            def finish(self) -> None:
                with contextlib.suppress(OSError):
                    super().finish()
                server.counts["closed"] += 1
                server.note()

            def do_POST(self) -> None:
                server.handle(self)

            def log_message(self, *_: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=True)
        self._http.daemon_threads = True
        self._http.handle_error = lambda *_: None  # type: ignore[method-assign]
        if self.habits.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.habits.certificate)
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True)
        self.port: int = self._http.server_address[1]

    def serve(self) -> None:
        self._http.serve_forever(0.02)

    def stop(self) -> None:
        self.is_over = True
        self.note()
        self._http.shutdown()
        self._http.server_close()

    def until(self, condition: Callable[[], Any], seconds: float = 10) -> None:
        """Wait until something is so, or fail."""
        with self.changed:
            assert self.changed.wait_for(condition, seconds), f"not within {seconds} s: {dict(self.counts)}"

    def note(self) -> None:
        with self.changed:
            self.changed.notify_all()

    def post(self, *updates: Any) -> list[int]:
        """Put updates in the queue, numbered where they are not."""
        numbers = []
        with self.changed:
            for each in updates:
                self._update += 1
                update = {"update_id": self._update, **each} if isinstance(each, dict) else each
                number: int = update["update_id"] if isinstance(update, dict) else self._update
                self.updates[number] = update
                numbers.append(number)
            self.changed.notify_all()
        return numbers

    def handle(self, line: BaseHTTPRequestHandler) -> None:
        _, bot, method = line.path.split("/", 2)
        body = read_body(line)
        self.counts[method] += 1
        if bot != f"bot{self.habits.token}":
            self.say(line, 401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
            return
        name = re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", method)
        getattr(self, f"on_{name}", self.on_unknown)(line, body)
        self.note()

    def say(self, line: BaseHTTPRequestHandler, status: int, said: Any) -> None:
        octets = said.encode() if isinstance(said, str) else json.dumps(said).encode()
        line.send_response(status)
        line.send_header("Content-Type", "application/json")
        line.send_header("Content-Length", str(len(octets)))
        line.end_headers()
        with contextlib.suppress(OSError):
            line.wfile.write(octets)
            line.wfile.flush()

    def ok(self, line: BaseHTTPRequestHandler, result: Any) -> None:
        self.say(line, 200, {"ok": True, "result": result})

    def no(self, line: BaseHTTPRequestHandler, code: int, words: str, **more: Any) -> None:
        self.say(line, code, {"ok": False, "error_code": code, "description": words, **more})

    def hang_up(self, line: BaseHTTPRequestHandler) -> None:
        line.close_connection = True
        with contextlib.suppress(OSError):
            line.connection.shutdown(socket.SHUT_RDWR)

    def on_unknown(self, line: BaseHTTPRequestHandler, _body: Any) -> None:
        self.no(line, 404, "Not Found")

    def on_get_me(self, line: BaseHTTPRequestHandler, _body: Any) -> None:
        self.ok(line, {"id": 123456, "is_bot": True, "first_name": "Dodomu", "username": "dodomu_bot"})

    def on_answer_callback_query(self, line: BaseHTTPRequestHandler, body: Any) -> None:
        self.tapped.append(body["callback_query_id"])
        self.ok(line, True)

    def on_get_updates(self, line: BaseHTTPRequestHandler, body: Any) -> None:
        with self.changed:
            self.asked.append(body)
            if self._polling:
                self.no(line, 409, "Conflict: terminated by other getUpdates request")
                return
            self._polling += 1
            for each in [number for number in self.updates if number < body.get("offset", 0)]:
                del self.updates[each]
            self.changed.notify_all()
            self.changed.wait_for(lambda: self.updates or self.is_over, body.get("timeout", 0))
            self._polling -= 1
            found = [self.updates[each] for each in sorted(self.updates)][: body.get("limit", 100)]
        self.ok(line, found)

    def on_send_message(self, line: BaseHTTPRequestHandler, body: Any) -> None:
        with self.changed:
            self.counts["numbered"] += 1
            count = self.counts["numbered"]
            refused = self.refused(body)
        if count in self.habits.drop_before:
            self.hang_up(line)
            return
        if count in self.habits.answers:
            self.say(line, *self.habits.answers[count])
            return
        if refused:
            code, words, more = refused
            self.counts[str(code)] += 1
            self.no(line, code, words, **more)
            return
        if self.habits.delay:
            time.sleep(self.habits.delay)
        with self.changed:
            self.taken.append(body)
            name = 5000 + len(self.taken)
        if count in self.habits.silent_at:
            self.note()
            line.rfile.read(1)
            return
        if count in self.habits.drop_at:
            self.hang_up(line)
            return
        self.ok(line, {"message_id": name, "chat": {"id": body["chat_id"], "type": "private"}, "date": 1642132920})
        if count in self.habits.hang_up_after:
            self.hang_up(line)

    def refused(self, body: Any) -> tuple[int, str, dict[str, Any]] | None:
        """Say why a message is refused, as Telegram words it."""
        habits, chat = self.habits, body["chat_id"]
        if len(body["text"].encode("utf-16-le")) // 2 > 4096:
            return 400, "Bad Request: message is too long", {}
        for chats, code, words in (
            (habits.blocked, 403, "Forbidden: bot was blocked by the user"),
            (habits.deactivated, 403, "Forbidden: user is deactivated"),
            (habits.never_began, 403, "Forbidden: bot can't initiate conversation with a user"),
            (habits.unknown, 400, "Bad Request: chat not found"),
        ):
            if chat in chats:
                return code, words, {}
        if self.is_too_many(chat):
            more = {"parameters": {"retry_after": habits.retry_after}}
            return 429, f"Too Many Requests: retry after {habits.retry_after}", more
        return None

    def is_too_many(self, chat: int) -> bool:
        now = time.monotonic()
        while self._recent and now - self._recent[0] >= 1:
            self._recent.popleft()
        if self.habits.rate and len(self._recent) >= self.habits.rate:
            return True
        if self.habits.chat_gap and now - self._chats.get(chat, -1e9) < self.habits.chat_gap:
            return True
        self._recent.append(now)
        self._chats[chat] = now
        return False


def read_body(line: BaseHTTPRequestHandler) -> dict[str, Any]:
    """Read a call, in either of the two forms that Telegram takes."""
    octets = line.rfile.read(int(line.headers["Content-Length"]))
    if line.headers["Content-Type"] == "application/json":
        return dict(json.loads(octets))
    return {name: read_value(value) for name, value in parse_qsl(octets.decode())}


def read_value(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


@contextlib.contextmanager
def running(habits: Habits | None = None) -> Iterator[Server]:
    """Lend a server that runs in threads of this process."""
    server = Server(habits)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        if not server.is_over:
            server.stop()
        thread.join(5)


def main() -> None:
    """Serve until told to end."""
    parser = argparse.ArgumentParser(prog="bot_api", description="A Bot API server that takes everything.")
    parser.add_argument("--rate", type=int, default=0)
    given = parser.parse_args()
    with running(Habits(rate=given.rate)) as server:
        print(server.port, flush=True)
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
        print(json.dumps({**server.counts, "taken": len(server.taken)}), flush=True)


if __name__ == "__main__":
    main()
