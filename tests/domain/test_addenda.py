"""Notes on what happened after a period: in which states, and of which days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import UpdateStatus
from webapp.domain.addenda import to_write_again, why_not_now, why_not_on

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(DAYS, DAYS, DAYS)
def test_a_note_tells_of_a_day_after_the_period_that_has_come(happened_on, ends_on, today):
    allowed = ends_on < happened_on <= today
    assert (why_not_on(happened_on, ends_on=ends_on, today=today) is None) is allowed


def test_a_refusal_says_which_end_is_wrong():
    end, day = date(2026, 2, 28), timedelta(days=1)
    assert "28 February 2026" in str(why_not_on(end, ends_on=end, today=end + 2 * day))
    assert "future" in str(why_not_on(end + 2 * day, ends_on=end, today=end + day))


@pytest.mark.parametrize("status", UpdateStatus)
def test_a_note_is_added_once_the_sponsor_has_decided(status):
    allowed = status in {"approved", "in_pack", "accepted", "issued"}
    assert (why_not_now(status) is None) is allowed


START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Note:
    """A note that is written some hours after the start, and perhaps sent back some hours after."""

    number: int
    hour: int
    back: int | None
    happened_on: date = date(2026, 3, 1)

    @property
    def written_at(self) -> datetime:
        return START + timedelta(hours=self.hour)

    @property
    def sent_back_at(self) -> datetime | None:
        return None if self.back is None else START + timedelta(hours=self.back)


OTHER_DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    "notes, left",
    [
        ([Note(1, 0, None)], []),
        ([Note(1, 0, 2)], [1]),
        ([Note(1, 0, 2), Note(2, 1, None)], [1]),
        ([Note(1, 0, 2), Note(2, 3, None)], []),
        ([Note(1, 0, 2), Note(2, 3, None, OTHER_DAY)], []),
        ([Note(1, 0, 2), Note(2, 3, 4)], [2]),
        ([Note(1, 0, 2), Note(2, 1, 3), Note(3, 4, None)], [2]),
        ([Note(1, 0, 3), Note(2, 1, 2), Note(3, 4, None)], [1]),
        ([Note(1, 0, 2), Note(2, 0, 2, OTHER_DAY), Note(3, 4, None, OTHER_DAY)], [1]),
        ([Note(1, 0, 2), Note(2, 0, 3), Note(3, 4, None), Note(4, 5, None)], []),
    ],
    ids=[
        "it waits",
        "it came back",
        "the other was there before",
        "another in its place",
        "another in its place, of the right day",
        "the other came back too",
        "one for two: the first is replaced",
        "one for two: that came back first is replaced",
        "one for two: that of the same day is replaced",
        "two for two",
    ],
)
def test_what_came_back_is_written_again_until_another_takes_its_place(notes, left):
    assert [note.number for note in to_write_again(notes[::-1])] == left


HOURS = st.integers(0, 20)
NOTES = st.lists(st.tuples(HOURS, st.none() | st.integers(1, 5), DAYS), max_size=6).map(
    lambda rows: [
        Note(number, hour, None if later is None else hour + later, day)
        for number, (hour, later, day) in enumerate(rows)
    ]
)


@given(NOTES)
def test_a_note_takes_the_place_of_one_that_came_back_before_it_and_of_no_other(notes):
    back = {note for note in notes if note.back is not None}
    last = {note for note in back if all(other.hour <= note.back for other in notes)}
    left = set(to_write_again(notes))
    assert last <= left <= back
    replacing = [note for note in notes if any(note.hour > other.back for other in back)]
    assert len(back - left) <= len(replacing)
