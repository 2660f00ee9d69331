"""The measures of a report: a table of what they are now, and a chart of how each came there."""

from collections.abc import Iterable
from decimal import Decimal

from models.enums import ItemKind
from webapp.domain import measures
from webapp.domain.blocks import Block, MeasureSeries
from webapp.domain.content import MeasureValue
from webapp.domain.registers import reference
from webapp.packs import charts
from webapp.packs.material import Report, Workstream
from webapp.packs.registers import register
from webapp.packs.wording import slug

NO_VALUE = "No value this period"


def told(report: Report) -> bool:
    """Return whether a report says anything of measures, or leaves something out."""
    return bool(report.content.measures or report.withheld.get("measures"))


def table(workstream: Workstream, report: Report) -> Iterable[Block]:
    """Yield the measures with their values, the last issued ones and what that means."""
    return register(
        "Measures",
        (
            ("Reference", 0),
            ("Measure", 34),
            ("At the start", 20),
            ("Last value", 18),
            ("This period", 26),
            ("Target", 26),
            ("What it means", 32),
        ),
        [_row(workstream, row) for row in report.content.measures],
        f"{slug(workstream)}-measures-table",
        report.withheld.get("measures", ()),
    )


def _row(workstream: Workstream, row: MeasureValue) -> tuple[str, ...]:
    before = _last(workstream, row.number)
    value = before.value if before else None
    last = measures.figure(value, row.unit)
    return (
        reference(workstream.code, ItemKind.MEASURE, row.number),
        row.marked(row.name),
        measures.began(row),
        before.marked(last) if before else last,
        measures.said(row),
        measures.aim(row),
        "\n".join(filter(None, (measures.change(row, value, row.value) or NO_VALUE, row.note))),
    )


def _last(workstream: Workstream, number: int) -> MeasureValue | None:
    """Return the last row with a value that was issued before this period."""
    issued = [row for past in workstream.measured[:-1] for row in past.rows]
    values = [row for row in issued if row.number == number and row.value is not None]
    return values[-1] if values else None


def pictures(workstream: Workstream, report: Report) -> Iterable[Block]:
    """Yield how each measure went from period to period, where it has two values at least."""
    for row in report.content.measures:
        points = _points(workstream, row.number)
        if sum(value is not None for _, value in points) >= charts.LEAST:
            name = reference(workstream.code, ItemKind.MEASURE, row.number)
            series = MeasureSeries(
                title=f"{name}. {row.marked(row.name)}",
                points=points,
                unit=row.unit,
                baseline=row.baseline,
                target=row.target,
                target_to=row.target_to,
                direction=row.direction,
            )
            yield from charts.measure(series, f"{slug(workstream)}-measure-{row.number}")


def _points(workstream: Workstream, number: int) -> tuple[tuple[str, Decimal | None], ...]:
    """Return the values of a measure by period, from the first that it has."""
    points = [
        (past.period, next((row.value for row in past.rows if row.number == number), None))
        for past in workstream.measured
    ]
    while points and points[0][1] is None:
        del points[0]
    return tuple(points)
