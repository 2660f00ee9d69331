"""The measures of a workstream under the outcomes they show: what they are, and how they moved."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models import Measure
from models.enums import ItemKind
from webapp.domain import measures
from webapp.domain.blocks import Chart, Table, texts
from webapp.domain.content import MeasureValue, UpdateContent
from webapp.domain.registers import reference
from webapp.drawing import charts
from webapp.measures import without_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A measure as the page shows it; `values` are its periods with what it was in each."""

    reference: str
    row: MeasureValue
    name: str
    values: tuple[tuple[str, str], ...]
    chart: Chart | None
    """None while there are too few values for a picture."""


@dataclass(frozen=True, slots=True)
class Goal:
    """An outcome of the plan, perhaps under the name of a group."""

    id: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Aim:
    """An outcome with the measures that show whether it is reached; None where they show none."""

    outcome: Goal | None
    measures: tuple[Shown, ...]


def aims(
    code: str,
    outcomes: Sequence[Goal],
    agreed: Sequence[Measure],
    reports: Sequence[tuple[str, UpdateContent]],
    *,
    whole: bool,
) -> tuple[Aim, ...]:
    """Return the outcomes in their order with their measures, then the measures of none.

    `reports` are the last updates, oldest first. Who reads the `whole` sees what is agreed now
    and was not reported on yet; others see what the last report told them.
    """
    now = tuple(without_value(row) for row in agreed if row.ended_on is None)
    told = reports[-1][1].measures if reports else ()
    rows = measures.in_line(told, now) if whole else told
    serves = {row.number: row.outcome_id for row in agreed}
    measured = [(period, content.measures) for period, content in reports]
    found: dict[int | None, list[Shown]] = defaultdict(list)
    known = {row.id for row in outcomes}
    for row in rows:
        outcome_id = serves.get(row.number)
        place = outcome_id if outcome_id in known else None
        found[place].append(_shown(code, row, measured))
    listed = [Aim(outcome, tuple(found.pop(outcome.id, ()))) for outcome in outcomes]
    return (*listed, Aim(None, tuple(found[None]))) if found.get(None) else tuple(listed)


def _shown(
    code: str, row: MeasureValue, measured: Sequence[tuple[str, Iterable[MeasureValue]]]
) -> Shown:
    name = reference(code, ItemKind.MEASURE, row.number)
    series = charts.series(code, row, measured)
    blocks = charts.measure(series, f"measure-{row.number}")
    return Shown(
        reference=name,
        row=row,
        name=row.marked(row.name),
        values=tuple(
            (" ".join(texts(line.cells[0].blocks)), " ".join(texts(line.cells[1].blocks)))
            for block in blocks
            if isinstance(block, Table)
            for line in block.rows
        )
        if series.points
        else (),
        chart=next((block for block in blocks if isinstance(block, Chart)), None),
    )
