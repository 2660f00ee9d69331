"""When a note on what happened after a period may be written, and which day it may tell of."""

from datetime import date

from models.enums import UpdateStatus
from webapp.domain.wording import day
from webapp.domain.workflow import DECIDED

TEXT_LIMIT = 5_000


def why_not_now(status: UpdateStatus) -> str | None:
    """Return why no note may be added to an update in a state, or None when it may.

    Before the sponsor has decided there is nothing yet that a note could leave as it is.
    """
    if status in DECIDED:
        return None
    return "A note on what happened after the period can be added once the update is approved."


def why_not_on(happened_on: date, *, ends_on: date, today: date) -> str | None:
    """Return why a note may not tell of a day, or None when it may.

    `ends_on` is the last day of the period: what happened by then belongs in the update itself.
    """
    if happened_on <= ends_on:
        return (
            f"It must have happened after the period, which ended on {day(ends_on)}. "
            "If the update leaves something out, tell the programme office."
        )
    if happened_on > today:
        return "It must have happened already: the date is in the future."
    return None
