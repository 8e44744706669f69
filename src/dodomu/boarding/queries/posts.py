"""Posts as they are shown: when they last exchanged, and what each side has that the other has not said it has."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Func, IntegerField, Sum

from dodomu.boarding.models import Bundle, Piece, Post, sealed
from dodomu.boarding.queries import telling_post
from dodomu.boarding.queries.telling_post import Mark, Since
from dodomu.boarding.rules.bundles import Side
from dodomu.boarding.rules.exchange import TABLES
from dodomu.boarding.rules.terms import BundleState
from dodomu.contact.rules.numbers import letter_of
from dodomu.foundation import encryption


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post, and how far the two sides have told one another."""

    id: UUID
    crisis: UUID
    name: str
    letter: str
    side: Side  # on which side this is
    address: str
    made_at: datetime
    exchanged_at: datetime | None
    ended_at: datetime | None
    ended_because: str
    sent: int  # bundles made here, and how many of them the other side has said it has
    acknowledged: int
    taken: int
    waiting: int  # rows written here of which the other side has not said that it has them
    held: tuple["HeldBundle", ...]  # that came after it was ended
    last_size: int
    is_asked: bool  # at a post: an officer asked for a call, and none was tried since
    called_at: datetime | None
    call_failed: str  # why the last call did not go well, in a word
    clock_off: int | None  # seconds that headquarters' clock was ahead at the last call
    was_put_back: bool  # one side was put back from a copy, and all is told anew
    under_way: int  # bytes that have come of a bundle whose call broke off


@dataclass(frozen=True, slots=True)
class HeldBundle:
    """A bundle that came after its post was ended, and waits for somebody to decide."""

    id: UUID
    number: int
    size: int
    made_at: datetime  # by the clock of the post
    came_at: datetime
    taken_at: datetime | None  # when an officer let it in


def posts_of(crisis: UUID) -> tuple[PostLine, ...]:
    """Return the posts of a crisis, those that work first, then by letter."""
    rows = Post.objects.filter(crisis=crisis)
    return tuple(sorted(map(_line, rows), key=lambda each: (each.ended_at is not None, each.letter)))


def this_post() -> PostLine | None:
    """Return the post that this database is, or None at headquarters."""
    row = Post.objects.filter(side=Side.POST).first()
    return _line(row) if row else None


def post_named(name: str, crisis: UUID | None = None) -> PostLine | None:
    """Return the post of a name or letter."""
    rows = Post.objects.filter(crisis=crisis) if crisis else Post.objects.all()
    return next((_line(row) for row in rows if name in (row.name, letter_of(row.letter), str(row.id))), None)


def shared_key(post: UUID) -> bytes:
    """Return what the two sides of a post agreed on."""
    shared = Post.objects.values_list("shared", flat=True).get(id=post)
    return bytes.fromhex(encryption.open_sealed(shared, context=sealed.POST_SHARED))


def since_bundle(post: UUID, side: str, number: int) -> Since:
    """Return what was written here since one of our bundles was made, without what the other side told us."""
    sent = Bundle.objects.filter(post=post, side=side, number=number, state=BundleState.SENT)
    last = sent.order_by("-at").values_list("mark", "database").first() if number else None
    mark = Mark(last[0] or 0, last[1]) if last else None
    here = telling_post.mark_here().database
    taken = Bundle.objects.filter(post=post, state=BundleState.TAKEN, database=here, transaction__isnull=False)
    return Since(mark, [each for each in taken.values_list("transaction", flat=True) if each is not None])


def _line(row: Post) -> PostLine:
    bundles = Bundle.objects.filter(post=row)
    last = bundles.filter(state=BundleState.TAKEN).order_by("-at").values_list("size", flat=True).first()
    under_way = Piece.objects.filter(post=row).aggregate(
        all=Sum(Func(F("content"), function="octet_length", output_field=IntegerField()))
    )
    return PostLine(
        id=row.id,
        crisis=row.crisis_id,
        name=row.name,
        letter=letter_of(row.letter),
        side=Side(row.side),
        address=row.address,
        made_at=row.made_at,
        exchanged_at=row.exchanged_at,
        ended_at=row.ended_at,
        ended_because=row.ended_because,
        sent=row.sent,
        acknowledged=row.acknowledged,
        taken=row.taken,
        waiting=0 if row.ended_at else _waiting(row),
        held=_held(row),
        last_size=last or 0,
        is_asked=row.asked_at is not None and (row.called_at is None or row.called_at < row.asked_at),
        called_at=row.called_at,
        call_failed=row.call_failed,
        clock_off=row.clock_off,
        was_put_back=row.was_put_back,
        under_way=under_way["all"] or 0,
    )


def _held(row: Post) -> tuple[HeldBundle, ...]:
    """Return what was held, the newest first: it tells all that those before it tell."""
    rows = Bundle.objects.filter(post=row, state=BundleState.HELD).defer("content").order_by("-number", "-at")
    taken = Bundle.objects.filter(post=row, state=BundleState.TAKEN, digest__in=[each.digest for each in rows])
    let_in = {bytes(each.digest): each.at for each in taken}
    return tuple(
        HeldBundle(each.id, each.number, each.size, each.made_at, each.at, let_in.get(bytes(each.digest)))
        for each in rows
    )


def _waiting(row: Post) -> int:
    since = since_bundle(row.id, row.side, row.acknowledged)
    return sum(
        telling_post.rows_of(each, row.crisis_id, since).count()
        for each in TABLES
        if telling_post.is_told(each, Side(row.side)) and not each.always
    )
