"""The report of one workstream inside a pack: its facts, its narrative and its registers."""

from collections.abc import Iterable, Sequence

from models.enums import Depth
from webapp import narrative
from webapp.domain.blocks import (
    Block,
    Heading,
    Note,
    Paragraph,
    Text,
    words,
)
from webapp.domain.exempt import Exemption, left_out
from webapp.domain.wording import day
from webapp.drawing import charts
from webapp.drawing.charts import Span
from webapp.packs import after, measures, registers
from webapp.packs.document import Section
from webapp.packs.facts import facts
from webapp.packs.material import Report, Workstream
from webapp.packs.ratings import Ratings
from webapp.packs.wording import (
    NIL_RETURN,
    NO_COMMENT,
    NONE_RECORDED,
    NOT_CONFIRMED,
    NOT_GIVEN,
    slug,
    titled,
)


def section(
    workstream: Workstream, ratings: Ratings, depth: Depth = Depth.FULL, span: Span | None = None
) -> Section:
    """Return the report, or what is known of the workstream when there is no report.

    A short one has the rating with its reason, the sponsor's comments, measures and milestones.
    A full one has their timeline too, where it is told the days of the pack.
    """
    prefix = slug(workstream)
    report = workstream.report
    body: tuple[Block, ...]
    if isinstance(report, Report):
        unconfirmed = Note((words(NOT_CONFIRMED),), f"{prefix}-unconfirmed")
        body = (
            *(() if report.confirmed else (unconfirmed,)),
            *_late(workstream, ratings),
            facts(workstream, ratings),
            *_body(workstream, report, ratings, prefix, depth, span),
        )
    else:
        missing = Note((words(report.sentence),), f"{prefix}-missing")
        body = (missing, *_late(workstream, ratings), facts(workstream, ratings))
    return Section(prefix, titled(workstream), 1, body, new_page=True)


def _late(workstream: Workstream, ratings: Ratings) -> Iterable[Block]:
    """Yield a note for each update of an earlier period that came too late for its pack."""
    for place, late in enumerate(workstream.late, 1):
        text = (
            Text(
                f"Received after issue: the update for {late.period} was approved on "
                f"{day(late.approved_on)}, after the pack of that period had gone out. "
                "It was rated "
            ),
            ratings[late.step],
            Text("."),
        )
        yield Note((Paragraph(text),), f"{slug(workstream)}-late-{place}")


def _body(
    workstream: Workstream,
    report: Report,
    ratings: Ratings,
    prefix: str,
    depth: Depth,
    span: Span | None,
) -> Iterable[Block]:
    """Yield what the lead wrote and what the sponsor said about it, part by part."""
    if depth is Depth.FULL:
        yield from _happened(workstream, report, prefix)
    yield _heading(prefix, "rating", "Reason for the rating")
    yield from _narrative(report, prefix, "rating", "rationale", NOT_GIVEN)
    yield from _decisions(report, ratings, prefix)
    many = len(report.approvals) > 1
    yield _heading(prefix, "sponsor", "Sponsors’ comments" if many else "Sponsor’s comments")
    yield from _comments(report, prefix, f"source-{prefix}")
    if measures.told(report):
        yield _heading(prefix, "measures", "Measures")
        yield from measures.table(workstream, report)
        if depth is Depth.FULL:
            yield from measures.pictures(workstream, report)
    if depth is Depth.FULL and span:
        yield from _timeline(workstream, report, prefix, span)
    yield _heading(prefix, "milestones", "Milestones this period")
    yield from registers.milestones(workstream, report)
    yield _heading(prefix, "planned", "Milestones planned for next period")
    yield from registers.planned(workstream, report)
    if depth is Depth.FULL:
        yield _heading(prefix, "risks", "Risks")
        yield from registers.risks(workstream, report)
    yield from after.blocks(prefix, report)


def _happened(workstream: Workstream, report: Report, prefix: str) -> Iterable[Block]:
    """Yield what was done, with whom, and what troubles the workstream."""
    content = report.content
    yield _heading(prefix, "activities", "Key activities")
    if content.nil_return:
        yield Paragraph((Text(NIL_RETURN),), f"{prefix}-nil-return", f"source-{prefix}")
    told = content.key_activities.strip() or "key_activities" in report.withheld
    if told or not content.nil_return:
        yield from _narrative(report, prefix, "activities", "key_activities")
    yield _heading(prefix, "engagement", "Engagement")
    yield from _narrative(report, prefix, "engagement", "engagement")
    yield _heading(prefix, "concerns", "Concerns and issues")
    issues = content.issues or "issues" in report.withheld
    if content.concerns.strip() or "concerns" in report.withheld or not issues:
        yield from _narrative(report, prefix, "concerns", "concerns")
    if issues:
        yield from registers.issues(workstream, report)


