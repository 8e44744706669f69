"""The worker: handles news as it is posted, and the schedule as its hours come."""

import contextlib
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import Error, InterfaceError, OperationalError, close_old_connections, connection

from dodomu.foundation import clock, news, outbox
from dodomu.jobs.reactions import GATHERED, REACTIONS, the_last
from dodomu.jobs.schedule import tasks_here

log = logging.getLogger(__name__)
KINDS = {kind.__name__: kind for kind in REACTIONS}
AT_ONCE = 50
POLL_SECONDS = 2.0
WAIT_AFTER_LOSS = 2.0


def handle_waiting() -> int:
    """Handle what waits now, and return how many pieces of news that was."""
    items = outbox.claim(at=clock.real_now(), most=AT_ONCE)
    done = [item.id for group in _groups(items) for item in _handle_group(group)]
    if done:
        outbox.succeeded(done, at=clock.real_now())
    return len(items)


def _groups(items: Sequence[outbox.Waiting]) -> Iterator[list[outbox.Waiting]]:
    """Yield news that can be handled as one: fresh, of one kind and crisis, and next to one another in their order.

    Of what looks at the whole crisis all that wait are one, in the place of the last.
    """
    last = {_alike(item): item for item in items}
    far_apart: dict[tuple[object, ...], list[outbox.Waiting]] = defaultdict(list)
    group: list[outbox.Waiting] = []
    for item in items:
        key = _alike(item)
        if item.attempts == 0 and GATHERED.get(KINDS.get(item.kind, object)) is the_last:
            far_apart[key].append(item)
            if item is not last[key]:
                continue
        if group and _alike(group[0]) != key:
            yield group
            group = []
        group = far_apart.pop(key, [*group, item])
    if group:
        yield group


def _alike(item: outbox.Waiting) -> tuple[object, ...]:
    return item.kind, item.content.get("crisis"), item.attempts == 0


def _handle_group(group: list[outbox.Waiting]) -> list[outbox.Waiting]:
    """Handle news as one where there is a way to, else each alone; return what is done."""
    kind = KINDS.get(group[0].kind)
    if len(group) == 1 or kind not in GATHERED or group[0].attempts:
        return [item for item in group if _handle(item)]
    try:
        whole = GATHERED[kind]([news.read(kind, item.content) for item in group])
        for reaction in REACTIONS[kind]:
            reaction(whole, group[-1].posted_at)
    except Exception as fault:
        if _is_database_gone(fault):
            raise
        log.warning("news %s failed together, so each is handled alone", group[0].kind, exc_info=True)
        return [item for item in group if _handle(item)]
    return group


def _handle(item: outbox.Waiting) -> bool:
    done = list(item.done)
    try:
        kind = KINDS[item.kind]
        content: object = news.read(kind, item.content)
        for reaction in REACTIONS[kind]:
            if reaction.__name__ not in done:
                reaction(content, item.posted_at)
                done.append(reaction.__name__)
    except Exception as fault:
        if _is_database_gone(fault):
            raise  # the lease runs out and the news is handled again
        log.exception("news %s %s failed", item.kind, item.id)
        outbox.failed(item, done=done, fault=f"{type(fault).__name__}: {fault}", at=clock.real_now())
        return False
    return True


def _is_database_gone(fault: Exception) -> bool:
    """Say whether nothing can be written any more. A deadlock is a fault of the same kind and takes one reaction."""
    return isinstance(fault, OperationalError | InterfaceError) and not connection.is_usable()


def run(stop: threading.Event) -> None:
    """Work until told to stop. A database that goes away is waited for."""
    hours: dict[str, datetime] = {}
    while not stop.is_set():
        try:
            with _listening():
                while not stop.is_set():
                    _run_schedule(hours)
                    handled = handle_waiting()
                    if handled == 0:
                        _wait(stop)
                    if handled < AT_ONCE:
                        stop.wait(news.GATHER)
        except Error:
            log.exception("the database does not answer; trying again")
            with contextlib.suppress(Error):
                connection.close()
            stop.wait(WAIT_AFTER_LOSS)
        finally:
            close_old_connections()


@contextlib.contextmanager
def _listening() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {news.CHANNEL}")
    yield


def _wait(stop: threading.Event) -> None:
    """Sleep until news is posted, the poll is due, or the worker is to stop."""
    until = time.monotonic() + POLL_SECONDS
    while not stop.is_set() and time.monotonic() < until:
        for _ in connection.connection.notifies(timeout=0.5, stop_after=1):
            return


def _run_schedule(hours: dict[str, datetime]) -> None:
    now = clock.real_now()
    for task in tasks_here():
        last = hours.get(task.name)
        if last is not None and now - last < task.every:
            continue
        hours[task.name] = now
        if outbox.try_lock(task.name):
            try:
                task.do(now)
            except Exception as fault:
                if _is_database_gone(fault):
                    raise
                log.exception("scheduled task failed: %s", task.name)
            finally:
                outbox.unlock(task.name)
