"""One connection to a mail server, on which one mail after another goes out.

What is known at every moment is whether the server may have taken the mail. Before the last dot it has not (RFC 5321,
4.5.4: it must not deliver what it has not answered for); after it, until the answer, nobody knows.
"""

import re
import select
import smtplib
import socket
import ssl
from contextlib import suppress

from dodomu.channels.email import addresses, codes
from dodomu.channels.email.link import Settings
from dodomu.channels.messages import ChannelError, Failure, Verdict

LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
GO_ON = 354
TOO_LATE = 421  # it closes the connection after it
Reply = tuple[int, str]


class Lost(Exception):
    """The connection is gone. `in_doubt`: the mail may have been taken."""

    def __init__(self, words: str, *, in_doubt: bool = False) -> None:
        super().__init__(words)
        self.in_doubt = in_doubt


class Connection:
    """A server that greeted us over TLS and knows who we are."""

    def __init__(self, settings: Settings) -> None:
        """Connect, or raise a `ChannelError` that says why not."""
        self._settings = settings
        try:
            self._smtp = _connected(settings)
        except smtplib.SMTPAuthenticationError as error:
            raise _refused(settings, f"refused the password ({error.smtp_code})") from None
        except ssl.SSLError as error:
            raise _refused(settings, f"shows no certificate that we trust ({error.reason})") from None
        except smtplib.SMTPNotSupportedError:
            raise _refused(settings, "offers no TLS, or no way to sign in that we know") from None
        except smtplib.SMTPResponseException as error:
            raise _down(settings, f"answered {error.smtp_code} to the greeting") from None
        except (OSError, smtplib.SMTPException) as error:
            raise _down(settings, f"cannot be reached ({type(error).__name__})") from None
        except UnicodeError:
            raise _refused(settings, "takes only passwords of Latin letters") from None
        self.takes_utf8 = self._smtp.has_extn("smtputf8")
        self._in_one = self._smtp.has_extn("pipelining")
        self._longest = _number(self._smtp.esmtp_features.get("size", ""))

    def is_silent(self) -> bool:
        """Say whether the server said nothing unasked: otherwise it has taken its leave."""
        sock = self._smtp.sock
        return sock is not None and not select.select([sock], [], [], 0)[0]

    def send(self, mail: bytes, *, sender: str, to: str) -> Reply:
        """Hand over a mail and return the server's last word on it, or raise `Lost`."""
        if self._longest and len(mail) > self._longest:
            return 552, "5.3.4 longer than the server takes"
        try:
            reply = self._begin(sender, to, len(mail))
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise Lost(type(error).__name__) from None
        if reply[0] != GO_ON:
            return reply
        try:
            self._smtp.send(LEADING_DOT.sub(b"..", mail) + (b"" if mail.endswith(b"\r\n") else b"\r\n"))
        except (OSError, smtplib.SMTPException) as error:
            raise Lost(type(error).__name__) from None
        try:
            self._smtp.send(b".\r\n")
            return self._reply()
        except (OSError, smtplib.SMTPException) as error:
            raise Lost(type(error).__name__, in_doubt=True) from None

    def leave(self) -> None:
        """Take leave and close."""
        with suppress(OSError, smtplib.SMTPException):
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(1.0)
                self._smtp.quit()
        self.drop()

    def drop(self) -> None:
        """Close without a word."""
        with suppress(OSError):
            self._smtp.close()

    def _begin(self, sender: str, to: str, size: int) -> Reply:
        """Say from whom and to whom, and ask to go on: in one breath where the server allows it (RFC 2920)."""
        words = f"MAIL FROM:<{sender}>" + (f" SIZE={size}" if self._longest else "")
        words += "" if to.isascii() else " SMTPUTF8"
        self._smtp.command_encoding = "ascii" if to.isascii() else "utf-8"
        commands = [words, f"RCPT TO:<{to}>", "DATA"]
        replies: list[Reply] = []
        if self._in_one:
            for command in commands:
                if "\r" in command or "\n" in command:
                    raise ValueError("a line end in an address")
            self._smtp.send("".join(f"{command}\r\n" for command in commands))
            for _ in commands:
                replies.append(self._reply())
                if replies[-1][0] == TOO_LATE:
                    break
        else:
            for command in commands:
                self._smtp.putcmd(command)
                replies.append(self._reply())
                if codes.verdict(replies[-1][0]) is not Verdict.TAKEN:
                    break
        return self._first_no(replies)

    def _first_no(self, replies: list[Reply]) -> Reply:
        """Return the reply that decides, with nothing of the mail left open on the connection."""
        wrong = [reply for reply in replies[:2] if reply[0] // 100 != 2]  # noqa: PLR2004  (2xx is yes)
        if not wrong and replies[-1][0] == GO_ON:
            return replies[-1]
        if replies[-1][0] == GO_ON:  # asked to go on although nobody is to have it: an empty mail ends that
            self._smtp.send(b".\r\n")
            self._reply()
        no = (wrong or replies[-1:])[0]
        if no[0] != TOO_LATE:
            self._smtp.putcmd("RSET")
            self._reply()
        return no

    def _reply(self) -> Reply:
        code, words = self._smtp.getreply()
        if code < 0:
            raise smtplib.SMTPServerDisconnected("no reply that can be understood")
        return code, words.decode("utf-8", "replace")


def _connected(settings: Settings) -> smtplib.SMTP:
    times, name = settings.times, settings.helo or addresses.domain_of(settings.sender)
    if settings.tls == "implicit":
        context = ssl.create_default_context(cafile=settings.ca or None)
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.host, settings.port, local_hostname=name, timeout=times.open, context=context
        )
    else:
        smtp = smtplib.SMTP(settings.host, settings.port, local_hostname=name, timeout=times.open)
    try:
        _introduce(smtp, settings)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _introduce(smtp: smtplib.SMTP, settings: Settings) -> None:
    smtp.ehlo_or_helo_if_needed()
    if settings.tls == "starttls":
        smtp.starttls(context=ssl.create_default_context(cafile=settings.ca or None))
        smtp.ehlo_or_helo_if_needed()
    if settings.user:
        smtp.login(settings.user, settings.password)
    if smtp.sock is None:
        raise smtplib.SMTPServerDisconnected("gone")
    smtp.sock.settimeout(settings.times.answer)
    smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the last dot would wait for an answer of TCP


def _number(word: str) -> int:
    return int(word) if word.isascii() and word.isdigit() else 0


def _refused(settings: Settings, words: str) -> ChannelError:
    words = f"The mail server {settings.where} {words}."
    return ChannelError(Failure.NOT_ALLOWED, words, wait=settings.times.refused)


def _down(settings: Settings, words: str) -> ChannelError:
    return ChannelError(Failure.PROVIDER_DOWN, f"The mail server {settings.where} {words}.", wait=settings.times.again)
