"""Manifests at the desk: the list, one of them, closing it, its papers, the carrier's list, the arrival."""

import csv
import io
import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dodomu.boarding.models import CarrierList, Device, Manifest
from dodomu.boarding.rules.paxlst.reading import read_list
from dodomu.foundation.actors import Role
from dodomu.foundation.models import TraceEntry
from dodomu.foundation.tables import read_table
from dodomu.journeys.models import Leg
from dodomu.journeys.rules.terms import Answer
from dodomu.people.models import LedgerEntry, Person
from dodomu.people.rules.ledger import Standing
from dodomu.people.rules.terms import Account
from tests import cast
from tests.boarding import touching
from tests.boarding.touching import stands
from tests.journeys.offered import TOMORROW, Harbour, answered, harbour
from tests.web.desk.conftest import SignedIn

BORDER = {
    "carrier": "PS", "service": "501", "departs_from": "ala", "arrives_to": "kbp", "sender": "MFA UA",
    "receiver": "KZ BORDER", "contact": "Duty officer",
}  # fmt: skip


@pytest.fixture
def here(db: None, monkeypatch: pytest.MonkeyPatch) -> Harbour:
    """A flight that left five minutes ago, for a family of three and a single."""
    made = harbour()
    made.leg("PS-1", 10, service="PS 501", operator="Ukraine Air")
    family, single = made.party(3), made.party()
    made.offer_all({family: "PS-1", single: "PS-1"})
    for party in (family, single):
        answered(made, party, Answer.ACCEPT)
    monkeypatch.setattr("dodomu.web.desk.door.clock.now", lambda _: TOMORROW + timedelta(minutes=5))
    return made


@pytest.fixture
def officer(here: Harbour, signed_in: SignedIn) -> Client:
    return signed_in(here.crisis)


def page(here: Harbour, rest: str = "manifests/PS-1/") -> str:
    return f"/desk/{here.crisis.slug}/gate/{rest}"


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def people(here: Harbour) -> list[UUID]:
    """Everybody, the single one last."""
    rows = list(Person.objects.filter(crisis=here.crisis))
    size = {row.party_id: sum(other.party_id == row.party_id for other in rows) for row in rows}
    return [row.id for row in sorted(rows, key=lambda row: -size[row.party_id])]


def act(
    client: Client, here: Harbour, what: str, *persons: UUID, to: str = "manifests/PS-1/record", **more: str
) -> Any:
    return client.post(page(here, to), {"form": str(uuid4()), "act": what, "person": [str(p) for p in persons], **more})


def test_departures_are_listed_with_who_is_aboard_and_what_is_late(here, officer):
    shown = text(officer.get(page(here, "manifests/")))
    assert "PS-1" in shown and "1 departure has passed its hour and its manifest is open" in shown
    assert "PS-1" in text(officer.get(page(here, "manifests/") + "?days=nonsense"))
    assert officer.get(f"/desk/{cast.crisis().slug}/gate/manifests/").status_code == 404


def test_an_officer_boards_some_and_sees_who_is_left(here, officer):
    one, *_ = people(here)
    answer = act(officer, here, "boarded", one)
    assert answer.status_code == 302 and stands(one) == Standing(Account.ABOARD, None, "PS-1")
    shown = text(officer.get(answer["Location"]))
    assert "1 person is written down as boarded." in shown and "1 party is torn" in shown
    again = text(officer.get(act(officer, here, "boarded", one)["Location"]))
    assert "1 was aboard before." in again
    assert "1 person is written down as taken off" in text(
        officer.get(act(officer, here, "taken_off", one)["Location"])
    )


def test_a_child_alone_is_an_alarm_on_the_manifest_the_list_and_before_closing(here, officer):
    one, *_ = people(here)
    Person.objects.filter(id=one).update(birth_date="2015-01-01")
    act(officer, here, "boarded", one)
    for rest in ("manifests/PS-1/", "manifests/"):
        assert "1 child is aboard without an adult" in text(officer.get(page(here, rest)))
    assert "Aboard without an adult" in text(officer.get(page(here, "manifests/PS-1/close")))


