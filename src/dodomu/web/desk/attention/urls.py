from django.urls import path

from dodomu.web.desk.attention import views

urlpatterns = [
    path("faults/", views.faults, name="attention-faults"),
    path("<slug:kind>/", views.people, name="attention"),
]
