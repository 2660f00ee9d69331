"""Turns what a pack or a cover report would print into the plain values its checks read.

Only what the edition prints is checked: its recipe chooses the parts, and a public edition is read
without its exempt text. Touches no database.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from models.enums import Depth, ItemKind, PackPart
from webapp.domain import checks
from webapp.domain.checks.days import mentions
from webapp.domain.checks.prose import NARRATIVES, passages
from webapp.domain.content import Issue, MeasureValue, Milestone, PlannedMilestone, Risk
from webapp.domain.packchecks import Finding, Front, Overall, Paper, Severity, Text, blocking
from webapp.domain.packchecks import find as find_in
from webapp.domain.registers import reference
from webapp.packs import public
from webapp.packs.cover.content import CoverContent
from webapp.packs.cover.pieces import Kind
from webapp.packs.cover.references import Implication, Numbered, numbered, printed
from webapp.packs.material import PackData, Report, Workstream
from webapp.packs.papers import section as appendices
from webapp.packs.wording import slug, titled

__all__ = ["Finding", "Severity", "blocking", "find", "find_in_cover"]

Row = Issue | MeasureValue | Milestone | PlannedMilestone | Risk
"""What has a printed reference."""
SHORT = ("rationale", "milestones", "planned")
"""Fields of an update that a short report prints."""


def find(data: PackData, *, in_part: bool = False) -> tuple[Finding, ...]:
    """Return what is to be mended, or accepted with a reason, before a pack is issued.

    `where` of a finding is the id of a section of the pack's document, or "front". A pack about
    one workstream holds the programme `in_part`: what its words say of all of it was compared in
    the board's pack.
    """
    whole = paper(data)
    return find_in(replace(whole, ratings={}) if in_part else whole)


def find_in_cover(
    content: CoverContent,
    implications: Sequence[Implication],
    data: PackData,
    people: Mapping[int, str] | None = None,
) -> tuple[Finding, ...]:
    """Return what is to be mended, or accepted with a reason, before a cover report is issued.

    `data` is the pack it presents, `people` are those it may name by number. `where` of a finding
    is the kind and handle of a piece ("paragraph-p2"), or "front", "objectives", "appendices",
    "papers" or "signed".
    """
    return find_in(cover_paper(content, implications, data, people or {}))


def paper(data: PackData) -> Paper:
    """Return a pack as its checks read it."""
    data = public.as_read(data)
    parts = data.made_by.parts
    summary = PackPart.SUMMARY in parts
    return Paper(
        title=f"{data.programme}, {data.phase}, {data.period}",
        starts_on=data.starts_on,
        ends_on=data.ends_on,
        meeting_on=data.meeting_on,
        steps={step.number: step.label for step in data.scale.steps},
        definitions={step.number: step.definition for step in data.scale.steps},
        ratings=_ratings(data),
        appendices={row.letter: row.title for row in appendices.papers(data)},
        overall=Overall(step=data.overall.step, reason=data.overall.reason)
        if data.overall and summary
        else None,
        texts=tuple(text for text in _texts(data) if text.text.strip()),
        items=frozenset(_items(data)),
        codes=frozenset(row.code for row in data.workstreams),
        people=tuple(_people(data)),
        empty=_unwritten(data),
        registers=dict(_registers(data)),
        acronyms=data.acronyms if PackPart.ACRONYMS in parts else None,
    )


def _ratings(data: PackData) -> dict[str, int | None]:
    return {row.name: row.step for row in data.workstreams}


def _texts(data: PackData) -> Iterator[Text]:
    """Yield the texts of a pack in the order of its parts."""
    for part in data.made_by.parts:
        if part is PackPart.SUMMARY:
            reason = data.overall.reason if data.overall else ""
            yield Text(where="summary", name="Reason for the overall rating", text=reason)
            yield Text(where="summary", name="Decisions asked for", text=data.asks)
        elif part is PackPart.OVERVIEW:
            yield Text(where="overview", name=data.overview_heading, text=data.overview)
        elif part is PackPart.REPORTS:
            for row in data.workstreams:
                yield from _report_texts(row, data)


def _report_texts(row: Workstream, data: PackData) -> Iterator[Text]:
    """Yield what a report prints: purpose, update and comments; addenda say their own day."""
    where, name = slug(row), titled(row)
    yield Text(where=where, name=f"{name}, description", text=row.description, own=False)
    for outcome in row.outcomes:
        yield Text(where=where, name=f"{name}, outcomes", text=outcome.text, own=False)
    if not isinstance(row.report, Report):
        return
    facts = checks.Facts(
        period_starts_on=data.starts_on,
        period_ends_on=data.ends_on,
        on=data.ends_on,
        code=row.code,
    )
    for passage in passages(row.report.content, facts):
        if data.made_by.depth is Depth.FULL or passage.field in SHORT:
            place = f"{name}, {passage.name}" if passage.field in NARRATIVES else passage.name
            yield Text(where=where, name=place, text=passage.text, own=False)
    for approval in row.report.approvals:
        for text in (approval.comment, approval.conditions, approval.reason):
            yield Text(where=where, name=f"{name}, sponsor’s comment", text=text, own=False)
    if row.report.agreed:
        agreed = row.report.agreed.reason
        yield Text(where=where, name=f"{name}, reason of the group", text=agreed, own=False)


def _items(data: PackData) -> Iterator[str]:
    """Yield the references of the register items of a pack."""
    for row, report in data.told:
        content = report.content
        numbers = (
            *((ItemKind.MILESTONE, one.number) for one in content.milestones),
            *((ItemKind.MILESTONE, one.number) for one in content.planned),
            *((ItemKind.RISK, one.number) for one in content.risks),
            *((ItemKind.ISSUE, one.number) for one in content.issues),
            *((ItemKind.MEASURE, one.number) for one in content.measures),
        )
        yield from (reference(row.code, kind, number) for kind, number in numbers)


def _people(data: PackData) -> Iterable[str]:
    """Return everybody whom a pack names in its facts, each once."""
    return dict.fromkeys(
        person
        for row in data.workstreams
        for person in (*row.sponsors, *row.leads, *row.pmo_support)
    )


def _unwritten(data: PackData) -> dict[str, str]:
    """Return the overview by its place where its part is printed and nobody wrote it."""
    if PackPart.OVERVIEW not in data.made_by.parts or data.overview_withheld:
        return {}
    return {} if data.overview.strip() else {"overview": data.overview_heading}


def _registers(data: PackData) -> Iterator[tuple[tuple[str, str], int]]:
    """Yield how many rows each register of each report has."""
    if data.made_by.depth is not Depth.FULL:
        return
    for row, report in data.told:
        content = report.content
        yield (slug(row), "risks"), len(content.risks)
        yield (slug(row), "issues"), len(content.issues)
        yield (slug(row), "milestones"), len(content.milestones) + len(content.planned)


def cover_paper(
    content: CoverContent,
    implications: Sequence[Implication],
    data: PackData,
    people: Mapping[int, str],
) -> Paper:
    """Return a cover report as its checks read it, its references as they are printed."""
    report = numbered(content, implications)
    of = [people[number] for number in content.front.report_of if number in people]
    return Paper(
        title=content.front.title,
        starts_on=data.starts_on,
        ends_on=data.ends_on,
        meeting_on=content.front.meets_on,
        steps={step.number: step.label for step in data.scale.steps},
        definitions={step.number: step.definition for step in data.scale.steps},
        ratings=_ratings(data),
        texts=tuple(text for text in _cover_texts(report) if text.text.strip()),
        appendices={
            report.labels[Kind.APPENDIX, row.handle].rpartition(" ")[2]: row.title
            for row in content.appendices
        },
        paragraphs=frozenset(
            label for (kind, _), label in report.labels.items() if kind == Kind.PARAGRAPH
        ),
        recommendations=frozenset(
            label for (kind, _), label in report.labels.items() if kind == Kind.RECOMMENDATION
        ),
        items=frozenset(_items(data)),
        codes=frozenset(row.code for row in data.workstreams),
        people=tuple(dict.fromkeys((*of, content.front.lead_member, *_people(data)))),
        signed=dict(_signed(implications, data)),
        links={row.title: row.link for row in content.papers},
        acronyms=data.acronyms,
        empty={
            f"paragraph-{row.handle}": row.heading or report.labels[Kind.PARAGRAPH, row.handle]
            for row in content.paragraphs
            if not row.text.strip() and not row.ratings
        },
        front=Front(
            agenda_item=content.front.agenda_item,
            voting=content.front.voting,
            objectives=len(content.objectives),
            recommendations=tuple(
                printed(row.text, report.labels) for row in content.recommendations
            ),
        ),
    )


def _cover_texts(report: Numbered) -> Iterator[Text]:
    """Yield the texts of a cover report in its order."""
    content, labels = report.content, report.labels
    for recommendation in content.recommendations:
        label = labels[Kind.RECOMMENDATION, recommendation.handle]
        yield Text(
            where=f"recommendation-{recommendation.handle}",
            name=f"Recommendation {label}",
            text=printed(recommendation.text, labels),
        )
    objectives = printed(content.objectives_text, labels)
    yield Text(where="objectives", name="Strategic objectives", text=objectives)
    for row in content.paragraphs:
        yield Text(
            where=f"paragraph-{row.handle}",
            name=f"Paragraph {labels[Kind.PARAGRAPH, row.handle]}",
            text=printed(row.text, labels),
            heading=row.heading,
        )
    for one in report.implications:
        yield Text(
            where=f"implication-{one.handle}",
            name=f"{one.heading} implications",
            text=printed(one.text, labels),
            heading=f"{one.heading} implications",
        )


def _signed(implications: Sequence[Implication], data: PackData) -> Iterator[tuple[str, date]]:
    """Yield the day of each sign-off as it is printed."""
    for one in implications:
        for mention in mentions(one.signed, data.ends_on)[:1]:
            if mention.span:
                yield f"{one.heading} implications", mention.span[0]
