"""The codes of ways home by their names, and what is said next to a leg; the same words on every page."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dodomu.web.parts.hours import short_words, zone_words

Facts = Mapping[str, str | int | float]

MODES: Mapping[str, Promise] = {
    "air": _("flight"),
    "rail": _("train"),
    "bus": _("bus"),
    "car": _("by car"),
    "sea": _("ship"),
    "foot": _("on foot"),
    "transfer": _("transfer"),
}

SCHEDULES: Mapping[str, Promise] = {
    "dated": _("one departure"),
    "on_demand": _("at any hour"),
    "suspended": _("old timetable, not to be used"),
}

LEG_STATES: Mapping[str, Promise] = {
    "planned": pgettext_lazy("a departure", "planned"),
    "cancelled": pgettext_lazy("a departure", "cancelled"),
    "departed": pgettext_lazy("a departure", "has left"),
    "arrived": pgettext_lazy("a departure", "has arrived"),
}

PAID_BY: Mapping[str, Promise] = {
    "state": _("our state"),
    "traveller": _("who travels"),
    "partner": _("a partner state"),
}

CHARTER_STATES: Mapping[str, Promise] = {
    "offered": pgettext_lazy("a charter", "offered to us"),
    "ordered": pgettext_lazy("a charter", "ordered"),
    "declined": pgettext_lazy("a charter", "declined"),
    "lapsed": pgettext_lazy("a charter", "its hour has passed"),
}

PERMISSION_STATES: Mapping[str, Promise] = {
    "to_ask": pgettext_lazy("a permission", "to be asked for"),
    "list_sent": pgettext_lazy("a permission", "list sent"),
    "granted": pgettext_lazy("a permission", "granted"),
    "refused": pgettext_lazy("a permission", "refused"),
    "expired": pgettext_lazy("a permission", "has run out"),
}

KINDS: Mapping[str, Promise] = {
    "seat": _("seats"),
    "wheelchair": _("wheelchair places"),
    "stretcher": _("stretchers"),
    "infant": _("infants on a lap"),
    "pet": _("pets"),
}

MILESTONES: Mapping[str, Promise] = {
    "slot": _("slot"),
    "crew_hours": _("end of the crew's hours"),
    "curfew": _("curfew"),
    "permission": _("permission"),
    "bus_time": _("bus leaves"),
    "booking": _("end of booking"),
    "answers": _("answers are due"),
    "meeting": _("meeting"),
    "processing": _("check-in"),
    "ready": _("everybody ready"),
    "departure": _("departure"),
    "other": pgettext_lazy("an hour to keep", "other"),
}

PAPERS: Mapping[str, Promise] = {
    "passport": _("passport"),
    "covid_paper": _("Covid certificate or test"),
    "pcr_test": _("PCR test"),
    "ticket": _("ticket"),
    "onward_ticket": _("ticket for the journey on"),
    "exit_check": _("exit check"),
    "convoy_note": _("note for the checkpoints"),
    "landing_permit": _("landing permit"),
    "ministerial_decision": _("decision of our minister"),
}

# In one or two words, to stand beside a leg.
CHECKS: Mapping[str, Promise] = {
    "old-timetable": _("old timetable"),
    "cancelled": pgettext_lazy("a departure", "cancelled"),
    "gone": _("its hour has passed"),
    "not-known-yet": _("not known yet"),
    "booking-closed": _("booking closed"),
    "no-block": _("no seats for us"),
    "needs-decision": _("our decision is missing"),
    "leads-away": _("leads away from home"),
    "charter-not-ordered": _("charter not ordered"),
    "permission-missing": _("permission missing"),
    "crossing-closed": _("border closed"),
    "airport-closed": _("airport closed"),
    "outside-hours": _("outside opening hours"),
    "carrier-stopped": _("carrier does not run"),
    "road-closed": _("road closed"),
    "port-closed": _("port closed"),
    "departs-in-curfew": _("leaves in the curfew"),
    "arrives-in-curfew": _("arrives in the curfew"),
    "slowed": _("slow road"),
    "papers-asked": _("papers asked for"),
    "fixed-price": _("fixed price"),
    "order-soon": _("order soon"),
    "block-shrank": _("fewer seats than before"),
    "block-above-seats": _("more seats for us than it has"),
    "over-promised": _("more promised than there is"),
    "no-way-on": _("no way on from there"),
    "unlikely": _("may well not run"),
    "hour-disagrees": _("hours disagree"),
    "too-fast": _("too fast for the distance"),
    "not-stated": _("something not stated"),
}

# What the short words mean, where they need a sentence.
MEANINGS: Mapping[str, Promise] = {
    "old-timetable": _("It stands in an old timetable. Nobody is ever planned on it."),
    "no-block": _("No seat on it may be used by us, so nobody is planned on it."),
    "needs-decision": _("Our own minister must decide first. Until then the answer is no."),
    "leads-away": _("It sets out from the state whose citizens are brought home."),
    "departs-in-curfew": _("Nobody may be in the street at the hour of departure."),
    "arrives-in-curfew": _("Nobody may be in the street at the hour of arrival: who comes waits inside."),
    "no-way-on": _("Nothing that can be planned with goes on home from where it ends."),
}

STATED_FIELDS: Mapping[str, Promise] = {
    "price": _("price"),
    "chance": _("chance that it runs"),
    "book_by": _("hour until which to book"),
    "departs": _("departure"),
    "arrives": _("arrival"),
}

# By the value of people.rules.papers.PaperKind.
DOCUMENTS: Mapping[str, Promise] = {
    "passport": _("passport"),
    "internal_passport": _("internal passport"),
    "id_card": _("identity card"),
    "birth_certificate": _("birth certificate"),
    "return_certificate": _("certificate for the return"),
    "residence_permit": _("residence permit"),
    "travel_document": _("travel document of a refugee"),
    "other": pgettext_lazy("a document", "other"),
}

RELATIVES: Mapping[str, Promise] = {
    "party": _("whoever belongs to the same party"),
    "minors": _("only minors"),
    "nobody": _("nobody"),
}

PAPERS_NOT_STATED: Mapping[str, Promise] = {
    "assume": _("assume that they have them"),
    "exclude": _("leave them out until they have said"),
}

NOT_ELIGIBLE: Mapping[str, Promise] = {
    "nobody-counts": _("nobody among them is a citizen or of a country that counts"),
    "relative": _("somebody who may not come along"),
    "age-not-stated": _("only minors may come along, and an age is not known"),
    "minors-alone": _("minors alone"),
    "no-paper": _("somebody without a paper that is asked for"),
    "paper-expired": _("a paper that has run out"),
    "empty": _("nobody belongs to it any more"),
}

# By the value of journeys.rules.faults.FaultCode.
FAULTS: Mapping[str, Promise] = {
    "needed": _("Fill this in."),
    "too-long": _("This is too long: at most %(limit)s characters."),
    "not-a-ref": _("Write letters, figures, dots and dashes only."),
    "ref-taken": _("This short name is taken already. Choose another."),
    "ref-twice": _("This stands here twice."),
    "unknown-place": _("This crisis has no such place."),
    "same-place": _("This is the place where it sets out."),
    "unknown-country": _("This country is not known."),
    "unknown-word": _("The word “%(word)s” is not known here."),
    "unknown-charter": _("There is no such charter."),
    "unknown-permission": _("There is no such permission."),
    "not-an-hour": _("This is not an hour. Write it as 2022-01-13T19:50."),
    "no-such-hour": _("In %(zone)s there was no such hour: the clocks were put forward over it."),
    "two-such-hours": _(
        "In %(zone)s this hour comes twice: the clocks are put back. Write an hour before or after it."
    ),
    "arrives-before-it-leaves": _("It arrives before it leaves. Each hour is that of its own place."),
    "booking-after-departure": _("Booking cannot end after the departure."),
    "known-after-departure": _("It cannot become known after the departure."),
    "ends-before-it-begins": _("The end is before the beginning."),
    "not-a-number": _("This is not a number."),
    "below-zero": _("This must not be below zero."),
    "too-great": _("This is too much: at most %(limit)s."),
    "not-a-chance": _("A chance lies between 0 and 100 %%."),
    "block-above-seats": _("There are only %(seats)s of these, so %(block)s cannot be ours."),
    "held-above-block": _("More is held back than is ours."),
    "missing-column": _("The table has no column “%(column)s”."),
    "unreadable": _("This file cannot be read."),
    "no-rows": _("This table has no rows."),
    "departs-in-past": _("It left before now."),
}


def check_name(check: str) -> str:
    """Return a check in one or two words."""
    return str(CHECKS.get(check, check))


def check_words(check: str, facts: Facts, zone: str) -> str:
    """Return in a sentence what a check says with its facts; nothing where the short words say it all."""
    told = _TELLING.get(check)
    if told is not None:
        return told(facts, zone)
    return str(MEANINGS.get(check, ""))


def fault_words(code: str, facts: Mapping[str, str | int], field: str = "") -> str:
    """Return what to say of a field at fault."""
    told = {**facts, "column": field}
    if "zone" in told:
        told["zone"] = zone_words(str(told["zone"]))
    words = str(FAULTS.get(code, code))
    try:
        return words % told
    except KeyError:
        return words


def papers_words(papers: str | tuple[str, ...]) -> str:
    """Return papers by their names; a code of others stands for itself."""
    codes = papers.split() if isinstance(papers, str) else papers
    return ", ".join(str(PAPERS.get(code, code)) for code in codes)


def percent(chance: float | None) -> str:
    """Return a chance as a percentage, or nothing."""
    return "" if chance is None else f"{round(chance * 100, 1):g}\u00a0%".replace(".", _decimal_point())


def euros(amount: int | None) -> str:
    """Return whole euros with their thousands apart, or nothing."""
    return "" if amount is None else f"€\u00a0{amount:,}".replace(",", "\u202f")


def minutes_words(minutes: int | None) -> str:
    """Return a time such as “3 h 20 min”, or nothing."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return gettext("{minutes} min").format(minutes=rest)
    if not rest:
        return gettext("{hours} h").format(hours=hours)
    return gettext("{hours} h {minutes} min").format(hours=hours, minutes=rest)


