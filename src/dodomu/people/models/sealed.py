"""The names under which columns are sealed: a value copied from one column into another does not open."""

GIVEN = "registration.given"
PLACE_WORDS = "person.place_words"
NEEDS_WORDS = "person.needs_words"
HOME_CONTACT = "person.home_contact"
DOCUMENT_NUMBER = "document.number"
NOTE_WORDS = "note.words"
IMPORT_CELLS = "import_row.cells"
