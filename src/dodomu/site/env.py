"""Reading the environment strictly: what cannot be understood stops the start, and says which line and why."""

import os
from collections.abc import Mapping
from pathlib import Path


class CannotRead(Exception):
    """A setting is missing or is not what it should be."""


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
