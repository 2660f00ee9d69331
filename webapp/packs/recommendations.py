"""What the improvement board recommended and is not done, with the programme's answers."""

from collections.abc import Iterator

from webapp import narrative
from webapp.domain.blocks import Block, Fact, Facts, Heading
from webapp.domain.wording import day
from webapp.packs.document import Section
from webapp.packs.material import PackData, Recommendation

NOT_ANSWERED = "Not answered yet."


def sections(data: PackData) -> tuple[Section, ...]:
    """Return the part on recommendations, where there are any that the edition may print."""
    if not data.recommendations:
        return ()
    blocks = tuple(block for row in data.recommendations for block in _one(row))
    title = "Recommendations of the improvement board that are not done"
    return (Section("recommendations", title, 1, blocks),)


def _one(row: Recommendation) -> Iterator[Block]:
    address = f"recommendation-{row.number}"
    yield Heading(2, f"Recommendation {row.number} of {day(row.recorded_on)}", address)
    yield from narrative.plain(row.text, prefix=address)
    facts = [Fact("To", narrative.plain(row.addressee))]
    if row.due_on:
        facts.append(Fact("By", narrative.plain(day(row.due_on))))
    signed = f"\n{row.answered_by} on {day(row.answered_on)}" if row.answered_on else ""
    answer = f"{row.answer}{signed}" if row.answer else NOT_ANSWERED
    facts.append(Fact("Answer of the programme", narrative.plain(answer)))
    yield Facts(tuple(facts), f"{address}-facts")
