from django.urls import path

from dodomu.web.desk.offers import deciding, gate, listing, showing

urlpatterns = [
    path("", listing.listing, name="offers"),
    path("<uuid:offer>/", showing.showing, name="offer"),
    path("<uuid:offer>/answer", deciding.answer, name="offer-answer"),
    path("<uuid:offer>/withdraw", deciding.withdraw, name="offer-withdraw"),
    path("<uuid:offer>/send", deciding.send, name="offer-send"),
    path("<uuid:offer>/move", deciding.move, name="offer-move"),
    path("legs/<str:ref>/", gate.gate, name="offer-line"),
    path("legs/<str:ref>/invite", gate.invite, name="offer-invite"),
    path("legs/<str:ref>/allow", gate.allow, name="offer-allow"),
    path("legs/<str:ref>/cut", gate.cut, name="offer-cut"),
]
