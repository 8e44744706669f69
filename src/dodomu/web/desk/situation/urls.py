from django.urls import path

from dodomu.web.desk.situation import country, deciding, facts, figures, importing, overview, timeline, writing

urlpatterns = [
    path("", overview.overview, name="situation"),
    path("timeline/", timeline.timeline, name="situation-timeline"),
    path("map/", country.country, name="situation-map"),
    path("figures/", figures.figures, name="situation-figures"),
    path("import/", importing.importing, name="situation-import"),
    path("rumours/<uuid:thing>/answer", deciding.answer, name="situation-answer"),
    path("expectations/<uuid:thing>/settle", deciding.settle, name="situation-settle"),
    path("<str:kind>/new", writing.new, name="situation-new"),
    path("<str:kind>/<uuid:thing>/", facts.fact, name="situation-fact"),
    path("<str:kind>/<uuid:thing>/change", writing.change, name="situation-change"),
    path("<str:kind>/<uuid:thing>/strike", deciding.strike, name="situation-strike"),
    path("<str:kind>/<uuid:thing>/publish", deciding.publish, name="situation-publish"),
    path("<str:kind>/<uuid:thing>/withhold", deciding.withhold, name="situation-withhold"),
]
