"""Keeps of a mail that comes in what can be read, and lets the octets of its attachments fall while they pass.

A photograph is megabytes of Base64 between two lines that say what it is called. The lines are kept, and of the Base64
as much as a very long letter may have (letters in Cyrillic are often sent so). A mail of 50 MB takes up one or two.
"""

import re

MOST_BASE64 = 512 * 1024
MOST_ELSE = 1024 * 1024
LONGEST_LINE = 64 * 1024
RUN = re.compile(rb"(?:^[A-Za-z0-9+/]{40,998}={0,2}\r?\n){3,}", re.MULTILINE)


class Thinner:
    """Takes a mail in pieces of whole lines."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._base64, self._else = MOST_BASE64, MOST_ELSE
        self.size = 0  # octets that passed
        self.is_thinned = False  # some Base64 fell
        self.is_cut = False  # and something else too

    def feed(self, lines: bytes) -> None:
        """Take some lines."""
        self.size += len(lines)
        at = 0
        for run in RUN.finditer(lines):
            self._keep(lines[at : run.start()])
            self._keep_base64(run[0])
            at = run.end()
        self._keep(lines[at:])

    @property
    def kept(self) -> bytes:
        """Return what was kept."""
        return bytes(self._kept)

    def _keep(self, lines: bytes) -> None:
        if len(lines) > self._else:
            lines, self.is_cut = lines[: self._else], True
        self._else -= len(lines)
        self._kept += lines

    def _keep_base64(self, run: bytes) -> None:
        if len(run) > self._base64:
            run, self.is_thinned = run[: run.rfind(b"\n", 0, self._base64) + 1], True
        self._base64 -= len(run)
        self._kept += run


class Data:
    """The lines after DATA, up to the one with a dot alone; any other line that begins with a dot has one too many.

    Only CR LF . CR LF ends a mail. Servers that took less for an end let one mail be smuggled in another (2023).
    """

    def __init__(self) -> None:
        self.thinner = Thinner()
        self._rest = b""
        self._begins = True  # what comes next begins a line
        self.after: bytes | None = None  # what came after the end

    def feed(self, octets: bytes) -> bool:
        """Take octets as they come, and say whether the mail is over."""
        octets = self._rest + octets
        end = self._end(octets)
        if end is not None:
            self._take(octets[: end[0]])
            self._rest, self.after = b"", octets[end[1] :]
            return True
        cut = octets.rfind(b"\r\n") + 2
        if cut > 1:
            self._take(octets[:cut])
            self._rest, self._begins = octets[cut:], True
        elif len(octets) > LONGEST_LINE:
            self._take(octets[:-1])
            self._rest, self._begins = octets[-1:], False
        else:
            self._rest = octets
        return False

    def _end(self, octets: bytes) -> tuple[int, int] | None:
        if self._begins and octets.startswith(b".\r\n"):
            return 0, 3
        at = octets.find(b"\r\n.\r\n")
        return None if at < 0 else (at + 2, at + 5)

    def _take(self, lines: bytes) -> None:
        if self._begins and lines.startswith(b"."):
            lines = lines[1:]
        self.thinner.feed(lines.replace(b"\r\n.", b"\r\n"))
