"""The agenda of the group's meeting: a stop for each workstream, with what was done about it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from models import Minute
from models.enums import ItemKind
from webapp.domain.blocks import Block, Heading, Item, ItemList, words
from webapp.domain.content import Risk
from webapp.domain.registers import reference
from webapp.packs import registers, reports, summary
from webapp.packs.contents import Contents
from webapp.packs.document import Section
from webapp.packs.lines import Line
from webapp.packs.material import PackData, Report, Workstream
from webapp.packs.meeting.queried import Queried
from webapp.packs.ratings import Ratings
from webapp.packs.wording import slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A workstream on the agenda."""

    line: Line
    discussed: bool
    query: Queried | None

    @property
    def address(self) -> str:
        """The end of the address of its screen."""
        return self.line.address

    @property
    def marks(self) -> tuple[str, ...]:
        """What the agenda says beside it, in words."""
        report = self.line.report
        rated = isinstance(report, Report) and report.agreed is not None
        found = (
            ("Discussed", self.discussed),
            ("Queried", self.query is not None and self.query.is_open),
            ("Query carried", self.query is not None and self.query.is_carried),
            ("Rating set", rated),
            ("Missing", not self.line.reported),
        )
        return tuple(words_ for words_, holds in found if holds)


def stops(
    contents: Contents, discussed: Collection[int], queries: Sequence[Queried]
) -> tuple[Stop, ...]:
    """Return the workstreams that have not closed, in their order."""
    asked = {row.workstream.id: row for row in queries}
    return tuple(
        Stop(
            line=line,
            discussed=line.workstream.id in discussed,
            query=asked.get(line.workstream.id),
        )
        for line in contents.expected
    )


def about(minutes: Sequence[Minute], stop: Stop) -> list[Minute]:
    """Return the decisions and actions about a workstream."""
    return [row for row in minutes if row.workstream_id == stop.line.workstream.id]


def in_short(data: PackData, workstream: Workstream, ratings: Ratings) -> Section:
    """Return what a meeting looks at first: what changed, promises, moved dates and risks.

    It says what the summary of the pack would, were this the only workstream.
    """
    alone = replace(data, workstreams=(workstream,), meeting_on=None)
    told = summary.section(alone, ratings).blocks
    first = next(
        place
        for place, block in enumerate(told)
        if isinstance(block, Heading) and block.id == "summary-changes"
    )
    address = f"{slug(workstream)}-short"
    blocks = (*told[first:], *_risks(workstream))
    own = tuple(_addressed(block, address) for block in blocks)
    return Section(address, f"{workstream.name} in short", 1, own)


def _addressed(block: Block, address: str) -> Block:
    """Return a heading with an address of its own where all workstreams stand on one page."""
    if isinstance(block, Heading):
        return Heading(block.level, block.text, f"{address}-{block.id}")
    return block


def full(workstream: Workstream, ratings: Ratings) -> Section:
    """Return the whole report as the pack prints it, under a title for the screen."""
    section = reports.section(workstream, ratings)
    return Section(section.id, f"The report of {workstream.name}", section.level, section.blocks)


def _risks(workstream: Workstream) -> Iterator[Block]:
    """Yield a line for each risk, with likelihood, impact and trend."""
    report = workstream.report
    if not isinstance(report, Report) or not report.content.risks:
        return
    yield Heading(2, "Risks", "risks")
    yield ItemList(
        tuple(
            Item((words(f"{reference(workstream.code, ItemKind.RISK, row.number)} {_told(row)}"),))
            for row in report.content.risks
        )
    )


def _told(row: Risk) -> str:
    """Return a risk in one line, with its mark where it is not for publication."""
    assessed = registers.assessment(row).replace("\n", ", ").lower()
    return f"{row.marked(row.description)}{f' ({assessed})' if assessed else ''}"
