"""A folder in the place of a provider: `out/` holds a file a message, `in/` is heard.

Several processes may use one folder at a time, and each may be killed at any moment: a message is one file however
often it is sent, its attempts are counted before an answer is given, and what was heard comes again until it was
acknowledged.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import sleep
from typing import Any

from dodomu.channels import files
from dodomu.channels.drill import luck, receipts
from dodomu.channels.drill.codes import VERDICTS
from dodomu.channels.drill.link import Settings
from dodomu.channels.inbox import Inbox
from dodomu.channels.messages import ChannelKind, Failure, Heard, Outgoing, Parts, Result, Verdict


class Drill:
    """A rehearsal's provider."""

    kind = ChannelKind.DRILL

    def __init__(self, settings: Settings) -> None:
        """Make the folders, or raise `ChannelError`."""
        self._settings = settings
        self.out, self.tried, self.into = (settings.folder / name for name in ("out", "tried", "in"))
        files.make_folders(settings.folder, self.out, self.tried)
        self._inbox = Inbox(self.into, ".json", self._said)
        self._half: dict[Path, tuple[int, int]] = {}  # what is not understood may be half copied: looked at twice

    def parts(self, text: str) -> Parts:
        """A text is one file."""
        return Parts(1, units=len(text))

    def send(self, messages: Sequence[Outgoing], *, goes_on: Callable[[], bool]) -> Iterator[Result]:
        """Write each message, with such luck as the link asks for."""
        ended: OSError | None = None
        for place, message in enumerate(messages):
            if ended or not goes_on():
                why, wait = (Failure.PROVIDER_DOWN, 60.0) if ended else (None, 0.0)
                yield from (Result(each.id, Verdict.LATER, why=why, wait=wait) for each in messages[place:])
                return
            if self._settings.delay:
                sleep(self._settings.delay)
            try:
                result = self._handed_over(message)
            except OSError as error:
                ended = error
                result = Result(message.id, Verdict.IN_DOUBT, why=Failure.PROVIDER_DOWN, code=str(error)[:60])
            yield result

    def hear(self, seconds: float) -> Sequence[Heard]:
        """Return what files in `in/` say and was not acknowledged."""
        return self._inbox.hear(seconds)

    def acknowledge(self, heard: Sequence[Heard]) -> None:
        """Put the files of these into `in/done/`."""
        self._inbox.acknowledge(heard)

    def close(self) -> None:
        """Forget what was heard and is not acknowledged: it comes again."""
        self._inbox.forget()

    def _handed_over(self, message: Outgoing) -> Result:
        name = f"{message.id}.json"
        with files.locked(self._settings.folder):
            before = _before(self.tried / name, self.out / name)
            attempt, written = before.get("attempts", 0) + 1, before.get("written", 0)
            said = luck.verdict(self._settings, message.id, attempt)
            if said == "taken" or (said == "doubt" and luck.arrives_in_doubt(self._settings, message.id, attempt)):
                written += 1
                self._promise_receipt(message)
            tries = [*before.get("verdicts", ()), said]
            record = {**_words(message), "attempts": attempt, "written": written, "verdicts": tries}
            files.write_json((self.out if written else self.tried) / name, record)
            if written:
                (self.tried / name).unlink(missing_ok=True)
        return self._result(message, said)

    def _result(self, message: Outgoing, said: str) -> Result:
        ref = (str(message.id),)
        verdict = VERDICTS[said]
        if verdict is Verdict.TAKEN:
            return Result(message.id, verdict, refs=ref, code=said)
        if verdict is Verdict.REFUSED:
            return Result(message.id, verdict, why=luck.refusal(self._settings, message.id), code=said)
        if verdict is Verdict.LATER:
            return Result(message.id, verdict, why=Failure.TOO_MANY, code=said, wait=self._settings.wait)
        return Result(message.id, verdict, code=said)

    def _promise_receipt(self, message: Outgoing) -> None:
        said = luck.receipt(self._settings, message.id)
        if said is not None:
            arrival, why = said
            receipt = {"ref": str(message.id), "arrival": arrival, **({"why": why} if why else {})}
            files.write_json(self.into / f"receipt-{message.id}.json", {"receipt": receipt})

    def _said(self, file: Path) -> list[Heard]:
        try:
            state = file.stat()
            with file.open("rb") as opened:
                said = receipts.read(opened.read(receipts.LARGEST + 1), file.name)
        except FileNotFoundError:
            return []  # another has acknowledged it
        except OSError as error:
            self._not_understood(file, (-1, 0), f"The file cannot be read: {error}")
            return []
        except receipts.NotUnderstood as fault:
            self._not_understood(file, (state.st_size, state.st_mtime_ns), str(fault))
            return []
        self._half.pop(file, None)
        return said

    def _not_understood(self, file: Path, state: tuple[int, int], why: str) -> None:
        """Put a file aside with the reason beside it, once it has not changed between two looks."""
        if self._half.get(file) != state:
            self._half[file] = state
            return
        del self._half[file]
        aside = self.into / "not_understood"
        files.put_away(file, aside)
        files.write(aside / f"{file.name[:60]}.why.txt", why + "\n")


def _before(*places: Path) -> dict[str, Any]:
    """Return what the folder knows of a message; of two files, left by a killed process, the one that knows more."""
    known = [files.read_json(file) for file in places]
    ours = [each for each in known if isinstance(each, dict) and isinstance(each.get("attempts"), int)]
    return max(ours, key=lambda each: int(each["attempts"]), default={})


def _words(message: Outgoing) -> dict[str, Any]:
    return {
        "id": str(message.id),
        "to": message.to,
        "language": message.language,
        "subject": message.subject,
        "text": message.text,
        "choices": {each.code: each.words for each in message.choices},
        "stop_link": message.stop_link,
    }
