"""Whose approval an update needs: a place for each sponsor, never filled by who wrote it."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.approval import (
    Sponsorship,
    held_by,
    open_places,
    places,
    without_decider,
)

SPONSOR = Sponsorship(person_id=1, name="Sponsor")
SECOND = Sponsorship(person_id=2, name="Second sponsor")
DEPUTY = Sponsorship(person_id=3, name="Deputy", deputy_for_id=1)

people = st.integers(1, 6)
grants = st.lists(
    st.builds(
        Sponsorship,
        person_id=people,
        name=st.just("Somebody"),
        deputy_for_id=st.none() | people,
        succeeds_id=st.none() | people,
        ended=st.booleans(),
    ),
    max_size=6,
)
sets = st.frozensets(people)


def test_two_sponsors_must_both_approve_and_a_deputy_fills_one_place() -> None:
    needed = places([SPONSOR, DEPUTY, SECOND], writers=())
    assert [(place.sponsor, sorted(place.deciders)) for place in needed] == [
        ("Sponsor", [1, 3]),
        ("Second sponsor", [2]),
    ]
    left = open_places([SPONSOR, DEPUTY, SECOND], (), decided=[1])
    assert [place.sponsor for place in left] == ["Second sponsor"]
    assert held_by(3, left) == ()
    assert [place.sponsor for place in held_by(2, left)] == ["Second sponsor"]


def test_a_deputy_of_both_fills_both_places() -> None:
    for_second = Sponsorship(person_id=3, name="Deputy", deputy_for_id=2)
    needed = places([SPONSOR, SECOND, DEPUTY, for_second], writers=())
    assert len(held_by(3, needed)) == 2


def test_a_deputy_of_somebody_who_sponsors_no_more_fills_nothing() -> None:
    assert held_by(3, places([SECOND, DEPUTY], writers=())) == ()


def test_who_takes_anothers_place_need_not_repeat_what_was_decided() -> None:
    successor = Sponsorship(person_id=4, name="Successor", succeeds_id=1)
    assert open_places([successor], (), decided=[1]) == ()
    assert len(open_places([successor], (), decided=[2])) == 1
    assert open_places([successor], (), decided=[4]) == ()


def test_a_place_that_was_passed_on_twice_keeps_what_was_decided() -> None:
    second = Sponsorship(person_id=4, name="Second holder", succeeds_id=1, ended=True)
    third = Sponsorship(person_id=5, name="Third holder", succeeds_id=4)
    assert [open_places([second, third], (), decided=[one]) for one in (1, 4, 5)] == [()] * 3
    assert len(open_places([second, third], (), decided=[2])) == 1


def test_a_decision_counts_once_where_a_former_sponsor_sponsors_again() -> None:
    successor = Sponsorship(person_id=4, name="Successor", succeeds_id=1)
    left = open_places([SPONSOR, successor], (), decided=[1])
    assert [place.sponsor for place in left] == ["Successor"]


@given(
    order=st.permutations(range(1, 7)),
    hands=st.integers(1, 6),
    decided=people,
    back=st.booleans(),
)
def test_a_decision_stays_with_the_place_through_any_number_of_hands(
    order: list[int], hands: int, decided: int, back: bool
) -> None:
    line = order[:hands]
    if back and hands > 1:  # a place may come back to who had it first
        line = [*line[1:], line[0]]
        links = list(zip([order[0], *line], line, strict=False))
    else:
        links = list(pairwise(line))
    held = [
        Sponsorship(person_id=new, name="Later", succeeds_id=old, ended=new != line[-1])
        for old, new in links
    ]
    last = Sponsorship(person_id=line[-1], name="First")
    left = open_places([*held, *([] if links else [last])], (), [decided])
    assert (left == ()) == (decided in order[:hands])


def test_one_place_that_nobody_may_fill_is_named() -> None:
    blocked = without_decider(places([SPONSOR, SECOND], writers={2}))
    assert [place.sponsor for place in blocked] == ["Second sponsor"]


@given(granted=grants, writers=sets, decided=sets)
def test_nobody_ever_holds_a_place_for_what_they_wrote(
    granted: list[Sponsorship], writers: frozenset[int], decided: frozenset[int]
) -> None:
    left = open_places(granted, writers, decided)
    for writer in writers:
        assert held_by(writer, left) == ()
    assert len({place.sponsor_id for place in left}) == len(left)
    assert not {place.sponsor_id for place in left} & decided
    in_force = [grant for grant in granted if not grant.ended]
    sponsors = {grant.person_id for grant in in_force if grant.deputy_for_id is None}
    assert {place.sponsor_id for place in places(granted, writers)} == sponsors
    for place in without_decider(left):
        assert all(held_by(person, [place]) == () for person in range(1, 7))
