"""Builds the document of a pack: plain data in, one format-neutral document out."""

from collections import Counter
from collections.abc import Iterable

from models.enums import Change
from webapp import narrative
from webapp.domain.audiences import AUDIENCE_NAMES, FROZEN
from webapp.domain.blocks import (
    Block,
    Cell,
    Fact,
    Facts,
    Paragraph,
    Rating,
    Row,
    Table,
    Text,
    cell,
    words,
)
from webapp.domain.ratings import change
from webapp.domain.wording import counted, day, listing, number, sentence
from webapp.packs import after, reports
from webapp.packs.document import Document, Section, Source, seal
from webapp.packs.material import Correction, Missing, PackData, Report, Workstream
from webapp.packs.ratings import NO_RATING, Ratings, difference, issued, rated
from webapp.packs.wording import (
    CHANGES,
    NOT_CONFIRMED,
    NOT_GIVEN,
    STANDING,
    slug,
    titled,
)


def build(data: PackData) -> Document:
    """Return the document of a pack; an edition carries its fingerprint, a draft has none.

    Raises KeyError when a rating names a step that is not on the scale.
    """
    ratings = {step.number: Rating(step.label, step.mark) for step in data.scale.steps}
    draft = data.edition is None
    document = Document(
        title=f"{data.programme}: highlight report",
        subtitle=f"{data.phase}, {data.period}",
        organisation=data.organisation,
        programme=data.programme,
        phase=data.phase,
        period=f"{day(data.starts_on)} to {day(data.ends_on)}",
        starts_on=data.starts_on.isoformat(),
        ends_on=data.ends_on.isoformat(),
        audience=data.audience,
        audience_name=AUDIENCE_NAMES[data.audience],
        edition=data.edition,
        edition_label="Draft" if draft else f"Edition {data.edition}",
        status="Draft for review" if draft else STANDING[data.audience],
        prepared_on=data.prepared_on.isoformat(),
        prepared_label=day(data.prepared_on),
        meeting_on=data.meeting_on.isoformat() if data.meeting_on else "",
        meeting_label=day(data.meeting_on),
        replaces=_replaces(data),
        sections=(
            *_correction(data),
            *_overall(data, ratings),
            _overview(data),
            _status(data, ratings),
            *_trend(data, ratings),
            *(reports.section(workstream, ratings) for workstream in data.workstreams),
            _scale(data, ratings),
            _provenance(data),
        ),
        sources=tuple(
            source
            for workstream in data.workstreams
            if isinstance(workstream.report, Report)
            for source in _sources(workstream, workstream.report)
        ),
    )
    return document if draft else seal(document)


def _replaces(data: PackData) -> str:
    """Return which edition this one takes the place of, or an empty text for the first."""
    if data.correction is None:
        return ""
    frozen = FROZEN[data.audience]
    return f"Edition {data.correction.replaces}, {frozen} on {day(data.correction.frozen_on)}"


def _correction(data: PackData) -> tuple[Section, ...]:
    """Return why this edition replaces another and what is new in it, where it does."""
    if data.correction is None:
        return ()
    blocks: tuple[Block, ...] = (
        words(f"This edition replaces edition {data.correction.replaces}, which never changes."),
        *narrative.plain(data.correction.reason or NOT_GIVEN, prefix="correction"),
        words(_what_changed(data.correction)),
        words("The fingerprint (SHA-256) of the edition it replaces:"),
        words(data.correction.sha256),
    )
    return (Section("correction", "What this edition corrects", 1, blocks),)


def _what_changed(correction: Correction) -> str:
    """Return which reports are not as they were."""
    if not correction.changed:
        return "Every report and every rating is as it was."
    reports_ = counted(len(correction.changed), "report has", "reports have")
    return sentence(
        f"{reports_} changed: {listing(correction.changed)}. Every other report is as it was."
    )


def _overall(data: PackData, ratings: Ratings) -> tuple[Section, ...]:
    """Return the programme's rating with what the step means and why it was given, if it was."""
    if data.overall is None:
        return ()
    meaning = {step.number: step.definition for step in data.scale.steps}[data.overall.step]
    blocks: tuple[Block, ...] = (
        Paragraph((ratings[data.overall.step],)),
        words(meaning),
        *narrative.parse(data.overall.reason, prefix="overall"),
    )
    return (Section("overall", "Overall rating", 1, blocks),)


def _overview(data: PackData) -> Section:
    text = narrative.parse(data.overview, prefix="overview") or (words(NOT_GIVEN),)
    by = (words(f"Written by {data.overview_by}."),) if data.overview_by else ()
    return Section("overview", data.overview_heading, 1, (*text, *by))


