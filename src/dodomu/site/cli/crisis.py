"""`dodomu crisis`: draft a crisis for any country."""

import argparse
import sys

LANGUAGES = ("uk", "en", "ru", "kk")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    draft = acts.add_parser("draft", help="open a crisis with places drafted from the world data")
    draft.add_argument("country", metavar="COUNTRY", help="where it happens: two letters of ISO 3166-1, such as LB")
    draft.add_argument("--sending", required=True, metavar="COUNTRY", help="whose people are counted, such as UA")
    draft.add_argument("--slug", default="", help="short name in addresses, such as lebanon-2026")
    draft.add_argument(
        "--name",
        action="append",
        default=[],
        metavar="[LANGUAGE=]NAME",
        help="what it is called, such as uk=Ліван; once for each language; else the country's name",
    )
    acts.add_parser("list", help="name the crises that are here")


def run(options: argparse.Namespace) -> int:
    from dodomu.foundation.refusal import Refused  # the settings are read first
    from dodomu.web.parts.sentences import sentence

    try:
        return _draft(options) if options.act == "draft" else _list()
    except Refused as no:
        print(f"dodomu crisis: {sentence(no)}", file=sys.stderr)
        return 2


def _draft(options: argparse.Namespace) -> int:
    from dodomu.foundation import crises, places
    from dodomu.foundation.actors import SYSTEM
    from dodomu.foundation.clock import real_now

    crisis = crises.draft_crisis(
        country=options.country.upper(),
        sending=options.sending.upper(),
        names=_names(options.name),
        slug=options.slug,
        by=SYSTEM,
        at=real_now(),
    )
    found = places.places_of(crisis.id)
    kinds = {kind: sum(place.kind == kind for place in found) for kind in dict.fromkeys(place.kind for place in found)}
    print(f"{crisis.slug}: {crisis.names.get('en', crisis.name)}, hours of {crisis.zone}")
    print(f"{len(found)} places drafted: " + ", ".join(f"{number} {kind}" for kind, number in kinds.items()))
    print(
        f"Correct them at /desk/{crisis.slug}/places/ – border crossings, stations and shelters are in no world data."
    )
    print(
        f"Give somebody a role in it: dodomu officer add NAME --username … --role duty_officer --crisis {crisis.slug}"
    )
    return 0


def _names(given: list[str]) -> dict[str, str]:
    names = {}
    for each in given:
        language, separator, name = each.partition("=")
        if separator and language in LANGUAGES:
            names[language] = name
        else:
            names["en"] = each
    return names


def _list() -> int:
    from dodomu.foundation import crises

    for crisis in crises.all_crises():
        state = "exercise" if crisis.is_exercise else "closed" if crisis.is_closed else "open"
        print(f"{crisis.slug}\t{crisis.country}\t{crisis.sending}\t{state}\t{crisis.names.get('en', crisis.name)}")
    return 0
