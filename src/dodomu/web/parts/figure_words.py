"""What figures count: the usual words in the language of the page, any others as they were typed."""

from django.utils.translation import gettext, gettext_noop

PERSONS = "persons"
USUAL = (
    gettext_noop("citizens of Ukraine"),
    gettext_noop("citizens of Kazakhstan"),
    gettext_noop("flights in Kazakhstan"),
    gettext_noop("dead, official"),
    gettext_noop("dead, government channel"),
    gettext_noop("asked the embassy for help"),
    gettext_noop("asked the embassy for help to return"),
    gettext_noop("stranded in Almaty"),
    gettext_noop("returned to Kyiv from Nur-Sultan"),
    gettext_noop("sent from Kyiv"),
    gettext_noop("killed, injured or detained"),
    gettext_noop("planned"),
    gettext_noop("cancelled"),
    gettext_noop("total"),
    gettext_noop("hours without internet"),
    gettext_noop("abroad when airports shut"),
)


def figure_words(typed: str) -> str:
    """Return what was typed, translated where it is one of the usual words."""
    return gettext(typed) if typed in USUAL else typed


def unit_words(unit: str, *said: str) -> str:
    """Return what is counted, where neither those words nor custom say it: a number alone is one of persons."""
    named = " ".join(said).casefold()
    return "" if unit == PERSONS or unit.casefold() in named else figure_words(unit)
