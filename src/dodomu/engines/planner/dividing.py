"""Dividing work: here, over processes of this machine, or over a Ray cluster. The answers are the same in any case."""

import importlib
import multiprocessing
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def divide(
    function: Callable[[Item], Answer], items: Iterable[Item], workers: int = 1, ray_address: str | None = None
) -> list[Answer]:
    """Return what the function answers for each item, in the order of the items.

    With one worker and no address everything is done here. With more, `function` (of a module, or a partial of one)
    and the items are sent to so many new processes; with the address of a Ray cluster ("auto", "ray://host:10001", …)
    to that, and `workers` is left to the cluster. An error of the function is raised here. Raises ValueError for fewer
    than one worker, RuntimeError if Ray is asked for and is not installed.
    """
    if workers < 1:
        raise ValueError(f"At least one worker is needed, not {workers}.")
    work = list(items)
    if ray_address is not None:
        return _over_ray(function, work, ray_address)
    if workers == 1 or len(work) <= 1:
        return [function(item) for item in work]
    # Spawned, not forked: whoever calls may have threads, and a forked thread's locks stay shut for ever.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(work)), mp_context=context) as pool:
        return list(pool.map(function, work))


def _over_ray(function: Callable[[Item], Answer], work: list[Item], address: str) -> list[Answer]:
    try:
        ray: Any = importlib.import_module("ray")
    except ImportError as error:
        raise RuntimeError(
            "A Ray cluster was named, but the package ray is not installed. Install it (pip install ray), "
            "or name no cluster and the work is done on this machine."
        ) from error
    if not ray.is_initialized():
        ray.init(address=address)
    # Ray takes plain functions only, no partials; so what is to be done is sent as data, once.
    send, sent = ray.remote(_do), ray.put(function)
    answers: list[Answer] = ray.get([send.remote(sent, item) for item in work])
    return answers


def _do(function: Callable[[Item], Answer], item: Item) -> Answer:
    return function(item)
