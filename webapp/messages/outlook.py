"""What rules for reminders mean for one period: who hears when, in sentences; pure."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from models import ReportingPeriod
from models.enums import Role, UpdateStatus
from webapp.domain import reminders
from webapp.domain.calendar import Today
from webapp.domain.reminders import Rules, Step, Turn
from webapp.domain.wording import day, listing

HEARS = {
    Role.LEAD: "the lead",
    Role.SPONSOR: "the sponsor",
    Role.PMO: "the programme office",
    Role.DIRECTOR: "the programme director",
}


def outlook(period: ReportingPeriod, rules: Rules, today: Today) -> tuple[str, ...]:
    """Return who hears when of an update that nobody writes, and of one that nobody approves.

    The second comes in on the last day, so that all there is of a sponsor's reminders shows.
    """
    opens, lead = period.opens_on, today.day_of(period.lead_due_at)
    sponsor = today.day_of(period.sponsor_due_at)

    def steps(status: UpdateStatus, due: date, since: date) -> tuple[Step, ...]:
        turn = Turn(status=status, due=due, since=since)
        return reminders.ladder(turn, rules, today.holidays)

    unwritten = steps(UpdateStatus.NOT_STARTED, lead, opens)
    unapproved = steps(UpdateStatus.WITH_SPONSOR, sponsor, lead)
    leads, sponsors = _before(unwritten, Role.LEAD), _before(unapproved, Role.SPONSOR)
    return (
        f"Updates are due on {day(lead)}. Leads hear on {day(opens)}, when it opens{leads}.",
        f"If no update comes, a message goes {_late(unwritten, Role.LEAD)}.",
        f"Approvals are due on {day(sponsor)}. Sponsors hear when an update comes in{sponsors}.",
        f"If no approval comes, a message goes {_late(unapproved, Role.SPONSOR)}.",
    )


def _before(steps: Iterable[Step], holder: Role) -> str:
    """Return the days up to a deadline on which its holder is reminded."""
    days = [_short(step.on) for step in steps if step.kind == f"{holder}_due"]
    return f", and on {listing(days)}" if days else ""


def _late(steps: Iterable[Step], holder: Role) -> str:
    """Return who hears of lateness on which day: "to the lead on 9 March"."""
    late = [step for step in steps if step.kind not in ("update_open", f"{holder}_due")]
    return listing(
        f"to {listing(HEARS[step.reader] for step in together)} on {_short(on)}"
        for on, together in groupby(late, key=lambda step: step.on)
    )


def _short(value: date) -> str:
    """Return a day without its year, which stands beside it."""
    return day(value).rpartition(" ")[0]
