"""January 2022 as the desk lives it: from the evening of the 10th, without hindsight, until everybody who goes is home.

45 of 100 parties decline what they are offered, 15 do not answer, some do not come to the gate, and legs run by chance.
"""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from dodomu.exercise.content import side_of
from dodomu.exercise.desk import Settings
from dodomu.exercise.rehearsing import Play, bound_of
from dodomu.foundation.actors import EXERCISE
from dodomu.foundation.models import Crisis
from dodomu.journeys.models import Leg, Offer, OfferAnswer, OfferRide
from dodomu.journeys.operations import answering, passing_on, ways
from dodomu.journeys.queries import promises
from dodomu.journeys.queries.reviewing import BrokenOffer, Why
from dodomu.journeys.rules.terms import LIVE
from dodomu.people.models import LedgerEntry, Person
from dodomu.people.queries.reconciliation import reconcile
from dodomu.people.queries.whereabouts import headcount
from dodomu.situation.queries import known
from dodomu.situation.queries.watch import watch
from dodomu.situation.rules.known import ExpectationKnown
from dodomu.situation.rules.terms import Outcome
from tests import cast

pytestmark = pytest.mark.django_db
ALMATY = ZoneInfo("Asia/Almaty")
PART = side_of("kazakhstan-2022", "ua")
SETTINGS = Settings("kazakhstan-2022", luck=PART.luck.declining(0.45), seconds=1.0, rounds=(9, 18))
AT_LEAST_HOME = {date(2022, 1, 15): 15, date(2022, 1, 17): 35, date(2022, 1, 19): 50}  # of 150; it was 33, 53 and 71
UNDER_WAY = {"aboard", "on_the_way", "home"}
HERE = {"registered", "waiting", "promised", "assembled", "unreachable"}
ACCOUNTED_FOR = HERE | {"on_the_way", "stays"}  # planned still, or they say that they stay
ENDED_BY_THEM = {"declined", "lapsed", "withdrawn"}


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
    """Assert that everybody is counted once and promised one place, no leg more than it has, and no family is split."""
    assert reconcile(play.crisis).proves
    counted = Person.objects.filter(crisis=play.crisis, joined_into=None)
    assert headcount(play.crisis).registered == counted.exclude(account="not_ours").count(), "one account for each"
    holding = Offer.objects.filter(crisis=play.crisis, state__in=LIVE).values_list("persons", flat=True)
    promised = [person for persons in holding for person in persons]
    assert len(promised) == len(set(promised)), "nobody holds two offers"
    joined = set(Person.objects.filter(crisis=play.crisis, joined_into__isnull=False).values_list("id", flat=True))
    for broken in promises.reconcile_offers(play.crisis):
        # A record that was joined since its party was offered a place: the next mending ends the offer.
        assert joined.issuperset(broken.whose), broken
    families_are_whole(play)


def families_are_whole(play: Play) -> None:
    """Assert that nobody is under way or home by an offer while another of it waits or is elsewhere."""
    stands = {
        person: (account, leg)
        for person, account, leg in Person.objects.filter(crisis=play.crisis, joined_into=None).values_list(
            "id", "account", "account_leg"
        )
    }
    accepted = Offer.objects.filter(crisis=play.crisis, state__in=["accepted", "travelled"])
    for offer in accepted.order_by("made_at"):
        ours = {
            stands[person] for person in offer.persons if person in stands and stands[person][0] in HERE | UNDER_WAY
        }
        assert len(ours) <= 1 or all(account in HERE for account, _ in ours), (offer, ours)
        assert offer.state != "travelled" or {account for account, _ in ours} == {"home"}, (offer, ours)


def places_were_passed_on(play: Play) -> int:
    """Return how many places that somebody gave up were given to somebody, each once, later and for the same leg."""
    given = Offer.objects.filter(crisis=play.crisis, instead_of__isnull=False).select_related("instead_of")
    for offer in given.prefetch_related("rides", "instead_of__rides"):
        gave = offer.instead_of
        assert gave is not None and gave.ended_at is not None
        assert gave.state in ENDED_BY_THEM and gave.ended_at <= offer.made_at
        assert {ride.leg_id for ride in gave.rides.all()} & {ride.leg_id for ride in offer.rides.all()}
    assert len({offer.instead_of_id for offer in given}) == len(given), "no place is given twice"
    return len(given)


