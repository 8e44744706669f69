"""Advice for a wall, as a PDF in all its languages."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from dodomu.channels.paper.documents import poster_pdf
from dodomu.channels.paper.sheets import Poster, PosterText
from dodomu.contact.queries import advice as queries
from dodomu.contact.queries import wording
from dodomu.contact.queries.advice import StatementLine
from dodomu.contact.rules import addresses
from dodomu.contact.rules.statements import Form
from dodomu.contact.rules.terms import AdviceState
from dodomu.foundation.permissions import Permission
from dodomu.web.desk.advice.lines import advice_or_404
from dodomu.web.desk.door import DeskRequest, desk_view
from dodomu.web.parts.said import blocks

ALIVE = (AdviceState.IN_FORCE, AdviceState.NOT_YET)


@desk_view(Permission.SEE_SITUATION)
def poster(request: DeskRequest, advice: UUID) -> HttpResponse:
    """Return the poster. What is dead is not printed: it would hang for weeks."""
    line = advice_or_404(request, advice)
    said = [each for each in queries.statements_of(line.id) if each.form is Form.POSTER]
    if line.state not in ALIVE or not said:
        raise Http404
    first = next((each for each in said if each.language == request.LANGUAGE_CODE), said[0])
    made = Poster(
        texts=tuple(_text(each) for each in [first, *(each for each in said if each is not first)]),
        link=addresses.check_page(wording.base(), first.code),
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
    return PosterText(said.language, f"{exercise}{shown.headline}", "\n".join(shown.body), " · ".join(shown.foot[:-1]))
