"""Who fits into a pack: whole legs in their order, then whole parties."""

from uuid import UUID

from dodomu.boarding.rules.packing import fits

A, B, C, D = (UUID(int=number) for number in range(1, 5))
FIRST, SECOND, THIRD = (UUID(int=number) for number in range(11, 14))
SIZES = {A: 2, B: 2, C: 1, D: 5}


def test_legs_are_taken_in_their_order_as_long_as_all_of_one_fit():
    found = fits([(FIRST, {A}), (SECOND, {B, D}), (THIRD, {C})], set(), [], SIZES, most=4)
    assert (found.parties, found.later) == ((A,), (SECOND, THIRD))  # the third would fit: a list without holes is told


def test_the_first_leg_is_held_whatever_its_size():
    found = fits([(FIRST, {D, A}), (SECOND, {B})], set(), [C], SIZES, most=4)
    assert (set(found.parties), found.later) == ({A, D}, (SECOND,))


def test_a_party_of_two_legs_takes_room_once():
    found = fits([(FIRST, {A}), (SECOND, {A, B})], set(), [], SIZES, most=4)
    assert (found.parties, found.later) == ((A, B), ())


def test_a_leg_of_which_nobody_knows_takes_no_room():
    assert fits([(FIRST, set()), (SECOND, {A})], set(), [], SIZES, most=2).later == ()


def test_who_has_to_do_with_a_leg_that_is_over_comes_after_who_is_awaited_and_before_the_city():
    found = fits([(FIRST, {A})], {B}, [C], SIZES, most=4)
    assert (found.parties, found.later) == ((A, B), ())


def test_whole_parties_of_the_city_are_taken_while_they_fit():
    assert fits([], set(), [D, A, B, C], SIZES, most=5).parties == (D,)
    assert fits([], set(), [A, D, C, B], SIZES, most=4).parties == (A, C)


def test_a_party_of_which_nobody_counts_any_more_is_not_taken():
    assert fits([(FIRST, {UUID(int=9)})], {UUID(int=8)}, [UUID(int=7)], SIZES, most=4).parties == ()
