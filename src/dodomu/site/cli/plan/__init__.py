"""`dodomu plan`: how everybody comes home, from a folder of files; no database, no settings, no keys."""

import argparse
import sys

from dodomu.site.cli.plan.arguments import add_arguments

__all__ = ["add_arguments", "run"]


def run(options: argparse.Namespace) -> int:
    """Plan, check, explain or simulate as asked, and return an exit code that scripts can use."""
    # Nobody who asks for --help waits for the engine; and words can be marked only once there is a language.
    from dodomu.site.cli.plan.speaking import speak

    speak(options.language)
    from dodomu.site.cli.plan import acting
    from dodomu.site.cli.plan.refusing import BROKEN, CannotPlan

    try:
        return acting.act(options)
    except CannotPlan as no:
        for line in no.lines:
            print(f"dodomu plan: {line}", file=sys.stderr)
        return no.code
    except BrokenPipeError:
        # Whoever read the table has read enough of it.
        sys.stderr.close()
        return BROKEN
