"""Advice for a wall, as a PDF in all its languages."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from dodomu.channels.paper.documents import poster_pdf
from dodomu.channels.paper.sheets import Poster, PosterText
from dodomu.contact.queries import advice as queries
from dodomu.contact.queries import wording
from dodomu.contact.queries.advice import StatementLine
from dodomu.contact.rules import addresses
from dodomu.contact.rules.statements import Form, spoken_code
from dodomu.contact.rules.terms import AdviceState
from dodomu.foundation.permissions import Permission
from dodomu.web.desk.advice.lines import advice_or_404
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.parts.said import blocks, in_order

ALIVE = (AdviceState.IN_FORCE, AdviceState.NOT_YET)


@desk_view(Permission.SEE_SITUATION)
def poster(request: DeskRequest, advice: UUID) -> HttpResponse:
    """Return the poster. What is dead is not printed: it would hang for weeks."""
    line = advice_or_404(request, advice)
    said = in_order((each for each in queries.statements_of(line.id) if each.form is Form.POSTER), get_language() or "")
    if line.state not in ALIVE or not said:
        raise Http404
    made = Poster(
        texts=tuple(_text(each) for each in said),
        link=addresses.check_page(wording.base(), said[0].code),
        number=str(line.number),
        from_whom=request.crisis.name,
    )
    response = HttpResponse(poster_pdf(made), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{request.crisis.slug}-{line.number}.pdf"'
    return response


def _text(said: StatementLine) -> PosterText:
    """The foot of what was signed says where and until when it is valid; the code stands beside the square."""
    shown = blocks(said.text)
    with override(said.language):
        exercise = f"{_('EXERCISE')}: " if said.is_exercise else ""
    foot = "\n".join(shown.foot[:-1]).replace(spoken_code(said.code), spoken_code(said.code).replace(" ", "\u00a0"))
    return PosterText(said.language, f"{exercise}{shown.headline}", "\n".join(shown.body), foot)
