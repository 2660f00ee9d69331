"""Builds the document of a pack: plain data in, one format-neutral document out."""

from collections.abc import Callable, Mapping

from models.enums import Arrangement, PackPart
from webapp import narrative
from webapp.domain.audiences import AUDIENCE_NAMES, FROZEN
from webapp.domain.blocks import (
    Block,
    Cell,
    Note,
    Rating,
    Row,
    Table,
    cell,
    words,
)
from webapp.domain.exempt import left_out
from webapp.domain.wording import counted, day, listing, sentence
from webapp.drawing.charts import Span
from webapp.packs import (
    acronyms,
    concerns,
    dates,
    provenance,
    public,
    recommendations,
    registers,
    reports,
    status,
    summary,
    tabulating,
)
from webapp.packs.document import Document, Section, seal
from webapp.packs.material import Correction, PackData, Report, Workstream
from webapp.packs.meeting import printed as minutes
from webapp.packs.papers import section as appendices
from webapp.packs.ratings import NO_RATING, Ratings, issued, rated
from webapp.packs.wording import (
    NOT_GIVEN,
    STANDING,
    slug,
    titled,
)

UPRIGHT_PERIODS = 5
"""Most periods side by side on an upright page."""
TREND = "Ratings over the last periods"


def build(data: PackData) -> Document:
    """Return the document of a pack; an edition carries its fingerprint, a draft has none.

    Its recipe says which parts it has, in which order; where it is for the public, what is exempt
    is taken out of the material first. Raises KeyError when a rating names a step that is not on
    the scale.
    """
    exempt = public.has_exempt(data)
    data = public.as_read(data)
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
        audience_name=data.name or AUDIENCE_NAMES[data.audience],
        edition=data.edition,
        edition_label="Draft" if draft else f"Edition {data.edition}",
        status="Draft for review" if draft else STANDING[data.audience],
        prepared_on=data.prepared_on.isoformat(),
        prepared_label=day(data.prepared_on),
        meeting_on=data.meeting_on.isoformat() if data.meeting_on else "",
        meeting_label=day(data.meeting_on),
        replaces=_replaces(data),
        public=data.made_by.public,
        checkpoint=data.checkpoint,
        data=tabulating.tabulate(data, ratings),
        publication=_publication(data, exempt=exempt),
        staff_names=data.made_by.staff_names,
        sections=_sections(data, ratings),
        sources=tuple(
            source
            for workstream, report in data.told
            for source in provenance.sources(workstream, report)
        ),
        papers=appendices.papers(data),
    )
    return document if draft else seal(document)


def _sections(data: PackData, ratings: Ratings) -> tuple[Section, ...]:
    """Return the parts of the recipe in its order; the acronyms are read from all others."""
    parts = data.made_by.parts
    correction = _correction(data)
    made = {part: PARTS[part](data, ratings) for part in parts if part in PARTS}
    if PackPart.ACRONYMS in parts:
        others = (*correction, *(section for sections in made.values() for section in sections))
        made[PackPart.ACRONYMS] = acronyms.section(data, others)
    return (*correction, *(section for part in parts for section in made[part]))


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


def _publication(data: PackData, *, exempt: bool) -> str:
    """Return what the title page says of publication."""
    if data.made_by.public:
        return (
            "Public edition. Text that may not be published was left out." if exempt else "Public"
        )
    return "Not for publication: it holds exempt information" if exempt else ""


def _overview(data: PackData) -> Section:
    text = narrative.parse(data.overview, prefix="overview") or (words(NOT_GIVEN),)
    if data.overview_withheld:
        text = (words(left_out(data.overview_withheld)),)
    elif data.overview_exempt:
        text = (Note((words(data.overview_exempt.sentence),), "overview-exempt"), *text)
    by = (words(f"Written by {data.overview_by}."),) if data.overview_by else ()
    return Section("overview", data.overview_heading, 1, (*text, *by))


def _trend(data: PackData, ratings: Ratings) -> tuple[Section, ...]:
    """Return the ratings of the last periods side by side, when there are at least two."""
    if len(data.trend_periods) < 2:
        return ()
    if len(data.workstreams) == 1:
        return (_trend_of_one(data, data.workstreams[0], ratings),)
    wide = len(data.trend_periods) > UPRIGHT_PERIODS
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
        widths=(22 if wide else 40, *(11 if wide else 22 for _ in data.trend_periods)),
        id="trend-table",
    )
    return (Section("trend", TREND, 1, (table,), new_page=wide, wide=wide),)


def _trend_of_one(data: PackData, workstream: Workstream, ratings: Ratings) -> Section:
    """Return the ratings of a workstream alone, one below the other: they need no wide page."""
    ratings_ = (
        *(cell((issued(rating, ratings, trend=True),)) for rating in workstream.trend),
        _trend_end(workstream, ratings),
    )
    table = Table(
        caption=f"Rating of {titled(workstream)} over the last periods",
        header=("Period", "Rating"),
        rows=tuple(
            Row((cell(period), rating), f"trend-{place}")
            for place, (period, rating) in enumerate(
                zip(data.trend_periods, ratings_, strict=True), 1
            )
        ),
        widths=(40, 60),
        id="trend-table",
    )
    return Section("trend", TREND, 1, (table,))


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


def _reports(data: PackData, ratings: Ratings) -> tuple[Section, ...]:
    """Return the report of each workstream, under what it answers where the recipe says so."""
    span = Span(data.starts_on, data.ends_on, data.meeting_on)
    sections = tuple(
        reports.section(workstream, ratings, data.made_by.depth, span)
        for workstream in data.workstreams
    )
    if data.made_by.arrangement is Arrangement.CONCERN and data.concerns:
        return concerns.arranged(data, ratings, sections)
    return sections


Part = Callable[[PackData, Ratings], tuple[Section, ...]]

PARTS: Mapping[PackPart, Part] = {
    PackPart.SUMMARY: lambda data, ratings: (summary.section(data, ratings),),
    PackPart.RECOMMENDATIONS: lambda data, _: recommendations.sections(data),
    PackPart.OVERVIEW: lambda data, _: (_overview(data),),
    PackPart.DECISIONS: lambda data, _: minutes.section(data),
    PackPart.STATUS: lambda data, ratings: (status.section(data, ratings),),
    PackPart.TREND: _trend,
    PackPart.DATES: lambda data, _: (dates.section(data),),
    PackPart.REPORTS: _reports,
    PackPart.RISKS: lambda data, _: (registers.section(data),),
    PackPart.SCALE: lambda data, ratings: (_scale(data, ratings),),
    PackPart.SOURCES: lambda data, _: (provenance.section(data),),
    PackPart.APPENDICES: lambda data, _: appendices.section(data),
}
"""How each part of a pack is made; its acronyms are read from what the others say."""
