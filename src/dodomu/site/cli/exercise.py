"""`dodomu exercise`: load an exercise, or play it on."""

import argparse
import math
import os
import sys
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from uuid import UUID


class SignIn(NamedTuple):
    """An officer to try an exercise with; without a role they are the administrator."""

    audience: str
    address: str
    username: str
    name: str
    role: str | None


AUDIENCES = (
    SignIn("desk", "/desk/", "duty", "Duty officer", "duty_officer"),
    SignIn("desk", "/desk/", "consul", "Consul", "consul"),
    SignIn("desk", "/desk/", "viewer", "Viewer", "viewer"),
    SignIn("gate", "/field/", "field", "Field officer", "field_officer"),
    SignIn("administration", "/desk/", "admin", "Administrator", None),
)
PASSWORD = "DODOMU_EXERCISE_PASSWORD"
LONGEST = 10_000  # hours; every exercise is over sooner


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    load = acts.add_parser("load", help="open an exercise and play it up to an hour; loading twice changes nothing")
    load.add_argument("exercise", metavar="NAME", help="for example kazakhstan-2022")
    load.add_argument("--side", default="ua", metavar="SIDE", help="whose people: ua (default) or kz")
    load.add_argument("--until", metavar="HOUR", help="for example 2022-01-10T18:00, in the zone of the crisis")
    load.add_argument(
        "--sign-ins", action="store_true", help=f"add officers to try it with; their password is read from {PASSWORD}"
    )
    play = acts.add_parser("play", help="play an exercise on")
    play.add_argument("crisis", metavar="CRISIS", help="for example kazakhstan-2022")
    hour = play.add_mutually_exclusive_group(required=True)
    hour.add_argument("--until", metavar="HOUR", help="for example 2022-01-11T18:00, in the zone of the crisis")
    hour.add_argument("--hours", type=_hours, metavar="N", help="how many hours to play")
    _add_rehearse(
        acts.add_parser("rehearse", help="play an exercise to its end with a desk that plans, and measure it")
    )
    acts.add_parser("list", help="name the exercises that are here")


def _add_rehearse(rehearse: argparse.ArgumentParser) -> None:
    rehearse.add_argument("exercise", metavar="NAME", help="for example kazakhstan-2022")
    rehearse.add_argument("--side", default="ua", metavar="SIDE", help="whose people: ua (default) or kz")
    rehearse.add_argument(
        "--decline", type=_rate, metavar="RATE", help="of the parties that are asked, how many say no: from 0 to 1"
    )
    rehearse.add_argument("--seed", type=int, metavar="N", help="of everything that chance decides")
    rehearse.add_argument("--seconds", type=_seconds, default=5.0, metavar="S", help="for each plan (default 5)")
    without = rehearse.add_mutually_exclusive_group()
    without.add_argument("--without-charters", action="store_true", help="no charter is hired")
    without.add_argument(
        "--direct-only", action="store_true", help="no charters, and nobody is led through other states"
    )


def _hours(text: str) -> int:
    """Read how many hours to play; more than an exercise has are played to its end."""
    hours = int(text) if text.isdecimal() and text.isascii() else 0
    if hours < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of hours: write a whole number from 1")
    return min(hours, LONGEST)


def _rate(text: str) -> float:
    rate = _number(text)
    if not 0 <= rate <= 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no rate: write a number from 0 to 1, for example 0.45")
    return rate


def _seconds(text: str) -> float:
    seconds = _number(text)
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(f"“{text}” is no time to plan in: write seconds, more than 0")
    return seconds


