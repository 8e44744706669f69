"""Which audience answers at which address."""

from django.urls import include, path

urlpatterns = [
    path("desk/", include("dodomu.web.desk.urls", namespace="desk")),
    path("field/", include("dodomu.web.field.urls", namespace="field")),
    path("", include("dodomu.web.public.urls", namespace="public")),
]
handler404 = "dodomu.web.parts.faults.not_found"
handler500 = "dodomu.web.parts.faults.server_error"
handler400 = "dodomu.web.parts.faults.bad_request"
handler403 = "dodomu.web.parts.faults.forbidden"
