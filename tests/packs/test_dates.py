"""Dates that moved."""

from dataclasses import replace
from datetime import date

import pytest

from models.enums import MilestoneOutcome
from tests.packs import sample
from tests.packs.test_builder import said, section
from webapp.domain.content import Milestone, PlannedMilestone, UpdateContent
from webapp.packs import dates
from webapp.packs.builder import build


def lines(**values: object) -> list[str]:
    return said(section(build(sample.pack(**values)), "dates").blocks)


@pytest.mark.parametrize(
    "agreed, forecast, difference",
    [
        (date(2027, 3, 31), date(2027, 3, 26), "Five days earlier"),
        (date(2027, 3, 31), date(2027, 3, 31), "None"),
        (date(2027, 3, 31), date(2027, 4, 1), "One day later"),
        (None, date(2027, 4, 1), "Not known"),
        (date(2027, 3, 31), None, "Not known"),
    ],
)
def test_completion_as_agreed_stands_beside_the_forecast(
    agreed: date | None, forecast: date | None, difference: str
) -> None:
    report = sample.report(UpdateContent(forecast_on=forecast))
    stream = sample.workstream("G", "Governance", agreed_on=agreed, report=report)
    (row,) = [line for line in lines(workstreams=(stream,)) if line.startswith("G. Governance")]
    assert row.endswith(difference)


@pytest.mark.parametrize(
    "forecast, outcome, shown",
    [
        (date(2026, 6, 30), MilestoneOutcome.PARTLY, "30 June 2026 (passed)"),
        (date(2026, 6, 30), MilestoneOutcome.DONE, "30 June 2026"),
        (date(2026, 7, 1), MilestoneOutcome.PARTLY, "1 July 2026"),
    ],
)
def test_a_forecast_that_has_passed_while_work_goes_on_is_marked(
    forecast: date, outcome: MilestoneOutcome, shown: str
) -> None:
    content = UpdateContent(
        forecast_on=forecast, milestones=(Milestone(number=1, title="M1", outcome=outcome),)
    )
    stream = sample.workstream("G", "Governance", agreed_on=forecast, report=sample.report(content))
    (row,) = [line for line in lines(workstreams=(stream,)) if line.startswith("G. Governance")]
    assert row.split(" | ")[2:] == [shown, "None"]


def test_what_slipped_most_comes_first() -> None:
    planned = tuple(
        PlannedMilestone(number=number, title=f"M{number}", slips=slips)
        for number, slips in ((1, 1), (2, 0), (3, 4), (4, 1))
    )
    stream = sample.workstream(
        "G", "Governance", report=sample.report(UpdateContent(planned=planned))
    )
    moved = dates.moved(sample.pack(workstreams=(stream,)))
    assert [(row.reference, row.slips) for row in moved] == [("G-M3", 4), ("G-M1", 1), ("G-M4", 1)]
    assert moved[0].words == "M3: now without a date"


def test_that_nothing_slipped_is_said() -> None:
    stream = sample.workstream("G", "Governance", report=sample.report(UpdateContent()))
    assert lines(workstreams=(stream,))[-1] == (
        "No milestone that is still to be done has slipped."
    )


def test_a_workstream_without_a_report_has_no_forecast() -> None:
    pack = sample.pack()
    culture = [row for row in pack.workstreams if row.code == "C"]
    assert "C. Culture | 31 March 2027 | Not given | Not known" in lines(
        workstreams=tuple(replace(row) for row in culture)
    )
