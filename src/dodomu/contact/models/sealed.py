"""The names under which columns are sealed: a value copied from one column into another does not open."""

MESSAGE_WORDS = "message.words"
MESSAGE_SUBJECT = "message.subject"
VOICE_WORDS = "voice.words"
VOICE_CONTACT = "voice.contact"
VOICE_ANSWER = "voice.answer"  # of a voice and of what was done with it
