"""The one-page summary: the overall rating, what changed and why, promises, what to decide.

A summary never quotes text that is exempt, and counts only what the edition prints.
"""

from collections.abc import Iterable, Iterator, Sequence

from models.enums import Change, MilestoneOutcome
from webapp import narrative
from webapp.domain.blocks import (
    Block,
    Heading,
    Item,
    ItemList,
    Paragraph,
    Text,
    words,
)
from webapp.domain.content import Milestone
from webapp.domain.ratings import change
from webapp.domain.wording import counted, day, listing, sentence
from webapp.packs import dates
from webapp.packs.document import Section
from webapp.packs.material import PackData, Told
from webapp.packs.ratings import Ratings, in_words
from webapp.packs.wording import CHANGES, titled

LONGEST_REASON = 240
"""Characters of a reason that the summary repeats; the report has all of it."""
MOST_CHANGED = 5
"""Changes that the summary gives with their reasons, so that it stays on a page."""
MOST_MOVED = 8
"""Moved dates that stand on the first page; the part on dates has them all."""

CHANGED = (Change.WORSENED, Change.IMPROVED)
"""What counts as a change, in the order in which it is told."""


def section(data: PackData, ratings: Ratings) -> Section:
    """Return the page a reader with two minutes reads."""
    blocks = (
        *_overall(data, ratings),
        *_asks(data),
        *_changes(data.told, ratings),
        *_promises(data.told),
        *_moved(data),
        *_age(data),
    )
    return Section("summary", "Summary", 1, blocks, new_page=True)


def _overall(data: PackData, ratings: Ratings) -> Iterator[Block]:
    """Yield the programme's rating with its own step's meaning, or that nobody gave one."""
    yield Heading(2, "Overall rating", "summary-overall")
    if data.overall is None:
        yield words("Nobody has given the programme an overall rating for this period.")
    else:
        meaning = {step.number: step.definition for step in data.scale.steps}[data.overall.step]
        yield Paragraph((ratings[data.overall.step], Text(f" – {meaning}")), "overall")
        yield from narrative.parse(data.overall.reason, prefix="overall", under=2)
    yield words(in_words(data, ratings))


def _asks(data: PackData) -> Iterator[Block]:
    if asks := narrative.parse(data.asks, prefix="asks", under=2):
        yield Heading(2, "Decisions asked for", "summary-asks")
        yield from asks


def _changes(told: Sequence[Told], ratings: Ratings) -> Iterator[Block]:
    """Yield which ratings became worse or better since they were last issued, and why."""
    yield Heading(2, "What changed since last period", "summary-changes")
    changed = [row for way in CHANGED for row in told if _direction(row) is way]
    if not changed:
        yield words("No rating became better or worse.")
        return
    shown = changed[:MOST_CHANGED]
    yield ItemList(tuple(Item((Paragraph((*_change(row, ratings),)), *_why(row))) for row in shown))
    if rest := len(changed) - len(shown):
        yield words(f"{sentence(counted(rest, 'more', 'more'))} in the reports.")


def _direction(row: Told) -> Change:
    before = row.workstream.previous
    return change(row.report.step, before.step if before else None)


def _change(row: Told, ratings: Ratings) -> Iterator[Text]:
    before = row.workstream.previous
    assert before is not None  # noqa: S101 - only a rating there was before can change
    yield Text(f"{titled(row.workstream)}: ", strong=True)
    yield Text(f"{CHANGES[_direction(row)].lower()} from {ratings[before.step].label} to ")
    yield Text(f"{ratings[row.report.step].label}.")


def _why(row: Told) -> Iterator[Block]:
    """Yield the reason that goes with the rating that is printed, in short."""
    report = row.report
    if report.agreed and report.agreed.reason and not report.agreed.exempt:
        yield words(f"The Improvement Group: {_short(report.agreed.reason)}")
    elif report.confirmed_step not in (None, report.proposed_step):
        reasons = [r.reason for r in report.approvals if r.reason and not r.exempt]
        if reasons:
            yield words(f"The sponsor: {_short(reasons[0])}")
    elif report.content.rationale_exempt is None and report.content.rationale.strip():
        yield words(f"The lead: {_short(_beginning(report.content.rationale))}")


def _beginning(markdown: str) -> str:
    """Return the first words of a narrative that stand in a paragraph of their own."""
    for block in narrative.parse(markdown):
        if isinstance(block, Paragraph):
            return "".join(getattr(part, "text", " ") for part in block.inlines)
    return "the report gives the reason."


def _short(text: str) -> str:
    """Return the beginning of a reason, in whole words, marked where it goes on in the report."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_REASON:
        return line
    return f"{line[:LONGEST_REASON].rpartition(' ')[0]} … (the report says more)"


def _promises(told: Sequence[Told]) -> Iterator[Block]:
    """Yield how many promises of last period were kept."""
    promised = [row for part in told for row in part.report.content.milestones if row.carried]
    yield Heading(2, "Promises of last period", "summary-promises")
    if not promised:
        yield words("No milestone was promised for this period.")
        return
    kept = [row for row in promised if row.outcome is MilestoneOutcome.DONE]
    missed = tuple(_missed(promised))
    done = sentence(counted(len(kept), "was", "were")) if kept else "None was"
    ending = f" {sentence(listing(missed))}." if missed else ""
    yield words(
        f"{sentence(counted(len(promised), 'milestone was', 'milestones were'))} promised. "
        f"{done} done.{ending}"
    )


def _missed(promised: Iterable[Milestone]) -> Iterator[str]:
    outcomes = [row.outcome for row in promised]
    for outcome, one, many in (
        (MilestoneOutcome.PARTLY, "was partly done", "were partly done"),
        (MilestoneOutcome.SLIPPED, "slipped", "slipped"),
        (MilestoneOutcome.DROPPED, "was dropped", "were dropped"),
        (None, "has no outcome", "have no outcome"),
    ):
        if number := outcomes.count(outcome):
            yield counted(number, one, many)


def _moved(data: PackData) -> Iterator[Block]:
    """Yield the milestones whose dates moved, with the first and the present date."""
    moved = dates.moved(data)
    if not moved:
        return
    yield Heading(2, "Dates that moved", "summary-moved")
    shown = moved[:MOST_MOVED]
    yield ItemList(tuple(Item((words(f"{row.reference} {row.words}"),)) for row in shown))
    if rest := len(moved) - len(shown):
        yield words(f"{sentence(counted(rest, 'more', 'more'))} in the reports.")


def _age(data: PackData) -> Iterator[Block]:
    """Yield how old the reports are when the meeting reads them."""
    days = [row.report.content.as_at or row.report.completed_on for row in data.told]
    if not days or data.meeting_on is None:
        return
    oldest = min(days)
    age = (data.meeting_on - oldest).days
    yield words(
        f"The reports describe the position up to {day(oldest)} or later: at the meeting on "
        f"{day(data.meeting_on)} they are at most {counted(max(age, 0), 'day', 'days')} old."
        if age > 0
        else f"The reports describe the position up to {day(oldest)} or later."
    )
