"""The model that comes in, and the answer that is kept at once whenever it gets better."""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Matrix:
    """max home·x, A·x within [lower, upper], 0 ≤ x ≤ limit, x integer. A is by column: start, row, amount."""

    home: Ints
    limit: Ints
    lower: Ints
    upper: Ints
    start: Ints
    row: Ints
    amount: Ints


class Task:
    """What the command line asks for: `FOLDER SECONDS`. Seconds count from the beginning of this process."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.folder = Path(sys.argv[1])
        self.seconds = float(sys.argv[2])
        self.first: float | None = None

    @property
    def left(self) -> float:
        """Seconds that are left, at least one."""
        return max(1.0, self.seconds - (time.monotonic() - self.began))

    def matrix(self) -> Matrix:
        """Read the model."""
        with np.load(self.folder / "model.npz") as kept:
            return Matrix(**{name: kept[name] for name in Matrix.__slots__})

    def keep(self, values: Sequence[float] | NDArray[np.float64] | None, bound: float | None, how: str) -> None:
        """Write the best so far, in place of what was there."""
        if values is not None:
            if self.first is None:
                self.first = time.monotonic() - self.began
            whole = np.rint(np.asarray(values, dtype=np.float64)).astype(np.int64)
            np.save(self.folder / "new.npy", whole)
            (self.folder / "new.npy").rename(self.folder / "values.npy")
        told = {"bound": bound, "how": how, "first": self.first}
        (self.folder / "new.json").write_text(json.dumps(told))
        (self.folder / "new.json").rename(self.folder / "told.json")
