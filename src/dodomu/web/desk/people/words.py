"""What the fields of a person, the notes and the steps of a thread are called."""

from typing import Final

from django.utils.translation import gettext_lazy as _

FIELDS: Final = {
    "name": _("Name"),
    "family_name": _("Family name"),
    "given_name": _("Given name"),
    "patronymic": _("Patronymic"),
    "birth_date": _("Birth date"),
    "citizenships": _("Citizenship"),
    "languages": _("Languages"),
    "phones": _("Telephone"),
    "email": _("Email"),
    "telegram": _("Telegram"),
    "document_kind": _("Kind of document"),
    "document_state": _("State that issued it"),
    "document_number": _("Document"),
    "document_expires": _("Document is valid until"),
    "place": _("Where they are"),
    "place_words": _("Address or description"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "stays_from": _("There from"),
    "stays_until": _("There until"),
    "wish": _("Wish"),
    "wish_from": _("Wants to leave from"),
    "needs": _("Needs"),
    "needs_words": _("Health and needs in words"),
    "home_contact": _("Someone to call at home"),
    "home_contact_name": _("Someone to call at home"),
    "home_contact_phone": _("Their telephone"),
    "home_contact_relation": _("Who they are to the person"),
    "consent": _("Agrees that this is kept"),
}

NOTES: Final = {
    "call": _("Call"),
    "reached": _("Reached"),
    "no_answer": _("No answer"),
    "out_of_reach": _("Out of reach"),
    "delivered": _("Message delivered"),
    "relative_said": _("A relative answered"),
    "safe": _("Says they are safe"),
    "help": _("Asks for help"),
    "health": _("Health"),
    "withdrawn": _("Withdrew from the register"),
    "remark": _("Remark"),
    "comes_later": _("Not with their party at the gate: is to come later"),
    "not_there": _("Not with their party at the gate: nobody knows where they are"),
    "came_after_all": _("Came to the gate after their party"),
}

GROUNDS: Final = {
    "document-and-birth-date": _("same document and birth date"),
    "phone-and-name": _("same telephone and name"),
}
