"""What happened after the period: notes with dates and approvals of their own, after a report.

They stand apart from what the report says of the period itself, which they leave as it was.
"""

from collections.abc import Iterable

from webapp import narrative
from webapp.domain import content
from webapp.domain.blocks import Block, Heading, Paragraph, Text, words
from webapp.domain.exempt import left_out
from webapp.domain.wording import day
from webapp.packs.document import Source
from webapp.packs.material import Addendum, Report, Workstream
from webapp.packs.wording import slug


def blocks(prefix: str, report: Report) -> Iterable[Block]:
    """Yield the notes under a heading of their own; nothing where there are none."""
    withheld = report.withheld.get("after", ())
    if report.after or withheld:
        yield Heading(2, "After the period", f"{prefix}-after")
        yield words("This happened after the period. It changes nothing above.")
    if withheld:
        yield words(left_out(withheld))
    for place, note in enumerate(report.after, 1):
        address = _address(prefix, place)
        source = f"source-{address}"
        yield Heading(3, day(note.happened_on), address)
        if note.exempt:
            yield words(note.exempt.sentence)
        yield from narrative.parse(note.text, prefix=address, under=3, source=source)
        yield Paragraph((Text(f"{_signed(note)}."),), f"{address}-approved", source)


def provenance(prefix: str, notes: Iterable[Addendum], *, sealed: bool) -> Iterable[Block]:
    """Yield where the words of each note come from, `sealed` with its fingerprint."""
    for place, note in enumerate(notes, 1):
        taken = f"Note on {day(note.happened_on)}. {_signed(note)}."
        yield Paragraph((Text(taken),), f"source-{_address(prefix, place)}")
        if sealed:
            yield words(content.fingerprint(note.text))


def sources(workstream: Workstream, report: Report) -> Iterable[Source]:
    """Yield who answers for each note."""
    for place, note in enumerate(report.after, 1):
        yield Source(
            id=f"source-{_address(slug(workstream), place)}",
            name=f"{workstream.name}, {day(note.happened_on)}",
            revision=report.revision,
            sha256=report.sha256 and content.fingerprint(note.text),
            author=note.by,
            written_on=note.written_on.isoformat(),
            approver=note.approved_by,
            approved_on=note.approved_on.isoformat(),
        )


def _address(prefix: str, place: int) -> str:
    return f"{prefix}-after-{place}"


def _signed(note: Addendum) -> str:
    """Return who wrote a note and who approved it, and when."""
    return (
        f"Written by {note.by} on {day(note.written_on)}, "
        f"approved by {note.approved_by} on {day(note.approved_on)}"
    )
