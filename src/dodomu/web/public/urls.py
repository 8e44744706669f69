"""What anyone sees: the crises that are open, the form, and the private page of those who are registered."""

from django.urls import path, register_converter

from dodomu.contact.rules import numbers
from dodomu.web.public import (
    advice,
    advice_feed,
    answers,
    check_in,
    checking,
    feed,
    front,
    keys,
    offer,
    passes,
    poster,
    private,
    register,
    situation,
    stopping,
    telegram,
    voices,
)


class AdviceNumbers:
    """Numbers of advice in addresses, as people read them: 7, and A7 of a post that works alone."""

    regex = "[A-Z]?[0-9]{1,9}"
    to_python = staticmethod(numbers.read)
    to_url = staticmethod(str)


register_converter(AdviceNumbers, "advice")
app_name = "public"
urlpatterns = [
    path("", front.crises, name="start"),
    path("c/<slug:slug>/", front.crisis, name="crisis"),
    path("c/<slug:slug>/by-phone", front.by_phone, name="by-phone"),
    path("c/<slug:slug>/situation", situation.situation, name="situation"),
    path("c/<slug:slug>/situation/restrictions", situation.restrictions, name="situation-restrictions"),
    path("c/<slug:slug>/situation/rest", situation.rest_of_it, name="situation-rest"),
    path("c/<slug:slug>/situation.atom", feed.feed, name="situation-feed"),
    path("c/<slug:slug>/advice", advice.listed, name="advice"),
    path("c/<slug:slug>/advice.atom", advice_feed.feed, name="advice-feed"),
    path("c/<slug:slug>/advice/<advice:number>", advice.one, name="advice-one"),
    path("c/<slug:slug>/advice/<advice:number>/poster", poster.poster, name="advice-poster"),
    path("c/<slug:slug>/advice/<advice:number>/<str:name>", advice.file, name="advice-file"),
    path("check", checking.check, name="check"),
    path("keys", keys.keys, name="keys"),
    path("keys/<slug:key>.pub", keys.key_file, name="key-file"),
    path("c/<slug:slug>/register", register.register, name="register"),
    path("c/<slug:slug>/voice", voices.say, name="voice"),
    path("c/<slug:slug>/voice/where", voices.follow, name="voice-follow"),
    path("c/<slug:slug>/voices", voices.heard, name="voices"),
    path("stop/<str:token>", stopping.stop, name="stop"),
    path("telegram", telegram.hear, name="telegram"),
    path("v/<str:token>", voices.own, name="voice-own"),
    path("p/worker.js", passes.worker, name="pass-worker"),  # what it minds lies beneath it
    path("p/<str:token>", answers.page, name="private"),
    path("p/<str:token>/check-in", check_in.check_in, name="private-check-in"),
    path("p/<str:token>/offer/<uuid:offer>", offer.offer, name="offer"),
    path("p/<str:token>/passes", passes.passes, name="passes"),
    path("p/<str:token>/voice", voices.say_known, name="voice-known"),
    path("p/<str:token>/more", answers.more, name="private-more"),
    path("p/<str:token>/details", private.details, name="private-details"),
    path("p/<str:token>/change/<uuid:person>", private.change, name="private-change"),
    path("p/<str:token>/withdraw", private.withdraw, name="private-withdraw"),
]
