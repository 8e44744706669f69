"""What is said beside a field at fault."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By the value of people.rules.faults.FaultCode: the rules stay on their own floor.
FAULT_SENTENCES: Mapping[str, Promise] = {
    "needed": _("Fill this in."),
    "name-needed": _("Write a name: the family name or the given name is enough."),
    "way-to-reach-needed": _("Give at least one way to reach somebody: a telephone, an email or a Telegram name."),
    "too-long": _("This is too long: at most %(limit)s characters."),
    "not-a-date": _("This is not a date. Write it as 31.12.1990."),
    "no-such-day": _("There is no such day in the calendar. Check the day and the month."),
    "in-future": _("This day has not come yet."),
    "too-long-ago": _("This is too long ago. Check the year."),
    "year-unclear": _("Write the year with four digits."),
    "ends-before-start": _("The end is before the beginning."),
    "not-a-phone": _("This is not a telephone number. Write it with the country code, for example +380 00 123 45 67."),
    "phone-too-short": _("This telephone number is too short: some digits are missing."),
    "phone-too-long": _("This telephone number is too long: it has too many digits."),
    "phone-country-unclear": _("Write this telephone number with its country code, beginning with +."),
    "not-an-email": _("This is not an email address. It has the form name@example.org."),
    "not-a-telegram-name": _(
        "This is not a Telegram name. It has 5 to 32 Latin letters, digits or _, for example @olena_k."
    ),
    "unknown-country": _("This country is not known. Write its name or its two letters, for example UA."),
    "unknown-language": _("This language is not known. Write its name, for example Ukrainian."),
    "unknown-wish": _("This wish cannot be understood. Choose one of the answers."),
    "not-a-document-number": _("This is not the number of a document. Write letters and digits only."),
    "not-a-number": _("This is not a number."),
    "not-on-earth": _("There is no such point. Latitude runs from -90 to 90, longitude from -180 to 180."),
}