def _decimal_point() -> str:
    return "." if (get_language() or "en").startswith("en") else ","


def _hour(facts: Facts, name: str, zone: str) -> str:
    try:
        return f"{short_words(datetime.fromisoformat(str(facts[name])), zone)} {zone_words(zone)}"
    except (KeyError, ValueError):
        return ""


def _gone(facts: Facts, zone: str) -> str:
    del zone
    if facts.get("state") == "planned":
        return gettext("Its hour has passed, and nobody has said whether it left.")
    return str(LEG_STATES.get(str(facts.get("state")), ""))


def _shrank(facts: Facts, zone: str) -> str:
    del zone
    kind = str(KINDS.get(str(facts.get("kind")), facts.get("kind")))
    return f"{kind}: {facts.get('before')} → {facts.get('now')}"


def _over(facts: Facts, zone: str) -> str:
    del zone
    words = gettext("{kind}: {promised} promised, {now} there are")
    kind = str(KINDS.get(str(facts.get("kind")), facts.get("kind")))
    return words.format(kind=kind, promised=facts.get("promised"), now=facts.get("now"))


def _disagree(facts: Facts, zone: str) -> str:
    what = str(STATED_FIELDS.get(str(facts.get("what")), facts.get("what")))
    words = gettext("{what}: the table reckons {stated}, the clocks of the place give {ours}.")
    return words.format(what=what, stated=_hour(facts, "stated", zone), ours=_hour(facts, "ours", zone))


