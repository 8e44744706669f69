"""The link to our bot on private pages, and the page that Telegram calls where it is not asked (`webhook=1`).

Anybody may call that page. Only a call that carries the secret is read, and it is answered with 200 only when what it
brings is kept: Telegram brings everything else again.
"""

from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from dodomu.channels.messages import ChannelKind
from dodomu.channels.telegram import webhook
from dodomu.contact.operations import receiving
from dodomu.contact.queries.chat_codes import code_for
from dodomu.foundation import clock

MALFORMED = 400


def link_of(person: UUID) -> str:
    """Return the address under which a chat with our bot is known to be somebody's; empty where there is no bot.

    For pages that only who has answered for their party can see.
    """
    if not settings.DODOMU_TELEGRAM_BOT:
        return ""
    return f"https://t.me/{settings.DODOMU_TELEGRAM_BOT}?start={code_for(person, at=clock.real_now())}"


@csrf_exempt
def hear(request: HttpRequest) -> HttpResponse:
    """Keep what a call brings, by the door that everything else comes in by; a false secret finds no page."""
    if request.method != "POST":
        raise Http404
    try:
        webhook.check(said=request.headers.get(webhook.HEADER), secret=settings.DODOMU_TELEGRAM_SECRET)
    except webhook.Forged:
        raise Http404 from None
    try:
        heard = webhook.read(request.body)
    except (webhook.Malformed, RequestDataTooBig):
        return HttpResponse(status=MALFORMED)
    if heard is not None:
        receiving.keep_incoming(channel=ChannelKind.TELEGRAM, incoming=[heard], at=clock.real_now())
    return JsonResponse(webhook.answer(heard))
