"""Reading the environment strictly: what cannot be understood stops the start, and says which line and why."""

import os
import re
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import urlsplit


class CannotRead(Exception):
    """A setting is missing or is not what it should be."""


CHANNEL = re.compile(r"[a-z][a-z0-9_]{0,39}")
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class Env:
    """The environment, with `NAME_FILE` read in place of `NAME` for secrets that are kept in files."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self.values = os.environ if values is None else values

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; refuse a name that is not set and has no default."""
        given, file = self.values.get(name), self.values.get(f"{name}_FILE")
        if given is not None and file is not None:
            raise CannotRead(f"{name} and {name}_FILE are both set: keep one of them")
        if file is not None:
            given = self._from_file(name, file)
        if given is None:
            given = default
        if given is None:
            raise CannotRead(f"{name} is not set (see .env.example)")
        return given

    def _from_file(self, name: str, file: str) -> str:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as fault:
            raise CannotRead(f"{name}_FILE names a file that cannot be read: {file} ({fault})") from fault

    def flag(self, name: str, default: bool) -> bool:
        """Return a truth; `ture` is neither true nor false and stops the start."""
        given = self.text(name, str(default)).strip().lower()
        if given in TRUE | FALSE:
            return given in TRUE
        raise CannotRead(f"{name} is “{given}”: write yes or no")

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        given = self.text(name, str(default)).strip()
        try:
            return int(given)
        except ValueError:
            raise CannotRead(f"{name} is “{given}”: write a whole number") from None

    def words(self, name: str, default: str) -> list[str]:
        """Return a list that is written with commas."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def links(self, name: str, *, each: str, schemes: Collection[str]) -> dict[str, str]:
        """Return the links of the names that are listed, each under its own setting: `each` and the name in capitals.

        A link may hold a password, so nothing of it is repeated in what is said about it.
        """
        names = self.words(name, "")
        links: dict[str, str] = {}
        for word in names:
            if not CHANNEL.fullmatch(word) or word in links:
                raise CannotRead(f"{name} lists “{word}”: write each name once, in small Latin letters, figures and _")
            links[word] = self.text(each + word.upper())
            if urlsplit(links[word]).scheme not in schemes:
                raise CannotRead(f"{each}{word.upper()} must begin with one of {', '.join(sorted(schemes))} and ://")
        return links

    def amounts(self, name: str, names: Collection[str]) -> dict[str, Decimal]:
        """Return amounts of money that are written as name=amount, with commas between them."""
        amounts: dict[str, Decimal] = {}
        for word in self.words(name, ""):
            key, _, amount = (part.strip() for part in word.partition("="))
            try:
                amounts[key] = Decimal(amount)
            except InvalidOperation:
                raise CannotRead(f"{name} says “{word}”: write name=amount, as in sms=0.045") from None
            if key not in names or not amounts[key].is_finite() or amounts[key] < 0:
                raise CannotRead(f"{name} says “{word}”: the names are {', '.join(sorted(names))}")
        return amounts
