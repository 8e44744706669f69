"""What a rehearsal says → what we say."""

from dodomu.channels.messages import Failure, Verdict

# As a file in `out/` names it, and what the caller is told.
VERDICTS = {
    "taken": Verdict.TAKEN,
    "refused": Verdict.REFUSED,
    "later": Verdict.LATER,
    "doubt": Verdict.IN_DOUBT,
}

# A refusal for good, and a receipt that it did not arrive, each take one of these in turn of luck.
REFUSALS = (Failure.NO_SUCH_ADDRESS, Failure.BLOCKED, Failure.NOT_ALLOWED)
FAILURES = (Failure.NOT_REACHABLE, Failure.EXPIRED, Failure.NO_SUCH_ADDRESS)
