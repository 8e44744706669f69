"""What keeping in touch says when it refuses."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dodomu.contact.reasons import ContactReason as C
from dodomu.foundation.refusal import Reason

_VOICES: Mapping[Reason, Promise] = {
    C.VOICE_NOT_FOUND: _("There is no such feedback in this crisis."),
    C.VOICE_CHANGED: _("Somebody changed this in the meantime. Look at what it says now, then decide again."),
    C.NOTHING_SAID: _("Nothing is written here. Say it in a word or two."),
    C.VOICE_TOO_LONG: _("This is too long. Please shorten it."),
    C.VOICES_TOO_MANY: _("Too much is coming in just now. Please send it again in an hour. In danger, call."),
    C.VOICE_SAID_OFTEN: _("These very words came many times in this hour. They are kept and will be answered."),
    C.VOICE_ANSWERED: _("This was answered, so it cannot be set aside."),
    C.VOICE_NOT_ANSWERED: _("Answer it first. Then say what changed because of it."),
    C.VOICE_SET_ASIDE: _("This was set aside. Bring it back first, then answer it."),
    C.VOICE_WITHOUT_ANSWER: _("Write an answer: to the sender, to all, or both."),
    C.VOICE_PUBLIC_HALF: _("A public answer needs its question, in your own words, and the other way round."),
    C.VOICE_NAMES_SENDER: _("This would show everybody how the sender is reached. Write it without that."),
    C.VOICE_LANGUAGE_UNKNOWN: _("Say in which language the public answer is."),
    C.VOICE_WHY_NEEDED: _("Say why it is taken down."),
    C.VOICE_CHANGE_NEEDED: _("Say in words what changed."),
}

_CHECK_INS: Mapping[Reason, Promise] = {
    C.APPROVED_BY_THE_SAME: _("Who asked for it does not approve it. Another officer does."),
    C.NO_SUCH_ROUND: _("There is no such round in this crisis."),
    C.ROUND_CHANGED: _("Somebody changed this in the meantime. Look at what it says now, then decide again."),
    C.ROUND_NOT_ASKED: _("This round waits for no approval: it runs already, or it has ended."),
    C.ROUND_HOURS_NOT_POSSIBLE: _(
        "These hours cannot be kept. The first time lies between now and 60 days ahead, the end after it, "
        "and a week at most between one time and the next."
    ),
    C.NO_SUCH_CHECK_IN: _("There is no such answer in this crisis."),
    C.CHECK_IN_TAKEN_ON: _("Another officer has taken this on already."),
    C.SAY_WHAT_WAS_DONE: _("Say what is being done. It is kept with your name."),
    C.CHECK_IN_SAYS_NOTHING: _("Nothing is said here. Choose an answer, or write it in words."),
    C.TOO_FEW_ATTEMPTS: _(
        "Too few attempts are written down since they were last heard of, or they lie too close together. "
        "Nobody is called unreachable by a guess."
    ),
    C.NOT_SOUGHT: _("By the ledger nobody looks for them, or they are called unreachable already."),
}

_CONVERSATIONS: Mapping[Reason, Promise] = {
    C.NO_SUCH_CONVERSATION: _("There is no such conversation in this crisis."),
    C.CONVERSATION_CHANGED: _(
        "Something was written here in the meantime. Nothing was done. Read it, then decide again; "
        "what you typed is kept."
    ),
    C.CONVERSATION_CLOSED: _("This conversation is closed already."),
    C.NO_OUTCOME: _("Choose with what outcome it is closed."),
    C.NO_WAY_TO_ANSWER: _("There is no such way to reach them. Choose another."),
    C.EMPTY_MESSAGE: _("Nothing is written here."),
    C.NOT_ANSWERED: _("Nobody has answered what they wrote last. Answer it, or choose another outcome."),
    C.WORDS_NEEDED: _("Say to whom it was passed on."),
    C.CONVERSATION_OF_ANOTHER: _("This conversation has its person already."),
    C.ADDRESS_NOT_THEIRS: _("Nothing in this conversation came from this address."),
    C.NOTHING_TO_JOIN: _("There is no such person in this crisis."),
    C.NO_SUCH_SAVED_ANSWER: _("There is no such saved answer. Somebody may have taken it off the list."),
    C.SAVED_ANSWER_CHANGED: _("Somebody changed this saved answer in the meantime. Look at it, then change it again."),
}

_ADVICE: Mapping[Reason, Promise] = {
    C.NO_SUCH_ADVICE: _("There is no such advice in this crisis."),
    C.ADVICE_PUBLISHED: _(
        "This is published, so it cannot be changed. Publish other advice in its place, or withdraw it."
    ),
    C.ADVICE_NOT_PUBLISHED: _("This is a draft still. Only what is published can be withdrawn or replaced."),
    C.ADVICE_WITHOUT_WORDS: _("Write a headline and a text in every language that you begin."),
    C.ADVICE_WITHOUT_LANGUAGE: _("The language of those who are advised is missing. Nothing goes out without it."),
    C.ADVICE_LANGUAGE_UNKNOWN: _("Advice cannot be written in this language."),
    C.ADVICE_ENDS_BEFORE_IT_BEGINS: _("It would end before it begins."),
    C.ADVICE_ALREADY_OVER: _("It would be over already."),
    C.ADVICE_DATE_UNLIKELY: _("This hour is more than a day ago, or more than three years away. Check the year."),
    C.ADVICE_TOO_LONG: _("This is too long: at most 160 characters in a headline, 4000 in a text, 320 in an SMS."),
    C.ADVICE_TO_FILL_IN: _(
        "Advice is one text for everybody, so nothing can be filled in for one person. "
        "Say it without “name”, “reference” and “link” in braces."
    ),
    C.ADVICE_SUPERSEDED_ALREADY: _("Other advice was written in its place already."),
    C.ADVICE_WITHDRAWN_ALREADY: _("What this would replace was withdrawn. Publish this as advice of its own."),
    C.ADVICE_CHANGED: _("Somebody changed this in the meantime. Look at what it says now, then decide again."),
    C.ADVICE_LEAVES_A_GAP: _(
        "What this replaces would end now, and this begins later: nobody would have advice in between. "
        "Let it begin now, or publish it as advice of its own."
    ),
    C.NO_SIGNING_KEY: _(
        "There is no key to sign with, so nothing was published. Whoever keeps the server can mend it: dodomu keys."
    ),
    C.KEY_FILE_THERE: _("The file is there already, and no key is ever written over."),
    C.NO_SUCH_KEY: _("There is no such key."),
}

_BROADCASTS: Mapping[Reason, Promise] = {
    C.NO_SUCH_BROADCAST: _("There is no such broadcast in this crisis."),
    C.BROADCAST_RUNS: _("This was approved already, so its words and its audience cannot be changed."),
    C.BROADCAST_NOT_ASKED: _("Nobody asks for approval of this now. Look at what it says, then decide again."),
    C.BROADCAST_CHANGED: _(
        "Its words or the number of people changed since you looked at it. Nothing was done. Look again, then decide."
    ),
    C.BROADCAST_ENDED: _("This broadcast has ended."),
    C.BROADCAST_WITHOUT_WORDS: _("Write what is said, in one language at least."),
    C.NOBODY_TO_TELL: _("Nobody would be reached: nobody is meant, or there is no way to anybody who is."),
    C.ADVICE_NO_LONGER_HOLDS: _("The advice it carries no longer holds, so it is not sent."),
    C.OUT_OF_PROPORTION: _("The number is unusual. Look at it once more, and confirm that so many are meant."),
    C.CHANNEL_NOT_SET_UP: _("None of the channels it goes over is set up here."),
    C.AUDIENCE_NOT_UNDERSTOOD: _("What was chosen of whom to tell is not understood."),
    C.LADDER_NOT_UNDERSTOOD: _(
        "The ways to reach them cannot be tried like this. Take each once, with up to a week between them."
    ),
    C.WAVES_NOT_POSSIBLE: _("Several waves need minutes between them: up to 200 waves, and up to a day between two."),
    C.NO_SUCH_SHEET: _("There is no such sheet in this crisis."),
    C.SHEET_NOT_PRINTED: _(
        "The sheets could not be made. Print fewer at a time; if that does not help, the folder they are kept in is "
        "away."
    ),
}

SENTENCES: Mapping[Reason, Promise] = {**_ADVICE, **_BROADCASTS, **_CONVERSATIONS, **_CHECK_INS, **_VOICES}
