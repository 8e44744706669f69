"""`dodomu account reconcile`: prove that the accounts of the ledger sum to the number registered, at any hour."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from dodomu.people.rules.terms import Account

if TYPE_CHECKING:
    from dodomu.foundation.models import Crisis
    from dodomu.people.queries.reconciliation import Reconciliation
    from dodomu.people.queries.whereabouts import Headcount, Standee

YEARS = range(1900, 3000)
PROVES, DOES_NOT_PROVE, USAGE = 0, 1, 2


class WrongArgument(Exception):
    """What was typed cannot be understood."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be typed behind `dodomu account`."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    reconcile = acts.add_parser("reconcile", help="prove the count, and show who is where")
    reconcile.add_argument("--crisis", metavar="SLUG", help="one crisis; else every one that is here")
    reconcile.add_argument(
        "--at", metavar="HOUR", help="as of an hour, such as 2022-01-10T18:00; without a zone it is the crisis's own"
    )
    reconcile.add_argument("--list", metavar="ACCOUNT", dest="account", help="name who stands in an account")
    reconcile.add_argument("--json", action="store_true", help="for another program")


def run(options: argparse.Namespace) -> int:
    """Reconcile, and return 0 when everything proves, 1 when something does not, 2 for wrong arguments."""
    try:
        account = _account(options.account)
        crises = _crises(options.crisis)
        hours = [_hour(options.at, crisis.zone) for crisis in crises]
    except WrongArgument as fault:
        print(f"dodomu account: {fault}", file=sys.stderr)
        return USAGE
    reports = [_report(crisis, hour, account) for crisis, hour in zip(crises, hours, strict=True)]
    if options.json:
        print(json.dumps([report.as_json() for report in reports], ensure_ascii=False, indent=2))
    else:
        print("\n\n".join("\n".join(report.lines()) for report in reports))
    return PROVES if all(report.proof.proves for report in reports) else DOES_NOT_PROVE


def _account(typed: str | None) -> Account | None:
    if typed is None:
        return None
    try:
        return Account(typed.lower().replace("-", "_"))
    except ValueError:
        raise WrongArgument(f"there is no account “{typed}”; there are {', '.join(Account)}") from None


def _crises(slug: str | None) -> "list[Crisis]":
    from dodomu.foundation.models import Crisis  # the settings are read first

    found = list(Crisis.objects.order_by("opened_at", "slug"))
    if not found:
        raise WrongArgument("there is no crisis yet")
    chosen = [crisis for crisis in found if slug in {None, crisis.slug}]
    if not chosen:
        raise WrongArgument(f"there is no crisis “{slug}”; there are {', '.join(crisis.slug for crisis in found)}")
    return chosen


def _hour(typed: str | None, zone: str) -> datetime | None:
    if typed is None:
        return None
    try:
        hour = datetime.fromisoformat(typed)
    except ValueError:
        raise WrongArgument(f"“{typed}” is no hour; write it as 2022-01-10T18:00") from None
    if hour.year not in YEARS:
        raise WrongArgument(f"“{typed}” is no hour of a crisis")
    return hour if hour.tzinfo else hour.replace(tzinfo=ZoneInfo(zone))


def _report(crisis: "Crisis", at: datetime | None, account: Account | None) -> "Report":
    from dodomu.foundation import clock  # the settings are read first
    from dodomu.foundation.models import Place
    from dodomu.people.queries import reconciliation, whereabouts

    return Report(
        crisis=crisis,
        shown=(at or clock.now(crisis)).astimezone(ZoneInfo(crisis.zone)),
        places=dict(Place.objects.filter(crisis=crisis).values_list("id", "ref")),
        proof=reconciliation.reconcile(crisis.id, at=at),
        headcount=whereabouts.headcount(crisis.id, at=at),
        account=account,
        people=whereabouts.who_stands(crisis.id, account, at=at) if account else [],
    )


