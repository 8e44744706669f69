"""`dodomu officer`: add an officer, or give a role."""

import argparse
import getpass
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

ROLES = ("duty_officer", "consul", "field_officer", "viewer")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    add = acts.add_parser("add", help="add somebody who can sign in")
    add.add_argument("name", metavar="NAME", help="the full name, such as “Олена Чергова”")
    add.add_argument("--username", required=True, help="the name to sign in with")
    add.add_argument("--language", default="uk", choices=("uk", "en", "ru", "kk"))
    add.add_argument("--administrator", action="store_true", help="gives rights and opens crises, and sees no person")
    add.add_argument(
        "--password-stdin", action="store_true", help="read the password from the standard input, or ask for it"
    )
    _role(add, required=False)
    role = acts.add_parser("role", help="give an officer a role in a crisis")
    role.add_argument("username")
    _role(role, required=True)
    password = acts.add_parser("password", help="give an officer a new password")
    password.add_argument("username")
    password.add_argument(
        "--password-stdin", action="store_true", help="read it from the standard input, or ask for it"
    )
    acts.add_parser("list", help="name the officers and their roles")


def _role(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--role", choices=ROLES, required=required)
    parser.add_argument("--crisis", metavar="SLUG", required=required, help="the crisis of the role")


def run(options: argparse.Namespace) -> int:
    from dodomu.foundation.refusal import Refused  # the settings are read first
    from dodomu.web.parts.sentences import sentence

    acts = {"add": _add, "role": _give, "password": _password, "list": _list}
    try:
        return acts[options.act](options)
    except Refused as no:
        why = "; ".join(no.details.get("faults", []))
        print(f"dodomu officer: {sentence(no)} {why}".rstrip(), file=sys.stderr)
        return 2


def _add(options: argparse.Namespace) -> int:
    from django.db import transaction

    from dodomu.foundation import officers
    from dodomu.foundation.actors import SYSTEM
    from dodomu.foundation.clock import real_now

    if bool(options.role) != bool(options.crisis):
        print("dodomu officer: --role and --crisis go together", file=sys.stderr)
        return 2
    password, was_made = _password_from(options)
    with transaction.atomic():  # an officer whose role was refused is not half there
        officer = officers.add_officer(
            username=options.username,
            name=options.name,
            password=password,
            language=options.language,
            is_administrator=options.administrator,
            by=SYSTEM,
            at=real_now(),
        )
        if options.role:
            _give_role(officer, options)
    print(f"{options.username} can sign in.")
    if was_made:
        print(f"Password, shown only now: {password}")
    return 0


def _give(options: argparse.Namespace) -> int:
    _give_role(_id_of(options.username), options)
    print(f"{options.username} is {options.role} in {options.crisis}.")
    return 0


def _password(options: argparse.Namespace) -> int:
    from dodomu.foundation import officers
    from dodomu.foundation.actors import SYSTEM
    from dodomu.foundation.clock import real_now

    officer = _id_of(options.username)
    password, was_made = _password_from(options)
    officers.renew_password(officer=officer, password=password, by=SYSTEM, at=real_now())
    print(f"Password of {options.username}" + (f", shown only now: {password}" if was_made else " changed."))
    return 0


def _list(_: argparse.Namespace) -> int:
    from dodomu.foundation import crises, officers
    from dodomu.foundation.actors import SYSTEM

    slugs = {crisis.id: crisis.slug for crisis in crises.all_crises()}
    for each in officers.all_officers(by=SYSTEM):
        roles = ", ".join(f"{role} in {slugs[crisis]}" for crisis, role in each.roles.items()) or "no role"
        state = "" if each.is_active else "\tswitched off"
        print(f"{each.username}\t{each.name}\t{'administrator' if each.is_administrator else roles}{state}")
    return 0


def _give_role(officer: "UUID", options: argparse.Namespace) -> None:
    from dodomu.foundation import crises, officers
    from dodomu.foundation.actors import SYSTEM, Role
    from dodomu.foundation.clock import real_now
    from dodomu.foundation.refusal import FoundationReason, Refused

    crisis = crises.crisis_by_slug(options.crisis)
    if crisis is None:
        raise Refused(FoundationReason.NO_SUCH_CRISIS)
    officers.give_role(officer=officer, crisis=crisis.id, role=Role(options.role), by=SYSTEM, at=real_now())


def _id_of(username: str) -> "UUID":
    from dodomu.foundation import officers
    from dodomu.foundation.actors import SYSTEM
    from dodomu.foundation.refusal import FoundationReason, Refused

    found = [each.id for each in officers.all_officers(by=SYSTEM) if each.username == username]
    if not found:
        raise Refused(FoundationReason.NO_SUCH_OFFICER)
    return found[0]


def _password_from(options: argparse.Namespace) -> tuple[str, bool]:
    """Return a password, and whether we made it: a made one is printed once, a given one never."""
    from dodomu.foundation import officers

    if not options.password_stdin:
        return officers.new_password(), True
    if sys.stdin.isatty():
        return getpass.getpass("Password: "), False
    return sys.stdin.readline().rstrip("\r\n"), False
