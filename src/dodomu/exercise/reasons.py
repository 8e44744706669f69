"""Why an exercise is not played."""

from dodomu.foundation.refusal import Reason


class ExerciseReason(Reason):
    NO_SUCH_EXERCISE = "no-such-exercise"
    NO_SUCH_SIDE = "no-such-side"
    HOUR_OUTSIDE_EXERCISE = "hour-outside-exercise"
