"""What the foundation, the register and an exercise say when they refuse."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.exercise.reasons import ExerciseReason
from dodomu.foundation.refusal import FoundationReason, Reason
from dodomu.people.reasons import PeopleReason

E, F, P = ExerciseReason, FoundationReason, PeopleReason

SENTENCES: Mapping[Reason, Promise] = {
    F.NOT_PERMITTED: _("Your role does not allow this. Nothing was changed."),
    F.ONLY_AT_HEADQUARTERS: _("This is decided at headquarters. A post takes it over with the next exchange."),
    F.NOT_SIGNED_IN: _("You are not signed in. Sign in and try again."),
    F.NO_SUCH_CRISIS: _("There is no such crisis."),
    F.CRISIS_CLOSED: _("This crisis is closed: nothing can be added to it."),
    F.NOT_AN_EXERCISE: _("This crisis is real. Its clock cannot be moved."),
    F.CLOCK_RUNS_BACK: _("The clock of an exercise runs forward only. Choose a later hour."),
    F.UNKNOWN_COUNTRY: _("There is no country with this code. Choose one from the list."),
    F.UNKNOWN_PLACE: _("This place does not belong to this crisis. Choose one from the list."),
    F.NAME_TAKEN: _("This name is taken already. Choose another."),
    F.NAME_NEEDED: _("Write a name."),
    F.TEXT_TOO_LONG: _("This text is too long. Shorten it."),
    F.NOT_ON_EARTH: _("There is no such point. Latitude runs from -90 to 90, longitude from -180 to 180."),
    F.UNKNOWN_ZONE: _("There is no such time zone. Choose one from the list."),
    F.PLACE_WITHIN_ITSELF: _("A place cannot be part of itself."),
    F.PLACE_IN_USE: _("Something rests on one of these places: people, the ledger or other places. None was removed."),
    F.NO_SUCH_OFFICER: _("There is no such officer."),
    F.OWN_RIGHTS: _("Nobody changes their own rights. Ask another administrator."),
    F.WEAK_PASSWORD: _("This password is too easy to guess. Take at least 12 characters, such as four unusual words."),
    F.WRONG_PASSWORD: _("This is not your password."),
    P.NO_SUCH_PERSON: _("There is no such person in this crisis."),
    P.NOTHING_GIVEN: _("Nothing was filled in. Write at least a name."),
    P.NAME_MISSING: _("Write a name: the family name or the given name is enough."),
    P.FIELDS_AT_FAULT: _("Some of what was written cannot be read. It is explained beside each field."),
    P.TOO_MANY_FROM_PHONE: _(
        "This telephone has registered very many people. Please call the hotline to register more."
    ),
    P.TOO_MANY_WITH_DOCUMENT: _("This document was given very many times. Please call the hotline."),
    P.PARTY_TOO_LARGE: _(
        "So many people cannot be registered at once. Register them in smaller groups, or send a list."
    ),
    P.STALE_PAGE: _("Somebody changed this in the meantime. Look at what it says now, then decide again."),
    P.LINK_UNKNOWN: _("This link is not known, or it was withdrawn."),
    P.LINK_ANSWER_WRONG: _("That is not the answer we have. Nothing can be shown."),
    P.LINK_RESTS: _("Too many wrong answers. This link can be opened again in an hour."),
    P.HAPPENS_IN_FUTURE: _("This hour has not come yet. Write when it really happened."),
    P.STANDS_ELSEWHERE: _("This person stands elsewhere by now. Look at where they stand, then decide again."),
    P.ALREADY_OPENED: _("This person is in the ledger already."),
    P.NOT_OPENED: _("At that hour this person was not in the ledger yet."),
    P.STANDS_THERE_ALREADY: _("This person stands there already. Nothing was changed."),
    P.NOT_MOVED_BY_SIGHT: _(
        "By the ledger they are promised a place, on the way, home or not in the count: "
        "seeing them does not change it. Nothing was changed. "
        "If the ledger is wrong, write a note, and the desk puts it right."
    ),
    P.PLACE_NEEDED: _("Say at which place."),
    P.LEG_NEEDED: _("Say on which flight, train or bus."),
    P.NO_SUCH_ENTRY: _("There is no such entry in the ledger."),
    P.ALREADY_CORRECTED: _("This entry was corrected already. Correct the correction instead."),
    P.OPENING_STAYS: _("The first entry of a person stays. Say where they stand instead."),
    P.ENTRY_DIFFERS: _("This was sent before with other content. Reload the page and try again."),
    P.SAME_PERSON: _("This is one and the same record."),
    P.ALREADY_JOINED: _("This record was joined with another already. Undo that first."),
    P.ALREADY_DECIDED: _("Another officer has decided this already."),
    P.NOT_JOINED: _("These records are not joined."),
    P.NOT_SEPARATED: _("These records are not held apart."),
    P.OTHER_CRISIS: _("These records belong to different crises."),
    P.NO_SUCH_LIST: _("There is no such list in this crisis."),
    P.COLUMNS_NOT_CLEAR: _("Each field can be read from one column only. Choose once more which column is which."),
    P.FILE_NOT_READABLE: _("This file cannot be read. Save it once more as CSV (UTF-8) or XLSX and try again."),
    P.FILE_TOO_LARGE: _("This file is too large. Split it and hand in the parts."),
    P.FILE_HANDED_IN_BEFORE: _("This very file was handed in before. Nothing was added."),
    P.FILE_EMPTY: _("This file holds no rows."),
    P.NO_NAME_COLUMN: _("No column of names was found. Name one column “Name” or “Family name” in the first row."),
    P.WRONG_STATE: _("This list cannot be changed in this way any more: it was confirmed or dropped."),
    P.PURPOSE_NEEDED: _("Say what the export is for. It is written down."),
    P.NUMBER_NOT_TYPED_BACK: _("This takes out many people. Type their number to confirm."),
    P.NO_COLUMN_CHOSEN: _("Choose at least one column to take out."),
    P.EXPORT_TOO_LARGE: _("This would take out more people than an export may hold. Narrow the filters."),
    P.ESTIMATE_RUNS_BACKWARD: _("The upper end of an estimate cannot be lower than its lower end."),
    E.NO_SUCH_EXERCISE: _("There is no exercise of this name."),
    E.NO_SUCH_SIDE: _("This exercise has no such side."),
    E.HOUR_OUTSIDE_EXERCISE: _("The exercise does not reach that hour."),
    P.SOURCE_NEEDED: _("Say whose estimate it is. An estimate without a source is not kept."),
}
