"""The report of one workstream inside a pack: its facts, its narrative and its registers."""

import re
from collections.abc import Iterable, Sequence

from models.enums import ItemKind
from webapp import narrative
from webapp.domain.blocks import (
    Block,
    Cell,
    Fact,
    Facts,
    Heading,
    Item,
    ItemList,
    Note,
    Paragraph,
    Rating,
    Row,
    Table,
    Text,
    cell,
    words,
)
from webapp.domain.content import Milestone, Risk
from webapp.domain.registers import reference
from webapp.domain.wording import day
from webapp.packs.document import Section
from webapp.packs.material import Outcome, Report, Workstream
from webapp.packs.wording import (
    LEVELS,
    NONE_RECORDED,
    NOT_GIVEN,
    OUTCOMES,
    TRENDS,
)

Ratings = dict[int, Rating]
Column = tuple[str, int]
"""A column's heading and its share of the line; 0 is as wide as its words."""


def title(workstream: Workstream) -> str:
    """Return how a workstream is named in a pack: "G. Governance"."""
    return f"{workstream.code}. {workstream.name}"


def slug(workstream: Workstream) -> str:
    """Return the beginning of every address inside this workstream's report."""
    return re.sub(r"[^a-z0-9]+", "-", workstream.code.lower()).strip("-")


def section(workstream: Workstream, ratings: Ratings) -> Section:
    """Return the report in full, or what is known of the workstream when there is no report."""
    prefix = slug(workstream)
    report = workstream.report
    body: tuple[Block, ...]
    if isinstance(report, Report):
        body = (_facts(workstream, ratings, report), *_body(workstream, report, ratings, prefix))
    else:
        missing = Note((Paragraph((Text(report.sentence),)),), f"{prefix}-missing")
        body = (missing, _facts(workstream, ratings, None))
    return Section(prefix, title(workstream), 1, body, new_page=True)


def _facts(workstream: Workstream, ratings: Ratings, report: Report | None) -> Facts:
    """Return the summary box: what the workstream is, who answers for it and by when."""
    prefix = slug(workstream)
    before = workstream.previous_step
    this_period = (
        Fact("Rating this period", (Paragraph((ratings[report.step],)),)) if report else None
    )
    last_period = Fact(
        "Rating last period",
        (words("No rating") if before is None else Paragraph((ratings[before],)),),
    )
    leads = tuple(
        f"{lead} (accountable lead)" if lead == workstream.accountable_lead else lead
        for lead in workstream.leads
    )
    progress = (
        (
            Fact("Forecast completion", (_known(day(report.content.forecast_on)),)),
            Fact(
                "Report completed by",
                (words(f"{report.completed_by} on {day(report.completed_on)}"),),
            ),
            Fact("Approved by", (words(f"{report.approved_by} on {day(report.approved_on)}"),)),
        )
        if report
        else ()
    )
    facts = (
        this_period,
        last_period,
        Fact(
            "Description",
            narrative.parse(workstream.description, prefix=f"{prefix}-description", under=2)
            or (words(NOT_GIVEN),),
        ),
        Fact("Outcomes", _outcomes(workstream.outcomes)),
        Fact(_one_or_many(workstream.sponsors, "Sponsor"), _people(workstream.sponsors)),
        Fact(_one_or_many(leads, "Lead"), _people(leads)),
        Fact("PMO support", _people(workstream.pmo_support)),
        Fact("Agreed completion", (_known(day(workstream.agreed_on)),)),
        *progress,
    )
    return Facts(tuple(fact for fact in facts if fact), f"{prefix}-facts")


def _outcomes(outcomes: Sequence[Outcome]) -> tuple[Block, ...]:
    """Return the outcomes as a list, under the names of their groups where they have any."""
    groups: dict[str | None, list[str]] = {}
    for outcome in (outcome for outcome in outcomes if outcome.text.strip()):
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


def _body(workstream: Workstream, report: Report, ratings: Ratings, prefix: str) -> Iterable[Block]:
    """Yield what the lead wrote and what the sponsor said about it, part by part."""
    content = report.content
    source = f"source-{prefix}"

    def text(name: str, markdown: str, empty: str = NONE_RECORDED) -> tuple[Block, ...]:
        address = f"{prefix}-{name}"
        blocks = narrative.parse(markdown, prefix=address, under=2, source=source)
        return blocks or (words(empty),)

    def heading(name: str, words_: str) -> Heading:
        return Heading(2, words_, f"{prefix}-{name}")

    yield heading("activities", "Key activities")
    yield from text("activities", content.key_activities)
    yield heading("engagement", "Engagement")
    yield from text("engagement", content.engagement)
    yield heading("concerns", "Concerns and issues")
    if content.concerns.strip() or not content.issues:
        yield from text("concerns", content.concerns)
    if content.issues:
        yield _issues(workstream, report)
    yield heading("rating", "Reason for the rating")
    yield from text("rating", content.rationale, NOT_GIVEN)
    yield from _decisions(report, ratings, prefix)
    yield heading("sponsor", "Sponsor’s comments")
    yield from text("sponsor", report.sponsor_comment)
    approved = f"Approved by {report.approved_by} on {day(report.approved_on)}."
    yield Paragraph((Text(approved),), f"{prefix}-approved", source)
    yield heading("milestones", "Milestones this period")
    yield _milestones(workstream, report)
    yield heading("planned", "Milestones planned for next period")
    yield _planned(workstream, report)
    yield heading("risks", "Risks")
    yield _risks(workstream, report)


