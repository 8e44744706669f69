"""`dodomu pass`: what a boarding pass that somebody shows is found to be."""

import argparse
import sys

SAID = {
    "pass-forged": "not signed by a key of ours: nothing that it says is to be believed",
    "pass-unreadable": "this is no pass that can be read",
    "pass-expired": "it has expired",
    "pass-revoked": "it was taken back or reported lost",
    "pass-superseded": "another was issued in its stead",
    "leg-cancelled": "the departure was cancelled",
    "pass-of-another-crisis": "no crisis of this installation issued it",
    "key-disowned": "the key that signed it was lost or stolen: do not rely on it",
}
FAULTS = {
    "not-a-pass": "it does not begin as a pass does",
    "not-base45": "signs are missing or wrong",
    "unknown-version": "it is of a version that is not known here",
    "cut-off": "its end is missing",
    "too-long": "something stands after its end",
    "not-text": "its name is no text",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    check = acts.add_parser("check", help="say whether a pass is ours and in force")
    check.add_argument("text", metavar="TEXT", help="what its QR code holds, quoted; - reads a line of the input")


def run(options: argparse.Namespace) -> int:
    from dodomu.boarding.queries import passes  # the settings are read first
    from dodomu.foundation.clock import real_now

    text = sys.stdin.readline().rstrip("\r\n") if options.text == "-" else options.text
    told = passes.check(text, at=real_now())
    ground, facts = told.checked.ground, told.checked.facts
    if facts is not None and ground != "pass-forged":
        print(f"{facts.name or '(no name in Latin letters)'}, {facts.reference}, party of {facts.party_size}")
        standby = ", standby" if facts.kind == "standby" else ""
        print(f"{facts.leg_ref}{standby}, meets {facts.meets:%Y-%m-%d %H:%M} UTC, until {facts.expires:%Y-%m-%d %H:%M}")
    if told.crisis:
        print(f"crisis {told.crisis}")
    if ground is None and not told.is_known:
        print("Signed by us, and not among the passes that are kept here: whether it was taken back is not known.")
        return 1
    if ground is None:
        print("Ours, and in force.")
        return 0
    why = FAULTS.get(told.checked.fault or "", "")
    print(f"No: {SAID[ground]}{f' ({why})' if why else ''}.")
    return 1
