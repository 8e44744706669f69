from django.urls import path

from dodomu.web.desk.voices import answering, deciding, listing, showing

urlpatterns = [
    path("", listing.listing, name="voices"),
    path("new", listing.new, name="voice-new"),
    path("<uuid:voice>/", showing.showing, name="voice"),
    path("<uuid:voice>/take", deciding.take, name="voice-take"),
    path("<uuid:voice>/hand-on", deciding.hand_on, name="voice-hand-on"),
    path("<uuid:voice>/answer", answering.answer, name="voice-answer"),
    path("<uuid:voice>/changed", answering.changed, name="voice-changed"),
    path("<uuid:voice>/hide", answering.hide, name="voice-hide"),
    path("<uuid:voice>/set-aside", deciding.set_aside, name="voice-set-aside"),
    path("<uuid:voice>/take-back", deciding.take_back, name="voice-take-back"),
]