def _number(text: str) -> float:
    """Return a number; what is none becomes one that lies within no limits."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def run(options: argparse.Namespace) -> int:
    from dodomu.foundation.refusal import Refused

    acts = {"load": _load, "play": _play, "rehearse": _rehearse, "list": _list}
    try:
        return acts[options.act](options)
    except Refused as no:
        print(f"dodomu exercise: {_plain(no)}", file=sys.stderr)
        return 2


def _load(options: argparse.Namespace) -> int:
    from dodomu.exercise import content, operations
    from dodomu.foundation.actors import SYSTEM

    side = content.side_of(options.exercise, options.side)
    until = _hour(options.until, side.zone) if options.until else None
    crisis = operations.load(exercise=options.exercise, side=options.side, until=until, by=SYSTEM)
    if options.sign_ins:
        _add_officers(crisis)
    _say_where(crisis)
    return 0


def _play(options: argparse.Namespace) -> int:
    from dodomu.exercise import operations
    from dodomu.foundation import crises
    from dodomu.foundation.actors import SYSTEM
    from dodomu.foundation.refusal import FoundationReason, Refused

    crisis = crises.crisis_by_slug(options.crisis)
    if crisis is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    if options.until:
        operations.play_on(crisis=crisis.id, until=_hour(options.until, crisis.zone), by=SYSTEM)
    else:
        operations.play_hours(crisis=crisis.id, hours=options.hours, by=SYSTEM)
    _say_where(crisis.id)
    return 0


def _rehearse(options: argparse.Namespace) -> int:
    from dodomu.exercise import rehearsing
    from dodomu.exercise.content import side_of
    from dodomu.exercise.desk import Settings
    from dodomu.site.cli import rehearsal

    luck = side_of(options.exercise, options.side).luck
    settings = Settings(
        exercise=options.exercise,
        side=options.side,
        luck=rehearsal.luck_of(luck, options.decline, options.seed),
        without_charters=options.without_charters,
        direct_only=options.direct_only,
        seconds=options.seconds,
    )
    done = rehearsing.rehearse(settings, tell=lambda name: print(f"{rehearsal.WORDS[name]} …", file=sys.stderr))
    print(rehearsal.table(done))
    for name, day in done.above_bound():
        print(f"dodomu exercise: more people are home on {day} than can be: {name}", file=sys.stderr)
    return 1 if done.above_bound() else 0


def _list(_: argparse.Namespace) -> int:
    from dodomu.exercise import content

    for name in content.names_of_exercises():
        print(name)
    return 0


def _hour(text: str, zone: str) -> datetime:
    try:
        hour = datetime.fromisoformat(text)
    except ValueError:
        print(f"dodomu exercise: “{text}” is no hour: write it as 2022-01-10T18:00", file=sys.stderr)
        raise SystemExit(2) from None
    return hour if hour.tzinfo else hour.replace(tzinfo=ZoneInfo(zone))


def _say_where(crisis: "UUID") -> None:
    from dodomu.foundation import exercises
    from dodomu.foundation.crises import crisis_by_id
    from dodomu.people.queries.whereabouts import headcount

    view = crisis_by_id(crisis)
    if view is None or view.exercise_now is None:
        return
    count = headcount(view.id)
    clock = exercises.clock_of(view.id).now.astimezone(ZoneInfo(view.zone))
    print(f"{view.slug}: {clock:%Y-%m-%d %H:%M} {view.zone}, {count.registered} registered ({count.citizens} citizens)")


def _plain(no: Exception) -> str:
    from dodomu.web.parts.sentences import sentence

    return str(sentence(no))  # type: ignore[arg-type]


def _add_officers(crisis: "UUID") -> None:
    """Add those who are not there yet, each with one role in this exercise."""
    from dodomu.foundation import officers
    from dodomu.foundation.actors import SYSTEM, Role
    from dodomu.foundation.clock import real_now

    password = os.environ.get(PASSWORD) or officers.new_password()
    known = {each.username: each.id for each in officers.all_officers(by=SYSTEM)}
    missing = [each for each in AUDIENCES if each.username not in known]
    for each in missing:
        known[each.username] = officers.add_officer(
            username=each.username,
            name=each.name,
            password=password,
            language="en",
            is_administrator=each.role is None,
            by=SYSTEM,
            at=real_now(),
        )
    for each in AUDIENCES:
        if each.role:
            officers.give_role(
                officer=known[each.username], crisis=crisis, role=Role(each.role), by=SYSTEM, at=real_now()
            )
    if missing and PASSWORD not in os.environ:
        print(f"password of {', '.join(each.username for each in missing)}: {password}")


def sign_ins() -> list[tuple[str, str, str, str]]:
    """Return (audience, address, username, password) to try an exercise with; anyone may open the public pages."""
    password = os.environ.get(PASSWORD, "")
    return [("public", "/", "", ""), *((each.audience, each.address, each.username, password) for each in AUDIENCES)]
