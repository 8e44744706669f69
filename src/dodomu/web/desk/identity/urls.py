"""The addresses of duplicates."""

from django.urls import path

from dodomu.web.desk.identity import views

urlpatterns = [
    path("", views.duplicates, name="identity"),
    path("compare", views.side_by_side, name="identity-compare"),
    path("decide", views.decide, name="identity-decide"),
    path("undo", views.undo, name="identity-undo"),
]
