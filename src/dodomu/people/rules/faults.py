"""What can be wrong with a field. The sentences for it live with the words of the web."""

import dataclasses
from enum import StrEnum


class FaultCode(StrEnum):
    NEEDED = "needed"
    NAME_NEEDED = "name-needed"
    WAY_TO_REACH_NEEDED = "way-to-reach-needed"
    TOO_LONG = "too-long"  # details: limit
    NOT_A_DATE = "not-a-date"
    NO_SUCH_DAY = "no-such-day"
    IN_FUTURE = "in-future"
    TOO_LONG_AGO = "too-long-ago"
    YEAR_UNCLEAR = "year-unclear"
    ENDS_BEFORE_START = "ends-before-start"
    NOT_A_PHONE = "not-a-phone"
    PHONE_TOO_SHORT = "phone-too-short"
    PHONE_TOO_LONG = "phone-too-long"
    PHONE_COUNTRY_UNCLEAR = "phone-country-unclear"
    NOT_AN_EMAIL = "not-an-email"
    NOT_A_TELEGRAM_NAME = "not-a-telegram-name"
    UNKNOWN_COUNTRY = "unknown-country"
    UNKNOWN_LANGUAGE = "unknown-language"
    UNKNOWN_WISH = "unknown-wish"
    NOT_A_DOCUMENT_NUMBER = "not-a-document-number"
    NOT_A_NUMBER = "not-a-number"
    NOT_ON_EARTH = "not-on-earth"


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one field."""

    field: str
    code: FaultCode
    details: dict[str, str | int] = dataclasses.field(default_factory=dict)
