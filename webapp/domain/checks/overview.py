"""An overview of the whole programme beside the ratings it speaks of."""

import re
from collections.abc import Iterator, Sequence

from models.enums import Section
from webapp.domain.checks import narrative
from webapp.domain.checks.finding import Facts, Finding, ask
from webapp.domain.checks.labels import Time, named
from webapp.domain.checks.meaning import paraphrased
from webapp.domain.checks.prose import Passage, sentences
from webapp.domain.findings import once
from webapp.domain.wording import SMALL_NUMBERS, counted

_COUNT = re.compile(
    rf"\b(?P<count>\d{{1,3}}|{'|'.join(SMALL_NUMBERS)})"
    r"(?:\s+(?:out\s+)?of\s+(?:the|our|its)?\s*\w*)?"
    r"\s+(?:\w+\s+)?(?:workstreams?|themes?|projects?|priority\s+areas?)\b"
    r"[^.;]{0,60}$",
    re.IGNORECASE | re.ASCII,
)


def of_overview(text: str, facts: Facts, ratings: Sequence[int]) -> tuple[Finding, ...]:
    """Return what an overview says that the scale, the calendar or the ratings do not.

    `ratings` are the steps of the workstreams in this period. The findings stand beside the field
    "overview", in the section of the rating.
    """
    return once(_found(text, facts, ratings))


def _found(text: str, facts: Facts, ratings: Sequence[int]) -> Iterator[Finding]:
    passage = Passage(Section.RATING, "overview", "Overview", text)
    yield from paraphrased(passage, facts)
    yield from narrative.impossible(passage, facts)
    yield from counts(passage, facts, ratings)


def counts(passage: Passage, facts: Facts, ratings: Sequence[int]) -> Iterator[Finding]:
    """Ask about a number of workstreams with a rating that is not the number there are."""
    for sentence in sentences(passage.text):
        begin = 0
        for label in named(sentence, facts.steps):
            said_count = _COUNT.search(sentence[begin : label.start])
            begin = label.end
            there = sum(rating == label.step for rating in ratings)
            if said_count and label.time is Time.NOW and _number(said_count["count"]) != there:
                name = facts.steps[label.step]
                yield ask(
                    "count-differs",
                    passage.section,
                    passage.field,
                    f"The text says “{said_count['count']}” for {name}, but "
                    f"{counted(there, 'workstream is', 'workstreams are')}",
                    "Put the number right, or explain",
                    passage.evidence(sentence, label.start),
                    about=str(label.step),
                )


def _number(said: str) -> int:
    """Return a count given in figures or as a word."""
    return int(said) if said.isdecimal() else SMALL_NUMBERS.index(said.lower())
