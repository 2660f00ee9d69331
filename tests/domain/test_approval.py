"""Whose approval an update needs: a place for each sponsor, never filled by who wrote it."""

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
    sponsors = {grant.person_id for grant in granted if grant.deputy_for_id is None}
    assert {place.sponsor_id for place in places(granted, writers)} == sponsors
    for place in without_decider(left):
        assert all(held_by(person, [place]) == () for person in range(1, 7))
