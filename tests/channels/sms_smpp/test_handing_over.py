"""The laws of a hand-over, whatever the operator answers and in whatever order."""

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from dodomu.channels.messages import Outgoing, Verdict
from dodomu.channels.sms_smpp import pdus, receipts
from dodomu.channels.sms_smpp.sending import Ending, Sending
from tests.channels.sms_smpp.operator import messages

OK, THROTTLED, NO_SUCH_NUMBER, SYSTEM_ERROR = 0, 0x58, 0x0B, 0x08
TEXTS = ("a", "a" * 200, "я" * 180)
ANSWERS = st.tuples(st.sampled_from([OK, OK, OK, THROTTLED, NO_SUCH_NUMBER, SYSTEM_ERROR]), st.integers(0, 100))
STEPS = st.lists(
    st.one_of(st.sampled_from(["send", "send", "send", "silence", "stop", "give back"]), ANSWERS), max_size=60
)


class Told:
    """What an operator could say of each message."""

    def __init__(self, outgoing: list[Outgoing]) -> None:
        self.sending = Sending(
            outgoing, pdus.Submits(pdus.Address(5, 0, "Dodomu")), receipts.Refs(receipts.Ids.SAME), False, 10
        )
        self.now = 0.0
        self.sequence = 0
        self.went: Counter[UUID] = Counter()
        self.answered: dict[tuple[UUID, int], int] = {}  # message and part -> the last status

    def does(self, step: str | tuple[int, int]) -> None:
        self.now += 1
        if isinstance(step, tuple):
            self.answers(*step)
        elif step == "send":
            self.sequence += 1
            if self.sending.next_unit(self.sequence, self.now):
                self.went[self.sending.in_air[self.sequence].message.id] += 1
        elif step == "silence":
            self.now += 10
            self.sending.overdue(self.now)
        elif step == "stop":
            self.sending.stop(Ending())
        else:
            self.sending.give_back(Ending())

    def answers(self, status: int, which: int) -> None:
        if self.sending.in_air:
            sequence = list(self.sending.in_air)[which % len(self.sending.in_air)]
            part = self.sending.in_air[sequence]
            self.answered[part.message.id, part.number] = status
            self.sending.answered(sequence, status, b"ref\0")

    def said(self, name: UUID) -> set[int]:
        return {status for (message, _), status in self.answered.items() if message == name}


@given(st.lists(st.sampled_from(TEXTS), max_size=8), STEPS, st.booleans())
def test_every_message_has_one_result_and_it_is_true(texts: list[str], steps: list, to_the_end: bool):
    outgoing = [messages(1, text, begin=number)[0] for number, text in enumerate(texts)]
    told = Told(outgoing)
    for step in steps:
        told.does(step)
    while to_the_end and not told.sending.is_over:
        told.does("send")
        told.does((OK, 0))
    told.sending.end(Ending())
    assert told.sending.is_over
    results = {result.id: result for result in told.sending.results}
    assert sorted(results) == [each.id for each in outgoing]
    assert len(told.sending.results) == len(outgoing)
    for each in outgoing:
        result, said = results[each.id], told.said(each.id)
        parts = [status for (message, _), status in told.answered.items() if message == each.id]
        if result.verdict is Verdict.TAKEN:
            assert said == {OK}
        if result.verdict is Verdict.LATER:
            assert OK not in said and len(parts) <= told.went[each.id]
            assert not told.went[each.id] or said  # what went out unanswered is never called later
        if result.verdict is Verdict.REFUSED:
            assert NO_SUCH_NUMBER in said
        if result.verdict is Verdict.IN_DOUBT:
            assert told.went[each.id]
        assert len(result.refs) == parts.count(OK)
        if not told.went[each.id]:
            assert result.verdict is Verdict.LATER
