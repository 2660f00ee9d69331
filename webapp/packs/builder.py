"""Builds the document of a pack: plain data in, one format-neutral document out."""

from collections import Counter

from webapp import narrative
from webapp.domain.audiences import AUDIENCE_NAMES
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
from webapp.packs import reports
from webapp.packs.document import Document, Section, Source, seal
from webapp.packs.material import PackData, Report, Workstream
from webapp.packs.wording import CHANGES, NOT_GIVEN, STANDING

NO_UPDATE = "No approved update"
NO_RATING = "No rating"


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
        sections=(
            *_overall(data, ratings),
            _overview(data),
            _status(data, ratings),
            *_trend(data, ratings),
            *(reports.section(workstream, ratings) for workstream in data.workstreams),
            _scale(data, ratings),
            _provenance(data),
        ),
        sources=tuple(
            _source(workstream, workstream.report)
            for workstream in data.workstreams
            if isinstance(workstream.report, Report)
        ),
    )
    return document if draft else seal(document)


def _overall(data: PackData, ratings: dict[int, Rating]) -> tuple[Section, ...]:
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


def _status(data: PackData, ratings: dict[int, Rating]) -> Section:
    """Return every workstream's rating beside its last one, with counts worked out from them."""
    rows = []
    for workstream in data.workstreams:
        now = _printed_step(workstream)
        before = workstream.previous_step
        rows.append(
            Row(
                cells=(
                    cell(reports.title(workstream)),
                    _rated(now, ratings, NO_UPDATE),
                    _rated(before, ratings, NO_RATING),
                    cell(CHANGES[change(now, before)]),
                ),
                id=f"status-{reports.slug(workstream)}",
            )
        )
    table = Table(
        caption="Rating of each workstream this period and last period",
        header=("Workstream", "This period", "Last period", "Change"),
        rows=tuple(rows),
        widths=(40, 22, 22, 22),
        id="status-table",
    )
    counts = Paragraph((Text(_counts(data, ratings)),), "status-counts")
    return Section("status", "Status of the workstreams", 1, (counts, table), new_page=True)


def _counts(data: PackData, ratings: dict[int, Rating]) -> str:
    """Return how many workstreams have each rating, in words: "four are rated Green"."""
    total = len(data.workstreams)
    if not total:
        return "There are no workstreams in this phase."
    steps = Counter(_printed_step(workstream) for workstream in data.workstreams)
    parts = [
        f"{number(steps[step])} {'is' if steps[step] == 1 else 'are'} rated {rating.label}"
        for step, rating in sorted(ratings.items())
        if steps[step]
    ]
    if steps[None]:
        parts.append(f"{number(steps[None])} {'has' if steps[None] == 1 else 'have'} no rating")
    return sentence(f"of {counted(total, 'workstream', 'workstreams')}, {listing(parts)}.")


def _trend(data: PackData, ratings: dict[int, Rating]) -> tuple[Section, ...]:
    """Return the ratings of the last periods side by side, when there are at least two."""
    if len(data.trend_periods) < 2:
        return ()
    rows = tuple(
        Row(
            cells=(
                cell(reports.title(workstream)),
                *(_rated(step, ratings, NO_RATING) for step in workstream.trend),
            ),
            id=f"trend-{reports.slug(workstream)}",
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


def _scale(data: PackData, ratings: dict[int, Rating]) -> Section:
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
        address = f"source-{reports.slug(workstream)}"
        lines: tuple[Block, ...]
        if isinstance(report, Report):
            taken = (
                f"Revision {report.revision}, completed by {report.completed_by} on "
                f"{day(report.completed_on)}, approved by {report.approved_by} on "
                f"{day(report.approved_on)}."
            )
            lines = (Paragraph((Text(taken),), address), words(report.sha256))
        else:
            lines = (Paragraph((Text(report.sentence),), address),)
        facts.append(Fact(reports.title(workstream), lines))
    introduction = (
        "Each report is printed exactly as its sponsor approved it. The line of 64 letters and "
        "figures is the fingerprint (SHA-256) of the approved text: if one character changes, "
        "the fingerprint changes."
    )
    blocks = (words(introduction), *((Facts(tuple(facts), "sources-table"),) if facts else ()))
    return Section("sources", "Where each report comes from", 1, blocks)


def _source(workstream: Workstream, report: Report) -> Source:
    return Source(
        id=f"source-{reports.slug(workstream)}",
        name=workstream.name,
        revision=report.revision,
        sha256=report.sha256,
        author=report.completed_by,
        written_on=report.completed_on.isoformat(),
        approver=report.approved_by,
        approved_on=report.approved_on.isoformat(),
    )


def _printed_step(workstream: Workstream) -> int | None:
    return workstream.report.step if isinstance(workstream.report, Report) else None


def _rated(step: int | None, ratings: dict[int, Rating], absent: str) -> Cell:
    """Return a cell with the rating, or with what to say where there is none."""
    return cell(absent) if step is None else cell(ratings[step])
