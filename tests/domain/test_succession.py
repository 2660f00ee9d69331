"""Who may stand in or take a place: never for the past, and never one person for two."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.succession import (
    Held,
    takes_second_place,
    why_not_deputy,
    why_not_one_place,
    why_not_sponsor,
)

TODAY = date(2026, 3, 2)
DAYS = st.integers(-30, 30).map(lambda days: TODAY + timedelta(days=days))
PEOPLE = st.integers(1, 4)


@st.composite
def grants(draw) -> list[Held]:
    """Return some sponsors and deputies, over days that may lie anywhere."""
    rows = []
    for _ in range(draw(st.integers(0, 4))):
        first, last = draw(DAYS), draw(st.none() | DAYS)
        person, deputy_for = draw(PEOPLE), draw(st.none() | PEOPLE)
        if last is not None and last < first:
            first, last = last, first
        if deputy_for is not None and (deputy_for == person or last is None):
            deputy_for = None
        rows.append(Held(person_id=person, starts_on=first, ends_on=last, deputy_for_id=deputy_for))
    return rows


def days_of(row: Held, first: date, last: date) -> bool:
    """Return whether a grant is in force on any day, counted one by one."""
    return any(
        row.starts_on <= day and (row.ends_on is None or day <= row.ends_on)
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
    )


@given(grants(), PEOPLE, PEOPLE, DAYS, DAYS)
def test_a_deputy_stands_in_for_a_sponsor_of_those_days_and_has_no_other_part(
    rows, person, sponsor, first, last
):
    allowed = (
        TODAY <= first <= last
        and any(
            row.person_id == sponsor and row.deputy_for_id is None and days_of(row, first, last)
            for row in rows
        )
        and not any(row.person_id == person and days_of(row, first, last) for row in rows)
    )
    reason = why_not_deputy(
        rows, person_id=person, sponsor_id=sponsor, starts_on=first, ends_on=last, today=TODAY
    )
    assert (reason is None) is allowed
    assert person != sponsor or reason is not None


@given(grants(), PEOPLE, st.none() | PEOPLE, DAYS)
def test_a_new_sponsor_holds_one_place_only(rows, person, replaces, first):
    end = TODAY + timedelta(days=365)
    own = [
        row.deputy_for_id for row in rows if row.person_id == person and days_of(row, first, end)
    ]
    allowed = first >= TODAY and all(one is not None and one == replaces for one in own)
    reason = why_not_sponsor(
        rows, person_id=person, starts_on=first, today=TODAY, replaces_id=replaces
    )
    assert (reason is None) is allowed


@given(grants(), PEOPLE, DAYS)
def test_two_places_become_one_on_a_day_when_both_are_sponsored(rows, person, first):
    own = [row for row in rows if row.person_id == person and row.deputy_for_id is None]
    end = TODAY + timedelta(days=365)
    second = any(days_of(row, first, end) for row in own)
    assert takes_second_place(rows, person_id=person, from_on=first) is second
    now = first == TODAY and any(days_of(row, TODAY, TODAY) for row in own)
    reason = why_not_one_place(rows, person_id=person, from_on=first, today=TODAY)
    assert (reason is None) is now
