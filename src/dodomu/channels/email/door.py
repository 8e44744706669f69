"""What is spoken at the door: LMTP (RFC 2033) and SMTP (RFC 5321), as much of them as a mail server needs."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from dodomu.channels.email import addresses
from dodomu.channels.email.thinning import Data

LONGEST_COMMAND = 2_048
LARGEST = 256 * 1024 * 1024  # octets; nobody writes to us so long
MOST_TO = 100
MOST_ERRORS = 20
CHUNK = 256 * 1024
PATH = re.compile(r"(?:FROM|TO):\s*<([^<>]*)>(?:\s.*)?", re.IGNORECASE | re.DOTALL)
EXTENSIONS = ("PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES")


@dataclass(slots=True)
class Visit:
    """One mail as it is announced: from whom, to whom."""

    sender: str | None = None  # empty: a return, to which nobody answers
    to: list[str] = field(default_factory=list)
    is_thinned: bool = False  # some of its attachments was let fall
    is_cut: bool = False  # and of its text


Keep = Callable[[bytes, Visit], Awaitable[bool]]


class Door:
    """A conversation with a mail server."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        name: str,
        domains: frozenset[str],
        silent: float,
    ) -> None:
        self._reader, self._writer = reader, writer
        self._name, self._domains, self._silent = name, domains, silent
        self._rest = b""  # what was read and not yet looked at
        self._each = False  # one answer for each recipient, as LMTP has it
        self._visit = Visit()
        self._errors = 0

    async def converse(self, keep: Keep) -> None:
        """Speak until the other side leaves."""
        await self.say(f"220 {self._name} LMTP and ESMTP")
        while self._errors < MOST_ERRORS:
            line = await self._command()
            if line is None:
                return
            verb, _, rest = line.partition(" ")
            verb = verb.upper()
            if verb == "QUIT":
                await self.say("221 2.0.0 bye")
                return
            if verb == "DATA":
                await self._data(keep)
            else:
                await self._answer(verb, rest.strip())
        await self.say("421 4.7.0 too many errors")

    async def say(self, *lines: str) -> None:
        """Answer."""
        self._errors += lines[-1].startswith("5")
        self._writer.write("".join(f"{line}\r\n" for line in lines).encode("ascii", "replace"))
        await self._writer.drain()

    async def _answer(self, verb: str, rest: str) -> None:
        if verb in ("LHLO", "EHLO", "HELO"):
            await self._greet(verb)
        elif verb == "MAIL":
            await self._mail(rest)
        elif verb == "RCPT":
            await self._rcpt(rest)
        elif verb == "RSET":
            self._visit = Visit()
            await self.say("250 2.0.0 ok")
        elif verb in ("NOOP", "VRFY"):
            await self.say("250 2.0.0 ok" if verb == "NOOP" else "252 2.1.5 try")
        else:
            await self.say("502 5.5.1 not known here")

    async def _greet(self, verb: str) -> None:
        self._each, self._visit = verb == "LHLO", Visit()
        if verb == "HELO":
            await self.say(f"250 {self._name}")
            return
        words = [self._name, *EXTENSIONS]
        await self.say(*(f"250-{word}" for word in words[:-1]), f"250 {words[-1]}")

    async def _mail(self, rest: str) -> None:
        path = PATH.fullmatch(rest)
        if path is None:
            await self.say("501 5.5.4 MAIL FROM:<address>")
        elif self._visit.sender is not None:
            await self.say("503 5.5.1 one at a time")
        else:
            self._visit = Visit(sender=path[1].strip())
            await self.say("250 2.1.0 ok")

    async def _rcpt(self, rest: str) -> None:
        path = PATH.fullmatch(rest)
        to = addresses.plain(path[1]) if path else ""
        if self._visit.sender is None:
            await self.say("503 5.5.1 MAIL first")
        elif not to:
            await self.say("501 5.1.3 not an address")
        elif addresses.domain_of(to) not in self._domains:
            await self.say("550 5.7.1 not ours")
        elif len(self._visit.to) >= MOST_TO:
            await self.say("452 4.5.3 too many recipients")
        else:
            self._visit.to.append(to)
            await self.say("250 2.1.5 ok")

    async def _data(self, keep: Keep) -> None:
        if not self._visit.to:
            await self.say("503 5.5.1 RCPT first")
            return
        await self.say("354 go on")
        data = Data()
        is_over = data.feed(self._rest)
        while not is_over:
            is_over = data.feed(await self._read())
            if data.thinner.size > LARGEST:
                await self.say("552 5.3.4 far too long")
                raise EOFError
        self._rest = data.after or b""
        visit, self._visit = self._visit, Visit()
        visit.is_thinned, visit.is_cut = data.thinner.is_thinned, data.thinner.is_cut
        reply = "250 2.0.0 kept" if await keep(data.thinner.kept, visit) else "451 4.3.2 not now"
        await self.say(*[reply] * (len(visit.to) if self._each else 1))

    async def _command(self) -> str | None:
        while b"\n" not in self._rest[:LONGEST_COMMAND]:
            if len(self._rest) > LONGEST_COMMAND:
                await self.say("500 5.5.2 too long")
                return None
            self._rest += await self._read()
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode("utf-8", "replace").strip()

    async def _read(self) -> bytes:
        octets = await asyncio.wait_for(self._reader.read(CHUNK), self._silent)
        if not octets:
            raise EOFError
        return octets
