"""The addresses of the gate."""

from django.urls import path

from dodomu.web.field.gate import api, shell

urlpatterns = [
    path("", shell.page, name="gate"),
    path("sw.js", shell.worker, name="gate-worker"),
    path("manifest.webmanifest", shell.manifest, name="gate-manifest"),
    path("words/<slug:language>.json", shell.texts, name="gate-words"),
    path("api/enrol", api.enrol, name="gate-enrol"),
    path("api/contact", api.contact, name="gate-contact"),
    path("api/points", api.points, name="gate-points"),
    path("api/pack", api.pack, name="gate-pack"),
    path("api/touches", api.touches, name="gate-touches"),
    path("api/carry", api.carry, name="gate-carry"),
]
