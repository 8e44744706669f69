"""The addresses of the desk. Each noun has its own folder and is included here by its owner."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from dodomu.web.desk.crises import views as crises
from dodomu.web.desk.estimates import views as estimates
from dodomu.web.desk.exercise import views as exercise
from dodomu.web.desk.ledger import views as ledger
from dodomu.web.desk.officers import views as officers
from dodomu.web.desk.signing import views as signing
from dodomu.web.desk.start import views as start

app_name = "desk"
# Words of one part that stand before any crisis: no crisis may bear one of them (foundation.crises.RESERVED_SLUGS).
urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.start, name="start"),
    path("sign-in", signing.sign_in, name="sign-in"),
    path("sign-out", signing.sign_out, name="sign-out"),
    path("password", officers.own_password, name="password"),
    path("officers/", officers.listed, name="officers"),
    path("officers/<uuid:officer>/", officers.change, name="officer-change"),
    path("crises/new", crises.new, name="crisis-new"),
    path("<slug:slug>/", start.first_page, name="first-page"),
    path("<slug:slug>/attention/", include("dodomu.web.desk.attention.urls")),
    path("<slug:slug>/exercise/play", exercise.play, name="exercise-play"),
    path("<slug:slug>/ledger/", ledger.ledger, name="ledger"),
    path("<slug:slug>/estimates/", estimates.estimates, name="estimates"),
    path("<slug:slug>/places/", include("dodomu.web.desk.places.urls")),
    path("<slug:slug>/people/", include("dodomu.web.desk.people.urls")),
    path("<slug:slug>/situation/", include("dodomu.web.desk.situation.urls")),
    path("<slug:slug>/plans/", include("dodomu.web.desk.plans.urls")),
    path("<slug:slug>/ways/", include("dodomu.web.desk.ways.urls")),
    path("<slug:slug>/offers/", include("dodomu.web.desk.offers.urls")),
    path("<slug:slug>/passes/", include("dodomu.web.desk.passes.urls")),
    path("<slug:slug>/gate/", include("dodomu.web.desk.gate.urls")),
    path("<slug:slug>/departures/", include("dodomu.web.desk.departures.urls")),
    path("<slug:slug>/advice/broadcasts/", include("dodomu.web.desk.broadcasts.urls")),
    path("<slug:slug>/advice/", include("dodomu.web.desk.advice.urls")),
    path("<slug:slug>/messages/feedback/", include("dodomu.web.desk.voices.urls")),
    path("<slug:slug>/messages/check-ins/", include("dodomu.web.desk.check_ins.urls")),
    path("<slug:slug>/messages/", include("dodomu.web.desk.messages.urls")),
    path("<slug:slug>/identity/", include("dodomu.web.desk.identity.urls")),
    path("<slug:slug>/lists/", include("dodomu.web.desk.lists.urls")),
    path("<slug:slug>/export/", include("dodomu.web.desk.export.urls")),
]
