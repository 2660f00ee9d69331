"""The status table of a pack: each workstream's rating beside its last one."""

from collections.abc import Iterable

from models.enums import Change
from webapp.domain.blocks import Cell, Paragraph, Row, Table, Text, cell, words
from webapp.domain.ratings import change
from webapp.packs.document import Section
from webapp.packs.material import Missing, PackData, Workstream
from webapp.packs.ratings import Ratings, difference, in_words, issued, rated
from webapp.packs.wording import CHANGES, slug, titled


def section(data: PackData, ratings: Ratings) -> Section:
    """Return every workstream's rating, with counts worked out from them."""
    table = status_table(
        data.workstreams,
        ratings,
        caption="Rating of each workstream this period and last period",
        prefix="status",
    )
    counts = Paragraph((Text(in_words(data, ratings)),), "status-counts")
    return Section("status", "Status of the workstreams", 1, (counts, table))


def status_table(
    workstreams: Iterable[Workstream], ratings: Ratings, *, caption: str, prefix: str
) -> Table:
    """Return the ratings of some workstreams this period and last period."""
    return Table(
        caption=caption,
        header=("Workstream", "This period", "Last period", "Change"),
        rows=tuple(
            Row(
                cells=(
                    cell(titled(workstream)),
                    _now(workstream, ratings),
                    cell((issued(workstream.previous, ratings),)),
                    cell(CHANGES[_change(workstream)]),
                ),
                id=f"{prefix}-{slug(workstream)}",
            )
            for workstream in workstreams
        ),
        widths=(40, 26, 22, 18),
        id=f"{prefix}-table",
    )


def _change(workstream: Workstream) -> Change:
    before = workstream.previous.step if workstream.previous else None
    return change(workstream.step, before, closed=workstream.closed_on is not None)


def _now(workstream: Workstream, ratings: Ratings) -> Cell:
    """Return the rating of this period, marked where it is not simply what the lead proposed."""
    report = workstream.report
    if isinstance(report, Missing):
        return cell(report.label)
    marked = difference(report)
    step = rated(report, ratings)
    return cell((step, words(marked)) if marked else (step,))
