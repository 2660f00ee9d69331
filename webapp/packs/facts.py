"""The facts at the head of a report: its ratings, what the workstream is for, who, and by when."""

from collections.abc import Iterator, Sequence

from webapp import narrative
from webapp.domain.blocks import Block, Fact, Facts, Item, ItemList, Paragraph, Text, words
from webapp.domain.wording import day, sentence
from webapp.packs.material import Outcome, Report, Workstream
from webapp.packs.ratings import Ratings, issued, rated
from webapp.packs.wording import NONE_RECORDED, NOT_CONFIRMED, NOT_GIVEN, slug


def facts(workstream: Workstream, ratings: Ratings) -> Facts:
    """Return the summary box: what the workstream is, who answers for it and by when."""
    return Facts(tuple(_facts(workstream, ratings)), f"{slug(workstream)}-facts")


def _facts(workstream: Workstream, ratings: Ratings) -> Iterator[Fact]:
    report = workstream.report if isinstance(workstream.report, Report) else None
    address = f"{slug(workstream)}-description"
    purpose = narrative.parse(workstream.description, prefix=address, under=2)
    if report:
        yield Fact("Rating this period", (rated(report, ratings),))
    yield Fact("Rating last period", (issued(workstream.previous, ratings),))
    yield Fact("Description", purpose or (words(NOT_GIVEN),))
    yield Fact("Outcomes", _outcomes(workstream.outcomes))
    if workstream.named:
        yield from _who(workstream)
    yield Fact("Agreed completion", (_known(day(workstream.agreed_on)),))
    if report:
        yield from _progress(report)


def _who(workstream: Workstream) -> Iterator[Fact]:
    """Yield the people of a workstream, the lead who answers for it marked."""
    leads = tuple(
        f"{lead} (accountable lead)" if lead == workstream.accountable_lead else lead
        for lead in workstream.leads
    )
    yield Fact(_one_or_many(workstream.sponsors, "Sponsor"), _people(workstream.sponsors))
    yield Fact(_one_or_many(leads, "Lead"), _people(leads))
    yield Fact("PMO support", _people(workstream.pmo_support))


def _progress(report: Report) -> Iterator[Fact]:
    """Yield what is known of a report: forecast, day it describes, who wrote and approved it."""
    yield Fact("Forecast completion", (_known(day(report.content.forecast_on)),))
    if report.content.as_at:
        yield Fact("Position as at", (words(day(report.content.as_at)),))
    completed = sentence(f"{report.completed_by} on {day(report.completed_on)}")
    yield Fact("Report completed by", (words(completed),))
    given = tuple(words(sentence(approval.given)) for approval in report.approvals)
    if not report.confirmed:
        given = (*given, words(NOT_CONFIRMED))
    yield Fact("Approved by", given)


def _outcomes(outcomes: Sequence[Outcome]) -> tuple[Block, ...]:
    """Return the outcomes as a list, under the names of their groups where they have any."""
    groups: dict[str | None, list[str]] = {}
    for outcome in outcomes:
        if outcome.text.strip():
            groups.setdefault(outcome.group, []).append(outcome.text)
    blocks: list[Block] = []
    for group, texts in groups.items():
        if group:
            blocks.append(Paragraph((Text(group, strong=True),)))
        if len(texts) == 1 and not group:
            blocks.extend(narrative.plain(texts[0]))
        else:
            blocks.append(ItemList(tuple(Item(narrative.plain(text)) for text in texts)))
    return tuple(blocks) or (words(NONE_RECORDED),)


def _people(names: Sequence[str]) -> tuple[Block, ...]:
    return tuple(words(name) for name in names) or (words(NOT_GIVEN),)


def _one_or_many(names: Sequence[str], label: str) -> str:
    return label if len(names) < 2 else f"{label}s"


def _known(text: str) -> Paragraph:
    return words(text or NOT_GIVEN)