def _timeline(workstream: Workstream, report: Report, prefix: str, span: Span) -> Iterable[Block]:
    """Yield the milestones as a picture, under a heading, where any has a date."""
    pictures = tuple(
        charts.timeline(charts.dues(workstream.code, report.content), span, f"{prefix}-dates")
    )
    if pictures:
        yield _heading(prefix, "timeline", "Milestone timeline")
        yield from pictures


def _heading(prefix: str, name: str, text: str) -> Heading:
    return Heading(2, text, f"{prefix}-{name}")


def _narrative(
    report: Report, prefix: str, name: str, field: str, empty: str = NONE_RECORDED
) -> Iterable[Block]:
    """Yield a narrative with its mark, or what stands in its place in a public edition."""
    if paragraphs := report.withheld.get(field):
        yield words(left_out(paragraphs))
        return
    address = f"{prefix}-{name}"
    if mark := getattr(report.content, f"{field}_exempt"):
        yield _mark(mark, address)
    markdown = getattr(report.content, field)
    blocks = narrative.parse(markdown, prefix=address, under=2, source=f"source-{prefix}")
    yield from blocks or (words(empty),)


def _mark(exemption: Exemption, address: str) -> Note:
    """Return what stands before text that may not be published."""
    return Note((words(exemption.sentence),), f"{address}-exempt")


def _comments(report: Report, prefix: str, source: str) -> Iterable[Block]:
    """Yield what each approver said for print, under which condition, and when they approved."""
    if paragraphs := report.withheld.get("sponsor"):
        yield words(left_out(paragraphs))
    for place, approval in enumerate(report.approvals):
        # The first keeps the plain address that a report with one sponsor has.
        address = f"{prefix}-sponsor-{place + 1}" if place else f"{prefix}-sponsor"
        comment = narrative.parse(approval.comment, prefix=address, under=2, source=source)
        if approval.exempt:
            yield _mark(approval.exempt, address)
        if comment or not paragraphs:
            yield from comment or (words(NO_COMMENT),)
        if approval.conditions:
            yield Paragraph((Text("Approved on this condition:"),), f"{address}-condition")
            yield from narrative.parse(
                approval.conditions, prefix=f"{address}-conditions", under=2, source=source
            )
        ending = f"-{place + 1}" if place else ""
        approved = f"Approved by {approval.given}."
        yield Paragraph((Text(approved),), f"{prefix}-approved{ending}", source)
    if not report.confirmed:
        yield Paragraph((Text(f"{NOT_CONFIRMED}."),), f"{prefix}-not-confirmed", source)


def _decisions(report: Report, ratings: Ratings, prefix: str) -> Iterable[Block]:
    """Yield who changed the rating and why, when sponsor or group did."""
    if report.confirmed_step not in (None, report.proposed_step):
        who = "sponsors" if len(report.approvals) > 1 else "sponsor"
        yield Paragraph(
            (
                Text("The lead proposed "),
                ratings[report.proposed_step],
                Text(f". The {who} changed the rating to "),
                ratings[report.confirmed_step],
                Text(" for this reason:"),
            ),
            f"{prefix}-confirmed",
        )
        reasons = "\n".join(row.reason for row in report.approvals if row.reason)
        marks = [row.exempt for row in report.approvals if row.exempt and row.reason]
        yield from _reason(
            reasons, marks, report.withheld.get("sponsor", ()), f"{prefix}-confirmed"
        )
    before = report.confirmed_step or report.proposed_step
    if report.agreed and report.agreed.step != before:
        given = "The sponsor confirmed " if report.confirmed else "The lead proposed "
        yield Paragraph(
            (
                Text(given),
                ratings[before],
                Text(". The Improvement Group agreed "),
                ratings[report.agreed.step],
                Text(" for this reason:"),
            ),
            f"{prefix}-agreed",
        )
        marks = [report.agreed.exempt] if report.agreed.exempt else []
        withheld = report.withheld.get("agreed", ())
        yield from _reason(report.agreed.reason, marks, withheld, f"{prefix}-agreed")


def _reason(
    reason: str, marks: Sequence[Exemption], withheld: Sequence[int], address: str
) -> Iterable[Block]:
    """Yield why a rating was changed, with its mark, or what stands in the place of the reason."""
    if withheld and not reason:
        yield words(left_out(withheld))
        return
    if marks:
        yield _mark(marks[0], f"{address}-reason")
    yield from narrative.plain(reason or NOT_GIVEN, prefix=f"{address}-reason")
