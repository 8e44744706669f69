"""Passes are those of the offers and legs as they stand: issued once, ended with them, made anew where these change."""

from datetime import date, timedelta

import pytest
from django.db import connection

from dodomu.boarding.models import Pass
from dodomu.boarding.news import PassesIssued
from dodomu.boarding.operations import forgetting_passes
from dodomu.boarding.operations.passes import KeptPasses, end_pass, issue_anew, keep_passes
from dodomu.boarding.queries import passes, signing_keys
from dodomu.boarding.reasons import BoardingReason
from dodomu.boarding.rules import passes as code
from dodomu.boarding.rules.terms import Ground, PassEnd
from dodomu.contact.operations import signing
from dodomu.foundation.actors import SYSTEM, Role
from dodomu.foundation.database import as_owner
from dodomu.foundation.models import NewsItem
from dodomu.foundation.refusal import FoundationReason, Refused
from dodomu.journeys.models import Leg, Offer
from dodomu.journeys.operations.offering import withdraw_offer
from dodomu.journeys.rules.terms import Answer, LegState
from dodomu.people.models import Person
from dodomu.people.operations.identity import join_persons
from tests import cast
from tests.boarding.passed import NOW, SOON, answered, in_force, keep, live, ready, sign_with_a_new_key
from tests.journeys.offered import TOMORROW, Harbour, harbour

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def checked(here: Harbour, held: Pass, at=SOON):
    return code.check(
        code.text_of(bytes(held.code)),
        keys=signing_keys.keys(),
        crisis=code.code_of(here.id),
        at=at,
        ended=passes.ended(here.id, at=at),
    )


def test_who_said_yes_gets_a_pass_each_and_the_same_again_issues_nothing(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings, persons=2)
    assert keep(here) == KeptPasses(issued=2)
    assert keep(here) == KeptPasses()
    one, other = in_force(party)
    assert one.person_id != other.person_id and one.serial != other.serial
    found = checked(here, one)
    person = Person.objects.get(id=one.person_id)
    assert (found.ground, found.facts.party_size, found.facts.reference) == (None, 2, person.reference)
    assert (found.facts.leg_ref, found.facts.leg) == ("PS-1", code.code_of(here.legs["PS-1"].id))
    assert found.facts.meets == one.meet_at == live(party).meet_at
    assert (found.facts.birth_year, found.facts.name) == (1990, one.name)
    assert one.name.isascii() and one.name.startswith("OSOBA ")


def test_who_has_not_said_yes_gets_none(tmp_path, settings):
    sign_with_a_new_key(tmp_path, settings)
    here = harbour()
    here.leg("PS-1", 9)
    _, asked, refuses = here.parties(3)
    here.offer_all({asked: "PS-1", refuses: "PS-1"})
    answered(here, refuses, Answer.DECLINE)
    assert keep(here) == KeptPasses()


def test_issuing_is_told_once_with_its_offers(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings, persons=2)
    keep(here)
    keep(here)
    (item,) = NewsItem.objects.filter(kind=PassesIssued.__name__)
    assert item.content == {"crisis": str(here.id), "offers": [str(live(party).id)]}


def test_an_offer_that_ends_ends_its_passes(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings, persons=2)
    keep(here)
    withdraw_offer(offer=live(party).id, why="A mistake.", by=here.officer(), at=LATER)
    assert keep(here, LATER) == KeptPasses(ended=2)
    assert keep(here, LATER) == KeptPasses()
    gone = Pass.objects.all()[0]
    assert (gone.end_cause, gone.ended_at) == (PassEnd.OFFER_ENDED, LATER)
    assert checked(here, gone, LATER).ground is Ground.PASS_REVOKED


def test_a_cancelled_leg_ends_its_passes_and_says_so(tmp_path, settings):
    here, _ = ready(tmp_path, settings)
    keep(here)
    Leg.objects.update(state=LegState.CANCELLED)
    assert keep(here, LATER) == KeptPasses(ended=1)
    assert Pass.objects.get().end_cause == PassEnd.LEG_CANCELLED


