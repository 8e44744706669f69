"""What is believed after all that was said."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from dodomu.people.rules.belief import Said, believe
from dodomu.people.rules.statement import HomeContact, Paper, Statement, Whereabouts
from dodomu.people.rules.terms import Channel, GivenBy
from dodomu.people.rules.wishes import Wish

MORNING = datetime(2022, 1, 8, 3, tzinfo=UTC)
ALMATY, ASTANA = UUID(int=1), UUID(int=2)


def said(number: int, hours: float, by: GivenBy, channel: Channel = Channel.PHONE, **words: object) -> Said:
    return Said(UUID(int=number), MORNING + timedelta(hours=hours), channel, by, Statement(**words))  # type: ignore[arg-type]


def test_a_birth_date_is_believed_from_the_person_even_if_a_list_speaks_later():
    belief = believe(
        [
            said(1, 0, GivenBy.SELF, birth_date=date(1980, 5, 4)),
            said(2, 9, GivenBy.LIST, birth_date=date(1980, 4, 5)),
        ]
    )
    assert belief.birth_date == date(1980, 5, 4)
    assert belief.grounds["birth_date"] == (UUID(int=1),)
    assert belief.against["birth_date"] == (UUID(int=2),)


def test_an_officer_who_saw_the_passport_is_believed_before_the_person():
    belief = believe(
        [
            said(1, 0, GivenBy.EMBASSY, name=("Коваль", "Олена", "")),
            said(2, 5, GivenBy.SELF, name=("Ковальова", "Олена", "")),
        ]
    )
    assert (belief.family_name, belief.all_names) == ("Коваль", ("Коваль Олена", "Ковальова Олена"))


def test_the_newest_word_on_the_wish_holds_and_the_first_asking_is_remembered():
    belief = believe(
        [
            said(1, 0, GivenBy.SELF, wish=Wish.LEAVE_NOW),
            said(2, 4, GivenBy.RELATIVE, wish=Wish.STAY),
        ]
    )
    assert (belief.wish, belief.wish_said_at) == (Wish.STAY, MORNING + timedelta(hours=4))
    assert belief.asked_at == MORNING


def test_a_list_does_not_move_somebody_whom_a_relative_has_placed():
    belief = believe(
        [
            said(1, 0, GivenBy.RELATIVE, whereabouts=Whereabouts(place=ALMATY)),
            said(2, 4, GivenBy.LIST, whereabouts=Whereabouts(place=ASTANA)),
        ]
    )
    assert belief.place == ALMATY
    assert believe([said(2, 4, GivenBy.LIST, whereabouts=Whereabouts(place=ASTANA))]).place == ASTANA


def test_telephones_and_needs_are_gathered_from_everybody():
    belief = believe(
        [
            said(1, 0, GivenBy.SELF, phones=("+380001",), needs=("medicine",)),
            said(2, 4, GivenBy.RELATIVE, phones=("+380002", "+380001"), needs=("wheelchair",)),
        ]
    )
    assert belief.phones == ("+380001", "+380002")
    assert belief.needs == ("medicine", "wheelchair")


def test_a_form_that_shows_everything_takes_out_what_is_missing_in_it():
    belief = believe(
        [
            said(1, 0, GivenBy.SELF, phones=("+380001", "+380002"), needs=("pet",)),
            said(2, 4, GivenBy.SELF, Channel.PRIVATE_PAGE, phones=("+380002",), needs=()),
            said(3, 5, GivenBy.RELATIVE, phones=("+380003",)),
        ]
    )
    assert (belief.phones, belief.needs) == (("+380002", "+380003"), ())


def test_a_form_that_does_not_ask_for_telephones_takes_none_out():
    belief = believe(
        [
            said(1, 0, GivenBy.SELF, phones=("+380001",)),
            said(2, 4, GivenBy.SELF, Channel.PRIVATE_PAGE, wish=Wish.STAY),
        ]
    )
    assert belief.phones == ("+380001",)


def test_one_paper_is_one_however_often_it_is_given_and_the_newest_word_on_it_holds():
    old = Paper("passport", "UA", "XX 1", "XX1")
    new = Paper("passport", "UA", "XX1", "XX1", date(2030, 1, 1))
    belief = believe([said(1, 0, GivenBy.SELF, papers=(old,)), said(2, 1, GivenBy.LIST, papers=(new,))])
    assert belief.papers == (new,)


def test_a_patronymic_is_kept_from_whoever_gave_it_with_the_same_name():
    belief = believe(
        [
            said(1, 0, GivenBy.RELATIVE, name=("Коваль", "Олена", "Петрівна")),
            said(2, 4, GivenBy.SELF, name=("Коваль", "Олена", "")),
        ]
    )
    assert belief.patronymic == "Петрівна"


def test_nothing_said_is_nothing_believed():
    belief = believe([])
    assert (belief.family_name, belief.wish, belief.phones, belief.asked_at) == ("", Wish.UNDECIDED, (), None)


statements = st.builds(
    Statement,
    name=st.none() | st.tuples(st.sampled_from("АБВ"), st.sampled_from("ГД"), st.sampled_from(["", "Є"])),
    birth_date=st.none() | st.dates(date(1940, 1, 1), date(2021, 1, 1)),
    citizenships=st.none() | st.lists(st.sampled_from(["UA", "KZ"]), min_size=1, unique=True).map(tuple),
    phones=st.none() | st.lists(st.sampled_from(["+1", "+2", "+3"]), unique=True).map(tuple),
    whereabouts=st.none() | st.builds(Whereabouts, place=st.sampled_from([ALMATY, ASTANA])),
    wish=st.none() | st.sampled_from(Wish),
    needs=st.none() | st.lists(st.sampled_from(["pet", "oxygen"]), unique=True).map(tuple),
    home_contact=st.none() | st.just(HomeContact("Мама", "+1")),
    consent=st.booleans(),
)
words = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(GivenBy), st.sampled_from([Channel.WEB, Channel.DESK]), statements),
    max_size=7,
).map(
    lambda rows: [
        Said(UUID(int=number), MORNING + timedelta(hours=hours), channel, by, statement)
        for number, (hours, by, channel, statement) in enumerate(rows, start=1)
    ]
)


@given(words, st.randoms(use_true_random=False))
def test_the_order_in_which_words_arrive_changes_nothing(spoken, chance):
    shuffled = list(spoken)
    chance.shuffle(shuffled)
    assert believe(shuffled) == believe(spoken)


@given(words)
def test_every_ground_is_a_registration_that_spoke_and_never_speaks_against_itself(spoken):
    belief = believe(spoken)
    known = {each.registration for each in spoken}
    for field, grounds in belief.grounds.items():
        assert grounds and set(grounds) <= known
        assert not set(grounds) & set(belief.against.get(field, ()))


@given(words)
def test_who_ever_asked_is_remembered_whatever_came_later(spoken):
    asked = [each.received_at for each in spoken if each.statement.wish in (Wish.LEAVE_NOW, Wish.LEAVE_LATER)]
    assert believe(spoken).asked_at == min(asked, default=None)