def test_somebody_not_on_the_list_is_boarded_by_their_code(here, officer):
    stranger = Person.objects.get(party=here.party())
    assert "has the code 123" in text(act(officer, here, "boarded", code="123"))
    assert act(officer, here, "boarded", code=stranger.reference).status_code == 302
    assert stands(stranger.id) == Standing(Account.ABOARD, None, "PS-1")


def test_who_stands_elsewhere_is_asked_about_first(here, officer):
    one = people(here)[0]
    here.leg("PS-2", 5, departs=TOMORROW + timedelta(hours=1))
    act(officer, here, "boarded", one, to="manifests/PS-2/record")
    answer = act(officer, here, "boarded", one)
    assert answer.status_code == 409 and "Is it them?" in text(answer) and "PS-2" in text(answer)
    assert stands(one) == Standing(Account.ABOARD, None, "PS-2")
    assert act(officer, here, "boarded", one, sure="on").status_code == 302
    assert stands(one) == Standing(Account.ABOARD, None, "PS-1")


def test_what_was_seen_before_is_written_down_at_its_hour_in_the_zone_of_the_gate(here, officer):
    one, two, *_ = people(here)
    assert act(officer, here, "boarded", one, hour="2022-01-10T17:10").status_code == 302
    entry = LedgerEntry.objects.get(person=one, account="aboard")
    assert entry.happened_at.isoformat() == "2022-01-10T11:10:00+00:00"
    for typed in ("yesterday", "2031-03-09T14:10"):
        answer = act(officer, here, "boarded", two, hour=typed)
        assert answer.status_code == 409 and f'value="{typed}"' in answer.content.decode()
    assert not LedgerEntry.objects.filter(person=two, account="aboard").exists()


@pytest.mark.parametrize(
    "data", [{}, {"act": "boarded"}, {"act": "fly", "form": str(UUID(int=1))}, {"act": "boarded", "form": "x"}]
)
def test_what_says_nothing_is_answered_and_changes_nothing(here, officer, data):
    answer = officer.post(page(here, "manifests/PS-1/record"), data)
    assert answer.status_code == 409
    assert not Person.objects.filter(account="aboard").exists()


def test_nobody_is_boarded_by_an_id_that_is_none_or_of_another_crisis(here, officer):
    other = cast.register(cast.crisis(), cast.PETRO).persons[0].id
    for person in ("nonsense", str(other), str(uuid4())):
        data = {"form": str(uuid4()), "act": "boarded", "person": person}
        assert officer.post(page(here, "manifests/PS-1/record"), data).status_code == 409
    assert not Person.objects.filter(account="aboard").exists()
    assert officer.get(page(here, "manifests/NO-SUCH/")).status_code == 404


def test_lines_are_narrowed_by_name_and_state(here, officer):
    one = people(here)[0]
    Person.objects.filter(id=one).update(family_name="Щербань", given_name="Юлія")
    act(officer, here, "boarded", one)
    shown = text(officer.get(page(here) + "?q=shcherban"))
    assert "1 of 4" in shown
    assert "1 of 4" in text(officer.get(page(here) + "?state=boarded"))
    assert "3 of 4" in text(officer.get(page(here) + "?state=expected"))
    assert "4 of 4" in text(officer.get(page(here) + "?state=nonsense"))
    assert "Nobody here fits" in text(officer.get(page(here) + "?q=nobody"))


def close(client: Client, here: Harbour, **more: str) -> Any:
    shown = client.get(page(here, "manifests/PS-1/close")).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', shown)
    assert seen
    return client.post(page(here, "manifests/PS-1/close"), {"named": "Iryna Vilde", "seen": seen[1], **more})


