"""Reports arranged by what the programme must answer, as a government department reads them."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from webapp import narrative
from webapp.domain.blocks import Block, Heading, words
from webapp.domain.wording import day
from webapp.narrative import DEEPEST_HEADING
from webapp.packs.document import Section
from webapp.packs.material import Concern, PackData, Workstream
from webapp.packs.ratings import Ratings
from webapp.packs.status import status_table
from webapp.packs.wording import slug, titled

UNANSWERED = "No workstream of this phase answers this concern."
OTHER = "Work that answers no concern"


def arranged(data: PackData, ratings: Ratings, reports: Sequence[Section]) -> tuple[Section, ...]:
    """Return the reports below the concerns they answer, each once, the rest at the end.

    `reports` holds one section for each workstream of the pack, by its address. A workstream that
    answers several concerns is reported under the first; the others say where.
    """
    places = {section.id: section for section in reports}
    home: dict[str, Concern] = {}
    sections: list[Section] = []
    for concern in data.concerns:
        answering = [row for row in data.workstreams if row.code in concern.answered_by]
        here = [row for row in answering if home.setdefault(row.code, concern) is concern]
        elsewhere = [(row, home[row.code]) for row in answering if row not in here]
        blocks = (*_what_it_is(concern), *_who_answers(concern, answering, elsewhere, ratings))
        title = f"Concern {concern.number}: {concern.title}"
        sections.append(Section(_address(concern), title, 1, blocks, new_page=bool(here)))
        sections.extend(_below(places[slug(row)] for row in here))
    rest = [places[slug(row)] for row in data.workstreams if row.code not in home]
    if rest:
        sections.append(Section("other-work", OTHER, 1, (), new_page=True))
        sections.extend(_below(rest))
    return tuple(sections)


def _address(concern: Concern) -> str:
    return f"concern-{concern.number}"


def _what_it_is(concern: Concern) -> Iterable[Block]:
    """Yield the words of the concern, where it was raised, and how it ended."""
    yield from narrative.parse(concern.text, prefix=_address(concern))
    on = f" on {day(concern.raised_on)}" if concern.raised_on else ""
    yield words(f"Raised in: {concern.source}{on}.")
    if concern.closed_on:
        yield words(f"Closed on {day(concern.closed_on)}: {concern.closing_reason}")


def _who_answers(
    concern: Concern,
    answering: Sequence[Workstream],
    elsewhere: Iterable[tuple[Workstream, Concern]],
    ratings: Ratings,
) -> Iterable[Block]:
    """Yield the ratings of the workstreams that answer it, and where else one is reported."""
    if not answering:
        yield words(UNANSWERED)
        return
    yield status_table(
        answering,
        ratings,
        caption=f"Workstreams that answer concern {concern.number}",
        prefix=_address(concern),
    )
    for row, other in elsewhere:
        yield words(f"{titled(row)} is reported under concern {other.number}.")


def _below(reports: Iterable[Section]) -> Iterable[Section]:
    """Yield reports as parts of the section before them, their headings one level deeper."""
    for number, report in enumerate(reports):
        blocks = tuple(
            replace(block, level=min(block.level + 1, DEEPEST_HEADING))
            if isinstance(block, Heading)
            else block
            for block in report.blocks
        )
        yield replace(report, level=2, blocks=blocks, new_page=number > 0)
