"""The addresses of conversations. Check-ins and feedback have theirs beside these."""

from django.urls import path

from dodomu.web.desk.messages import acting, joining, listing, saved, searching, showing, times, writing

urlpatterns = [
    path("", listing.listing, name="messages"),
    path("search", searching.searching, name="messages-search"),
    path("parts", writing.parts, name="messages-parts"),
    path("times", times.times, name="messages-times"),
    path("saved/", saved.listed, name="saved-answers"),
    path("saved/new", saved.new, name="saved-answer-new"),
    path("saved/<uuid:answer>", saved.change, name="saved-answer"),
    path("saved/<uuid:answer>/drop", saved.drop, name="saved-answer-drop"),
    path("to/<uuid:person>", writing.begin, name="message-to"),
    path("<uuid:conversation>/", showing.showing, name="conversation"),
    path("<uuid:conversation>/answer", writing.answer, name="conversation-answer"),
    path("<uuid:conversation>/note", writing.note, name="conversation-note"),
    path("<uuid:conversation>/assign", acting.assign, name="conversation-assign"),
    path("<uuid:conversation>/urgent", acting.urgent, name="conversation-urgent"),
    path("<uuid:conversation>/close", acting.close, name="conversation-close"),
    path("<uuid:conversation>/open", acting.open_again, name="conversation-open"),
    path("<uuid:conversation>/join", joining.join, name="conversation-join"),
    path("<uuid:conversation>/part", joining.part, name="conversation-part"),
]