def test_who_is_missing_is_shown_before_it_is_closed_and_then_it_stands(here, officer):
    act(officer, here, "boarded", people(here)[0])
    shown = text(officer.get(page(here, "manifests/PS-1/close")))
    assert "3 persons have a place and are not aboard" in shown
    answer = close(officer, here)
    assert answer.status_code == 302
    assert "by Iryna Vilde, with 1 aboard and 3 missing" in text(officer.get(answer["Location"]))
    again = officer.post(page(here, "manifests/PS-1/close"), {"named": "Second", "seen": "1-0-0-3-0"})
    assert again.status_code == 409 and "Another officer has closed this manifest" in text(again)
    assert officer.get(page(here, "manifests/PS-1/close")).status_code == 302
    assert Manifest.objects.get().closed_by_name == "Iryna Vilde"
    later = act(officer, here, "boarded", people(here)[1])
    assert "Of 1 person something else is known since" in text(officer.get(later["Location"]))


def test_it_is_closed_at_the_hour_at_which_it_left_and_never_later_than_now(here, officer):
    assert close(officer, here, hour="nonsense").status_code == 422
    assert close(officer, here, hour="2022-01-11T18:01").status_code == 302  # in Almaty; now it is 18:05
    assert Manifest.objects.get().closed_at == TOMORROW + timedelta(minutes=1)


def test_an_hour_that_has_not_come_or_lies_before_a_boarding_is_said_to_be_wrong(here, officer):
    act(officer, here, "boarded", people(here)[0])  # at 18:05
    for hour, words in (("2022-01-11T18:06", "not come yet"), ("2022-01-11T18:01", "seen to board at 11.01 18:05")):
        answer = close(officer, here, hour=hour)
        assert answer.status_code == 422 and words in text(answer)
    assert not Manifest.objects.exists()
    assert close(officer, here, hour="2022-01-11T18:05").status_code == 302


def test_who_closes_for_another_is_named_beside_them_on_the_page_and_on_paper(here, officer):
    close(officer, here)
    name = Manifest.objects.get().closed_by.name
    assert f"Written down by {name}" in text(officer.get(page(here)))
    answer = officer.get(page(here, "manifests/PS-1/manifest.pdf"))
    printed = " ".join(pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_bounded().split())
    assert "by Iryna Vilde" in printed and f"Written down by {name}" in printed
    assert "Then aboard: 0, missing: 4" in printed


def test_what_a_gate_has_not_sent_is_said_before_closing(here, officer):
    row = touching.gate(here.crisis, "red phone").row
    Device.objects.filter(id=row.id).update(made_so_far=7, point=here.place("ala"))
    assert "7 entries of this gate have not come in" in text(officer.get(page(here, "manifests/PS-1/close")))
    assert close(officer, here).status_code == 302  # what a lost telephone knows keeps nobody from closing


def test_somebody_who_was_seen_by_nobody_aboard_arrives_by_their_code_when_it_is_them(here, officer):
    one = people(here)[0]
    code = Person.objects.get(id=one).reference
    asked = act(officer, here, "landed", to="arrivals/PS-1/landed", code=code)
    assert asked.status_code == 409 and "write all down as arrived" in text(asked)
    assert act(officer, here, "landed", one, to="arrivals/PS-1/landed", sure="on").status_code == 302
    assert stands(one) == Standing(Account.HOME)


def test_who_is_twice_on_a_carriers_list_is_said_to_be(here, officer):
    one = people(here)[0]
    Person.objects.filter(id=one).update(family_name="Щербань", given_name="Юлія", birth_date="1990-09-02")
    act(officer, here, "boarded", one)
    line = "SHCHERBAN,YULIIA,1990-09-02\n"
    answer = upload(officer, here, f"family_name,given_name,birth_date\n{line}{line}".encode())
    shown = text(officer.get(answer["Location"].partition("#")[0]))
    assert "Twice on their list" in shown and "1 line is not as ours. 1 agrees." in shown


def test_what_changed_while_an_officer_looked_is_shown_again_before_closing(here, officer):
    answer = close(officer, here, seen="9-9-9-9-9")
    assert answer.status_code == 409 and "Meanwhile" in text(answer)
    assert not Manifest.objects.exists()
    assert close(officer, here, named="").status_code == 422
    assert close(officer, here, named="x" * 121).status_code == 422
    assert not Manifest.objects.exists()


