"""The headcount as one bar: accounts in their order, as long as they are many; drawn without a style in the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from dodomu.people.queries.whereabouts import Headcount
from dodomu.people.rules.terms import Account

ORDER = tuple(account for account in Account if account is not Account.NOT_OURS)
LEAST = 1.2  # percent: one person among thousands is still seen
ROOM_FOR_DIGIT = 0.95  # percent of a wide bar that one digit of its label takes
ROOM_ON_PHONE = 3.2


@dataclass(frozen=True)
class Segment:
    """A part of the bar, with where it lies as SVG writes it."""

    account: Account
    number: int
    x: str
    width: str
    middle: str
    is_labelled: bool
    is_labelled_on_phone: bool


@dataclass(frozen=True)
class Row:
    """One line of the table beneath the bar."""

    account: Account
    citizens: int
    others: int

    @property
    def total(self) -> int:
        """Everybody in this account."""
        return self.citizens + self.others


@dataclass(frozen=True)
class Bar:
    """The bars of citizens and of others, on one scale, and the same as a table."""

    citizens: tuple[Segment, ...]
    others: tuple[Segment, ...]
    rows: tuple[Row, ...]


def bar_of(count: Headcount) -> Bar:
    """Return the bars and the table of a headcount."""
    rows = tuple(row for row in (_row(count, account) for account in ORDER) if row.total)
    longest = max(count.citizens, count.others, 1)
    citizens = _segments([(row.account, row.citizens) for row in rows], longest)
    others = _segments([(row.account, row.others) for row in rows], longest)
    return Bar(citizens, others, rows)


def _row(count: Headcount, account: Account) -> Row:
    lines = [line for line in count.lines if line.account is account]
    return Row(account, sum(line.citizens for line in lines), sum(line.others for line in lines))


def _segments(parts: Sequence[tuple[Account, int]], longest: int) -> tuple[Segment, ...]:
    filled = [(account, number) for account, number in parts if number]
    shares = _shares([number for _, number in filled], longest)
    starts = [sum(shares[:position]) for position in range(len(shares))]
    return tuple(
        _segment(account, number, start, share)
        for (account, number), start, share in zip(filled, starts, shares, strict=True)
    )


def _shares(numbers: Sequence[int], longest: int) -> list[float]:
    """Return how long each part is, in percent; none too short to be seen, together as long as before."""
    whole = 100 * sum(numbers) / longest
    seen = [max(100 * number / longest, min(LEAST, whole / max(len(numbers), 1))) for number in numbers]
    return [share * whole / sum(seen) for share in seen]


def _segment(account: Account, number: int, start: float, share: float) -> Segment:
    digits = len(str(number))
    return Segment(
        account,
        number,
        f"{start:.3f}%",
        f"{share:.3f}%",
        f"{start + share / 2:.3f}%",
        share > digits * ROOM_FOR_DIGIT + 0.4,
        share > digits * ROOM_ON_PHONE,
    )
