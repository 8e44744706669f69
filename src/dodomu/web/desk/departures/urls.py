from django.urls import path

from dodomu.web.desk.departures import board, leg

urlpatterns = [
    path("", board.board, name="departures"),
    path("<str:ref>/", leg.leg, name="departure"),
    path("<str:ref>/milestone", leg.add, name="milestone-add"),
    path("<str:ref>/milestone/<uuid:milestone>/reached", leg.reached, name="milestone-reached"),
    path("<str:ref>/milestone/<uuid:milestone>/remove", leg.remove, name="milestone-remove"),
]
