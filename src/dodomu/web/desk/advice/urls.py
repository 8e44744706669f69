from django.urls import path

from dodomu.web.desk.advice import ending, listing, poster, publishing, showing, writing

urlpatterns = [
    path("", listing.listing, name="advice"),
    path("new", writing.new, name="advice-new"),
    path("sms-parts", writing.sms_parts, name="advice-sms-parts"),
    path("<uuid:advice>/", showing.showing, name="advice-one"),
    path("<uuid:advice>/change", writing.change, name="advice-change"),
    path("<uuid:advice>/publish", publishing.publish, name="advice-publish"),
    path("<uuid:advice>/drop", ending.drop, name="advice-drop"),
    path("<uuid:advice>/withdraw", ending.withdraw, name="advice-withdraw"),
    path("<uuid:advice>/poster.pdf", poster.poster, name="advice-poster"),
]