def test_whoever_may_not_board_sees_no_manifest(here, signed_in):
    viewer = signed_in(here.crisis, Role.VIEWER)
    rests = ("manifests/", "manifests/PS-1/", "arrivals/PS-1/", "manifests/PS-1/manifest.pdf", "manifests/PS-1/close")
    for rest in rests:
        assert viewer.get(page(here, rest)).status_code == 403
    assert act(viewer, here, "boarded", people(here)[0]).status_code == 403


def test_arrival_is_confirmed_for_some_and_for_all_and_only_of_who_boarded(here, officer):
    one, two, three, four = people(here)
    assert "nobody can have arrived" in text(officer.get(page(here, "arrivals/PS-1/")))
    act(officer, here, "boarded", one, two, three)
    shown = text(officer.get(page(here, "arrivals/PS-1/")))
    assert "All 3 who are still aboard have arrived" in shown
    answer = act(officer, here, "landed", one, to="arrivals/PS-1/landed")
    assert "1 person is written down as arrived" in text(officer.get(answer["Location"]))
    stale = act(officer, here, "all", to="arrivals/PS-1/landed", seen="3")
    assert stale.status_code == 409 and stands(two) == Standing(Account.ABOARD, None, "PS-1")
    assert act(officer, here, "all", to="arrivals/PS-1/landed", seen="2").status_code == 302
    assert [stands(each) for each in (one, two, three)] == [Standing(Account.HOME)] * 3
    assert stands(four) != Standing(Account.HOME)


def test_the_manifest_is_printed_with_long_names_whole_and_that_is_written_down(here, officer):
    long = "Қожахметова-Абдурахманова Гүлжаһан Әлімжанқызы"
    Person.objects.filter(id=people(here)[0]).update(family_name=long, given_name="Я" * 90)
    answer = officer.get(page(here, "manifests/PS-1/manifest.pdf"))
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    found = "".join(each.get_textpage().get_text_bounded() for each in pypdfium2.PdfDocument(answer.content))
    assert "Қожахметова" in found and "Гүлжаһан" in found
    assert found.count("Я") >= 90
    assert TraceEntry.objects.filter(act="manifest-printed").count() == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_manifest_is_taken_as_a_table_that_runs_no_formula(here, officer, kind):
    Person.objects.filter(id=people(here)[0]).update(family_name="=1+1")
    answer = officer.get(page(here, f"manifests/PS-1/manifest.{kind}"))
    data = b"".join(answer.streaming_content)
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        assert any(cell.startswith("'=1+1") for row in rows for cell in row)
        assert not any(cell.startswith("=") for row in rows for cell in row)
    else:
        rows = [list(row.cells) for row in read_table(data).rows]
        assert any(cell.startswith("=1+1") for row in rows for cell in row)
        assert b"<f>" not in data
    assert len(rows) == 5
    (trace,) = TraceEntry.objects.filter(act="manifest-taken")
    assert trace.details["leg"] == "PS-1" and trace.details["people"] == 4


def test_whoever_may_not_export_takes_nothing(here, signed_in):
    field = signed_in(here.crisis, Role.FIELD_OFFICER)
    for rest in ("manifest.csv", "manifest.xlsx", "border"):
        assert field.get(page(here, f"manifests/PS-1/{rest}")).status_code == 403
    assert field.get(page(here, "manifests/PS-1/manifest.pdf")).status_code == 200
    assert not TraceEntry.objects.filter(act="manifest-taken").exists()


