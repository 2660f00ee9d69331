"""The rating beside its reason, the last rating, and what the registers say."""

import re
from collections.abc import Iterator

from models.enums import ItemKind, MilestoneOutcome, Section
from webapp.domain.checks import delays
from webapp.domain.checks.finding import Facts, Finding, about, ask
from webapp.domain.checks.labels import Named, Time, named
from webapp.domain.checks.milestones import UNFINISHED, overdue
from webapp.domain.checks.prose import Passage, narratives, sentences
from webapp.domain.checks.risks import red
from webapp.domain.content import Milestone, UpdateContent
from webapp.domain.registers import CLOSED
from webapp.domain.wording import counted, day, listing

ENOUGH = 4
"""Milestones without a date from which "none is done" says something about a period."""

_CHANGE = re.compile(
    r"\b(?:improv\w*|worse\w*|better|chang\w*|mov(?:e|ed|es|ing)|rais\w*|lower\w*|(?:up|down)grad\w*"
    r"|progress\w* (?:from|to)|fall\w*|fell|ris(?:e|en|es|ing)|rose|previous\w*|last|earlier"
    r"|no longer|deteriorat\w*|slip\w*|recover\w*|since|reduc\w*|increas\w*)\b",
    re.IGNORECASE,
)


def optimistic(step: int | None, facts: Facts) -> bool:
    """Return whether a step lies in the better half of the scale: better than Amber."""
    return step is not None and 2 * step < len(facts.steps) + 1


def names_another(passage: Passage, step: int | None, facts: Facts) -> Iterator[Finding]:
    """Ask about a text that gives another rating than `step` and does not name `step` as well."""
    now = list(_named(passage.text, Time.NOW, facts))
    if step is None or not now or any(mention.step == step for mention, _ in now):
        return
    mention, sentence = now[0]
    yield ask(
        "names-another-step",
        passage.section,
        passage.field,
        f"The text speaks of {facts.steps[mention.step]}, but the rating is "
        f"{facts.steps.get(step, step)}",
        "Change one of them, or explain",
        passage.evidence(sentence, mention.start),
        about=str(mention.step),
    )


def reason(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask about a reason that names another step, now or last time, or is silent on a change."""
    passage = next(passage for passage in narratives(content) if passage.field == "rationale")
    yield from names_another(passage, content.step, facts)
    before = facts.previous_step
    if before is None:
        return
    remembered = list(_named(passage.text, Time.BEFORE, facts))
    if remembered and all(mention.step != before for mention, _ in remembered):
        mention, sentence = remembered[0]
        yield ask(
            "previous-rating-differs",
            passage.section,
            passage.field,
            f"The text says that the last rating was {facts.steps[mention.step]}. "
            f"It was {facts.steps[before]}",
            "Put it right, or explain",
            passage.evidence(sentence, mention.start),
            f"Last issued rating: {facts.steps[before]}",
            about=str(mention.step),
        )
    compared = (
        remembered
        or _CHANGE.search(passage.text)
        or any(mention.step == before for mention, _ in _named(passage.text, None, facts))
    )
    if content.step not in {None, before} and passage.text.strip() and not compared:
        yield ask(
            "change-unsaid",
            passage.section,
            passage.field,
            f"The rating changes from {facts.steps[before]} to {_label(content, facts)}, "
            "and the reason does not say why",
            "Say what changed, or explain",
            f"Last issued rating: {facts.steps[before]}",
            about=f"{before} {content.step}",
        )


def _named(text: str, time: Time | None, facts: Facts) -> Iterator[tuple[Named, str]]:
    """Yield the steps a text names, of one time or of any, each with its sentence."""
    for sentence in sentences(text):
        for mention in named(sentence, facts.steps):
            if time in {None, mention.time}:
                yield mention, sentence


def registers(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask about a rating better than Amber that milestones or risks do not bear out."""
    if not optimistic(content.step, facts):
        return
    label = _label(content, facts)
    late = [row for row in content.milestones if overdue(row, facts)]
    decided = [row for row in content.milestones if row.outcome is not None]
    if late or (len(decided) >= ENOUGH and not any(row.outcome in CLOSED for row in decided)):
        yield ask(
            "rating-against-milestones",
            Section.RATING,
            "step",
            f"The rating is {label}, but "
            + (
                f"{counted(len(late), 'milestone is', 'milestones are')} overdue"
                if late
                else "no milestone of this period is done"
            ),
            "Think about the rating again, or explain",
            *(
                f"{_reference(row, facts)}, due {day(row.slipped_to or row.due_on)}, is not done"
                for row in late
            ),
            *(() if late else (f"Done: none of {len(decided)} milestones",)),
            about=about(ItemKind.MILESTONE, *(row.number for row in late)),
        )
    grave = [row for row in content.risks if red(row)]
    if grave:
        yield ask(
            "rating-against-risks",
            Section.RATING,
            "step",
            f"The rating is {label}, but {counted(len(grave), 'risk is', 'risks are')} both "
            "likely and grave",
            "Think about the rating again, or explain",
            *(
                f"{facts.reference(ItemKind.RISK, row.number)}: likelihood high, impact high"
                for row in grave
            ),
            about=about(ItemKind.RISK, *(row.number for row in grave)),
        )
    slipped = {row.number: said for row in content.milestones if (said := _slip(row))}
    if slipped and content.rationale.strip() and not delays.spoken_of(content.rationale):
        names = listing(facts.reference(ItemKind.MILESTONE, number) for number in slipped)
        yield ask(
            "slip-not-in-reason",
            Section.RATING,
            "rationale",
            f"The reason for {label} does not speak of what slipped: {names}",
            "Say why the rating still holds, or explain",
            *slipped.values(),
            about=about(ItemKind.MILESTONE, *slipped),
        )


def _slip(row: Milestone) -> str:
    """Return what shows that a milestone slips, or ""."""
    if row.outcome is MilestoneOutcome.SLIPPED:
        return f"“{row.title}” slipped" + (f" to {day(row.slipped_to)}" if row.slipped_to else "")
    return delays.later(row.note) if row.outcome in UNFINISHED else ""


def _reference(row: Milestone, facts: Facts) -> str:
    return facts.reference(ItemKind.MILESTONE, row.number)


def _label(content: UpdateContent, facts: Facts) -> str:
    return facts.steps.get(content.step or 0, "not given")
