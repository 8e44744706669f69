"""The addresses of plans."""

from django.urls import path

from dodomu.web.desk.plans import adopting, asking, comparing, overview, party, sheet, taking_out

urlpatterns = [
    path("", overview.overview, name="plans"),
    path("review", asking.review, name="plans-review"),
    path("mend", asking.mend, name="plans-mend"),
    path("compare", comparing.compare, name="plans-compare"),
    path("party/<uuid:party>/", party.their_way, name="plans-their-way"),
    path("decided/<uuid:decision>/end", party.end, name="plans-end-override"),
    path("<int:number>/", sheet.sheet, name="plan"),
    path("<int:number>/stop", asking.stop, name="plan-stop"),
    path("<int:number>/adopt", adopting.adopt, name="plan-adopt"),
    path("<int:number>/plan.<str:kind>", taking_out.take, name="plan-file"),
    path("<int:number>/party/<uuid:party>/", party.party, name="plan-party"),
]
