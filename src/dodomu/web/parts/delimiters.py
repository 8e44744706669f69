"""What parts the cells of a CSV file, so that a spreadsheet in the language of the page opens it in columns."""

from django.utils.translation import get_language

COMMA_LANGUAGES = ("en",)  # Excel takes the list separator of the country: a semicolon where the comma parts decimals


def delimiter_of_language() -> str:
    """Return the delimiter for the language of the page."""
    return "," if (get_language() or "en") in COMMA_LANGUAGES else ";"
