"""A meeting point with people, a leg home and a server that can be killed; telephones that can be killed too."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from dodomu.boarding.operations import devices
from dodomu.boarding.rules import passes
from dodomu.foundation import clock
from dodomu.foundation.models import Crisis
from dodomu.journeys.models import Offer
from dodomu.journeys.rules.terms import OfferState
from dodomu.people.rules.terms import PartyKind
from tests import cast
from tests.boarding.gates import field_officer, gate
from tests.boarding.passed import keep
from tests.browser.conftest import TELEPHONE
from tests.house import chromium
from tests.journeys.offered import NOW, Harbour

PIN = "840519"
FAMILIES = ("Коваленко", "Гук", "Щербак", "Їжакевич", "Ґалаґан", "Серікқызы", "Öztürk", "Нечуй-Левицька-Старжинська")
GIVEN = ("Олена", "Тарас", "Мар’яна", "Петро")
PATIENCE = 30000  # milliseconds: the machine may have other work
HOUR = 3_600_000


@dataclass
class Scene:
    """A harbour whose airport is a gate. `parties` hold a place on PS-1, `waiting` stand by, `elsewhere` ride PS-2."""

    here: Harbour
    server: "Server"
    parties: list[UUID] = field(default_factory=list)

    def code(self, name: str = "Gate 1") -> str:
        """Return a code for one more telephone."""
        whose = field_officer(self.here.crisis, name=f"Officer of {name}")
        made = devices.start_enrolment(
            crisis=self.here.id, name=name, officer=whose.id, by=self.here.officer(), at=clock.real_now()
        )
        return made.code


class Cut(ThreadedWSGIServer):
    """A server whose connections end with it, as they do when a machine loses its current."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self.open: set[socket.socket] = set()
        super().__init__(*given, **{**named, "allow_reuse_address": True})

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        super().process_request(request, client_address)

    def server_close(self) -> None:
        for each in self.open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        super().server_close()


class Thread(LiveServerThread):
    server_class = Cut


class Server:
    """The real server on a port that stays the same, killed and started as often as one likes."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._running: Thread | None = None

    def start(self) -> None:
        self._running = Thread("127.0.0.1", StaticFilesHandler, port=self.port)
        self._running.daemon = True
        self._running.start()
        self._running.is_ready.wait()
        if self._running.error:
            raise self._running.error

    def kill(self) -> None:
        if self._running:
            self._running.terminate()
        self._running = None


@contextmanager
def running_server() -> Iterator[Server]:
    server = Server()
    server.start()
    try:
        yield server
    finally:
        server.kill()


def scene(tmp_path: Path, settings: Any, server: Server, *, families: int = 2, singles: int = 2) -> Scene:
    """Return a scene in which families of three and people alone said yes to PS-1, and hold passes."""
    here = gate(tmp_path, settings)
    Crisis.objects.filter(id=here.id).update(exercise="harbour", exercise_now=NOW)
    here.crisis.refresh_from_db()
    here.leg("PS-1", families * 3 + singles + 2, service="PS 1", operator="UIA")
    here.leg("PS-2", 10, service="PS 2", operator="UIA")
    parties = [family(here, 3, at) for at in range(families)] + [
        family(here, 1, families + at) for at in range(singles)
    ]
    here.offer_all(dict.fromkeys(parties, "PS-1"))
    Offer.objects.filter(crisis=here.id).update(state=OfferState.ACCEPTED, answered_at=NOW)
    keep(here, at=NOW)
    return Scene(here, server, parties)


def family(here: Harbour, persons: int, number: int) -> UUID:
    """Register a party with travel documents, names as long as people have them."""
    people = [
        {
            **cast.TARAS,
            "name": f"{FAMILIES[number % len(FAMILIES)]} {GIVEN[at % len(GIVEN)]}",
            "birth_date": "1990-09-02" if at < 2 else "2015-06-01",
            "document_number": f"XY{number:03}{at:03}",
            "phones": f"+380 00 {number:03}{at:04}",
        }
        for at in range(persons)
    ]
    kind = PartyKind.SINGLE if persons == 1 else PartyKind.FAMILY
    return cast.register(here.crisis, *people, kind=kind, at=NOW - timedelta(days=1)).party


def pass_text(row: Any) -> str:
    """Return a pass as its QR code says it."""
    return passes.text_of(bytes(row.code))


class Telephone:
    """A browser with a profile on the disk: what it wrote there is what survives."""

    def __init__(
        self,
        playwright: Playwright,
        folder: Path,
        url: str,
        *,
        arguments: tuple[str, ...] = (),
        looked_at: bool = False,
        ahead: int = 0,
    ) -> None:
        self._playwright, self.folder, self.url, self._arguments = playwright, folder, url, arguments
        self._ahead = ahead  # milliseconds by which its clock is wrong
        self._looked_at = looked_at  # by axe, which is a script: the page's policy is set aside
        self.context: BrowserContext
        self.page: Page
        self.faults: list[str] = []
        self.switch_on()

    def switch_on(self) -> None:
        self.context = self._playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path=chromium.found(),
            args=[*chromium.ARGUMENTS, *self._arguments],
            base_url=self.url,
            viewport=TELEPHONE,
            locale="en-GB",
            has_touch=True,
            permissions=["camera"],
            bypass_csp=self._looked_at,
        )
        self.context.set_default_timeout(PATIENCE)
        if self._ahead:
            self.context.add_init_script(f"const clock = Date.now; Date.now = () => clock() + {self._ahead};")
        self.page = self.context.pages[0]
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", self._heard)

    def _heard(self, line: Any) -> None:
        if "Content Security Policy" in line.text:
            self.faults.append(line.text)

    def kill(self) -> None:
        """End the browser as a battery does: at once, and only this one."""
        os.kill(self._process(), signal.SIGKILL)
        time.sleep(0.3)  # its children see that it is gone
        for name in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
            (self.folder / name).unlink(missing_ok=True)

    def _process(self) -> int:
        mine = f"--user-data-dir={self.folder}".encode()
        for each in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = each.read_bytes().split(b"\0")
            except OSError:
                continue
            if mine in words and not any(word.startswith(b"--type=") for word in words) and b"chrom" in words[0]:
                return int(each.parent.name)
        raise ProcessLookupError(self.folder)

    def enrol(self, code: str) -> None:
        """Become a gate, choose a PIN, and fetch the pack of the airport."""
        self.page.goto(f"/field/gate/#enrol={code}")
        self.page.get_by_role("button", name="Next").click()
        self.page.get_by_label("PIN, six characters at least").fill(PIN)
        self.page.get_by_label("The same again").fill(PIN)
        self.page.get_by_role("button", name="Next").click()
        self.page.get_by_role("button", name="ala").click()
        expect(self.page.get_by_role("button", name="Scan", exact=True)).to_be_visible()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def open(self) -> None:
        """Open the gate anew with the PIN."""
        self.page.goto("/field/gate/")
        self.page.get_by_label("PIN").fill(PIN)
        self.page.get_by_role("button", name="Open").click()
        expect(self.page.get_by_role("button", name="Scan", exact=True)).to_be_visible()

    def unsent(self) -> int:
        return int(self.page.locator("#unsent b").inner_text())

    def find(self, typed: str, name: str) -> None:
        """Look somebody up, and open who is found."""
        self.page.get_by_label("Name, code, telephone or document").fill(typed)
        self.page.get_by_role("button", name=name).first.click()

    def close(self) -> None:
        self.context.close()
