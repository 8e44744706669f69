"""Whether a text or a code is ours, and what became of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from dodomu.contact.models import Statement
from dodomu.contact.queries.advice import StatementLine, span_of, statement_line, statement_rows
from dodomu.contact.rules import advice as rules
from dodomu.contact.rules import statements
from dodomu.contact.rules.statements import LONGEST_PASTED, Verdict

MOST_CODES: Final = 50  # in one text


@dataclass(frozen=True, slots=True)
class Checked:
    """What is answered to whoever asks. Only what was found word for word, or under its code, is shown as ours."""

    verdict: Verdict
    statement: StatementLine | None = None  # ours
    superseded_by: int | None = None  # number of what holds in its place
    bears: StatementLine | None = None  # not ours as a whole, but it bears the code of this
    became: Verdict | None = None  # of what it bears word for word, amid other words
    ended_at: datetime | None = None

    @property
    def is_ours(self) -> bool:
        """Whether we said exactly this, whatever became of it."""
        return self.statement is not None


NOT_OURS = Checked(Verdict.NOT_OURS)


def check_text(text: str, *, at: datetime, crisis: UUID | None = None) -> Checked:
    """Say whether a pasted text is ours and what became of it; one digit changed, and it is not. Where a text of ours
    stands in it word for word, with anything before or after, that is said of it and no more.

    `at` is the real hour; what belongs to an exercise is looked at by the clock of the exercise.
    """
    if not statements.normal(text[:LONGEST_PASTED]):
        return NOT_OURS
    rows = statement_rows().filter(**({"crisis": crisis} if crisis else {}))
    found = None
    if len(text) <= LONGEST_PASTED:
        found = rows.filter(digest=statements.digest(text)).order_by("-signed_at").first()
    if found is not None:
        return _checked(found, at)
    borne = list(rows.filter(code__in=statements.codes_in(text)[:MOST_CODES]).order_by("-signed_at"))
    pasted = statements.normal(text[:LONGEST_PASTED])
    whole = next((each for each in borne if statements.normal(each.text) in pasted), None)
    if whole is not None:
        inside = _checked(whole, at)
        return replace(inside, verdict=Verdict.AMID, statement=None, bears=inside.statement, became=inside.verdict)
    return Checked(Verdict.NOT_OURS, bears=statement_line(borne[0])) if borne else NOT_OURS


def check_code(typed: str, *, at: datetime, crisis: UUID | None = None) -> Checked:
    """Say what stands behind a code. Whoever asks must compare the words: a code can be printed under any text."""
    code = statements.read_code(typed)
    if code is None:
        return NOT_OURS
    found = statement_rows().filter(code=code, **({"crisis": crisis} if crisis else {})).first()
    return _checked(found, at) if found else NOT_OURS


def _checked(row: Statement, at: datetime) -> Checked:
    hour = row.crisis.exercise_now or at
    line = statement_line(row)
    if row.advice is None:
        return Checked(statements.verdict_on(line.form, None, is_disowned=line.is_disowned), line)
    span = span_of(row.advice)
    state = rules.state_at(span, at=hour)
    follower = getattr(row.advice, "superseded_by", None)
    by = follower.number if follower and span.superseded_at and span.superseded_at <= hour else None
    verdict = statements.verdict_on(line.form, state, is_disowned=line.is_disowned)
    return Checked(verdict, line, superseded_by=by, ended_at=rules.ended_at(span, at=hour))
