"""The ledger of whereabouts: double entry for people. Append-only."""

from uuid import UUID

from django.db import models
from django.db.models import Q

from dodomu.foundation import bulk
from dodomu.foundation.models import Crisis, Officer, Place
from dodomu.people.models.register import Person
from dodomu.people.rules.ledger import LONGEST_LEG, LONGEST_SAID_BY, NEEDS_LEG, NEEDS_PLACE, Entry, Standing
from dodomu.people.rules.terms import Account, Evidence

ACCOUNTS = [(account.value, account.value) for account in Account]


class LedgerEntry(models.Model):
    """One person moved from one account to another. The id is given by the writer, so that a repetition is one entry.

    `from_*` is where the writer found the person standing. An entry without `account` takes back the one it corrects
    and puts nothing in its place.
    """

    # Foreign keys without an index of their own: `entry_fold` leads with the person, and nobody looks entries up by
    # the others. Four indexes fewer halve the table's size and the cost of writing.
    id = models.UUIDField(primary_key=True, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="ledger", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ledger", db_index=False)
    from_account = models.CharField(max_length=14, choices=ACCOUNTS, blank=True)  # empty: not known before
    from_place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    from_leg = models.CharField(max_length=LONGEST_LEG, blank=True)
    account = models.CharField(max_length=14, choices=ACCOUNTS, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    leg = models.CharField(max_length=LONGEST_LEG, blank=True)
    evidence = models.CharField(max_length=10, choices=[(grade.value, grade.value) for grade in Evidence])
    said_by = models.CharField(max_length=LONGEST_SAID_BY)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    corrects = models.UUIDField(null=True)  # no foreign key: a correction may arrive before what it corrects

    class Meta:
        verbose_name_plural = "ledger entries"
        constraints = [
            models.CheckConstraint(
                name="entry_without_account_corrects", condition=~Q(account="") | Q(corrects__isnull=False)
            ),
            models.CheckConstraint(
                name="entry_names_its_place",
                condition=~Q(account__in=sorted(NEEDS_PLACE)) | Q(place__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_names_its_leg", condition=~Q(account__in=sorted(NEEDS_LEG)) | ~Q(leg="")
            ),
            models.UniqueConstraint(
                fields=["person"], name="account_opened_once", condition=Q(from_account="", corrects__isnull=True)
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "-happened_at", "-recorded_at", "-id"],
                include=["account", "place", "leg", "from_account", "from_place", "from_leg"],
                name="entry_fold",
            ),
            # Who was aboard a leg is asked by every manifest and by the first page of the desk.
            models.Index(fields=["crisis", "leg"], name="entry_aboard", condition=Q(account=Account.ABOARD)),
            models.Index(
                fields=["corrects"],
                include=["person", "recorded_at"],
                name="entry_corrects",
                condition=Q(corrects__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.from_account or 'nowhere'} -> {self.account or 'taken back'}"

    @classmethod
    def of(cls, entry: Entry, *, crisis: UUID) -> "LedgerEntry":
        """Return the row of an entry."""
        origin, to = entry.origin, entry.standing
        return bulk.new(
            cls,
            id=entry.id,
            crisis_id=crisis,
            person_id=entry.person,
            from_account=origin.account if origin else "",
            from_place_id=origin.place if origin else None,
            from_leg=origin.leg if origin else "",
            account=to.account if to else "",
            place_id=to.place if to else None,
            leg=to.leg if to else "",
            evidence=entry.evidence,
            said_by=entry.said_by,
            officer_id=entry.officer,
            happened_at=entry.happened_at,
            recorded_at=entry.recorded_at,
            corrects=entry.corrects,
        )

    def entry(self) -> Entry:
        """Return the entry as the rules read it."""
        return Entry(
            id=self.id,
            person=self.person_id,
            origin=_standing(self.from_account, self.from_place_id, self.from_leg),
            standing=_standing(self.account, self.place_id, self.leg),
            evidence=Evidence(self.evidence),
            said_by=self.said_by,
            officer=self.officer_id,
            happened_at=self.happened_at,
            recorded_at=self.recorded_at,
            corrects=self.corrects,
        )


def _standing(account: str, place: UUID | None, leg: str) -> Standing | None:
    return Standing(Account(account), place, leg) if account else None
