"""A first draft of a cover report, made from what its pack says; the office edits it."""

from collections.abc import Iterator

from models.enums import Change, ItemKind, MilestoneOutcome
from webapp.domain.ratings import change
from webapp.domain.registers import reference
from webapp.domain.wording import day
from webapp.packs.cover.content import (
    Appendix,
    CoverContent,
    Front,
    Paragraph,
    Part,
    Recommendation,
    handle_from,
)
from webapp.packs.material import PackData, Report
from webapp.packs.wording import titled


def blank(front: Front, data: PackData) -> CoverContent:
    """Return a report that has its front matter and the pack as its first appendix."""
    title = f"Highlight report, {data.period}"
    appendix = Appendix(handle=handle_from(title, set()), title=title, pack=True)
    return CoverContent(front=front, appendices=(appendix,))


def suggest(front: Front, data: PackData) -> CoverContent:
    """Return a report whose text is drafted from the pack: rating, changes, slips, what to note.

    Nothing exempt is taken over.
    """
    bare = blank(front, data)
    appendix = f"[appendix: {bare.appendices[0].handle}]"
    progress = tuple(
        Paragraph(handle=f"p{number}", heading=heading, text=text, ratings=ratings)
        for number, (heading, text, ratings) in enumerate(_progress(data), 2)
    )
    by_heading = {row.heading: f"[paragraph: {row.handle}]" for row in progress}
    span = f"from {day(data.starts_on)} to {day(data.ends_on)}"
    noted = [f"Note the progress of the {data.programme} {span}, set out in {appendix}."]
    if OVERALL in by_heading:
        noted.append(f"Note the overall rating and its reasons, in {by_heading[OVERALL]}.")
    if SLIPPED in by_heading:
        noted.append(f"Note the milestones that have slipped, in {by_heading[SLIPPED]}.")
    last = Paragraph(
        handle=f"p{len(progress) + 2}",
        text=f"The report of each workstream in {appendix} says who wrote it and who approved it. "
        "It is printed there as it was approved.",
    )
    purpose = Paragraph(
        handle="p1",
        text=f"This report tells the {front.committee} how the {data.programme}, {data.phase}, "
        f"stood on {day(data.ends_on)}.",
    )
    return CoverContent(
        front=front,
        recommendations=tuple(
            Recommendation(handle=f"r{number}", text=text)
            for number, text in enumerate((*noted, *filter(None, [data.asks])), 1)
        ),
        parts=(
            Part(handle="s1", heading="Purpose", paragraphs=(purpose,)),
            Part(handle="s2", heading="Proposal", paragraphs=progress),
            Part(handle="s3", heading="Background", paragraphs=(last,)),
        ),
        appendices=bare.appendices,
    )


OVERALL, RATINGS, CHANGED, SLIPPED = (
    "Overall progress",
    "Ratings",
    "What has changed",
    "What has slipped",
)


def _progress(data: PackData) -> Iterator[tuple[str, str, bool]]:
    """Yield heading, Markdown and whether the ratings follow, of each drafted paragraph."""
    steps = {step.number: step for step in data.scale.steps}
    if data.overall:
        step = steps[data.overall.step]
        meaning = f"Overall the programme is rated **{step.label}**, which means: {step.definition}"
        yield OVERALL, f"{meaning}\n\n{data.overall.reason}".strip(), False
    yield RATINGS, "The rating of each workstream this period and last period:", True
    if changed := list(_changes(data)):
        yield CHANGED, "\n".join(changed), False
    if slipped := list(_slipped(data)):
        yield SLIPPED, "These milestones have slipped:\n\n" + "\n".join(slipped), False


def _changes(data: PackData) -> Iterator[str]:
    labels = {step.number: step.label for step in data.scale.steps}
    for row in data.workstreams:
        before = row.previous.step if row.previous else None
        moved = change(row.step, before, closed=row.closed_on is not None)
        if moved in (Change.IMPROVED, Change.WORSENED) and row.step and before:
            yield f"- {titled(row)} went from {labels[before]} to {labels[row.step]}."


def _slipped(data: PackData) -> Iterator[str]:
    for row in data.workstreams:
        milestones = row.report.content.milestones if isinstance(row.report, Report) else ()
        for one in milestones:
            if one.outcome is MilestoneOutcome.SLIPPED and one.exempt is None:
                was = f"due {day(one.due_on)}, " if one.due_on else ""
                now = f"now {day(one.slipped_to)}" if one.slipped_to else "without a new date"
                name = reference(row.code, ItemKind.MILESTONE, one.number)
                yield f"- {name} {one.title}: {was}{now}"
