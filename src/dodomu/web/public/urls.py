"""What anyone sees: the crises that are open, the form, and the private page of those who are registered."""

from django.urls import path

from dodomu.web.public import answers, feed, front, offer, private, register, situation

app_name = "public"
urlpatterns = [
    path("", front.crises, name="start"),
    path("c/<slug:slug>/", front.crisis, name="crisis"),
    path("c/<slug:slug>/by-phone", front.by_phone, name="by-phone"),
    path("c/<slug:slug>/situation", situation.situation, name="situation"),
    path("c/<slug:slug>/situation/restrictions", situation.restrictions, name="situation-restrictions"),
    path("c/<slug:slug>/situation/rest", situation.rest_of_it, name="situation-rest"),
    path("c/<slug:slug>/situation.atom", feed.feed, name="situation-feed"),
    path("c/<slug:slug>/register", register.register, name="register"),
    path("p/<str:token>", answers.page, name="private"),
    path("p/<str:token>/offer/<uuid:offer>", offer.offer, name="offer"),
    path("p/<str:token>/more", answers.more, name="private-more"),
    path("p/<str:token>/details", private.details, name="private-details"),
    path("p/<str:token>/change/<uuid:person>", private.change, name="private-change"),
    path("p/<str:token>/withdraw", private.withdraw, name="private-withdraw"),
]
