"""`dodomu post`: a post that works alone, made at headquarters, begun on a laptop, and merged by bundles."""

import argparse
import json
import os
import shlex
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from dodomu.site import local
from dodomu.site.cli import post_words
from dodomu.site.post import calling
from dodomu.site.post.calling import NotReached

if TYPE_CHECKING:
    from dodomu.boarding.operations.posts.taking import Taken
    from dodomu.boarding.queries.posts import PostLine
    from dodomu.foundation.refusal import Refused

DONE, NOT_DONE, USAGE = 0, 1, 2
OWNER_ONLY = 0o600
LARGEST_FILE = 1 << 32
LONGEST_NUMBER = 6


class CannotDo(Exception):
    """What was asked for is not done; the message says why."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be typed behind `dodomu post`."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    make = acts.add_parser("make", help="at headquarters: agree on keys with a post, and write the file it begins with")
    make.add_argument("name", metavar="NAME", help="what the post is called")
    make.add_argument("--crisis", metavar="SLUG", required=True)
    make.add_argument("--address", default="", help="of headquarters, as the post will call it (https://…)")
    make.add_argument("--out", metavar="FILE", help="default: NAME.dodomu-post in this folder")
    begin = acts.add_parser("begin", help="on the laptop: fill an empty database")
    begin.add_argument("file", metavar="FILE", help="made by `dodomu post make`")
    begin.add_argument(
        "--bundle", metavar="FILE", help="the first bundle of headquarters, carried here; else it is called"
    )
    exchange = acts.add_parser("exchange", help="at the post: tell headquarters and be told, by network")
    exchange.add_argument("--address", default="", help="of headquarters; else as it was made")
    exchange.add_argument("--every", type=_minutes, default=0, metavar="MINUTES", help="go on doing it until stopped")
    exchange.add_argument(
        "--when-asked", action="store_true", help="go on, and do it when an officer asks for it at the desk"
    )
    carry = acts.add_parser("carry", help="write what the other side has not, into a file to be carried there")
    carry.add_argument("file", metavar="FILE")
    carry.add_argument("--post", default="", help="at headquarters: for which post")
    take = acts.add_parser("take", help="take in a file that was carried here")
    take.add_argument("file", metavar="FILE")
    show = acts.add_parser("show", help="posts, when they last exchanged, and what waits")
    show.add_argument("--json", action="store_true", help="for another program")
    end = acts.add_parser("end", help="at headquarters: a post is lost or done; what it tells later is kept for review")
    end.add_argument("post", metavar="NAME")
    end.add_argument("--why", required=True)
    running = acts.add_parser("run", help="at the post: start everything, over HTTPS in the local network")
    running.add_argument("--host", default="0.0.0.0", help="address to serve on (default: all of this machine)")  # noqa: S104
    running.add_argument("--port", type=int, default=8443, help="port to serve on (default: 8443)")
    running.add_argument(
        "--hand-port", type=int, default=0, help="where the certificate is handed out (default: port + 1)"
    )
    running.add_argument("--name", action="append", default=[], help="a further name or address devices use")
    running.add_argument(
        "--every", type=_minutes, default=15, metavar="MINUTES", help="call headquarters so often; 0: only when asked"
    )


def _minutes(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST_NUMBER:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of minutes")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Do one of the acts, and return 0 when it is done."""
    if options.act == "run":
        from dodomu.site.post import running  # starts processes of its own

        return running.run(options)
    from dodomu.foundation.refusal import Refused

    acts = {
        "make": _make, "begin": _begin, "exchange": _exchange, "carry": _carry, "take": _take, "show": _show,
        "end": _end,
    }  # fmt: skip
    try:
        return acts[options.act](options)
    except (Refused, NotReached) as no:
        _tell_fault(no)
    except CannotDo as no:
        print(f"dodomu post: {no}", file=sys.stderr)
    except OSError as fault:
        print(f"dodomu post: {fault.filename}: {fault.strerror}", file=sys.stderr)
    return NOT_DONE


def _make(options: argparse.Namespace) -> int:
    from dodomu.boarding.operations.posts import making
    from dodomu.foundation.actors import SYSTEM
    from dodomu.foundation.clock import real_now
    from dodomu.foundation.crises import crisis_by_slug

    crisis = crisis_by_slug(options.crisis)
    if crisis is None:
        raise CannotDo(f"there is no crisis “{options.crisis}”")
    file = Path(options.out or f"{options.name}.dodomu-post")
    if file.exists():
        raise CannotDo(f"{file} is there already; nothing is written over")
    made = making.make_post(crisis=crisis.id, name=options.name, address=options.address, by=SYSTEM, at=real_now())
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(made.as_json(), out)
    print(f"{file}: the keys of the post “{options.name}”, for once. Bring it to the laptop and keep no copy.")
    print(f"There: dodomu post begin {shlex.quote(str(file))}")
    return DONE


def _begin(options: argparse.Namespace) -> int:
    from dodomu.boarding.operations.posts import bundling, making
    from dodomu.boarding.operations.posts.making import PostFile
    from dodomu.boarding.rules.bundles import Keys, header_of
    from dodomu.contact.rules.numbers import letter_of
    from dodomu.foundation.actors import SYSTEM
    from dodomu.foundation.clock import real_now
    from dodomu.site.prepare import migrate_if_needed

    file = PostFile.read(_json(Path(options.file)))
    migrate_if_needed()
    if options.bundle:
        first = _content(Path(options.bundle))
    elif file.address:
        keys = Keys(bytes.fromhex(file.shared), bytes.fromhex(file.own), bytes.fromhex(file.other))
        greeting = bundling.greet(keys=keys, post=UUID(file.post), at=real_now())
        line = calling.Line(file.address, UUID(file.post), keys.shared)
        first = calling.exchange(line, UUID(header_of(greeting).id), greeting, calling.InMemory()).content
    else:
        raise CannotDo("the file names no address of headquarters: bring its first bundle with --bundle FILE")
    taken = making.begin_post(file=file, first=first, by=SYSTEM, at=real_now())
    letter = letter_of(file.number)
    is_known = _remember(letter)
    print(f"The post “{file.name}” (letter {letter}) has begun with {taken.new} rows of {file.slug}.")
    print(f"Remove {options.file}: this database has the keys now.")
    print("Start it: dodomu post run")
    if not is_known and os.environ.get("DODOMU_POST") != letter:
        print(f"Set DODOMU_POST={letter} wherever DATABASE_URL names this database.")
    return DONE


