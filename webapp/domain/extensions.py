"""When more time may be given for an update, and until which day."""

from datetime import date

from models.enums import UpdateStatus
from webapp.domain.wording import day

EXTENDABLE = (UpdateStatus.NOT_STARTED, UpdateStatus.DRAFT, UpdateStatus.RETURNED)
"""States in which more time helps: its writers still have it."""


def why_not_until(
    until: date, *, today: date, meeting: date | None = None, deadline: date | None = None
) -> str | None:
    """Return why more time may not end on a day, or None when it may.

    `meeting` is the day of the Improvement Group's meeting, where it still counts; `deadline` the
    last day there is now.
    """
    if until <= today:
        return f"The last day must be after today, {day(today)}."
    if deadline is not None and until <= deadline:
        return f"There is time until {day(deadline)} already. Choose a later day."
    if meeting is not None and until > meeting:
        return f"The Improvement Group meets before, on {day(meeting)}. Say that you mean it."
    return None
