from django.urls import path

from dodomu.web.desk.lists import views

urlpatterns = [
    path("", views.lists, name="lists"),
    path("<uuid:file>/", views.one, name="list"),
    path("<uuid:file>/columns", views.columns, name="list-columns"),
    path("<uuid:file>/confirm", views.confirm, name="list-confirm"),
    path("<uuid:file>/drop", views.drop, name="list-drop"),
    path("<uuid:file>/progress", views.progress, name="list-progress"),
    path("<uuid:file>/refused.<str:kind>", views.refused, name="list-refused"),
]
