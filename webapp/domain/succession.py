"""Who may stand in for a sponsor or take somebody's place, from which day, and until when.

Authority starts with its day and is never backdated: a decision must have been allowed when it
was made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from webapp.domain.wording import day


@dataclass(frozen=True, kw_only=True)
class Held:
    """A grant to sponsor a workstream, now or later."""

    person_id: int
    starts_on: date
    ends_on: date | None = None
    deputy_for_id: int | None = None

    def overlaps(self, first: date, last: date | None) -> bool:
        """Return whether it is in force on one of the days; a last day of None is no end."""
        begins_in_time = last is None or self.starts_on <= last
        return begins_in_time and (self.ends_on is None or self.ends_on >= first)


def why_not_deputy(
    grants: Sequence[Held],
    *,
    person_id: int,
    sponsor_id: int,
    starts_on: date,
    ends_on: date,
    today: date,
) -> str | None:
    """Return why somebody cannot stand in for a sponsor between two days, or None."""
    if starts_on < today:
        return f"A deputy can decide from today on, {day(today)}, not for days that are over."
    if ends_on < starts_on:
        return "The last day comes before the first."
    if not any(
        row.person_id == sponsor_id and row.deputy_for_id is None
        for row in grants
        if row.overlaps(starts_on, ends_on)
    ):
        return "There is no such sponsor on these days, so nobody can stand in."
    if any(row.person_id == person_id for row in grants if row.overlaps(starts_on, ends_on)):
        return "This person sponsors the workstream or stands in for a sponsor on these days."
    return None


def takes_second_place(grants: Sequence[Held], *, person_id: int, from_on: date) -> bool:
    """Return whether a person would have another sponsor's place besides their own from a day on.

    Nobody approves for two, so that the two places become one.
    """
    return any(
        row.person_id == person_id and row.deputy_for_id is None and row.overlaps(from_on, None)
        for row in grants
    )


def why_not_one_place(
    grants: Sequence[Held], *, person_id: int, from_on: date, today: date
) -> str | None:
    """Return why another sponsor's place cannot go to a sponsor from a day on, or None.

    It goes at once or not at all: whose approval an update will still wait for on a later day,
    nobody can know.
    """
    if from_on == today and takes_second_place(
        [row for row in grants if row.overlaps(today, today)], person_id=person_id, from_on=today
    ):
        return None
    return (
        "this person sponsors the workstream as well, or will. Two sponsors become one at once, "
        "never on a later day. Hand over on a day when both are sponsors, with that day as the "
        "first, or choose somebody else."
    )


def why_not_sponsor(
    grants: Sequence[Held],
    *,
    person_id: int,
    starts_on: date,
    today: date,
    replaces_id: int | None = None,
) -> str | None:
    """Return why somebody cannot become a sponsor from a day on, or None.

    `replaces_id` is the sponsor whose place it is to be; of that one the person may be a deputy.
    Of another sponsor not: one person would then approve for both.
    """
    if starts_on < today:
        return f"A sponsor can decide from today on, {day(today)}, not for days that are over."
    own = [
        row.deputy_for_id
        for row in grants
        if row.person_id == person_id and row.overlaps(starts_on, None)
    ]
    if None in own:
        return "This person sponsors the workstream already."
    if any(sponsor_id != replaces_id for sponsor_id in own):
        return "This person stands in for another sponsor. End that first."
    return None
