from django.urls import path

from dodomu.web.desk.export import views

urlpatterns = [
    path("", views.export, name="export"),
    path("take", views.take, name="export-take"),
]
