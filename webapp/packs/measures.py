"""The measures of a report: a table of what they are now, and a chart of how each came there."""

from collections.abc import Iterable, Sequence

from models.enums import ItemKind
from webapp.domain import measures
from webapp.domain.blocks import Block, MeasureSeries, Row, Table, cell
from webapp.domain.content import MeasureValue
from webapp.domain.registers import reference
from webapp.drawing import charts
from webapp.packs.material import Report, Workstream
from webapp.packs.registers import register
from webapp.packs.wording import slug

NO_VALUE = "No value this period"
NONE = "No value"
ABREAST = 4
"""Most measures side by side in a table of values."""


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
    """Yield how each measure went from period to period, where it has two values at least.

    The values stand below all the pictures, side by side: a table below each would part them.
    """
    drawn: list[tuple[str, MeasureSeries]] = []
    measured = [(past.period, past.rows) for past in workstream.measured]
    for row in report.content.measures:
        series = charts.series(workstream.code, row, measured)
        if sum(value is not None for _, value in series.points) >= charts.LEAST:
            chart, _ = charts.measure(series, f"{slug(workstream)}-measure-{row.number}")
            yield chart
            drawn.append((reference(workstream.code, ItemKind.MEASURE, row.number), series))
    for place in range(0, len(drawn), ABREAST):
        address = f"{slug(workstream)}-values-{place // ABREAST + 1}"
        yield _values(drawn[place : place + ABREAST], address)


def _values(drawn: Sequence[tuple[str, MeasureSeries]], address: str) -> Table:
    """Return the values of measures side by side, from the first period that one of them has."""
    longest = max((series.points for _, series in drawn), key=len)
    found = [(dict(series.points), series.unit) for _, series in drawn]
    return Table(
        caption="Measures period by period",
        header=("Period", *(name for name, _ in drawn)),
        rows=tuple(
            Row(
                (
                    cell(period),
                    *(cell(measures.figure(of.get(period), unit) or NONE) for of, unit in found),
                ),
                f"{address}-row-{number}",
            )
            for number, (period, _) in enumerate(longest, 1)
        ),
        widths=(34, *(22 for _ in drawn)),
        id=address,
    )
