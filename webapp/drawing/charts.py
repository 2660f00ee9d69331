"""Charts as data: what a picture shows, said in words too, with the table of the same.

Who reads a pack aloud, or has it as data, is told by the alternative text what the others see.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from models.enums import Direction, ItemKind, MilestoneOutcome
from webapp.domain.blocks import Block, Chart, Due, MeasureSeries, Row, Table, Timeline, cell
from webapp.domain.content import MeasureValue, Milestone, UpdateContent
from webapp.domain.measures import figure
from webapp.domain.milestones import left_by
from webapp.domain.registers import reference
from webapp.domain.wording import counted, day, listing, sentence

MOST = 30
"""Milestones in one picture, so that it stands on one page with words of a size to be read."""
NO_VALUE = "No value"
LEAST = 2
"""Fewer values than this make no picture: their table says it all."""
BETTER = {Direction.UP: "Higher is better.", Direction.DOWN: "Lower is better."}


class Span(NamedTuple):
    """The days a timeline shows beside its milestones: the period's, and that of the meeting."""

    starts_on: date
    ends_on: date
    meeting_on: date | None = None


def dues(code: str, content: UpdateContent) -> tuple[Due, ...]:
    """Return the milestones as an update leaves them, by their dates; those without come last."""
    found = [_due(code, row) for row in left_by(content)]
    return tuple(sorted(found, key=lambda due: (due.due_on is None, due.due_on or date.max)))


def _due(code: str, row: Milestone) -> Due:
    return Due(
        reference=reference(code, ItemKind.MILESTONE, row.number),
        title=row.marked(row.title),
        due_on=row.due_on,
        first_on=row.first_due_on if row.all_slips else None,
        done=row.outcome is MilestoneOutcome.DONE,
        dropped=row.outcome is MilestoneOutcome.DROPPED,
    )


def timeline(milestones: Sequence[Due], span: Span, address: str) -> Iterable[Chart]:
    """Yield the pictures of some milestones: one, unless they are more than it can hold.

    There is none where no milestone has a date. The tables of the register hold the same dates.
    """
    if not any(row.due_on for row in milestones):
        return
    parts = [tuple(milestones[at : at + MOST]) for at in range(0, len(milestones), MOST)]
    for place, part in enumerate(parts, 1):
        numbered = f" (part {place} of {len(parts)})" if len(parts) > 1 else ""
        yield Chart(
            title=f"Milestones by date, listed in the tables below{numbered}",
            alternative=_timeline_in_words(part, span),
            data=Timeline(part, *span),
            id=f"{address}-{place}" if place > 1 else address,
        )


def _timeline_in_words(milestones: Sequence[Due], span: Span) -> str:
    """Return how many are done and due, and the date of each with how it has moved."""
    states = Counter(_state(row) for row in milestones)
    counts = listing(
        f"{states[name]} {name}" for name in ("done", "due", "dropped") if states[name]
    )
    total = counted(len(milestones), "milestone", "milestones")
    meeting = f", with a meeting on {day(span.meeting_on)}" if span.meeting_on else ""
    return " ".join(
        (
            sentence(f"timeline of {total}: {counts}."),
            f"The period is {day(span.starts_on)} to {day(span.ends_on)}{meeting}.",
            *(f"{row.reference} {_date_in_words(row)}." for row in milestones),
        )
    )


def _state(row: Due) -> str:
    return "done" if row.done else "dropped" if row.dropped else "due"


def _date_in_words(row: Due) -> str:
    if row.due_on is None:
        return f"{_state(row)}, no date"
    first = f", first due {day(row.first_on)}" if row.first_on else ""
    said = "due" if _state(row) == "due" else f"{_state(row)}, due"
    return f"{said} {day(row.due_on)}{first}"


def series(
    code: str, row: MeasureValue, measured: Sequence[tuple[str, Iterable[MeasureValue]]]
) -> MeasureSeries:
    """Return the values of a measure, from the first that it has.

    `measured` are the periods, oldest first, each with the values that were reported in it.
    """
    points = [
        (period, next((past.value for past in rows if past.number == row.number), None))
        for period, rows in measured
    ]
    while points and points[0][1] is None:
        del points[0]
    return MeasureSeries(
        title=f"{reference(code, ItemKind.MEASURE, row.number)}. {row.marked(row.name)}",
        points=tuple(points),
        unit=row.unit,
        baseline=row.baseline,
        target=row.target,
        target_to=row.target_to,
        direction=row.direction,
    )


def measure(series: MeasureSeries, address: str) -> tuple[Block, ...]:
    """Return the chart of a measure with the table of its values; the table alone for one value."""
    table = Table(
        caption=series.title,
        header=("Period", "Value"),
        rows=tuple(
            Row((cell(name), cell(said or NO_VALUE)), f"{address}-row-{place}")
            for place, (name, said) in enumerate(
                (
                    *_given("Baseline", figure(series.baseline, series.unit)),
                    *((period, figure(value, series.unit)) for period, value in series.points),
                    *_given("Target", _target(series)),
                ),
                1,
            )
        ),
        widths=(50, 50),
        id=f"{address}-table",
    )
    if sum(value is not None for _, value in series.points) < LEAST:
        return (table,)
    return (Chart(series.title, _measure_in_words(series), series, address), table)


def _given(name: str, said: str) -> Iterable[tuple[str, str]]:
    if said:
        yield name, said


def _target(series: MeasureSeries) -> str:
    target, upper = figure(series.target, series.unit), figure(series.target_to, series.unit)
    return f"{target} to {upper}" if upper else target


def _measure_in_words(series: MeasureSeries) -> str:
    """Return every value of a measure, where it began and what is aimed at."""
    values = (
        f"{period}, {figure(value, series.unit) or NO_VALUE.lower()}"
        for period, value in series.points
    )
    given = (
        *_given("Baseline", figure(series.baseline, series.unit)),
        *_given("Target", _target(series)),
    )
    return " ".join(
        filter(
            None,
            (
                f"Line chart of {series.title}: {'; '.join(values)}.",
                *(f"{name} {said}." for name, said in given),
                BETTER.get(series.direction),
            ),
        )
    )
