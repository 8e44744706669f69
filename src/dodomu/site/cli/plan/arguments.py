"""What may be typed behind `dodomu plan`."""

import argparse
import math

LANGUAGES = ("uk", "en", "ru", "kk")
_LONGEST = 7 * 24 * 3600.0
_MOST_PLAYED = 100_000

ENDS = """\
exit codes:
  0    planned: proven best, or the search did all it meant to; a plan that is checked holds; nobody had to come home
  1    could not: a file cannot be written, or a plan that is checked does not hold
  2    wrong arguments, or files with faults (each is named with its file, line and column)
  3    proven: nobody at all can come home
  4    the time was over; the best plan so far is written, its gap is stated
  130  interrupted: Ctrl-C ends the search, and the best plan so far is shown and written; pressed twice it ends at once

examples:
  dodomu plan crisis/ --html plan.html --json plan.json
  dodomu plan exercises/kazakhstan-2022 --at 2022-01-09T18:00 --side ua
  dodomu plan crisis/ --from plan.json --json better.json
  dodomu plan crisis/ --check plan.json
  dodomu plan crisis/ --from plan.json --seconds 0 --explain P-004

Every better plan that has passed the check is written to the --json file at once and whole: a search that is killed
leaves its best plan there.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be typed, with the exit codes below."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = ENDS
    parser.add_argument(
        "problem",
        metavar="FOLDER",
        help="a folder of CSV files, an exercise's folder (with --at), or a problem's .json file",
    )
    exercise = parser.add_argument_group("an exercise's folder")
    exercise.add_argument("--at", metavar="HOUR", help="what is known at this hour, such as 2022-01-09T18:00")
    exercise.add_argument("--side", choices=("ua", "kz"), help="whose people: ua (default) or kz")
    search = parser.add_argument_group("the search")
    search.add_argument("--seconds", type=_seconds, default=60.0, metavar="N", help="at most so long (60)")
    search.add_argument("--seed", type=_seed, default=0, metavar="N", help="the same seed gives the same plan (0)")
    search.add_argument("--from", dest="start", metavar="PLAN", help="begin from an earlier plan (.json)")
    output = parser.add_argument_group("what is written")
    output.add_argument("--json", metavar="FILE", help="the plan with its proof; - writes it to the standard output")
    output.add_argument("--csv", metavar="FOLDER", help="the plan as tables, one file each")
    output.add_argument("--html", metavar="FILE", help="one page to read, send and print")
    output.add_argument("--language", choices=LANGUAGES, default="en", help="of all that is said and shown (en)")
    output.add_argument("--quiet", action="store_true", help="no progress and no table; faults are still named")
    acts = parser.add_argument_group("instead of a search, or after it")
    acts.add_argument("--check", metavar="PLAN", help="only say what is wrong with a plan (.json), all of it")
    acts.add_argument("--explain", metavar="PARTY", help="why a party travels so, or why it is left")
    acts.add_argument("--simulate", type=_played, metavar="N", help="play the plan N times against its chances")
    acts.add_argument(
        "--no-show", type=_share, metavar="SHARE", help="with --simulate: who does not come, such as 0.4 or 0.3-0.6"
    )


def _seconds(typed: str) -> float:
    seconds = _number(typed, float)
    if not (math.isfinite(seconds) and 0 <= seconds <= _LONGEST):
        raise argparse.ArgumentTypeError(f"“{typed}” is no length of a search: 0 to {_LONGEST:.0f} seconds")
    return seconds


def _seed(typed: str) -> int:
    seed = int(_number(typed, int))
    if not 0 <= seed < 1 << 32:
        raise argparse.ArgumentTypeError(f"“{typed}” is no seed: 0 to {(1 << 32) - 1}")
    return seed


def _played(typed: str) -> int:
    many = int(_number(typed, int))
    if not 1 <= many <= _MOST_PLAYED:
        raise argparse.ArgumentTypeError(f"“{typed}”: a plan is played 1 to {_MOST_PLAYED} times")
    return many


def _share(typed: str) -> tuple[float, float]:
    least, _, most = typed.partition("-")
    shares = _number(least, float), _number(most or least, float)
    if not 0 <= shares[0] <= shares[1] <= 1:
        raise argparse.ArgumentTypeError(f"“{typed}” is no share: write 0.4, or 0.3-0.6, between 0 and 1")
    return shares


def _number(typed: str, kind: type[int] | type[float]) -> float:
    try:
        return kind(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{typed}” is no number") from None
