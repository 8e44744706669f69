"""Hours as they are shown: in the zone of the crisis or the place, with the zone named."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

# The zone database names a zone after a city. These are translated; any other is shown as the database spells it.
ZONE_CITIES = (
    gettext_noop("Almaty"),
    gettext_noop("Aqtau"),
    gettext_noop("Aqtobe"),
    gettext_noop("Atyrau"),
    gettext_noop("Oral"),
    gettext_noop("Qostanay"),
    gettext_noop("Qyzylorda"),
    gettext_noop("Kyiv"),
    gettext_noop("Warsaw"),
    gettext_noop("Istanbul"),
    gettext_noop("Beirut"),
    gettext_noop("Jerusalem"),
    gettext_noop("Bishkek"),
    gettext_noop("Tashkent"),
)
_SAME = {"Kiev": "Kyiv"}  # the zone database knew the city by its Russian name until 2022


def zone_words(zone: str) -> str:
    """Return what a zone is called: the city it is named after, in the language of the page."""
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    return _(_SAME.get(city, city))


def hour_words(at: datetime, zone: str) -> str:
    """Return an hour such as “10 January 2022, 18:00 Almaty”."""
    local = at.astimezone(ZoneInfo(zone))
    return _("{date}, {time} {city}").format(date=day_words(at, zone), time=f"{local:%H:%M}", city=zone_words(zone))


def day_words(at: datetime, zone: str) -> str:
    """Return the day of an hour, such as “10 January 2022”."""
    return date_words(at.astimezone(ZoneInfo(zone)).date())


def date_words(day: date) -> str:
    """Return a day such as “10 January 2022”."""
    return _("{day} {month} {year}").format(day=day.day, month=_month(day), year=day.year)


def stated_words(stated: str) -> str:
    """Return a date or an hour that somebody wrote in ISO form, in words; anything else as it was written."""
    try:
        local = datetime.fromisoformat(stated)
    except ValueError:
        return stated
    day = date_words(local.date())
    return _("{date}, {time}").format(date=day, time=f"{local:%H:%M}") if len(stated) > len("2022-01-10") else day


def near_day_words(at: datetime, zone: str, now: datetime) -> str:
    """Return the day of an hour without its year, where that is the year of now: “10 January”."""
    day, today = at.astimezone(ZoneInfo(zone)).date(), now.astimezone(ZoneInfo(zone)).date()
    return _("{day} {month}").format(day=day.day, month=_month(day)) if day.year == today.year else date_words(day)


def near_words(at: datetime, zone: str, now: datetime) -> str:
    """Return an hour where the page names the zone once: “10 January, 18:00”."""
    clock_face = f"{at.astimezone(ZoneInfo(zone)):%H:%M}"
    return _("{date}, {time}").format(date=near_day_words(at, zone, now), time=clock_face)


def short_words(at: datetime, zone: str) -> str:
    """Return an hour for narrow columns, such as “10.01 18:00”; the page names the zone once."""
    return f"{at.astimezone(ZoneInfo(zone)):%d.%m %H:%M}"


def _month(day: date) -> str:
    month = date_format(day, "E")
    if get_language() == "en":
        return month
    return month.lower()  # only English writes months with a capital letter; Django's Kazakh does too
