"""What `dodomu post` says, in plain English: whoever keeps a machine reads it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dodomu.boarding.queries.posts import PostLine

MOST_OFF = 120  # seconds
SAID = {
    "no-bundle": "this is no bundle of Dodomu",
    "bundle-cut": "its end is missing: copy the file again, whole",
    "bundle-forged": "it was not signed by the other side, or was altered on the way; nothing of it was taken",
    "bundle-foreign": "it is for another place: of a post that is not known here, or made on this side",
    "bundle-too-early": "another has to be taken before it: this side has number {has}, and it begins after {needs}. "
    "Let the other side take a bundle of this side; then its next one fits",
    "bundle-number-twice": "another bundle was taken under its number: the other side was put back from a copy. "
    "Let it take a bundle of this side first",
    "bundle-of-another-version": "the two sides run different versions: bring both to the same",
    "database-not-empty": "this database is not empty, and a post begins in an empty one",
    "no-post-file": "this is no file of `dodomu post make`",
    "post-name-taken": "there is a post of that name: “{name}”",
    "too-many-posts": "there are {limit} posts, one for each letter, and no more",
    "post-ended": "the post “{name}” was ended",
    "no-such-post": "there is no such post",
    "bundle-senseless": "the other side signed it, and it says what cannot be; nothing of it was taken",
    "bundle-too-large": "it is larger than {limit} bytes: have it carried as a file",
    "name-needed": "a post needs a name",
    "text-too-long": "the name is longer than {limit} letters",
}


def sentence(reason: str, details: Mapping[str, Any]) -> str:
    """Return what a refusal means."""
    return f"{SAID.get(reason, reason).format_map(_Known(details))}."


def of_taken(state: str, number: int, new: int, *, repeated: bool) -> str:
    """Return what came of a bundle."""
    if state == "held":
        return f"Bundle {number} came after its post was ended: it is kept for review, and nothing follows."
    if repeated:
        return f"Bundle {number} was taken before, or a later one told all of it: nothing was changed."
    return f"Bundle {number} is taken: {new} rows were new here."


def lines(slug: str, post: "PostLine") -> Iterator[str]:
    """Yield what is shown of a post."""
    where = "this is the post" if post.side == "post" else "this is headquarters"
    yield f"{post.letter}  {post.name}   {slug}   ({where})"
    if post.ended_at:
        yield f"   ended {_hour(post.ended_at)}: {post.ended_because or 'no reason was given'}; {len(post.held)} held"
        return
    yield f"   last exchange: {_hour(post.exchanged_at) if post.exchanged_at else 'never'}"
    yield f"   bundles made here {post.sent}, of which the other side has {post.acknowledged}; taken {post.taken}"
    if post.call_failed:
        yield f"   the last call did not go well: {post.call_failed}"
    if post.was_put_back:
        yield "   one side was put back from a copy: each tells the other all anew"
    if warning := of_clock(post):
        yield f"   {warning}"
    yield f"   rows that the other side has not said it has: {post.waiting}"


def of_clock(post: "PostLine | None") -> str:
    """Return a warning where the clock of this machine is wrong, empty where it is not."""
    if post is None or post.clock_off is None or abs(post.clock_off) < MOST_OFF:
        return ""
    way = "behind" if post.clock_off > 0 else "ahead of"
    return (
        f"The clock of this machine is {timedelta(seconds=abs(post.clock_off))} {way} headquarters': set it right. "
        "What is written down by it bears a wrong hour."
    )


def as_json(post: "PostLine") -> dict[str, Any]:
    """Return a post as data."""
    plain = {name: str(value) if name in ("id", "crisis", "side") else value for name, value in asdict(post).items()}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in plain.items()}


def _hour(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


class _Known(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "?"
