"""Why a way, a plan or an offer is refused."""

from dodomu.foundation.refusal import Reason


class JourneysReason(Reason):
    # ways
    NO_SUCH_LEG = "no-such-leg"
    NO_SUCH_THING = "no-such-thing"  # a charter, a fleet, a permission …
    LEG_FIELDS_AT_FAULT = "leg-fields-at-fault"  # details: faults
    LEG_REF_TAKEN = "leg-ref-taken"
    LEG_IN_USE = "leg-in-use"  # people hold a promise on it: cancel it instead of removing it
    LEG_GONE = "leg-gone"  # it has departed or was cancelled
    STALE_LEG = "stale-leg"
    FIELDS_AT_FAULT = "way-fields-at-fault"  # of a charter, a fleet, a permission …; details: faults
    NOT_LATE = "not-late"  # the new hour is not after the stated one
    NOT_DEPARTED = "not-departed"  # it arrives before it has left
    CHARTER_DECIDED = "charter-decided"  # ordered or declined already
    ORDER_HOUR_PASSED = "order-hour-passed"
    PERMISSION_ANSWERED = "permission-answered"
    THING_IN_USE = "thing-in-use"  # a leg names it
    BELOW_WHAT_IS_PROMISED = "below-what-is-promised"  # not refused for a cut by others: that is a fact
    REASON_NEEDED = "reason-needed"
    ROWS_AT_FAULT = "ways-rows-at-fault"
    # plans
    NO_SUCH_PROPOSAL = "no-such-proposal"
    NOTHING_TO_PLAN = "nothing-to-plan"
    PROBLEM_AT_FAULT = "problem-at-fault"  # details: faults of the planner
    PROPOSAL_NOT_READY = "proposal-not-ready"
    PROPOSAL_RUNS = "proposal-runs"  # the same is being planned already
    PLAN_NO_LONGER_HOLDS = "plan-no-longer-holds"  # details: faults
    OTHER_PLAN_IN_FORCE = "other-plan-in-force"  # somebody adopted another since the page was read
    NO_PLAN_IN_FORCE = "no-plan-in-force"
    PLAN_IS_PARTIAL = "plan-is-partial"  # made only for those without a place: it cannot be the plan of all
    OVERRIDE_INCOMPLETE = "override-incomplete"  # it does not say which leg, country or class
    NO_SUCH_OVERRIDE = "no-such-override"
    WOULD_MOVE_THE_TOLD = "would-move-the-told"  # must be confirmed; details: moved
    # offers
    NO_SUCH_OFFER = "no-such-offer"
    OFFER_ENDED = "offer-ended"  # superseded, withdrawn, lapsed
    PARTY_HOLDS_AN_OFFER = "party-holds-an-offer"
    PLACE_GIVEN_AWAY = "place-given-away"
    TOO_LATE_TO_ANSWER = "too-late-to-answer"
    NO_ROOM_ON_LEG = "no-room-on-leg"
    NOTICE_TOO_SHORT = "notice-too-short"
    ABOVE_ALLOWED = "above-allowed"  # more invited than the officer allows
    PARTY_CANNOT_TAKE_IT = "party-cannot-take-it"
    NOT_WAITING = "not-waiting"  # somebody of the party is aboard, home or elsewhere
    PARTY_CHANGED = "party-changed"  # it grew, or somebody left it, since the plan was made
    REFUSED_BEFORE = "refused-before"  # the party said no to this very way
    NOT_HELD = "not-held"  # only an offer that is held can be sent by hand
