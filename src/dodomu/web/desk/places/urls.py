from django.urls import path

from dodomu.web.desk.places import views

urlpatterns = [
    path("", views.places, name="places"),
    path("decide", views.decide, name="places-decide"),
    path("new", views.add, name="place-new"),
    path("<uuid:place>/", views.correct, name="place"),
]
