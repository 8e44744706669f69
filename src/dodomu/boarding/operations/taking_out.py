"""Manifests that leave the house, on paper or as files: who took which, and with how many people, is written down."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final
from uuid import UUID

from dodomu.boarding.queries import papers
from dodomu.boarding.queries.manifests import ManifestView, manifest_of
from dodomu.boarding.queries.papers import BorderList, Column, Word
from dodomu.boarding.rules.given import BorderListGiven
from dodomu.foundation import permissions, tables, trace
from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Place
from dodomu.foundation.permissions import Permission
from dodomu.foundation.refusal import Refused
from dodomu.journeys.reasons import JourneysReason

PRIVATE: Final = frozenset({Column.DOCUMENT})


@dataclass(frozen=True)
class ManifestWording:
    """The officer's words: a heading for each column, a word for each code, and what parts the cells of CSV."""

    headings: Mapping[Column, str]
    word: Word
    delimiter: str = ","


def take_table(
    *, crisis: UUID, ref: str, kind: tables.FileKind, wording: ManifestWording, by: Actor, at: datetime
) -> tables.MadeFile:
    """Write a manifest into a file, or refuse. Document numbers are in it only for who may see them."""
    permissions.check(by, Permission.EXPORT, crisis)
    view = _manifest(crisis, ref, by, at)
    sees_private = permissions.may(by, Permission.SEE_PRIVATE, crisis)
    columns = [column for column in Column if sees_private or column not in PRIVATE]
    zone = Place.objects.values_list("zone", flat=True).get(id=view.leg.origin)
    headings = [wording.headings[column] for column in columns]
    rows = chain([headings], papers.rows_of(view, columns, wording.word, zone=zone))
    made = tables.make_file(rows, kind, delimiter=wording.delimiter)
    trace.leave(
        "manifest-taken", by=by, at=at, crisis=crisis, leg=ref, kind=kind.value, people=len(view.lines),
        columns=[column.value for column in columns], sha256=made.digest,
    )  # fmt: skip
    return made


def look_at_border_list(*, crisis: UUID, ref: str, given: BorderListGiven, by: Actor, at: datetime) -> BorderList:
    """Return the list for a carrier or a border service as it would be taken, or refuse."""
    permissions.check(by, Permission.EXPORT, crisis)
    permissions.check(by, Permission.SEE_PRIVATE, crisis)
    return papers.border_list(crisis, _manifest(crisis, ref, by, at), given, at=at)


def take_border_list(*, crisis: UUID, ref: str, given: BorderListGiven, by: Actor, at: datetime) -> BorderList:
    """Return the list for a carrier or a border service and write down who took it, or refuse."""
    made = look_at_border_list(crisis=crisis, ref=ref, given=given, by=by, at=at)
    digest = hashlib.sha256(made.text.encode()).hexdigest()
    trace.leave(
        "manifest-taken", by=by, at=at, crisis=crisis, leg=ref, kind="paxlst", people=made.persons,
        receiver=given.receiver, sha256=digest,
    )  # fmt: skip
    return made


def take_paper(*, crisis: UUID, ref: str, by: Actor, at: datetime) -> ManifestView:
    """Return a manifest that is to be printed and write down who printed it, or refuse."""
    permissions.check(by, Permission.BOARD, crisis)
    view = _manifest(crisis, ref, by, at)
    trace.leave("manifest-printed", by=by, at=at, crisis=crisis, leg=ref, people=len(view.lines))
    return view


def _manifest(crisis: UUID, ref: str, by: Actor, at: datetime) -> ManifestView:
    view = manifest_of(crisis, ref, by=by, at=at)
    if view is None:
        raise Refused(JourneysReason.NO_SUCH_LEG)
    return view
