"""What is done to a leg as it is typed: cancelled, late, gone, fewer seats."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from dodomu.journeys.queries.checks import LegLine
from dodomu.journeys.rules.terms import Kind
from dodomu.web.desk.situation.forms.deciding import HourForm
from dodomu.web.desk.situation.forms.told import line
from dodomu.web.desk.situation.forms.wall_hours import WallHour
from dodomu.web.desk.ways.forms.fields import typed_seats, whole, why_field
from dodomu.web.parts.journeys_words import KINDS

MOST_EXTRA = 1000


class ActForm(HourForm):
    """Something that is done to the version of a leg that was read."""

    why = why_field(_("Why"))
    order: ClassVar[tuple[str, ...]] = ("why",)

    def __init__(self, *args: Any, leg: LegLine, **kwargs: Any) -> None:
        super().__init__(*args, zone=leg.origin.zone, **kwargs)
        self.leg = leg

    def asked(self) -> tuple[str, ...]:
        """Return the names of the fields in the order in which they are asked."""
        return self.order


class SaidForm(ActForm):
    """Something that others have said."""

    said_by = line(_("Who says so"), 200, help_text=_("A name, an office or a publication."))
    order: ClassVar[tuple[str, ...]] = ("why", "said_by")


class LateForm(SaidForm):
    """When it is expected to leave now."""

    expected_at = WallHour(
        label=_("Now expected to leave at"), required=False, help_text=_("Empty: on time after all.")
    )
    order = ("expected_at", "why", "said_by")


class HappenedForm(ActForm):
    """When it left, or arrived."""

    happened_at = WallHour(label=_("When"))
    why = why_field(_("Remark"), required=False)
    order = ("happened_at", "why")

    def __init__(self, *args: Any, at_target: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if at_target:
            self.zone = self.leg.target.zone


class BlockForm(ActForm):
    """How many seats are ours from now on."""

    def __init__(self, *args: Any, leg: LegLine, **kwargs: Any) -> None:
        super().__init__(*args, leg=leg, **kwargs)
        for kind in (Kind(name) for name in leg.kinds):
            self.fields[f"block_{kind.value}"] = whole(str(KINDS[kind.value]), most=100_000)

    def asked(self) -> tuple[str, ...]:
        """Return the names of the fields in the order in which they are asked."""
        return (*(name for name in self.fields if name.startswith("block_")), "why")

    @staticmethod
    def typed(leg: LegLine) -> dict[str, int]:
        """Return the seats that are ours now."""
        return typed_seats(leg.leg.block, "block")

    def block(self) -> dict[str, int]:
        """Return the seats that were typed; a kind that is not asked for stays as it is."""
        typed = {kind: self.cleaned_data.get(f"block_{kind}") or 0 for kind in self.leg.kinds}
        return {**self.leg.leg.block, **typed}


class ExtraForm(ActForm):
    """How many may be invited beyond the seats."""

    invite_extra = whole(_("May be invited beyond the seats"), required=True, most=MOST_EXTRA)
    order = ("invite_extra", "why")


class RemoveForm(ActForm):
    """Why it should never have been stated."""

    why = why_field(_("Why"), help_text=_("What was wrong with it. The words stay in its history."))


def visible(form: ActForm) -> list[forms.BoundField]:
    """Return the fields in the order in which they are asked."""
    return [form[name] for name in form.asked()]