def _exchange(options: argparse.Namespace) -> int:
    from dodomu.boarding.queries import posts
    from dodomu.site.post import exchanging

    post = _this_post()
    address = options.address or post.address
    goes_on = options.every or options.when_asked
    if not address and not goes_on:
        raise CannotDo("nobody said where headquarters is: --address https://…")
    shared = posts.shared_key(post.id)

    def line() -> "calling.Line":
        return calling.Line(address, post.id, shared)

    if goes_on:
        seconds = options.every * 60 if address else 0
        exchanging.keep_exchanging(post.id, line, seconds=seconds, say=_tell, tell_fault=_tell_fault)
    exchanging.exchange(post.id, line(), _tell)
    if clock := post_words.of_clock(posts.this_post()):
        print(clock)
    return DONE


def _carry(options: argparse.Namespace) -> int:
    post = _named(options.post) if options.post else _only_post()
    target = Path(options.file)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as out:
        half = Path(out.name)
        try:
            _bundle(post.id, out)
            out.flush()
            os.fsync(out.fileno())
        except BaseException:
            half.unlink()
            raise
    half.replace(target)
    print(f"{target}: bring it to the other side, and there: dodomu post take {target.name}")
    return DONE


def _take(options: argparse.Namespace) -> int:
    from dodomu.boarding.operations.posts import taking
    from dodomu.foundation.actors import SYSTEM
    from dodomu.foundation.clock import real_now

    return _tell(taking.take_bundle(data=_content(Path(options.file)), by=SYSTEM, at=real_now()))


def _show(options: argparse.Namespace) -> int:
    from dodomu.boarding.queries import posts
    from dodomu.foundation.crises import all_crises

    found = [(crisis.slug, each) for crisis in all_crises() for each in posts.posts_of(crisis.id)]
    if options.json:
        print(json.dumps([{"crisis": slug, **post_words.as_json(each)} for slug, each in found], indent=2))
        return DONE
    if not found:
        print("There is no post.")
    for slug, each in found:
        print("\n".join(post_words.lines(slug, each)))
    return DONE


def _end(options: argparse.Namespace) -> int:
    from dodomu.boarding.operations.posts import making
    from dodomu.foundation.actors import SYSTEM
    from dodomu.foundation.clock import real_now

    post = _named(options.post)
    making.end_post(post=post.id, why=options.why, by=SYSTEM, at=real_now())
    print(f"The post “{post.name}” is ended. What it tells from now on is kept for review, and nothing follows.")
    print("If the laptop is in other hands: disown its signing key (dodomu keys list) and end the passes it signed.")
    return DONE


def _tell_fault(no: "NotReached | Refused") -> None:
    words = str(no) if isinstance(no, NotReached) else post_words.sentence(no.reason.value, no.details)
    print(f"dodomu post: {words}", file=sys.stderr, flush=True)


def _tell(taken: "Taken") -> int:
    print(post_words.of_taken(taken.state.value, taken.number, taken.new, repeated=taken.repeated), flush=True)
    return DONE


def _bundle(post: UUID, out: Any) -> None:
    from dodomu.boarding.operations.posts import bundling
    from dodomu.foundation.actors import SYSTEM
    from dodomu.foundation.clock import real_now

    made = bundling.make_bundle(post=post, out=out, by=SYSTEM, at=real_now())
    print(f"Bundle {made.number}: {made.rows} rows, {made.size / 1024:.0f} KiB.", flush=True)


def _this_post() -> "PostLine":
    from dodomu.boarding.queries import posts

    post = posts.this_post()
    if post is None:
        raise CannotDo("this database is no post: it is headquarters that is called")
    return post


def _only_post() -> "PostLine":
    from dodomu.boarding.queries import posts
    from dodomu.foundation.crises import all_crises

    here = posts.this_post()
    if here is not None:
        return here
    found = [each for crisis in all_crises() for each in posts.posts_of(crisis.id) if each.ended_at is None]
    if len(found) != 1:
        raise CannotDo(f"say for which post: --post {' | '.join(each.name for each in found) or '(there is none)'}")
    return found[0]


def _named(name: str) -> "PostLine":
    from dodomu.boarding.queries import posts

    post = posts.post_named(name)
    if post is None:
        raise CannotDo(f"there is no post “{name}”: see dodomu post show")
    return post


def _content(file: Path) -> bytes:
    if file.stat().st_size > LARGEST_FILE:
        raise CannotDo(f"{file} is too large for a bundle")
    return file.read_bytes()


def _json(file: Path) -> Any:
    try:
        return json.loads(_content(file))
    except ValueError:
        raise CannotDo(f"{file} is no file of `dodomu post make`") from None


def _remember(letter: str) -> bool:
    """Let the data folder know which post it is, where the database is its own; say whether it does."""
    folder = local.joined()
    if folder is None:
        return False
    (folder / local.POST).write_text(f"DODOMU_POST={letter}\n", encoding="utf-8")
    return True
