"""Words of the desk in templates: hours in a zone, numbers that can be read, terms by their names."""

from datetime import datetime

from django import template

from dodomu.web.parts import hours, terms

register = template.Library()


@register.filter
def hour_in(at: datetime | None, zone: str) -> str:
    """`{{ at|hour_in:crisis.zone }}`: 10 January 2022, 18:00 Almaty."""
    return hours.hour_words(at, zone) if at else ""


@register.filter
def short_hour_in(at: datetime | None, zone: str) -> str:
    """`{{ at|short_hour_in:crisis.zone }}`: 10.01 18:00, where the zone is named beside."""
    return hours.short_words(at, zone) if at else ""


@register.filter
def stated_hour(stated: str) -> str:
    """`{{ source.published|stated_hour }}`: 11 January 2022, 15:45; what is no date stays as it was written."""
    return hours.stated_words(stated)


@register.filter
def zone_name(zone: str) -> str:
    """`{{ crisis.zone|zone_name }}`: Almaty."""
    return hours.zone_words(zone)


@register.filter
def number(value: int | None) -> str:
    """`{{ 150000|number }}`: thousands set apart by a thin space that does not break."""
    return "" if value is None else f"{value:,}".replace(",", "\u202f")


@register.filter
def account_name(account: str) -> str:
    """`{{ person.account|account_name }}`: waiting at a place."""
    return str(terms.ACCOUNTS.get(account, account))


@register.filter
def ledger_fault(fault: str) -> str:
    """`{{ difference.fault|ledger_fault }}`: an entry of another crisis."""
    return str(terms.LEDGER_FAULTS.get(fault, fault))


@register.filter
def term(value: str) -> str:
    """`{{ wish|term }}`: the name of any code of the register (wish, need, channel, evidence, kind of place …)."""
    return str(terms.TERMS.get(value, value))