@pytest.mark.parametrize(
    "change", [{"meeting_minutes": 300}, {"departs_at": TOMORROW + timedelta(hours=2)}, {"meeting_place": "almaty"}]
)
def test_another_hour_or_meeting_point_makes_a_new_pass_and_the_old_one_is_refused(tmp_path, settings, change):
    here, (party,) = ready(tmp_path, settings)
    keep(here)
    (old,) = in_force(party)
    if "meeting_place" in change:
        change = {"meeting_place": here.place(change["meeting_place"])}
    if "departs_at" in change:
        change["arrives_at"] = TOMORROW + timedelta(hours=9)
    Leg.objects.filter(ref="PS-1").update(**change)
    assert keep(here, LATER) == KeptPasses(issued=1, ended=1)
    assert keep(here, LATER) == KeptPasses()
    (new,) = in_force(party)
    old.refresh_from_db()
    assert (new.follows_id, old.end_cause) == (old.id, PassEnd.NEW_PASS)
    found = checked(here, old, LATER)
    assert (found.ground, found.by) == (Ground.PASS_SUPERSEDED, bytes(new.serial))
    assert checked(here, new, LATER).ground is None


def test_a_little_delay_refuses_nobodys_paper_and_an_earlier_hour_makes_a_new_pass(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings)
    keep(here)
    leg = Leg.objects.filter(ref="PS-1")
    for minutes, made in ((20, 0), (29, 0), (31, 1), (28, 1)):  # of delay; each against the pass that is held
        leg.update(expected_at=TOMORROW + timedelta(minutes=minutes))
        assert keep(here, LATER).issued == made, minutes
    assert in_force(party)[0].meet_at == live(party).meet_at + timedelta(minutes=28)


def test_a_corrected_name_or_birth_year_makes_a_new_pass_and_what_a_pass_does_not_say_none(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings)
    keep(here)
    theirs = Person.objects.filter(party=party)
    for change, made in (
        ({"patronymic": "Іванівна"}, 0),
        ({"given_name": theirs.get().given_name.upper()}, 0),  # the same in Latin capitals
        ({"birth_date": date(1990, 12, 31)}, 0),
        ({"birth_date": date(1991, 1, 1)}, 1),
        ({"family_name": "Шевченко"}, 1),
        ({"reference": "999888777"}, 1),
    ):
        theirs.update(**change)
        assert keep(here).issued == made, change
        assert keep(here) == KeptPasses()
    (held,) = in_force(party)
    assert held.name.startswith("SHEVCHENKO ")
    assert checked(here, held).facts.reference == "999888777"


@pytest.mark.parametrize(
    ("family", "given", "name"),
    [
        ("შევარდნაძე", "ქეთევან", "SHEVARDNADZE KETEVAN"),
        ("محمد", "علي", "محمد علي"),
        ("李", "小龙", "李 小龙"),
        ("", "Мадонна", "MADONNA"),
        ("Нгуен", "", "NHUEN"),
        ("慕容" * 12, "复", "慕容" * 5),
        ("ABDURAKHMANOVA-KOZHAKHMETOVA-NURMUKHAMETOVA", "A", "ABDURAKHMANOVA-KOZHAKHMETOVA-N"),
    ],
    ids=["georgian", "arabic", "chinese", "given name only", "family name only", "long chinese", "long latin"],
)
def test_every_name_stands_in_a_pass_that_is_read_back(tmp_path, settings, family, given, name):
    here, (party,) = ready(tmp_path, settings)
    Person.objects.filter(party=party).update(family_name=family, given_name=given)
    assert keep(here).issued == 1
    (held,) = in_force(party)
    assert (held.name, checked(here, held).facts.name) == (name, name)
    assert keep(here) == KeptPasses()


def test_of_who_was_registered_twice_one_pass_is_left_and_the_other_leads_to_it(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings, persons=2)
    keep(here)
    kept, joined = in_force(party)
    join_persons(kept=kept.person_id, joined=joined.person_id, grounds=[], by=here.officer(), at=LATER)
    keep(here, LATER)
    (left,) = in_force(party)
    assert left.person_id == kept.person_id
    found = checked(here, joined, LATER)
    assert (found.ground, found.by) == (Ground.PASS_SUPERSEDED, bytes(left.serial))


def test_whom_two_offers_name_has_one_pass_that_stays_the_same(tmp_path, settings):
    here, (one, other) = ready(tmp_path, settings, parties=2)
    person = Person.objects.get(party=one)
    Offer.objects.filter(party=other).update(persons=[person.id])
    keep_passes(crisis=here.id, offer=live(other).id, by=SYSTEM, at=SOON)
    assert keep(here) == KeptPasses()
    assert in_force()[0].offer_id == live(one).id
    Offer.objects.filter(party=one).update(state="withdrawn", ended_at=SOON, end_cause="withdrawn")
    assert keep(here) == KeptPasses(issued=1, ended=1)
    assert keep(here) == KeptPasses()
    assert in_force()[0].offer_id == live(other).id


