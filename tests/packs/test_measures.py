"""The measures of a report: what they are, what that means, and how they came there."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ReportingPeriod
from models.enums import Depth, PeriodStatus, UpdateStatus
from tests import factories
from tests.factories import AT
from tests.packs import sample, stages
from tests.world import CONTENT, World, advance
from webapp.domain.blocks import Block, Chart, Heading, MeasureSeries, Paragraph, Table, Text
from webapp.domain.content import MeasureValue, UpdateContent
from webapp.packs import contents
from webapp.packs.builder import build
from webapp.packs.material import Measured, PackData, Workstream

CONTENT_MEASURES = (
    sample.CONTENT.measures[0],
    msgspec.structs.replace(sample.CONTENT.measures[1], value=Decimal(2)),
)
LATEST = select(ReportingPeriod).order_by(ReportingPeriod.starts_on.desc()).limit(1)


def blocks(stream: Workstream, depth: Depth = Depth.FULL) -> list[Block]:
    """Return what a report says under its heading for measures."""
    data = sample.pack(workstreams=(stream,))
    recipe = replace(data.made_by, depth=depth)
    document = build(replace(data, recipe=recipe))
    report = next(section for section in document.sections if section.id == "g")
    found = list(report.blocks)
    start = [place for place, one in enumerate(found) if getattr(one, "id", "") == "g-measures"]
    if not start:
        return []
    rest = found[start[0] + 1 :]
    end = next(place for place, one in enumerate(rest) if isinstance(one, Heading))
    return rest[:end]


def said(table: Block) -> list[list[str]]:
    """Return the words of a table's cells, row by row."""
    assert isinstance(table, Table)
    return [
        [
            " / ".join(
                "".join(run.text for run in block.inlines if isinstance(run, Text))
                for block in cell.blocks
                if isinstance(block, Paragraph)
            )
            for cell in row.cells
        ]
        for row in table.rows
    ]


def test_a_report_says_what_each_measure_is_and_means() -> None:
    table, *_ = blocks(sample.workstream("G", "Governance"))
    first, second = said(table)
    assert first == [
        "G-K1",
        "Decisions recorded within a week",
        "40% (March 2025)",
        "65%",
        "72.5%",
        "90% or more by 31 March 2027",
        "Better. 65% of the way to the target / The main committees are all in.",
    ]
    assert second == [
        "G-K2",
        "Complaints about missing records",
        "Not given",
        "4",
        "Not measured: The count comes in July.",
        "0 to 3",
        "No value this period",
    ]


def test_a_chart_shows_a_measure_from_its_first_value_on() -> None:
    _, *rest = blocks(sample.workstream("G", "Governance"))
    (chart,) = [block for block in rest if isinstance(block, Chart)]
    assert isinstance(chart.data, MeasureSeries)
    assert chart.data.points == (
        ("March and April 2026", Decimal(65)),
        ("May and June 2026", Decimal("72.5")),
    )
    assert (chart.data.target, chart.data.baseline) == (Decimal(90), Decimal(40))
    assert "72.5%" in chart.alternative


def test_values_of_all_measures_stand_side_by_side_below_their_charts() -> None:
    earlier = Measured(
        period="January and February 2026", rows=(CONTENT_MEASURES[1], CONTENT_MEASURES[0])
    )
    measured = (
        earlier,
        *(replace(past, rows=CONTENT_MEASURES) for past in sample.MEASURED[1:]),
    )
    _, *rest = blocks(sample.workstream("G", "Governance", measured=measured))
    assert [type(block) for block in rest] == [Chart, Chart, Table]
    table = rest[-1]
    assert isinstance(table, Table)
    assert table.header == ("Period", "G-K1", "G-K2")
    assert said(table)[0] == ["January and February 2026", "72.5%", "2"]
    _, _, *alone = blocks(sample.workstream("G", "Governance"))
    assert said(alone[0]) == [["March and April 2026", "65%"], ["May and June 2026", "72.5%"]]


def test_a_short_report_has_the_table_and_no_chart() -> None:
    (table,) = blocks(sample.workstream("G", "Governance"), Depth.SHORT)
    assert isinstance(table, Table)


@pytest.mark.parametrize("depth", Depth)
def test_a_workstream_without_measures_says_nothing_of_them(depth: Depth) -> None:
    content = msgspec.structs.replace(sample.CONTENT, measures=())
    stream = sample.workstream("G", "Governance", measured=(), report=sample.report(content))
    assert blocks(stream, depth) == []


def next_pack(session: Session, world: World, content: UpdateContent) -> PackData:
    """Issue the first period with a text, and return the material of the next one's pack."""
    issued = advance(session, world.first_update, UpdateStatus.ISSUED, content=content)
    factories.edition(session, world.period, [issued], world.office)
    world.period.status = PeriodStatus.ISSUED
    following = factories.period(
        session,
        world.phase,
        slug="2026-03",
        name="March and April 2026",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 30),
    )
    advance(session, factories.update(session, world.first, following), UpdateStatus.APPROVED)
    pack = stages.fetch(session, world.office, factories.pack(session, following))
    return contents.pack_data(session, pack, at=AT)


@pytest.mark.both_databases
def test_values_of_issued_periods_come_with_the_material(session: Session, world: World) -> None:
    factories.measure(session, world.first)
    value = MeasureValue(number=1, value=Decimal("62.5"))
    content = msgspec.structs.replace(CONTENT, measures=(value,))
    first, *_ = next_pack(session, world, content).workstreams
    before, now = first.measured
    assert before.period == world.period.name
    assert [(row.number, row.value) for row in before.rows] == [(1, Decimal("62.5"))]
    assert now.period == "March and April 2026"
    assert [(row.value, row.last) for row in now.rows] == [(Decimal(90), Decimal("62.5"))]


@pytest.mark.both_databases
def test_words_that_look_like_measures_are_none(session: Session, world: World) -> None:
    forged = '"measures":[{"number":1,"value":"5"}]'
    content = msgspec.structs.replace(CONTENT, key_activities=forged)
    first, *_ = next_pack(session, world, content).workstreams
    assert first.measured == ()
    past = stages.past_of(session, session.scalars(LATEST).one())
    assert past.measured(world.first.id) == (Measured(period=world.period.name),)
