"""`scheme://user:password@host:port?name=value`: what the links of all providers have in common.

What is wrong is said in plain words. Nothing of a link is repeated in them: any piece of it may be a password.
"""

import ipaddress
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from dodomu.channels.messages import ChannelError, Failure

ESCAPES = "In a password write / as %2F, ? as %3F, # as %23, @ as %40 and % as %25."


class WrongLink(ChannelError):
    """A link that cannot be used; `link` names it in words (`mail`, `SMS`)."""

    def __init__(self, link: str, words: str) -> None:
        super().__init__(Failure.NOT_ALLOWED, f"The {link} link cannot be used: {words}", wait=3600.0)


@dataclass(frozen=True, slots=True)
class Options:
    """What stands after the ? of a link: each name once, and none that is not known."""

    link: str
    given: Mapping[str, str]

    def text(self, name: str, otherwise: str = "") -> str:
        """Return an option as it stands."""
        return self.given.get(name, otherwise)

    def number(self, name: str, otherwise: float, least: float, most: float) -> float:
        """Return an option as a number from `least` to `most`."""
        if name not in self.given:
            return otherwise
        try:
            number = float(self.given[name])
        except ValueError:
            number = math.nan
        if not least <= number <= most:
            raise WrongLink(self.link, f"{name} must be a number from {least:.15g} to {most:.15g}.")
        return number

    def one_of(self, name: str, allowed: list[str]) -> str:
        """Return an option that is one of few words; the first of them is meant when nothing is said."""
        word = self.given.get(name, allowed[0])
        if word not in allowed:
            raise WrongLink(self.link, f"{name} must be {' or '.join(allowed)}.")
        return word

    def flag(self, name: str, *, otherwise: bool = False) -> bool:
        """Return an option that is 0 or 1."""
        return self.one_of(name, ["1", "0"] if otherwise else ["0", "1"]) == "1"

    def file(self, name: str) -> str:
        """Return the path of a file that is there; empty when none is named."""
        file = self.given.get(name, "")
        if file and not Path(file).is_file():
            raise WrongLink(self.link, f"the file that {name} names is not there.")
        return file


def read_options(query: str, *, link: str, known: Collection[str], example: str) -> Options:
    """Read what stands after the ?, or raise a `WrongLink` that says what to write instead."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError:
        raise WrongLink(link, f"after the ? stand pairs such as {example}, with & between them.") from None
    given = dict(pairs)
    if len(given) != len(pairs):
        raise WrongLink(link, "something is said twice after the ?.")
    if strange := [name for name in given if name not in known]:
        raise WrongLink(link, f"“{strange[0][:20]}” is not known. Known are {', '.join(known)}.")
    return Options(link, given)


def port_of(split: SplitResult, link: str) -> int | None:
    """Return the port after the host, `None` when none is named."""
    try:
        port = split.port
    except ValueError:
        port = 0
    if port == 0:
        raise WrongLink(link, "the port after the host must be a number from 1 to 65535.")
    return port


def is_here(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_folder(link: str, scheme: str, known: Collection[str], example: str) -> tuple[Path, Options]:
    """Read `scheme:///absolute/folder?name=value`, or raise a `WrongLink` that says what to write instead."""
    try:
        split = urlsplit(link.strip())
    except ValueError:
        raise WrongLink(scheme, f"it is not of the form {scheme}:///folder?{example}.") from None
    if split.scheme != scheme or split.netloc or split.fragment or not split.path.startswith("/"):
        raise WrongLink(scheme, f"it must be of the form {scheme}:///folder, with the whole path of a folder.")
    path = unquote(split.path)
    if "\0" in path:
        raise WrongLink(scheme, "no folder can have such a name.")
    return Path(path), read_options(split.query, link=scheme, known=known, example=example)