def test_of_who_was_forgotten_nothing_is_left_on_their_pass(tmp_path, settings):
    here, (party, other) = ready(tmp_path, settings, parties=2)
    keep(here)
    (held,) = in_force(party)
    Person.objects.filter(party=party).update(forgotten_at=LATER, family_name="", given_name="", birth_date=None)
    assert (forgetting_passes.forget_due(), forgetting_passes.forget_due()) == (1, 0)
    text = code.text_of(bytes(held.code))
    held.refresh_from_db()
    assert (held.name, bytes(held.code), held.holder) == ("", b"", "")
    assert in_force(other)[0].name
    assert keep(here, LATER) == KeptPasses(ended=1)
    told = passes.check(text, at=SOON)  # somebody shows it all the same
    assert (told.checked.ground, told.line) == (Ground.PASS_REVOKED, None)


def test_a_pass_that_we_signed_and_do_not_know_is_said_not_to_be_known(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings)
    keep(here)
    (held,) = in_force(party)
    with as_owner():
        held.delete()
    told = passes.check(code.text_of(bytes(held.code)), at=SOON)
    assert (told.checked.ground, told.is_known) == (None, False)


def test_a_leg_that_has_left_keeps_its_passes(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings)
    keep(here)
    Leg.objects.update(state=LegState.DEPARTED)
    Offer.objects.update(state="travelled", ended_at=TOMORROW, end_cause="travelled")
    assert keep(here, TOMORROW + timedelta(hours=1)) == KeptPasses()
    assert in_force(party)


def test_nobody_who_is_home_or_gone_by_themselves_gets_a_pass(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings, persons=2)
    gone = Person.objects.filter(party=party).first()
    Person.objects.filter(id=gone.id).update(account="home")
    assert keep(here) == KeptPasses(issued=1)
    assert in_force(party)[0].person_id != gone.id


def test_without_a_key_none_is_issued_and_what_ended_ends_all_the_same(tmp_path, settings):
    here, (party, other) = ready(tmp_path, settings, parties=2)
    keep(here)
    settings.DODOMU_SIGNING_KEY_FILE = ""
    withdraw_offer(offer=live(party).id, why="A mistake.", by=here.officer(), at=LATER)
    Leg.objects.update(meeting_minutes=300)
    assert keep(here, LATER) == KeptPasses(ended=1, lacking=1)
    (held,) = in_force()  # what is changed is not taken from anybody before there is another
    assert held.person.party_id == other


def test_a_pass_of_a_disowned_key_is_made_anew_by_the_next(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings)
    keep(here)
    (old,) = in_force(party)
    signing.disown_key(key=signing.key_in_use().id, by=SYSTEM, at=LATER)
    assert keep(here, LATER) == KeptPasses(lacking=1)
    assert checked(here, old).ground is Ground.KEY_DISOWNED
    sign_with_a_new_key(tmp_path, settings, "other.key")
    assert keep(here, LATER) == KeptPasses(issued=1, ended=1)
    assert checked(here, in_force(party)[0], LATER).ground is None


def test_a_lost_pass_ends_at_once_and_another_stands_in_its_stead(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings)
    keep(here)
    (old,) = in_force(party)
    issued = end_pass(held=old.id, cause=PassEnd.LOST, by=here.officer(), at=LATER)
    (new,) = in_force(party)
    assert (new.id, new.follows_id) == (issued, old.id)
    assert checked(here, old, LATER).by == bytes(new.serial)
    assert keep(here, LATER) == KeptPasses()
    with pytest.raises(Refused, match=BoardingReason.PASS_ENDED_ALREADY):
        end_pass(held=old.id, cause=PassEnd.LOST, by=here.officer(), at=LATER)


def test_a_lost_pass_ends_also_where_no_key_signs_another(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings)
    keep(here)
    (old,) = in_force(party)
    settings.DODOMU_SIGNING_KEY_FILE = ""
    assert end_pass(held=old.id, cause=PassEnd.LOST, by=here.officer(), at=LATER) is None
    assert checked(here, old, LATER).ground is Ground.PASS_REVOKED


def test_a_pass_that_an_officer_took_back_is_not_issued_again_by_itself(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings)
    keep(here)
    end_pass(held=in_force(party)[0].id, cause=PassEnd.OFFICER, by=here.officer(), at=LATER)
    assert keep(here, LATER) == KeptPasses()
    assert not in_force(party)