class Report:
    """What is shown of one crisis, to be read by a person or by a program."""

    def __init__(
        self,
        *,
        crisis: "Crisis",
        shown: datetime,
        places: dict[UUID, str],
        proof: "Reconciliation",
        headcount: "Headcount",
        account: Account | None,
        people: "Sequence[Standee]",
    ) -> None:
        self.crisis, self.shown, self.places = crisis, shown, places
        self.proof, self.headcount, self.account, self.people = proof, headcount, account, people

    def lines(self) -> list[str]:
        """Return the report as a table."""
        return [*self._heading(), *self._table(), *self._verdict(), *self._listed()]

    def _heading(self) -> list[str]:
        exercise = f"   EXERCISE {self.crisis.exercise}" if self.crisis.exercise else ""
        hour = f"as of {self.shown:%Y-%m-%d %H:%M:%S}, hours of {self.crisis.zone} (UTC{self.shown:%z})"
        return [f"{self.crisis.slug}, {hour}{exercise}", ""]

    def _table(self) -> list[str]:
        row = "{:<26}{:>10}{:>10}{:>10}{:>12}{:>12}".format
        rows = [row("", "citizens", "others", "standing", "posted", "late news")]
        for proof in self.proof.proofs:
            here = [line for line in self.headcount.lines if line.account is proof.account]
            if not here and proof.proves:
                continue
            citizens, others = sum(line.citizens for line in here), sum(line.others for line in here)
            shifted = f"{proof.shifted:+}" if proof.shifted else ""
            rows.append(
                row(proof.account, citizens, others, proof.standing, proof.posted, shifted) + _mark(proof.proves)
            )
            rows += [
                row(f"    {self.places.get(line.place, '?')}", line.citizens, line.others, line.total, "", "")
                for line in here
                if line.place
            ]
        return [line.rstrip() for line in rows]

    def _verdict(self) -> list[str]:
        proof, head = self.proof, self.headcount
        lines = [
            "",
            f"Registered: {head.registered} ({head.citizens} citizens, {head.others} others);"
            f" not of this crisis: {head.of(Account.NOT_OURS)}",
            f"Counted in three ways: {proof.opened} opened, {proof.standing} standing, {proof.posted} posted",
        ]
        if proof.seams:
            lines.append(f"Late news came before {proof.seams} entries; their origins are of what was known then")
        lines.append("It proves." if proof.proves else "IT DOES NOT PROVE.")
        lines += [f"  {fault}: {number}" for fault, number in proof.faults.items()]
        return [*lines, *(f"    {each.reference}  {each.fault}" for each in proof.differences)]

    def _listed(self) -> list[str]:
        if self.account is None:
            return []
        rows = [f"{who.reference:<11}{who.name:<40}{self._where(who)}".rstrip() for who in self.people]
        return ["", f"{self.account}: {len(rows)}", *rows]

    def _where(self, who: "Standee") -> str:
        place = self.places.get(who.place, "") if who.place else ""
        return " ".join(filter(None, (place, who.leg)))

    def as_json(self) -> dict[str, Any]:
        """Return the report as data."""
        proof, head = self.proof, self.headcount
        report = {
            "crisis": self.crisis.slug,
            "exercise": self.crisis.exercise,
            "at": self.shown.isoformat(),
            "zone": self.crisis.zone,
            "proves": proof.proves,
            "registered": head.registered,
            "citizens": head.citizens,
            "others": head.others,
            "opened": proof.opened,
            "standing": proof.standing,
            "posted": proof.posted,
            "late_news": proof.seams,
            "accounts": [
                {"account": each.account, "standing": each.standing, "posted": each.posted, "shifted": each.shifted}
                for each in proof.proofs
            ],
            "places": [
                {
                    "account": line.account,
                    "place": self.places.get(line.place) if line.place else None,
                    "citizens": line.citizens,
                    "others": line.others,
                }
                for line in head.lines
            ],
            "faults": proof.faults,
            "differences": [{"fault": each.fault, "reference": each.reference} for each in proof.differences],
        }
        if self.account is not None:
            report["account"] = self.account
            report["people"] = [
                {"reference": who.reference, "name": who.name, "where": self._where(who)} for who in self.people
            ]
        return report


def _mark(proves: bool) -> str:
    return "" if proves else "  <- differs"