def rate_of_refusals(play: Play) -> float:
    """Return how many of those who said something or let the deadline pass said no."""
    said = OfferAnswer.objects.filter(offer__crisis=play.crisis, counted=True)
    no, yes = (said.filter(answer=answer).count() for answer in ("decline", "accept"))
    return no / (no + yes + Offer.objects.filter(crisis=play.crisis, state="lapsed").count())


def are_listed_or_go_otherwise(play: Play, broken: list[BrokenOffer]) -> None:
    """Assert of promises that do not hold: each was offered another way, or an officer still sees it as broken."""
    for each in broken:
        later = Offer.objects.filter(party=each.party, made_at__gte=play.desk.now).exclude(rides__leg__ref=each.leg)
        is_left = Offer.objects.filter(id=each.offer, state__in=LIVE).exists()
        assert later.exists() != is_left, each
        if is_left:  # nobody has another way, but for those who are at Balkhash already: they are under way
            persons = Offer.objects.get(id=each.offer).persons
            assert not Person.objects.filter(id__in=persons, account="promised").exists()


def guests_come(play: Play, ref: str, *, until_seats: int) -> None:
    """Let couples come to the embassy in the capital until so many seats of a leg are promised."""
    where = Crisis.objects.get(id=play.crisis)
    missing = until_seats - sum(ride.seats for ride in live_rides(play, leg__ref=ref))
    for number in range(max(1, (missing + 1) // 2)):
        cast.register(where, guest(number, "1980-05-01"), guest(number, "1982-06-02"), at=play.desk.now)
    passing_on.pass_on(crisis=play.crisis, by=EXERCISE, at=play.desk.now, seconds=2.0)


def guest(number: int, born: str) -> dict[str, str]:
    return {"name": f"Гість Приклад-{chr(ord('А') + number)}", "birth_date": born, "citizenships": "UA",
            "document_number": f"XX 90{number:02}{born[3]}", "phones": f"+380 00 {number:03} {born[:4]}",
            "place": "nqz", "wish": "leave_now"}  # fmt: skip


def the_block_shrinks(play: Play, ref: str, *, seats: int) -> tuple[promises.Cut, ...]:
    """Let an officer enter a smaller block, and end the promises of those who are last in line; return whose."""
    leg = Leg.objects.get(crisis=play.crisis, ref=ref)
    given = {"block": {**leg.block, "seat": seats}}
    ways.change_leg(leg=leg.id, version=leg.version, given=given, why="N048", by=EXERCISE, at=play.desk.now)
    over = promises.leg_promises(play.crisis, [leg.id])[leg.id].over.get("seat", 0)
    cut = promises.to_cut(leg.id)
    assert over > 0 and sum(each.seats for each in cut) >= over > sum(each.seats for each in cut[:-1])
    held = {ride.offer_id: ride.offer.state for ride in live_rides(play, leg=leg)}
    unanswered = sum(ride.seats for ride in live_rides(play, leg=leg) if ride.offer.state != "accepted")
    assert all(held[each.offer] == each.state for each in cut), "they are named as they stand"
    # Who weighs less in the plan goes before who came later: whom it meets is the plan's affair.
    assert unanswered < over or all(each.state != "accepted" for each in cut), "who accepted is cut last"
    answering.cut_to_block(leg=leg.id, offers=[each.offer for each in cut], by=EXERCISE, at=play.desk.now)
    assert seats - max(each.seats for each in cut) < sum(ride.seats for ride in live_rides(play, leg=leg)) <= seats
    return cut


def the_coach_is_listed(play: Play, offers: set[UUID]) -> None:
    """Assert that whoever was promised the coach until now is listed, with why, and goes otherwise or is left to us."""
    assert play.desk.last_review is not None and play.desk.last_review.at == play.desk.now
    by_coach = [each for each in play.desk.last_review.broken if each.leg == "C12b"]
    gone = set(Offer.objects.filter(id__in=offers, ended_at__lt=play.desk.now).values_list("id", flat=True))
    assert by_coach and {each.offer for each in by_coach} >= offers - gone
    assert all(Why.CLOSED in each.why for each in by_coach)
    are_listed_or_go_otherwise(play, by_coach)


def fewer_seats_tonight(play: Play) -> None:
    """Let couples come who are offered what is free, then the airline cut the block: whose promise breaks is known."""
    guests_come(play, "A006", until_seats=48)

    # 10:20. The airline cuts the block from 55 to 41. An officer sees whom it would be, then says so.
    play.desk.play_until(january(13, 10, 20))
    cut = the_block_shrinks(play, "A006", seats=41)
    for each in cut:
        assert Offer.objects.get(id=each.offer).end_cause == "block_shrank"
        assert not Person.objects.filter(party=each.party, account_leg="A006").exists()
    the_laws_hold(play)
    play.play_day(date(2022, 1, 13))
    for each in cut:  # they were not forgotten: another way, or they still wait for one
        stands = set(Person.objects.filter(party=each.party, joined_into=None).values_list("account", flat=True))
        another = Offer.objects.filter(party=each.party, made_at__gte=january(13, 10, 20))
        assert another.exists() or stands <= ACCOUNTED_FOR


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
    assert places_were_passed_on(play) > 10
    assert live_rides(play, leg__origin__ref="ap_ala") == []
    the_laws_hold(play)

    # 12 January, 16:35. Now the airport is to open tomorrow at eight: the third date.
    desk.play_until(january(12, 16))
    assert live_rides(play, leg__origin__ref="ap_ala") == []
    on_the_coach = {ride.offer_id for ride in live_rides(play, leg__ref="C12b")}
    assert on_the_coach, "somebody is promised the coach from Balkhash"
    desk.play_until(january(12, 17))
    assert reopening(play, january(12, 17)).due_at == january(13, 8)
    slipped = {each.expectation.ref: each.times for each in watch(play.crisis, at=desk.now).slipped}
    assert slipped["X01"] == 3, "three dates that did not hold"

    # 12 January, 18:00. The road north of Balkhash closes tomorrow at six. What was promised there is listed, with why.
    desk.play_until(january(12, 18))
    the_coach_is_listed(play, on_the_coach)
    play.play_day(date(2022, 1, 12))
    the_laws_hold(play)

    # 13 January. Tonight's flight has fewer seats than it had.
    desk.play_until(january(13, 10))
    assert not LedgerEntry.objects.filter(crisis=play.crisis, leg="C12b", account="aboard").exists()
    fewer_seats_tonight(play)
    assert reopening(play, desk.now).outcome is Outcome.HAPPENED

    # 14 January. What was expected for the 13th and nobody settled asks the desk what became of it.
    play.play_day(date(2022, 1, 14))
    asked = {limit.fact.ref for limit in watch(play.crisis, at=desk.now).ran_out}
    assert "X06" in asked, "did the flight of the 13th leave?"
    for number in range(15, 20):
        play.play_day(date(2022, 1, number))
    the_laws_hold(play)
    assert places_were_passed_on(play) > 40
    assert 0.3 < rate_of_refusals(play) < 0.6

    # 19 January. Nobody came home sooner than any plan could bring them, and many of those who went on asking are home.
    stated = bound_of(PART, SETTINGS)
    for day, home in play.home.items():
        bound = max((most for by, most in stated.items() if by <= day), default=0)
        assert AT_LEAST_HOME.get(day, 0) <= home <= bound, day
    assert list(play.home.values()) == sorted(play.home.values()), "who is home stays there"
    assert not Offer.objects.filter(crisis=play.crisis, state__in=LIVE, home_at__lt=january(19)).exists()
