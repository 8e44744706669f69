"""The addresses of people."""

from django.urls import path

from dodomu.web.desk.people import calls, listing, page

urlpatterns = [
    path("", listing.people, name="people"),
    path("new", calls.new, name="person-new"),
    path("known", calls.known, name="person-known"),
    path("<uuid:person>/", page.person, name="person"),
    path("<uuid:person>/change", page.change, name="person-change"),
    path("<uuid:person>/move", page.move, name="person-move"),
    path("<uuid:person>/notes", page.note, name="person-note"),
    path("<uuid:person>/documents", page.documents, name="person-documents"),
    path("<uuid:person>/entries/<uuid:entry>", page.correct, name="entry-correct"),
]
