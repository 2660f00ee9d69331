"""Dates that moved: completion of the workstreams, and milestones with their first date."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from models.enums import ItemKind
from webapp.domain.blocks import Block, Heading, Row, Table, cell, words
from webapp.domain.checks.completion import finished
from webapp.domain.flags import times
from webapp.domain.reconcile import promises
from webapp.domain.registers import reference
from webapp.domain.wording import day, later, sentence
from webapp.packs.document import Section
from webapp.packs.material import PackData, Report, Workstream
from webapp.packs.wording import NOT_GIVEN, slug, titled


class Moved(NamedTuple):
    """A milestone that is due later than first promised; `due_on` is None where it has no date."""

    workstream: Workstream
    number: int
    title: str
    first_due_on: date | None
    due_on: date | None
    slips: int

    @property
    def reference(self) -> str:
        """Its printed reference."""
        return reference(self.workstream.code, ItemKind.MILESTONE, self.number)

    @property
    def words(self) -> str:
        """What it is and how its date moved, in one line."""
        first = f"first due {day(self.first_due_on)}, " if self.first_due_on else ""
        now = f"now {day(self.due_on)}" if self.due_on else "now without a date"
        return f"{self.title}: {first}{now}"


def moved(data: PackData) -> tuple[Moved, ...]:
    """Return the milestones still to be done that have slipped, those that slipped most first."""
    found = [
        Moved(workstream, row.number, row.title, row.first_due_on, row.due_on, row.slips)
        for workstream, report in data.told
        for row in promises(report.content)
        if row.slips and row.exempt is None
    ]
    return tuple(sorted(found, key=lambda row: -row.slips))


def section(data: PackData) -> Section:
    """Return completion dates, agreed beside forecast, and the milestones that slipped."""
    return Section("dates", "Dates", 1, (*_completion(data), *_milestones(data)))


def _completion(data: PackData) -> Iterator[Block]:
    yield Heading(2, "Completion of the workstreams", "dates-completion")
    yield Table(
        caption="Agreed and forecast completion of each workstream",
        header=("Workstream", "Agreed", "Forecast", "Difference"),
        rows=tuple(
            Row(
                cells=(
                    cell(titled(workstream)),
                    cell(day(workstream.agreed_on) or NOT_GIVEN),
                    cell(_expected(workstream, data.ends_on)),
                    cell(_difference(workstream.agreed_on, _forecast(workstream))),
                ),
                id=f"dates-{slug(workstream)}",
            )
            for workstream in data.workstreams
        ),
        widths=(40, 0, 0, 0),
        id="dates-completion-table",
    )


def _forecast(workstream: Workstream) -> date | None:
    report = workstream.report
    return report.content.forecast_on if isinstance(report, Report) else None


def _expected(workstream: Workstream, ends_on: date) -> str:
    """Return the forecast, marked where its day is over at the end of the period, the work not."""
    report, forecast = workstream.report, _forecast(workstream)
    over = forecast is not None and forecast <= ends_on
    unfinished = isinstance(report, Report) and not finished(report.content)
    return f"{day(forecast) or NOT_GIVEN}{' (passed)' if over and unfinished else ''}"


def _difference(agreed: date | None, forecast: date | None) -> str:
    """Return how far forecast and agreement are apart, in days."""
    if agreed is None or forecast is None:
        return "Not known"
    return sentence(later((forecast - agreed).days)) or "None"


def _milestones(data: PackData) -> Iterator[Block]:
    yield Heading(2, "Milestones that slipped", "dates-milestones")
    rows = moved(data)
    if not rows:
        yield words("No milestone that is still to be done has slipped.")
        return
    yield Table(
        caption="Milestones that slipped",
        header=("Reference", "Milestone", "First due", "Due now", "Slipped"),
        rows=tuple(
            Row(
                cells=(
                    cell(row.reference),
                    cell(row.title),
                    cell(day(row.first_due_on) or NOT_GIVEN),
                    cell(day(row.due_on) or NOT_GIVEN),
                    cell(sentence(times(row.slips))),
                ),
                id=f"dates-{row.reference.lower()}",
            )
            for row in rows
        ),
        widths=(0, 50, 0, 0, 0),
        id="dates-milestones-table",
    )