def _status(data: PackData, ratings: Ratings) -> Section:
    """Return every workstream's rating beside its last one, with counts worked out from them."""
    table = Table(
        caption="Rating of each workstream this period and last period",
        header=("Workstream", "This period", "Last period", "Change"),
        rows=tuple(
            Row(
                cells=(
                    cell(titled(workstream)),
                    _now(workstream, ratings),
                    cell((issued(workstream.previous, ratings),)),
                    cell(CHANGES[_change(workstream)]),
                ),
                id=f"status-{slug(workstream)}",
            )
            for workstream in data.workstreams
        ),
        widths=(40, 26, 22, 18),
        id="status-table",
    )
    counts = Paragraph((Text(_counts(data, ratings)),), "status-counts")
    return Section("status", "Status of the workstreams", 1, (counts, table), new_page=True)


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


def _counts(data: PackData, ratings: Ratings) -> str:
    """Return how many workstreams have each rating, in words: "four are rated Green"."""
    total = len(data.workstreams)
    if not total:
        return "There are no workstreams in this phase."
    steps = Counter(workstream.step for workstream in data.workstreams)
    parts = [
        f"{number(steps[step])} {'is' if steps[step] == 1 else 'are'} rated {rating.label}"
        for step, rating in sorted(ratings.items())
        if steps[step]
    ]
    if steps[None]:
        parts.append(f"{number(steps[None])} {'has' if steps[None] == 1 else 'have'} no rating")
    return sentence(f"of {counted(total, 'workstream', 'workstreams')}, {listing(parts)}.")


def _trend(data: PackData, ratings: Ratings) -> tuple[Section, ...]:
    """Return the ratings of the last periods side by side, when there are at least two."""
    if len(data.trend_periods) < 2:
        return ()
    rows = tuple(
        Row(
            cells=(
                cell(titled(workstream)),
                *(cell((issued(rating, ratings, trend=True),)) for rating in workstream.trend),
                _trend_end(workstream, ratings),
            ),
            id=f"trend-{slug(workstream)}",
        )
        for workstream in data.workstreams
    )
    table = Table(
        caption="Rating of each workstream over the last periods",
        header=("Workstream", *data.trend_periods),
        rows=rows,
        widths=(40, *(22 for _ in data.trend_periods)),
        id="trend-table",
    )
    return (Section("trend", "Ratings over the last periods", 1, (table,)),)


def _trend_end(workstream: Workstream, ratings: Ratings) -> Cell:
    report = workstream.report
    return cell((rated(report, ratings),)) if isinstance(report, Report) else cell(NO_RATING)


def _scale(data: PackData, ratings: Ratings) -> Section:
    rows = tuple(
        Row(cells=(cell(ratings[step.number]), cell(step.definition)), id=f"scale-{step.number}")
        for step in data.scale.steps
    )
    table = Table(
        caption="What each rating means",
        header=("Rating", "What it means"),
        rows=rows,
        widths=(0, 80),
        id="scale-table",
    )
    blocks: tuple[Block, ...] = (
        *narrative.parse(data.scale.introduction, prefix="scale-introduction"),
        table,
        words(f"These ratings use version {data.scale.version} of the scale."),
    )
    return Section("scale", "How the ratings work", 1, blocks, new_page=True)


def _provenance(data: PackData) -> Section:
    """Return where each report's words come from, so anybody can check them against the record."""
    facts = []
    for workstream in data.workstreams:
        report = workstream.report
        address = f"source-{slug(workstream)}"
        lines: tuple[Block, ...]
        if isinstance(report, Report):
            taken = (
                f"Revision {report.revision}, completed by {report.completed_by} on "
                f"{day(report.completed_on)}, {_answered(report)}."
            )
            lines = (
                Paragraph((Text(taken),), address),
                words(report.sha256),
                *after.provenance(slug(workstream), report.after),
            )
        else:
            lines = (Paragraph((Text(report.sentence),), address),)
        facts.append(Fact(titled(workstream), lines))
    introduction = (
        "Each report is printed exactly as it was submitted and approved; where its sponsor has "
        "not confirmed it, that is said. The line of 64 letters and figures is the fingerprint "
        "(SHA-256) of the text: if one character changes, the fingerprint changes."
    )
    blocks = (words(introduction), *((Facts(tuple(facts), "sources-table"),) if facts else ()))
    return Section("sources", "Where each report comes from", 1, blocks)


def _answered(report: Report) -> str:
    """Return who approved a report, or that its sponsor did not."""
    approved = [f"approved by {approval.given}" for approval in report.approvals]
    if not report.confirmed:
        approved.append("not confirmed by the sponsor")
    return listing(approved)


def _sources(workstream: Workstream, report: Report) -> Iterable[Source]:
    """Yield who answers for a report, then who for each note on what happened after it."""
    approvals = report.approvals if report.confirmed else ()
    yield Source(
        id=f"source-{slug(workstream)}",
        name=workstream.name,
        revision=report.revision,
        sha256=report.sha256,
        author=report.completed_by,
        written_on=report.completed_on.isoformat(),
        approver=listing(row.who for row in approvals) if approvals else NOT_CONFIRMED,
        approved_on=max((row.on.isoformat() for row in approvals), default=""),
    )
    yield from after.sources(workstream, report)
