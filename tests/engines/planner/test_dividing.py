"""Work is divided without a change in what comes of it."""

import sys
from functools import partial
from types import SimpleNamespace

import pytest

from dodomu.engines.planner.dividing import divide


def power(exponent: int, number: int) -> int:
    return number**exponent


def refuse(number: int) -> int:
    raise ArithmeticError(f"{number} is too much")


def test_processes_answer_in_the_order_of_the_items():
    assert (
        divide(partial(power, 2), range(7), workers=2)
        == [0, 1, 4, 9, 16, 25, 36]
        == divide(partial(power, 2), range(7))
    )


def test_nothing_is_divided_into_nothing():
    assert divide(partial(power, 2), [], workers=3) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_the_work_is_raised_to_who_divides_it(workers: int):
    with pytest.raises(ArithmeticError, match="too much"):
        divide(refuse, [1, 2], workers=workers)


def test_fewer_than_one_worker_is_refused():
    with pytest.raises(ValueError, match="At least one worker"):
        divide(refuse, [1], workers=0)


def test_a_cluster_without_the_package_is_a_clear_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(RuntimeError, match="pip install ray"):
        divide(refuse, [1], ray_address="auto")


class Cluster:
    """Stands in for Ray, and refuses what Ray refuses."""

    def __init__(self) -> None:
        self.address: str | None = None

    def is_initialized(self) -> bool:
        return self.address is not None

    def init(self, *, address: str) -> None:
        self.address = address

    def put(self, value: object) -> object:
        return SimpleNamespace(value=value)

    def remote(self, function: object) -> object:
        if isinstance(function, partial):
            raise TypeError("The @ray.remote decorator must be applied to either a function or a class.")
        return SimpleNamespace(remote=lambda sent, item: partial(function, sent.value, item))  # type: ignore[arg-type]

    def get(self, asked: list) -> list:
        return [each() for each in asked]


def test_a_named_cluster_does_the_work(monkeypatch: pytest.MonkeyPatch):
    cluster = Cluster()
    monkeypatch.setitem(sys.modules, "ray", cluster)
    assert divide(partial(power, 3), [1, 2, 3], ray_address="ray://hub.example:10001") == [1, 8, 27]
    assert cluster.address == "ray://hub.example:10001"
