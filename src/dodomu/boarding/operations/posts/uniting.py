"""Writing what was laid out: facts where they are not there yet, what headquarters decides as headquarters has it."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model
from django.db.models.expressions import RawSQL

from dodomu.boarding.operations.posts.laying_out import Told, laid_out, lay_out
from dodomu.boarding.queries.telling_post import model_of
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules.bundles import Side
from dodomu.boarding.rules.exchange import BY_NAME, TABLES, Carried, How
from dodomu.foundation.refusal import Refused

Ids = list[UUID | str | int]


def unite(told: Told, *, side: Side) -> dict[str, Ids]:
    """Write what the other side told, and return by table the keys of rows that are new here.

    `side` is the one that told it.
    """
    new: dict[str, Ids] = {}
    for each in reversed(TABLES):
        if each.table in told.keys:
            _let_vanish(each, told.keys[each.table])
    for each in TABLES:
        rows = told.of(each.table)
        if not rows or (each.how is How.SAID and side is Side.POST):
            continue
        beside = lay_out(each, rows)
        if each.how in (How.DOWN, How.SAID) and side is Side.HEADQUARTERS:
            _take_over(each, beside)
        else:
            if side is Side.HEADQUARTERS or not each.once_down:
                for group in each.once:
                    _settle_once(each, beside, group)
            for name in each.most:
                _keep_most(each, beside, name)
        added = _add(each, beside)
        if added:
            new[each.table] = added
    return new


def check_crisis(told: Told, crisis: UUID) -> None:
    """Refuse what was told of another crisis than that of the post, or refers to it."""
    for each in TABLES:
        if not told.of(each.table) or each.how is How.SAID:
            continue
        model = model_of(each)
        key, _, _ = _names(each)
        rows = model._base_manager.filter(pk__in=RawSQL(f"SELECT {key} FROM {laid_out(each)}", []))  # noqa: S608, S611
        for way, is_there in _ways_to_a_crisis(each):
            if rows.filter(**is_there).exclude(**{way: crisis}).exists():
                raise Refused(BoardingReason.BUNDLE_SENSELESS)


def tell_what_differs(told: Told) -> None:
    """Let the other side hear of rows that stand otherwise here than it told them, once both were united.

    They were written while its bundle was taken, and what is written then is not told back; without this, what had
    been set here before would never be told.
    """
    with transaction.atomic():  # a savepoint: its rows bear another number than those that were taken
        for each in TABLES:
            settled = _settled(each)
            if each.how is How.BOTH and settled and told.of(each.table):
                key, _, table = _names(each)
                _run(
                    f"UPDATE {table} t SET {settled[0]} = t.{settled[0]} FROM {laid_out(each)} s "  # noqa: S608
                    f"WHERE t.{key} = s.{key} AND ROW({_listed('t', settled)}) IS DISTINCT FROM "
                    f"ROW({_listed('s', settled)})"
                )


def _settled(each: Carried) -> list[str]:
    """Return the columns in which two sides may differ for a while; what is sealed differs always."""
    named = [name for group in each.once for name in group if name not in each.sealed]
    return [connection.ops.quote_name(name) for name in (*named, *each.most)]


def _ways_to_a_crisis(each: Carried) -> Iterator[tuple[str, dict[str, bool]]]:
    """Yield how a row names a crisis: itself, and by everything that it refers to."""
    if each.crisis:
        yield each.crisis, {}
    for one in model_of(each)._meta.concrete_fields:
        other = one.related_model
        named = BY_NAME.get(other._meta.label) if isinstance(other, type) and issubclass(other, Model) else None
        if named is not None and named.crisis and named.crisis != "id":
            yield f"{one.name}__{named.crisis}", {f"{one.name}__isnull": False}


def _let_vanish(each: Carried, keys: Sequence[str]) -> None:
    """Remove what headquarters has removed. A post makes no rows of such tables."""
    gone = model_of(each)._base_manager.exclude(pk__in=keys)
    gone._raw_delete(gone.db)  # one crisis lies at a post; nothing hangs on these rows


def _take_over(each: Carried, beside: str) -> None:
    """Bring rows that are there to what headquarters has."""
    key, others, table = _names(each)
    if not others:
        return
    mine, theirs = _listed("t", others), _listed("s", others)
    named = ", ".join(others)
    _run(
        f"UPDATE {table} t SET ({named}) = ROW({theirs}) FROM {beside} s "  # noqa: S608  (names of tables only)
        f"WHERE t.{key} = s.{key} AND ROW({mine}) IS DISTINCT FROM ROW({theirs})"
    )


def _settle_once(each: Carried, beside: str, group: Sequence[str]) -> None:
    """Set what is set once; where both sides have set it, the earlier hour holds, whoever comes first."""
    key, _, table = _names(each)
    names = [connection.ops.quote_name(name) for name in group]
    first = names[0]
    plain = [connection.ops.quote_name(name) for name in group if name not in each.sealed]
    mine, theirs = _listed("t", plain), _listed("s", plain)
    _run(
        f"UPDATE {table} t SET ({', '.join(names)}) = ROW({_listed('s', names)}) FROM {beside} s "  # noqa: S608
        f"WHERE t.{key} = s.{key} AND s.{first} IS NOT NULL AND (t.{first} IS NULL OR s.{first} < t.{first} "
        f"OR s.{first} = t.{first} AND ROW({theirs})::text < ROW({mine})::text)"
    )


def _keep_most(each: Carried, beside: str, name: str) -> None:
    key, _, table = _names(each)
    column = connection.ops.quote_name(name)
    _run(
        f"UPDATE {table} t SET {column} = s.{column} FROM {beside} s "  # noqa: S608
        f"WHERE t.{key} = s.{key} AND s.{column} > t.{column}"
    )


def _add(each: Carried, beside: str) -> Ids:
    """Add what is not there yet. What the same was done for on both sides, under two ids, stands once."""
    key, others, table = _names(each)
    named = ", ".join([key, *others])
    # Whatever headquarters has has to be there; of facts a second that says the same is passed over.
    passing = "" if each.how in (How.DOWN, How.SAID) else "ON CONFLICT DO NOTHING"
    return _run(
        f"INSERT INTO {table} ({named}) SELECT {named} FROM {beside} s "  # noqa: S608
        f"WHERE NOT EXISTS (SELECT FROM {table} t WHERE t.{key} = s.{key}) ORDER BY {key} {passing} RETURNING {key}"
    )


def _names(each: Carried) -> tuple[str, list[str], str]:
    meta = model_of(each)._meta
    quote = connection.ops.quote_name
    key = str(meta.pk.column)
    others = [quote(str(one.column)) for one in meta.concrete_fields if one.column != key]
    return quote(key), others, quote(meta.db_table)


def _listed(of: str, names: Sequence[str]) -> str:
    return ", ".join(f"{of}.{name}" for name in names)


def _run(sql: str) -> Ids:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [key for (key,) in cursor.fetchall()] if cursor.description else []