def test_an_officer_issues_anew_what_was_taken_back_and_twice_is_once(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings)
    keep(here)
    (old,) = in_force(party)
    end_pass(held=old.id, cause=PassEnd.OFFICER, by=here.officer(), at=LATER)
    made = {issue_anew(held=old.id, by=here.officer(), at=LATER) for _ in range(2)}
    (new,) = in_force(party)
    assert made == {new.id} and new.follows_id == old.id
    assert keep(here, LATER) == KeptPasses()
    found = checked(here, old, LATER)
    assert (found.ground, found.by) == (Ground.PASS_REVOKED, bytes(new.serial))


def test_nothing_is_issued_anew_for_who_holds_no_place_or_without_a_key_or_by_who_may_not(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings)
    keep(here)
    (old,) = in_force(party)
    end_pass(held=old.id, cause=PassEnd.OFFICER, by=here.officer(), at=LATER)
    with pytest.raises(Refused, match=FoundationReason.NOT_PERMITTED):
        issue_anew(held=old.id, by=cast.officer(here.crisis, Role.VIEWER), at=LATER)
    file, settings.DODOMU_SIGNING_KEY_FILE = settings.DODOMU_SIGNING_KEY_FILE, ""
    with pytest.raises(Refused, match=BoardingReason.NO_KEY_TO_SIGN_PASSES):
        issue_anew(held=old.id, by=here.officer(), at=LATER)
    settings.DODOMU_SIGNING_KEY_FILE = file
    withdraw_offer(offer=live(party).id, why="A mistake.", by=here.officer(), at=LATER)
    with pytest.raises(Refused, match=BoardingReason.NO_PASS_DUE):
        issue_anew(held=old.id, by=here.officer(), at=LATER)
    assert not in_force(party)


def test_an_answer_makes_the_passes_of_its_offer_and_of_no_other(tmp_path, settings):
    here, (one, other) = ready(tmp_path, settings, parties=2)
    for _ in range(2):
        keep_passes(crisis=here.id, offer=live(one).id, by=SYSTEM, at=SOON)
    assert len(in_force(one)) == 1 and not in_force(other)


def test_of_a_row_of_passes_each_is_told_what_its_holder_has_now(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings)
    for minutes in (200, 300, 400):
        Leg.objects.filter(ref="PS-1").update(meeting_minutes=minutes)
        keep(here, LATER)
    first, second, third = Pass.objects.order_by("issued_at", "id")
    told = passes.ended(here.id, at=LATER)
    assert {told[bytes(each.serial)].by for each in (first, second)} == {bytes(third.serial)}
    withdraw_offer(offer=live(party).id, why="A mistake.", by=here.officer(), at=LATER)
    keep(here, LATER)
    assert {end.ground for end in passes.ended(here.id, at=LATER).values()} == {Ground.PASS_REVOKED}


def test_who_only_looks_ends_no_pass(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings)
    keep(here)
    with pytest.raises(Refused, match=FoundationReason.NOT_PERMITTED):
        end_pass(held=in_force(party)[0].id, cause=PassEnd.LOST, by=cast.officer(here.crisis, Role.VIEWER), at=LATER)
    assert in_force(party)


def test_who_is_asked_to_a_gate_gets_a_pass_that_says_so(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings)
    Offer.objects.update(kind="standby", state="sent")
    assert keep(here) == KeptPasses(issued=1)
    assert checked(here, in_force(party)[0]).facts.kind == "standby"


def test_a_place_after_an_invitation_makes_a_new_pass_that_follows(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings)
    Offer.objects.update(kind="standby", state="sent")
    keep(here)
    Offer.objects.update(kind="place", state="accepted")
    assert keep(here) == KeptPasses(issued=1, ended=1)
    assert in_force(party)[0].follows_id


def test_a_text_that_is_shown_is_found_in_the_crisis_that_it_names(tmp_path, settings):
    here, (party,) = ready(tmp_path, settings)
    keep(here)
    (held,) = in_force(party)
    told = passes.check(code.text_of(bytes(held.code)), at=SOON)
    assert (told.checked.ground, told.crisis, told.line.id) == (None, here.crisis.slug, held.id)
    assert passes.check("DODOMU1:" + "0" * 30, at=SOON).checked.ground is Ground.PASS_UNREADABLE


def test_many_passes_are_issued_with_few_questions(tmp_path, settings):
    here, several = ready(tmp_path, settings, persons=5, parties=60)
    connection.force_debug_cursor = True
    before = len(connection.queries_log)
    assert keep(here) == KeptPasses(issued=300)
    asked = len(connection.queries_log) - before
    connection.force_debug_cursor = False
    assert asked < 40, "as many questions as people"
    assert len(several) == 60
