"""Makes a database ready for `dodomu run`: words compiled, migrated, an exercise loaded into an empty one.

A process of its own, so that the one that watches the others never loads Django.
`python -m dodomu.site.prepare ANSWER [HOUR]` writes the sign-ins for a try-out into the file ANSWER, as JSON.
"""

import json
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from dodomu.site.cli.main import main

EXERCISE = "kazakhstan-2022"


def prepare(answer: Path, until: str) -> int:
    """Do all of it; stop at the first step that fails, whose own words say why."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dodomu.site.settings")
    django.setup()
    done = main(["words", "compile"]) or migrate_if_needed() or check_post() or make_key_if_missing()
    done = done or (load_if_empty(until) if until else 0)
    if not done:
        answer.write_text(json.dumps(sign_ins()), encoding="utf-8")
    return done


def migrate_if_needed() -> int:
    """Bring the database to this version; one that is there already is only asked, and nothing is printed."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return 0
    _say("Bringing the database to this version …")
    call_command("migrate", verbosity=0, interactive=False)
    return 0


def check_post() -> int:
    """Refuse to run a post as if it were headquarters, or the other way round: each may do what the other may not."""
    from dodomu.boarding.operations.posts import making  # the settings are read first

    letter, said = making.letter_here(), settings.DODOMU_POST
    if letter == said:
        return 0
    what = f"This database is the post {letter}: set DODOMU_POST={letter}." if letter else "This database is no post."
    _say(f"{what} DODOMU_POST is “{said}”. Nothing is started.")
    return 1


def make_key_if_missing() -> int:
    """Make the key that signs what we say, where this try-out has none yet; its file lies in the data folder."""
    return main(["keys", "make", "--keep", "--note", "try-out"]) if os.environ.get("DODOMU_SIGNING_KEY_FILE") else 0


def load_if_empty(until: str) -> int:
    """Load the exercise into a database without any crisis; leave one that has any alone."""
    from dodomu.foundation.models import Crisis  # the settings are read first

    if Crisis.objects.exists():
        return 0
    _say(f"Loading the exercise {EXERCISE} up to {until} …")
    return main(["exercise", "load", EXERCISE, "--until", until, "--sign-ins"])


def sign_ins() -> list[tuple[str, str, str, str]]:
    """Return audience, path, name and password of those who can sign in for a try-out, and of nobody else."""
    from dodomu.site.cli import exercise  # the settings are read first

    return [each for each in exercise.sign_ins() if not each[2] or _fits(each[2], each[3])]


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _fits(username: str, password: str) -> bool:
    """Say whether this officer is there and has this password still: nothing untrue is printed."""
    officer = get_user_model().objects.filter(username=username, is_active=True).first()
    return officer is not None and officer.check_password(password)


if __name__ == "__main__":
    sys.exit(prepare(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""))  # noqa: PLR2004
