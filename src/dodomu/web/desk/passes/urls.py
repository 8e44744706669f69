from django.urls import path

from dodomu.web.desk.passes import acting, printing

urlpatterns = [
    path("offers/<uuid:offer>/print", printing.of_offer, name="passes-offer-print"),
    path("offers/<uuid:offer>/send", acting.send, name="passes-send"),
    path("legs/<str:ref>/print", printing.of_leg, name="passes-leg-print"),
    path("legs/<str:ref>/strips", printing.strips_of_leg, name="passes-leg-strips"),
    path("<uuid:held>/lost", acting.lost, name="pass-lost"),
    path("<uuid:held>/back", acting.take_back, name="pass-back"),
    path("<uuid:held>/anew", acting.anew, name="pass-anew"),
]
