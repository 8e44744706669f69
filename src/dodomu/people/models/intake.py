"""Lists that were handed in: a file, its preview row by row, and what became of each row."""

from django.db import models

from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis, Officer


class ImportState(models.TextChoices):
    PREVIEW = "preview"
    CONFIRMED = "confirmed"
    DONE = "done"
    DROPPED = "dropped"


class ImportFile(models.Model):
    """A CSV or XLSX file as it was handed in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="imports")
    name = models.CharField(max_length=200)
    digest = models.BinaryField()  # SHA-256: the same file twice is recognised
    columns = models.JSONField(default=list)  # heading as written -> field it is read as, in order
    channel = models.CharField(max_length=16)
    given_by = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.PREVIEW)
    counts = models.JSONField(default=dict)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    handed_in_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["crisis", "digest"], name="a_file_is_handed_in_once")]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """One row of a file, sealed as it stands there, and what is wrong with it."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()  # as a spreadsheet counts: the heading is line 1
    cells = models.BinaryField()  # sealed
    faults = models.JSONField(default=list)  # [field, reason]
    key = models.BinaryField()  # keyed hash of the whole row: the same row in another file is recognised
    state = models.CharField(max_length=10, default="ready")  # ready, refused, repeated, kept

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "line"], name="import_row_once")]
        indexes = [models.Index(fields=["key"], name="import_row_key")]

    def __str__(self) -> str:
        return f"{self.line}"
