from django.urls import path

from dodomu.web.desk.check_ins import asking, listing, person

urlpatterns = [
    path("", listing.listing, name="check-ins"),
    path("new", asking.new, name="round-new"),
    path("<uuid:round_id>/", asking.showing, name="round"),
    path("<uuid:round_id>/approve", asking.approve, name="round-approve"),
    path("<uuid:round_id>/end", asking.end, name="round-end"),
    path("answers/<uuid:check_in>/take-on", listing.take_on, name="check-in-take-on"),
    path("people/<uuid:person>/", person.showing, name="person-check-ins"),
    path("people/<uuid:person>/record", person.record, name="person-check-in"),
    path("people/<uuid:person>/tried", person.tried, name="person-tried"),
    path("people/<uuid:person>/unreachable", person.unreachable, name="person-unreachable"),
]
