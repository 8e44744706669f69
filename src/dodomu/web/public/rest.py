"""What is not known, and what is counted, cut into pages that are light; the first stands with what is known."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dodomu.web.public import known
from dodomu.web.public.pressed import number_of_fitting

ROOM = 1400  # bytes, pressed as they are sent, beside all else that stands on the page of the situation
ROOM_FURTHER = 7000  # where nothing else stands
LINE_BYTES = 22  # of a question or a number, its words apart
FIGURE_BYTES = 20


@dataclass(frozen=True, slots=True)
class Page:
    """Open questions, then numbers, as many as fit on one page, and how many are left for the pages after it."""

    questions: tuple[known.Report, ...]
    figures: tuple[known.Figure, ...]
    left: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A question, or one claim of a number."""

    question: known.Report | None = None
    figure: known.Figure | None = None  # with this one claim only
    of: int = -1  # the position of the figure among all


def pages_of(questions: Iterable[known.Report], figures: Iterable[known.Figure]) -> Sequence[Page]:
    """Return all of them, page by page, what is not known first; the first page is there even without any."""
    lines = [*(_Line(question=each) for each in questions), *_claims(figures)]
    pages: list[Page] = []
    begin = 0
    while not pages or begin < len(lines):
        end = begin + number_of_fitting(_measured(lines[begin:]), ROOM_FURTHER if pages else ROOM)
        here = lines[begin:end]
        asked = tuple(line.question for line in here if line.question)
        pages.append(Page(asked, _figures(here), len(lines) - end))
        begin = end
    return pages


def _claims(figures: Iterable[known.Figure]) -> Iterator[_Line]:
    for number, figure in enumerate(figures):
        yield from (_Line(figure=replace(figure, claims=(claim,)), of=number) for claim in figure.claims)


def _figures(lines: Iterable[_Line]) -> tuple[known.Figure, ...]:
    """Put the claims of a number side by side again."""
    found: dict[int, known.Figure] = {}
    for line in lines:
        if line.figure:
            before = found.get(line.of)
            found[line.of] = (
                replace(line.figure, claims=(*before.claims, *line.figure.claims)) if before else line.figure
            )
    return tuple(found.values())


def _measured(lines: Iterable[_Line]) -> Iterator[tuple[str, int]]:
    of = -1
    for line in lines:
        yield _words(line), LINE_BYTES + (FIGURE_BYTES if line.of != of else 0)
        of = line.of


def _words(line: _Line) -> str:
    if line.question:
        asked = line.question
        return " ".join((asked.where, asked.text.words, asked.text.named, asked.told.words, asked.told.age))
    assert line.figure is not None  # noqa: S101  (a line is one or the other)
    (claim,) = line.figure.claims
    voices = (part for voice in claim.voices for part in (voice.name, voice.address))
    told = (claim.number, claim.doubt, claim.as_of.words, claim.as_of.age)
    return " ".join((line.figure.of_what, line.figure.where, *told, *voices))
