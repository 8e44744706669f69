"""`dodomu keys`: the keys with which what we say is signed."""

import argparse
import os
import sys
from pathlib import Path

FAULTS = {
    "not-set": "no file is named, and DODOMU_SIGNING_KEY_FILE is not set",
    "not-there": "the file is not there, or cannot be read",
    "open-to-others": "others on this machine may read the file: chmod 600 it, and make a new key if they may have",
    "not-a-key": "the file holds no key of ours or of minisign",
    "has-a-password": "the key has a password: a server signs unattended, so make one with `minisign -G -W`",
    "not-ours": "its public half was not published: `dodomu keys add FILE`",
    "retired": "the key was retired",
    "disowned": "the key was disowned",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    make = acts.add_parser("make", help="make a key in a new file and publish its public half")
    make.add_argument(
        "--keep", action="store_true", help="where the file is there already, only publish its public half"
    )
    add = acts.add_parser("add", help="publish the public half of a key that is there, such as one of minisign")
    for each in (make, add):
        each.add_argument("file", metavar="FILE", nargs="?", default="", help="else DODOMU_SIGNING_KEY_FILE")
        each.add_argument("--note", default="", help="where it is kept, and by whom")
    acts.add_parser("list", help="name the keys, and what became of each")
    retire = acts.add_parser("retire", help="sign nothing new with a key; what it signed stays ours")
    disown = acts.add_parser("disown", help="a key was lost or stolen: rely on nothing that it signed")
    for each in (retire, disown):
        each.add_argument("key", metavar="KEY", help="its id, as `dodomu keys list` shows it")


def run(options: argparse.Namespace) -> int:
    from dodomu.foundation.refusal import Refused  # the settings are read first

    acts = {"make": _make, "add": _add, "list": _list, "retire": _retire, "disown": _disown}
    try:
        return acts[options.act](options)
    except Refused as no:
        print(f"dodomu keys: {_why(no)}", file=sys.stderr)
    except OSError as fault:
        print(f"dodomu keys: {fault.filename}: {fault.strerror}", file=sys.stderr)
    return 2


def _make(options: argparse.Namespace) -> int:
    from dodomu.contact.operations import signing
    from dodomu.foundation.actors import SYSTEM
    from dodomu.foundation.clock import real_now

    file = _file(options)
    if not file:
        print(f"dodomu keys: {FAULTS['not-set']}", file=sys.stderr)
        return 2
    if options.keep and Path(file).exists():
        signing.add_key(file=file, note=options.note, by=SYSTEM, at=real_now())
        return 0
    key = signing.make_key(file=file, note=options.note, by=SYSTEM, at=real_now())
    if options.keep:
        return 0
    print(f"{key}: its secret half is in {file} and nowhere else. Keep a copy where nobody else comes.")
    print("The server signs with it where DODOMU_SIGNING_KEY_FILE names this file.")
    return 0


def _add(options: argparse.Namespace) -> int:
    from dodomu.contact.operations import signing
    from dodomu.foundation.actors import SYSTEM
    from dodomu.foundation.clock import real_now

    print(f"{signing.add_key(file=_file(options), note=options.note, by=SYSTEM, at=real_now())} is published.")
    return 0


def _list(_: argparse.Namespace) -> int:
    from dodomu.contact.queries.keys import public_keys

    for key in public_keys():
        state = f"since {key.made_at:%Y-%m-%d}"
        if key.disowned_at:
            state = f"disowned {key.disowned_at:%Y-%m-%d}"
        elif key.retired_at:
            state = f"retired {key.retired_at:%Y-%m-%d}"
        print("\t".join(filter(None, (key.id, key.public, state, key.note))))
    return 0


def _retire(options: argparse.Namespace) -> int:
    from dodomu.contact.operations import signing
    from dodomu.foundation.actors import SYSTEM
    from dodomu.foundation.clock import real_now

    signing.retire_key(key=options.key, by=SYSTEM, at=real_now())
    print(f"{options.key} signs nothing new. What it signed stays ours.")
    return 0


def _disown(options: argparse.Namespace) -> int:
    from dodomu.contact.operations import signing
    from dodomu.foundation.actors import SYSTEM
    from dodomu.foundation.clock import real_now

    anew = signing.disown_key(key=options.key, by=SYSTEM, at=real_now())
    print(f"{options.key} is disowned. Whoever checks what it signed is told not to rely on it.")
    for each in anew:
        print(f"Publish anew, with another key: advice {each.number} of {each.crisis}")
    return 0


def _file(options: argparse.Namespace) -> str:
    return str(options.file or os.environ.get("DODOMU_SIGNING_KEY_FILE", ""))


def _why(refused: Exception) -> str:
    """These are said to whoever keeps the server, who reads English."""
    why = str(getattr(refused, "details", {}).get("why", ""))
    said = {
        "key-file-there": "the file is there already, and no key is ever written over",
        "no-such-key": "there is no such key: see `dodomu keys list`",
    }
    return FAULTS.get(why) or said.get(str(refused), str(refused))
