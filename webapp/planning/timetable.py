"""A reporting period's row and its days: one from the other, and what it must fit into."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from models import Phase, ReportingPeriod
from webapp.clock import LONDON
from webapp.domain.calendar import Today, at_time
from webapp.domain.planning import Dates, Remark, Rules, Surroundings, remarks, too_late

INSTANTS: Mapping[str, str] = {
    "lead_due_on": "lead_due_at",
    "sponsor_due_on": "sponsor_due_at",
    "group_meets_on": "group_meets_at",
}
"""Days that a row keeps as instants, and the names of those."""


def dates_of(row: ReportingPeriod) -> Dates:
    """Return the days of a period as they are in London."""
    return Dates(
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        opens_on=row.opens_on,
        lead_due_on=_day(row.lead_due_at),
        sponsor_due_on=_day(row.sponsor_due_at),
        group_meets_on=_day(row.group_meets_at),
        clearance_due_on=row.clearance_due_on,
        publishes_on=row.publishes_on,
        iib_meets_on=row.iib_meets_on,
    )


def _day(instant: datetime) -> date:
    return instant.astimezone(LONDON).date()


def clocks_of(row: ReportingPeriod) -> Mapping[str, time]:
    """Return at what time of the London day each instant of a period is, by the day's name."""
    return {
        name: getattr(row, column).astimezone(LONDON).time() for name, column in INSTANTS.items()
    }


def usual_clocks(rules: Rules) -> Mapping[str, time]:
    """Return the times of day that a new period is given."""
    due = time(rules.due_hour)
    return {"lead_due_on": due, "sponsor_due_on": due, "group_meets_on": rules.group_meets}


def columns(dates: Dates, clocks: Mapping[str, time]) -> dict[str, date | datetime]:
    """Return what a row keeps of the days, the deadlines as instants at their times of day."""
    days = {"starts_on": dates.starts_on, "ends_on": dates.ends_on, **dates.deadlines}
    return {
        INSTANTS.get(name, name): at_time(day, clocks[name], LONDON) if name in clocks else day
        for name, day in days.items()
    }


def phase_on(phases: Iterable[Phase], day: date) -> Phase | None:
    """Return the latest phase that has begun by a day, or None."""
    begun = [phase for phase in phases if phase.starts_on <= day]
    return max(begun, key=lambda phase: phase.number) if begun else None


def remarks_on(
    plans: Sequence[Dates],
    phases: Iterable[Phase],
    periods: Iterable[ReportingPeriod],
    today: Today,
) -> list[tuple[Remark, ...]]:
    """Return what is wrong or odd about each of several new plans, beside the periods there are."""
    there = [(row.name, dates_of(row).span) for row in periods]
    new = [(dates.span.name, dates.span) for dates in plans]
    return [
        remarks(
            dates,
            Surroundings(
                today=today.day,
                holidays=today.holidays,
                phase=phase_on(phases, dates.starts_on),
                others=(*there, *new[:place], *new[place + 1 :]),
            ),
        )
        for place, dates in enumerate(plans)
    ]


def remarks_on_change(
    period: ReportingPeriod, dates: Dates, periods: Iterable[ReportingPeriod], today: Today
) -> tuple[Remark, ...]:
    """Return what is wrong or odd about new dates of a period; it stays in its phase."""
    settled = too_late(dates_of(period), dates, period.status, today.day)
    others = [row for row in periods if row.id != period.id]
    (found,) = remarks_on([dates], [period.phase], others, today)
    said = {remark.name for remark in settled}
    return (*settled, *(remark for remark in found if remark.stops or remark.name not in said))
