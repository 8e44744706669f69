"""How many are expected aboard and how many more may be asked to a gate, in words that state the risk."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dodomu.journeys.rules.inviting import Boarding, Invite
from dodomu.journeys.rules.terms import InviteLimit
from dodomu.web.parts.journeys_words import percent
from dodomu.web.parts.plans.words import decimal

LEAST, EXACT_BELOW = 0.1, 10

BOUND: Mapping[str, Promise] = {
    InviteLimit.RISK: gettext_lazy("One party more, and the risk of turning somebody away would be too great."),
    InviteLimit.ALLOWED: gettext_lazy("More than that is not allowed: the limit is set by an officer."),
    InviteLimit.LINE: gettext_lazy("Nobody else stands in the line."),
}


def boarding_words(expected: Boarding) -> str:
    """Return how many of those who hold a place are expected, with the range."""
    told = expected.accepted_persons + expected.unanswered_persons
    share = _("{mean}, most likely between {low} and {high}").format(
        mean=percent(round(expected.mean, 2)),
        low=percent(round(expected.low, 2)),
        high=percent(round(expected.high, 2)),
    )
    if not told:
        return _("Nobody was told a place yet. Of those who are, {share} would come.").format(share=share)
    persons = expected.persons
    return _("Of {told} who were told a place, {mean} are expected aboard ({low} to {high}): {share}.").format(
        told=told, mean=round(persons.mean), low=round(persons.low), high=round(persons.high), share=share
    )


def learned_words(expected: Boarding) -> str:
    """Return from what the rates were learned."""
    own, others = expected.learned_from.own, expected.learned_from.others
    if not own and not others:
        return _("Nothing was learned yet: this is what other evacuations have shown.")
    return _("Learned from parties: {own} of this departure, {others} of others of its kind.").format(
        own=own, others=others
    )


def invite_words(proposed: Invite, allowed: int) -> list[str]:
    """Return what is proposed and what it risks, one sentence each."""
    if not proposed.persons:
        nobody = _("Nobody more should be asked now.")
        within = ngettext(
            "By the risk alone it could be %(count)d person.",
            "By the risk alone it could be %(count)d persons.",
            proposed.within_risk,
        ) % {"count": proposed.within_risk}
        more = [within] if proposed.within_risk and proposed.bound_by is InviteLimit.ALLOWED else []
        return [nobody, *more, str(BOUND[proposed.bound_by]), _risk_now(proposed)]
    persons = ngettext(
        "%(persons)d person of the line may be asked (parties: %(parties)d, limit: %(allowed)d).",
        "%(persons)d persons of the line may be asked (parties: %(parties)d, limit: %(allowed)d).",
        proposed.persons,
    ) % {"persons": proposed.persons, "parties": len(proposed.parties), "allowed": allowed}
    risk = _("Then in {often} of 100 cases a party that came is turned away; on average {people} persons.").format(
        often=_number(proposed.risk * 100), people=_number(proposed.turned_away)
    )
    empty = _("On average {seats} seats stay empty.").format(seats=_number(proposed.empty))
    return [persons, risk, empty, str(BOUND[proposed.bound_by])]


def _risk_now(proposed: Invite) -> str:
    return _(
        "As it is, in {often} of 100 cases a party that came is turned away, and {seats} seats stay empty."
    ).format(often=_number(proposed.risk_now * 100), seats=_number(proposed.empty))


def _number(amount: float) -> str:
    """Return an amount; what is small but not nothing is never said to be nothing."""
    if 0 < amount < LEAST:
        return _("less than {least}").format(least=decimal(LEAST, 1))
    return decimal(amount, 1 if amount < EXACT_BELOW else 0)
