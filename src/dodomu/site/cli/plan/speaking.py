"""The words of the house without its settings: translations need neither database nor keys."""

import contextlib
import sys
from pathlib import Path

from dodomu.site.cli.plan.arguments import LANGUAGES

LOCALE = Path(__file__).resolve().parents[2] / "locale"


def speak(language: str) -> None:
    """Make everything that follows say its words in this language."""
    import django
    from django.conf import settings
    from django.utils import translation

    if not settings.configured:
        settings.configure(
            USE_I18N=True,
            USE_TZ=True,
            LANGUAGES=[(each, each) for each in LANGUAGES],
            LOCALE_PATHS=[str(LOCALE)],
            INSTALLED_APPS=[],
        )
        django.setup()
    if language != "en":
        from dodomu.site import words  # reads and compiles catalogues: English needs none

        # Where the package may not be written, it came with its translations compiled.
        with contextlib.suppress(OSError):
            words.compile_stale()
    translation.activate(language)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal of few letters shows the others as "?"
