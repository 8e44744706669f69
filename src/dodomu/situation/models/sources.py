"""Who said it, and where it can be read again."""

from django.db import models

from dodomu.foundation.identifiers import uuid7
from dodomu.foundation.models import Crisis


class Source(models.Model):
    """A publication that facts rest on, named by its ref (`S03`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="sources")
    ref = models.CharField(max_length=60)
    publisher = models.CharField(max_length=300)
    published = models.CharField(max_length=40, blank=True)  # as the source gives it: a day, an hour, nothing
    language = models.CharField(max_length=8, blank=True)
    address = models.CharField(max_length=1000, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["crisis", "ref"], name="source_once_in_a_crisis")]

    def __str__(self) -> str:
        return self.ref