def _decisions(report: Report, ratings: Ratings, prefix: str) -> Iterable[Block]:
    """Yield who changed the rating and why, when sponsor or group did."""
    if report.confirmed_step != report.proposed_step:
        yield Paragraph(
            (
                Text("The lead proposed "),
                ratings[report.proposed_step],
                Text(". The sponsor changed the rating to "),
                ratings[report.confirmed_step],
                Text(" for this reason:"),
            ),
            f"{prefix}-confirmed",
        )
        yield from narrative.plain(
            report.confirmed_reason or NOT_GIVEN, prefix=f"{prefix}-confirmed-reason"
        )
    if report.agreed_step and report.agreed_step != report.confirmed_step:
        yield Paragraph(
            (
                Text("The sponsor confirmed "),
                ratings[report.confirmed_step],
                Text(". The Improvement Group agreed "),
                ratings[report.agreed_step],
                Text(" for this reason:"),
            ),
            f"{prefix}-agreed",
        )
        yield from narrative.plain(
            report.agreed_reason or NOT_GIVEN, prefix=f"{prefix}-agreed-reason"
        )


def _milestones(workstream: Workstream, report: Report) -> Block:
    return _register(
        "Milestones this period",
        (("Reference", 0), ("Milestone", 36), ("Due", 0), ("Outcome", 26), ("Status", 38)),
        [
            (
                reference(workstream.code, ItemKind.MILESTONE, row.number),
                row.title,
                day(row.due_on),
                _outcome(row),
                row.note,
            )
            for row in report.content.milestones
        ],
        f"{slug(workstream)}-milestones-table",
    )


def _planned(workstream: Workstream, report: Report) -> Block:
    return _register(
        "Milestones planned for next period",
        (("Reference", 0), ("Milestone", 60), ("Due", 0), ("Owner", 26)),
        [
            (
                reference(workstream.code, ItemKind.MILESTONE, row.number),
                row.title,
                day(row.due_on),
                row.owner,
            )
            for row in report.content.planned
        ],
        f"{slug(workstream)}-planned-table",
    )


def _risks(workstream: Workstream, report: Report) -> Block:
    return _register(
        "Risks",
        (
            ("Reference", 0),
            ("Risk", 34),
            ("Mitigation", 50),
            ("Owner", 22),
            ("Assessment", 0),
        ),
        [
            (
                reference(workstream.code, ItemKind.RISK, row.number),
                row.description,
                row.mitigation,
                row.owner,
                _assessment(row),
            )
            for row in report.content.risks
        ],
        f"{slug(workstream)}-risks-table",
    )


def _issues(workstream: Workstream, report: Report) -> Block:
    return _register(
        "Issues",
        (("Reference", 0), ("Issue", 40), ("Action", 44), ("Owner", 22)),
        [
            (
                reference(workstream.code, ItemKind.ISSUE, row.number),
                row.description,
                row.action,
                row.owner,
            )
            for row in report.content.issues
        ],
        f"{slug(workstream)}-issues-table",
    )


def _register(
    caption: str, columns: Sequence[Column], rows: Sequence[tuple[str, ...]], address: str
) -> Block:
    """Return a table without the columns nobody filled in; no cell is ever empty."""
    if not rows:
        return words(NONE_RECORDED)
    kept = [place for place in range(len(columns)) if any(row[place].strip() for row in rows)]
    return Table(
        caption=caption,
        header=tuple(columns[place][0] for place in kept),
        rows=tuple(
            Row(tuple(_lines(row[place]) for place in kept), f"{address}-{row[0].lower()}")
            for row in rows
        ),
        widths=tuple(columns[place][1] for place in kept),
        id=address,
    )


def _lines(text: str) -> Cell:
    return cell(narrative.plain(text) or (words(NOT_GIVEN),))


def _outcome(row: Milestone) -> str:
    """Return what became of a milestone, with its new date when it slipped."""
    if row.outcome is None:
        return ""
    new_date = f" to {day(row.slipped_to)}" if row.slipped_to else ""
    return f"{OUTCOMES[row.outcome]}{new_date}"


def _assessment(row: Risk) -> str:
    """Return likelihood, impact and trend, a line for each that was given."""
    given = (
        ("Likelihood", LEVELS[row.likelihood] if row.likelihood else ""),
        ("Impact", LEVELS[row.impact] if row.impact else ""),
        ("Trend", TRENDS[row.trend] if row.trend else ""),
    )
    return "\n".join(f"{label}: {value.lower()}" for label, value in given if value)


def _people(names: Sequence[str]) -> tuple[Block, ...]:
    return tuple(words(name) for name in names) or (words(NOT_GIVEN),)


def _one_or_many(names: Sequence[str], label: str) -> str:
    return label if len(names) < 2 else f"{label}s"


def _known(text: str) -> Paragraph:
    return words(text or NOT_GIVEN)
