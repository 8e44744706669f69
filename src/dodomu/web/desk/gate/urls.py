from django.urls import path

from dodomu.web.desk.gate import board, carriers, closing, custody, devices, doubts, manifests, papers, posts, recording

# Whoever adds a page adds its tab in templates/desk/gate/tabs.html.
urlpatterns = [
    path("", board.board, name="gate"),
    path("posts/", posts.listing, name="gate-posts"),
    path("posts/take", posts.take, name="gate-posts-take"),
    path("posts/<uuid:post>/carry", posts.carry, name="gate-post-carry"),
    path("posts/<uuid:post>/end", posts.end, name="gate-post-end"),
    path("manifests/", manifests.listing, name="gate-manifests"),
    path("manifests/<str:ref>/", manifests.manifest, name="gate-manifest"),
    path("manifests/<str:ref>/record", recording.record, name="gate-record"),
    path("manifests/<str:ref>/close", closing.close, name="gate-close"),
    path("manifests/<str:ref>/manifest.pdf", papers.pdf, name="gate-manifest-pdf"),
    path("manifests/<str:ref>/manifest.xlsx", papers.table, {"kind": "xlsx"}, name="gate-manifest-xlsx"),
    path("manifests/<str:ref>/manifest.csv", papers.table, {"kind": "csv"}, name="gate-manifest-csv"),
    path("manifests/<str:ref>/border", papers.border, name="gate-border"),
    path("manifests/<str:ref>/carrier", carriers.keep, name="gate-carrier"),
    path("arrivals/<str:ref>/", manifests.arrivals, name="gate-arrival"),
    path("arrivals/<str:ref>/landed", recording.landed, name="gate-landed"),
    path("custody/", custody.custody, name="gate-custody"),
    path("custody/take", custody.take, name="gate-custody-take"),
    path("custody/<uuid:item>", custody.move, name="gate-custody-move"),
    path("devices/", devices.listing, name="gate-devices"),
    path("devices/new", devices.enrol, name="gate-device-new"),
    path("devices/carried", devices.carried, name="gate-carried"),
    path("devices/<uuid:device>/", devices.act, name="gate-device"),
    path("doubts/", doubts.doubts, name="gate-doubts"),
    path("doubts/<uuid:doubt>/decide", doubts.decide, name="gate-doubt-decide"),
]
