"""A folder that is heard: what its files say comes again until it was acknowledged, and then they lie in `done/`."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import monotonic, sleep

from dodomu.channels import files
from dodomu.channels.messages import Heard

GLANCE = 0.05  # seconds between two looks
MOST_HEARD = 1_000  # at once, but never half a file


class Inbox:
    """Hears files with an ending; `said` reads one, and puts it aside itself where it says nothing."""

    def __init__(self, folder: Path, ending: str, said: Callable[[Path], Sequence[Heard]]) -> None:
        """Make the folder, or raise `ChannelError`."""
        files.make_folders(folder)
        self.folder, self._ending, self._said = folder, ending, said
        self._files: dict[str, set[Path]] = {}  # in which a key was said
        self._left: dict[Path, set[str]] = {}  # keys of a file that are not acknowledged

    def hear(self, seconds: float) -> Sequence[Heard]:
        """Return what is not acknowledged, the first file by name first, waiting so long for something."""
        until = monotonic() + seconds
        while True:
            try:
                heard = self._look()
            except OSError as error:
                raise files.unusable(error) from error
            left = until - monotonic()
            if heard or left <= 0:
                return heard
            sleep(min(GLANCE, left))

    def acknowledge(self, heard: Sequence[Heard]) -> None:
        """Put away the files of these, each when all it says was acknowledged."""
        for each in heard:
            for file in self._files.pop(each.key, ()):
                left = self._left.get(file, set())
                left.discard(each.key)
                if not left:
                    self._left.pop(file, None)
                    files.put_away(file, self.folder / "done")

    def forget(self) -> None:
        """Forget what was heard and is not acknowledged: it comes again."""
        self._files, self._left = {}, {}

    def _look(self) -> list[Heard]:
        self.forget()
        heard: list[Heard] = []
        for file in sorted(_plain_files(self.folder, self._ending)):
            if len(heard) >= MOST_HEARD:
                break
            said = self._said(file)
            heard += said
            for each in said:
                self._files.setdefault(each.key, set()).add(file)
                self._left.setdefault(file, set()).add(each.key)
        return heard


def _plain_files(folder: Path, ending: str) -> Iterator[Path]:
    """Name what may be read: not hidden, and no link, which could lead to what nobody meant to show."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(ending) and entry.name[0] != "." and entry.is_file(follow_symlinks=False):
                yield Path(entry.path)