def _price(facts: Facts, zone: str) -> str:
    del zone
    words = gettext("{price} for all of it, full or half empty")
    return words.format(price=euros(int(facts.get("price") or 0)))


def _slowed(facts: Facts, zone: str) -> str:
    del zone
    minutes = facts.get("minutes")
    if minutes is None:
        return gettext("Nobody said by how much.")
    return ngettext("%(minutes)d minute longer", "%(minutes)d minutes longer", int(minutes)) % {"minutes": int(minutes)}


def _missing(facts: Facts, zone: str) -> str:
    del zone
    names = [str(STATED_FIELDS.get(name, name)) for name in str(facts.get("what", "")).split()]
    return gettext("Not stated: {names}").format(names=", ".join(names))


def _fast(facts: Facts, zone: str) -> str:
    del zone
    words = gettext("{km} km as the crow flies would be {speed} km/h. A wrong hour, day or place?")
    return words.format(km=facts.get("km"), speed=facts.get("km_per_hour"))


def _permission(facts: Facts, zone: str) -> str:
    del zone
    state = str(PERMISSION_STATES.get(str(facts.get("state")), facts.get("state")))
    return f"{facts.get('permission')} ({facts.get('country')}): {state}"


def _charter(facts: Facts, zone: str) -> str:
    del zone
    return f"{facts.get('charter')}: {CHARTER_STATES.get(str(facts.get('state')), '')}"


def _until(name: str) -> Callable[[Facts, str], str]:
    return lambda facts, zone: gettext("until {hour}").format(hour=_hour(facts, name, zone))


_TELLING: Mapping[str, Callable[[Facts, str], str]] = {
    "gone": _gone,
    "not-known-yet": lambda facts, zone: gettext("from {hour} on").format(hour=_hour(facts, "known_from", zone)),
    "booking-closed": _until("book_by"),
    "charter-not-ordered": _charter,
    "permission-missing": _permission,
    "outside-hours": lambda facts, _zone: str(STATED_FIELDS.get(str(facts.get("what")), "")),
    "slowed": _slowed,
    "papers-asked": lambda facts, _zone: papers_words(str(facts.get("papers", ""))),
    "fixed-price": _price,
    "order-soon": _until("order_by"),
    "block-shrank": _shrank,
    "block-above-seats": lambda facts, _zone: f"{facts.get('block')} > {facts.get('seats')}",
    "over-promised": _over,
    "unlikely": lambda facts, _zone: percent(float(facts.get("chance") or 0)),
    "hour-disagrees": _disagree,
    "too-fast": _fast,
    "not-stated": _missing,
}
