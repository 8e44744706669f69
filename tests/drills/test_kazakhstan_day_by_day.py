"""January 2022 as the desk lives it: from the evening of the 10th, without hindsight, until everybody who goes is home.

45 of 100 parties decline what they are offered, 15 do not answer, some do not come to the gate, and legs run by chance.
"""

from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from dodomu.exercise.content import side_of
from dodomu.exercise.desk import Settings
from dodomu.exercise.rehearsing import Play, bound_of
from dodomu.foundation.actors import EXERCISE
from dodomu.journeys.models import Leg, Offer, OfferRide
from dodomu.journeys.operations import answering, ways
from dodomu.journeys.queries import promises
from dodomu.journeys.rules.terms import LIVE
from dodomu.people.models import LedgerEntry, Person
from dodomu.people.queries.reconciliation import reconcile
from dodomu.situation.queries import known
from dodomu.situation.queries.watch import watch
from dodomu.situation.rules.known import ExpectationKnown
from dodomu.situation.rules.terms import Outcome

pytestmark = pytest.mark.django_db
ALMATY = ZoneInfo("Asia/Almaty")
PART = side_of("kazakhstan-2022", "ua")
SETTINGS = Settings("kazakhstan-2022", luck=PART.luck.declining(0.45), seconds=1.0, rounds=(9, 18))


def january(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2022, 1, day, hour, minute, tzinfo=ALMATY)


def live_rides(play: Play, **legs: object) -> list[OfferRide]:
    """Return who holds a place on legs now."""
    found = OfferRide.objects.filter(leg__crisis=play.crisis, is_live=True, **legs)
    return list(found.select_related("offer", "leg").order_by("id"))


def reopening(play: Play, hour: datetime) -> ExpectationKnown:
    """Return what was known at an hour of the reopening of Almaty airport."""
    return next(each for each in known.expectations(play.crisis, known_at=hour) if each.ref == "X01")


def the_laws_hold(play: Play) -> None:
    """Assert that everybody is counted, nobody is promised two places, and no leg more than it has."""
    assert reconcile(play.crisis).proves
    joined = set(Person.objects.filter(crisis=play.crisis, joined_into__isnull=False).values_list("id", flat=True))
    for broken in promises.reconcile_offers(play.crisis):
        # A record that was joined since its party was offered a place: the next mending ends the offer.
        assert joined.issuperset(broken.whose), broken


def families_are_whole(play: Play) -> None:
    """Assert that whoever travelled by an offer came home with everybody it was for."""
    for offer in Offer.objects.filter(crisis=play.crisis, state="travelled"):
        stands = Counter(
            Person.objects.filter(id__in=offer.persons, joined_into=None).values_list("account", flat=True)
        )
        assert set(stands) == {"home"}, stands


def the_block_shrinks(play: Play, ref: str, *, seats: int) -> tuple[promises.Cut, ...]:
    """Let an officer enter a smaller block, and end the promises of those who are last in line; return whose."""
    leg = Leg.objects.get(crisis=play.crisis, ref=ref)
    given = {"block": {**leg.block, "seat": seats}}
    ways.change_leg(leg=leg.id, version=leg.version, given=given, why="N048", by=EXERCISE, at=play.desk.now)
    over = promises.leg_promises(play.crisis, [leg.id])[leg.id].over.get("seat", 0)
    cut = promises.to_cut(leg.id)
    assert bool(cut) == bool(over) and sum(each.seats for each in cut) >= over
    answering.cut_to_block(leg=leg.id, offers=[each.offer for each in cut], by=EXERCISE, at=play.desk.now)
    assert sum(ride.seats for ride in live_rides(play, leg=leg)) <= seats
    return cut


def test_the_crisis_day_by_day():
    play = Play(PART, "drill", SETTINGS)
    desk = play.desk

    # 10 January, 18:00. The first plan, with what is known this evening.
    desk.begin()
    assert len(desk.mended) == 1 and desk.mended[0].made.sent + desk.mended[0].made.held > 50

    # Almaty airport was to open on the 7th, then on the 9th; now nobody says when. So nobody is planned from there.
    assert live_rides(play, leg__origin__ref="ap_ala") == []
    dates = [reopening(play, january(*hour)).due_at for hour in ((7, 6), (8, 12), (10, 18))]
    assert [due and due.astimezone(ALMATY).day for due in dates] == [7, 9, None]
    play.play_day(date(2022, 1, 10))
    the_laws_hold(play)

    # 11 January. People answer; who declines gives the place to the next in line.
    play.play_day(date(2022, 1, 11))
    declined = Offer.objects.filter(crisis=play.crisis, state="declined")
    assert declined.count() > 15
    assert set(declined.values_list("decline_reason", flat=True)) >= {"other_date", "no_safe_way"}
    assert Offer.objects.filter(crisis=play.crisis, instead_of__isnull=False).exists(), "places were passed on"
    assert live_rides(play, leg__origin__ref="ap_ala") == []
    the_laws_hold(play)

    # 12 January, 16:35. Now the airport is to open tomorrow at eight: the third date.
    desk.play_until(january(12, 16))
    assert live_rides(play, leg__origin__ref="ap_ala") == []
    on_the_coach = {ride.offer.party_id for ride in live_rides(play, leg__ref="C12b")}
    desk.play_until(january(12, 17))
    assert reopening(play, january(12, 17)).due_at == january(13, 8)

    # 12 January, 18:00. The road north of Balkhash closes tomorrow at six. What was promised there is listed, with why.
    desk.play_until(january(12, 18))
    looked = desk.last_review
    assert looked is not None
    on_the_coach &= {ride.offer.party_id for ride in live_rides(play, leg__ref="C12b")} | {
        each.party for each in looked.broken
    }
    assert {each.party for each in looked.broken} >= on_the_coach
    listed = {each.party for each in looked.broken}
    for ride in live_rides(play, leg__ref="C12b"):  # nobody has another way, but for those who are at Balkhash already
        assert ride.offer.party_id in listed
        assert not Person.objects.filter(id__in=ride.offer.persons, account="promised").exists()
    play.play_day(date(2022, 1, 12))
    the_laws_hold(play)

    # 13 January, 10:20. The airline cuts tonight's block from 55 to 41. An officer sees whom it would be, then says so.
    desk.play_until(january(13, 10))
    assert not LedgerEntry.objects.filter(crisis=play.crisis, leg="C12b", account="aboard").exists()
    cut = the_block_shrinks(play, "A006", seats=41)
    play.play_day(date(2022, 1, 13))
    for each in cut:  # they were not forgotten: another way, or they still wait for one, or said no since
        assert Offer.objects.get(id=each.offer).end_cause == "block_shrank"
    assert reopening(play, desk.now).outcome is Outcome.HAPPENED

    # 14 January. What was expected for the 13th and nobody settled asks the desk what became of it.
    play.play_day(date(2022, 1, 14))
    asked = {limit.fact.ref for limit in watch(play.crisis, at=desk.now).ran_out}
    assert "X06" in asked, "did the flight of the 13th leave?"
    for number in range(15, 20):
        play.play_day(date(2022, 1, number))
    the_laws_hold(play)
    families_are_whole(play)

    # 19 January. Nobody came home sooner than any plan could bring them, and most of those who went on asking are home.
    for day, bound in bound_of(PART, SETTINGS, list(play.home)).items():
        assert play.home[day] <= bound, day
    assert play.home[date(2022, 1, 19)] > 0
    assert not Offer.objects.filter(crisis=play.crisis, state__in=LIVE, home_at__lt=january(19)).exists()
