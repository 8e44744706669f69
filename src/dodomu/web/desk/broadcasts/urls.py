"""The addresses of broadcasts and of their sheets."""

from django.urls import path

from dodomu.web.desk.broadcasts import deciding, deliveries, drafting, listing, sheets, showing

urlpatterns = [
    path("", listing.listing, name="broadcasts"),
    path("new", drafting.new, name="broadcast-new"),
    path("sheets/", sheets.typing, name="sheets-typing"),
    path("sheets/<slug:code>", sheets.one, name="sheet"),  # printed on each sheet as a QR code
    path("<int:number>/", showing.showing, name="broadcast"),
    path("<int:number>/change", drafting.change, name="broadcast-change"),
    path("<int:number>/ask", deciding.ask, name="broadcast-ask"),
    path("<int:number>/approve", deciding.approve, name="broadcast-approve"),
    path("<int:number>/take-back", deciding.take_back, name="broadcast-take-back"),
    path("<int:number>/pause", deciding.pause, name="broadcast-pause"),
    path("<int:number>/go-on", deciding.go_on, name="broadcast-go-on"),
    path("<int:number>/stop", deciding.stop, name="broadcast-stop"),
    path("<int:number>/people", deliveries.listing, name="broadcast-people"),
    path("<int:number>/sheets/", sheets.listing, name="broadcast-sheets"),
    path("<int:number>/sheets/print", sheets.printed, name="broadcast-sheets-print"),
]
