"""What the ways home, plans and offers say when they refuse."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.foundation.refusal import Reason
from dodomu.journeys.reasons import JourneysReason as J

SENTENCES: Mapping[Reason, Promise] = {
    J.NO_SUCH_LEG: _("There is no such flight, train or bus in this crisis."),
    J.NO_SUCH_THING: _("There is no such entry in this crisis."),
    J.LEG_FIELDS_AT_FAULT: _("Some of what was written cannot be kept. It is explained beside each field."),
    J.LEG_REF_TAKEN: _("This short name is taken already. Choose another."),
    J.LEG_IN_USE: _("People were planned on this, or offered a place on it. Cancel it instead of removing it."),
    J.LEG_GONE: _("This has left already, or was cancelled."),
    J.STALE_LEG: _("Somebody changed this in the meantime. Look at what it says now, then decide again."),
    J.FIELDS_AT_FAULT: _("Some of what was written cannot be kept. It is explained beside each field."),
    J.NOT_LATE: _("The new hour must be later than the one that was stated."),
    J.NOT_DEPARTED: _("It cannot arrive before it has left."),
    J.CHARTER_DECIDED: _("This was ordered or declined already."),
    J.ORDER_HOUR_PASSED: _("The hour until which it could be ordered has passed."),
    J.PERMISSION_ANSWERED: _("This was answered already."),
    J.THING_IN_USE: _("A flight, train or bus names it, so it was not removed."),
    J.BELOW_WHAT_IS_PROMISED: _("More places are promised than that."),
    J.REASON_NEEDED: _("Say why. It is kept with your name."),
    J.ROWS_AT_FAULT: _("Some rows cannot be read, so nothing was kept. Each is explained with its line."),
    J.NO_SUCH_PROPOSAL: _("There is no such plan in this crisis."),
    J.NOTHING_TO_PLAN: _("Nobody is waiting to come home, so there is nothing to plan."),
    J.PROBLEM_AT_FAULT: _("The facts contradict one another, so nothing was planned. Each contradiction is named."),
    J.PROPOSAL_NOT_READY: _("This plan is not ready yet."),
    J.PROPOSAL_RUNS: _("The very same is being planned already. Wait for it, or stop it."),
    J.PLAN_NO_LONGER_HOLDS: _("This plan no longer holds. Nothing was changed. Ask for a new one."),
    J.OTHER_PLAN_IN_FORCE: _("Another plan was adopted in the meantime. Look at it, then decide again."),
    J.NO_PLAN_IN_FORCE: _("No plan is in force."),
    J.WOULD_MOVE_THE_TOLD: _("This plan would move people who were told already. Look at who they are and confirm it."),
    J.PLAN_IS_PARTIAL: _("This plan was made only for those without a place. It cannot be put in force for everybody."),
    J.OVERRIDE_INCOMPLETE: _("Say exactly what is decided: one leg, one country, or one priority."),
    J.NO_SUCH_OVERRIDE: _("There is no such decision."),
    J.NO_SUCH_OFFER: _("There is no such offer."),
    J.OFFER_ENDED: _("This offer has ended. Look at what holds now."),
    J.PARTY_HOLDS_AN_OFFER: _("They hold another offer already. Nobody is promised two places."),
    J.PLACE_GIVEN_AWAY: _("This place was given to others. Your answer is kept, and an officer looks at it."),
    J.TOO_LATE_TO_ANSWER: _("The hour until which to answer has passed. Please call."),
    J.NO_ROOM_ON_LEG: _("There is no room left on it."),
    J.NOTICE_TOO_SHORT: _("There is not enough time left to get there. An officer decides whether it is sent."),
    J.ABOVE_ALLOWED: _("That is more than may be invited beyond the places. Allow more first."),
    J.PARTY_CANNOT_TAKE_IT: _("They cannot travel this way: a place, a paper or the way to it is missing."),
    J.NOT_WAITING: _("Some of them are aboard, home or elsewhere. Nothing was changed."),
    J.PARTY_CHANGED: _("This party has changed since the plan was made. Ask for a new plan."),
    J.REFUSED_BEFORE: _("They said no to this way before."),
    J.NOT_HELD: _("Only an offer that is held back can be sent by hand."),
}
