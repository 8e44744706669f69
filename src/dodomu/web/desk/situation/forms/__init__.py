"""The five kinds of facts as officers type them: one file each, and what they have in common in `told.py`."""

from collections.abc import Mapping

from dodomu.situation.rules.terms import FactKind
from dodomu.web.desk.situation.forms.expectation import ExpectationForm
from dodomu.web.desk.situation.forms.figure import FigureForm
from dodomu.web.desk.situation.forms.report import ReportForm
from dodomu.web.desk.situation.forms.restriction import RestrictionForm
from dodomu.web.desk.situation.forms.rumour import RumourForm
from dodomu.web.desk.situation.forms.told import ToldForm

FORMS: Mapping[FactKind, type[ToldForm]] = {
    FactKind.REPORT: ReportForm,
    FactKind.FIGURE: FigureForm,
    FactKind.RESTRICTION: RestrictionForm,
    FactKind.RUMOUR: RumourForm,
    FactKind.EXPECTATION: ExpectationForm,
}

__all__ = ["FORMS", "ToldForm"]
