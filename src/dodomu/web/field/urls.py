"""The addresses of the field: few, so that a telephone holds them all."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from dodomu.web.field import party, search, signing, start, unregistered
from dodomu.web.field.post import exchange

app_name = "field"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.start, name="start"),
    path("sign-in", signing.sign_in, name="sign-in"),
    path("sign-out", signing.sign_out, name="sign-out"),
    path("gate/", include("dodomu.web.field.gate.urls")),
    path("post/<uuid:post>/<uuid:bundle>/up", exchange.up, name="post-up"),
    path("post/<uuid:post>/<uuid:bundle>/exchange", exchange.exchange, name="post-exchange"),
    path("post/<uuid:post>/<uuid:bundle>/down", exchange.down, name="post-down"),
    path("<slug:slug>/", search.search, name="search"),
    path("<slug:slug>/place", start.place, name="place"),
    path("<slug:slug>/people/new", unregistered.register, name="register"),
    path("<slug:slug>/people/<uuid:person>/", party.page, name="person"),
    path("<slug:slug>/people/<uuid:person>/seen", party.seen, name="seen"),
    path("<slug:slug>/people/<uuid:person>/help", party.help_needed, name="help"),
]
