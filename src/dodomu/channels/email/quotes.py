"""Cuts off what an answer quotes of our own mail, and nothing that was written by who answers.

Where it is not certain, it stays: an officer who reads a line too many loses seconds. A signature stays too: it has
the telephone. What was forwarded stays: it is what the mail is about.
"""

import re

ADDRESS = re.compile(r"<?[^\s<>@]{1,64}@[^\s<>@]{1,253}>?")
WROTE = re.compile(
    r"\b(wrote|writes|пише|писав|писала|написав|написала|написали|пишет|писал|писала|написал|написала"
    r"|жазды|жазған|schrieb|a écrit|napisał|napisała|yazdı)\b",
    re.IGNORECASE,
)
DASHED = re.compile(
    r"^\s*[-_—]{3,}\s*(original message|original appointment|исходное сообщение|оригинальное сообщение"
    r"|оригінальне повідомлення|вихідне повідомлення|початкове повідомлення|бастапқы хабарлама"
    r"|ursprüngliche nachricht)\s*[-_—]{3,}\s*$",
    re.IGNORECASE,
)
FROM = re.compile(r"^\s*\**(from|від|от|от кого|кімнен|von|de)\s*:\**\s", re.IGNORECASE)
SENT = re.compile(
    r"^\s*\**(sent|date|надіслано|дата|отправлено|жіберілді|күні|gesendet|envoyé)\s*:\**\s", re.IGNORECASE
)
SUBJECT = re.compile(r"^\s*\**(subject|тема|тақырыбы|betreff|objet)\s*:\**", re.IGNORECASE)
FORWARDED = re.compile(r"^\s*(fwd?|пересл|wg|переслано|прсл)\s*:", re.IGNORECASE)
BEGINS = re.compile(
    r"on\b|am\b|le\b|\d{1,4}[. /-]|(пн|вт|ср|чт|пт|сб|нд|вс|mon|tue|wed|thu|fri|sat|sun)[a-zа-яіїє’']*[.,]?\s"
    r"|(понеділ|вівтор|серед|четвер|п.ятниц|субот|неділ|понедел|вторн|воскр)",
    re.IGNORECASE,
)
YEAR = re.compile(r"\b(19|20)\d\d\b")
HOUR = re.compile(r"\d{1,2}[:.]\d{2}")
BELOW = 6  # lines in which the rest of a head must stand
LONGEST_LINE = 400


def cut_off(text: str, *, is_answer: bool, subject: str = "") -> str:
    """Return what somebody wrote themselves; where that would be nothing, everything."""
    if FORWARDED.match(subject):
        return text
    lines = text.split("\n")
    if is_answer:
        lines = _before_head(lines)
    lines = _without_quotes(lines)
    own = "\n".join(lines).strip()
    return own or text.strip()


def _before_head(lines: list[str]) -> list[str]:
    """Drop everything from the head that Outlook and others put above a mail without marking its lines."""
    for at, line in enumerate(lines):
        if DASHED.match(line[:LONGEST_LINE]) or _is_head(lines, at):
            return _without_rule(lines[:at])
    return lines


def _is_head(lines: list[str], at: int) -> bool:
    below = [line[:LONGEST_LINE] for line in lines[at + 1 : at + BELOW]]
    return bool(
        FROM.match(lines[at][:LONGEST_LINE])
        and any(SENT.match(line) for line in below)
        and any(SUBJECT.match(line) for line in below)
    )


def _without_rule(lines: list[str]) -> list[str]:
    while lines and not lines[-1].strip(" _-*—"):
        lines = lines[:-1]
    return lines


def _without_quotes(lines: list[str]) -> list[str]:
    """Drop one block of quoted lines with the line that says who wrote it. Where words stand between several, keep."""
    blocks = _blocks(lines)
    if not blocks:
        return _without_introduction(lines, len(lines)) if _ends_with_introduction(lines) else lines
    if len(blocks) > 1:
        return lines
    start, end = blocks[0]
    after = lines[end:]
    introduced = _without_introduction(lines, start)
    if any(line.strip() for line in after) and len(introduced) == start:
        return lines  # nobody says that this is ours
    return [*introduced, *after]


def _blocks(lines: list[str]) -> list[tuple[int, int]]:
    """Return from where to where lines are quoted; blank lines between two quoted ones belong to them."""
    blocks: list[tuple[int, int]] = []
    for at, line in enumerate(lines):
        if not line.startswith(">"):
            continue
        if blocks and not any(each.strip() for each in lines[blocks[-1][1] : at]):
            blocks[-1] = (blocks[-1][0], at + 1)
        else:
            blocks.append((at, at + 1))
    return blocks


def _ends_with_introduction(lines: list[str]) -> bool:
    last = [line for line in lines if line.strip()][-1:]
    return bool(last) and bool(ADDRESS.search(last[0][:LONGEST_LINE])) and len(last) < len(lines)


def _without_introduction(lines: list[str], end: int) -> list[str]:
    """Return the lines before `end` without “On Friday, … wrote:”, which may stand in one line, two or three."""
    kept = lines[:end]
    while kept and not kept[-1].strip():
        kept = kept[:-1]
    if not kept or not kept[-1].rstrip().endswith(":"):
        return lines[:end]
    for count in (1, 2, 3):
        said = " ".join(kept[-count:])[:LONGEST_LINE]
        if (count == 1 or BEGINS.match(said)) and YEAR.search(said) and (WROTE.search(said) or ADDRESS.search(said)):
            return kept[:-count]
    said = kept[-1][:LONGEST_LINE]
    is_known = WROTE.search(said) and (HOUR.search(said) or ADDRESS.search(said))
    return kept[:-1] if is_known else lines[:end]