def test_the_list_for_the_border_tells_what_it_cuts_and_then_is_given(here, officer):
    one, two, *_ = people(here)
    Person.objects.filter(id=one).update(family_name="Щ" * 20)
    act(officer, here, "boarded", one, two)
    asked = officer.get(page(here, "manifests/PS-1/border")).content.decode()
    assert 'value="PS"' in asked and 'value="501"' in asked and 'value="ALA"' in asked
    looked = text(officer.post(page(here, "manifests/PS-1/border"), {**BORDER, "act": "look"}))
    assert "is too long" in looked and "Without a document" in looked and "Take the list" in looked
    assert not TraceEntry.objects.filter(act="manifest-taken").exists()
    taken = officer.post(page(here, "manifests/PS-1/border"), {**BORDER, "act": "take"})
    read = read_list(taken.content.decode("ascii"), today=TOMORROW.date())
    assert len(read.listed) == 2 and read.said_passengers == 2 and not read.faults
    assert {each.reference for each in read.listed} == {
        str(each) for each in Person.objects.filter(id__in=[one, two]).values_list("reference", flat=True)
    }
    assert TraceEntry.objects.filter(act="manifest-taken").count() == 1


def test_who_asks_in_cyrillic_is_named_in_latin_letters_and_nothing_of_the_head_is_lost(here, officer):
    act(officer, here, "boarded", people(here)[0])
    head = {**BORDER, "sender": "МЗС України", "receiver": "Кордон", "contact": "Іван Франко"}
    taken = officer.post(page(here, "manifests/PS-1/border"), {**head, "act": "take"}).content.decode("ascii")
    assert "IVAN FRANKO" in taken and "MZS UKRAINY" in taken and "KORDON" in taken


@pytest.mark.parametrize(
    "wrong", [{"carrier": "Ukraine"}, {"departs_from": "Almaty"}, {"service": "?"}, {"sender": ""}]
)
def test_a_head_that_no_border_reads_is_asked_for_again(here, officer, wrong):
    answer = officer.post(page(here, "manifests/PS-1/border"), {**BORDER, **wrong, "act": "take"})
    assert answer.status_code == 422
    assert not TraceEntry.objects.filter(act="manifest-taken").exists()


def upload(client: Client, here: Harbour, data: bytes, name: str = "list.csv") -> Any:
    return client.post(page(here, "manifests/PS-1/carrier"), {"file": SimpleUploadedFile(name, data), "source": "mail"})


def test_a_carriers_list_is_compared_and_each_difference_can_be_acted_on(here, officer):
    one, two, *_ = people(here)
    Person.objects.filter(id=one).update(family_name="Щербань", given_name="Юлія")
    Person.objects.filter(id=two).update(family_name="Бойко", given_name="Ігор")
    act(officer, here, "boarded", one, two)
    head = "family_name,given_name,birth_date\n"
    answer = upload(officer, here, (head + "SHCHERBAN,YULIIA,1990-09-02\nSTRANGER,JOHN,1970-01-01\n").encode())
    shown = text(officer.get(answer["Location"].partition("#")[0]))
    assert "2 lines are not as ours" in shown and "1 agrees" in shown
    assert "STRANGER JOHN" in shown and "They were not aboard" in shown and "They were aboard" in shown
    upload(officer, here, (head + "SHCHERBAN,YULIIA,1990-09-02\nSTRANGER,JOHN,1970-01-01\n").encode())
    assert CarrierList.objects.count() == 1


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n", b"UNA:+.? 'UNB"])
def test_a_file_that_is_no_list_is_refused_in_plain_words(here, officer, data):
    answer = upload(officer, here, data)
    assert answer.status_code == 422 and not CarrierList.objects.exists()
    assert "was not saved" in text(answer)


def test_our_own_list_given_back_by_the_carrier_agrees_with_us(here, officer):
    act(officer, here, "boarded", *people(here))
    taken = officer.post(page(here, "manifests/PS-1/border"), {**BORDER, "act": "take"})
    answer = upload(officer, here, taken.content, "back.edi")
    assert "All agree: 4 persons" in text(officer.get(answer["Location"].partition("#")[0]))


def test_a_cancelled_departure_boards_nobody(here, officer):
    Leg.objects.filter(ref="PS-1").update(state="cancelled")
    assert act(officer, here, "boarded", people(here)[0]).status_code == 409
    assert "cancelled" in text(officer.get(page(here)))
