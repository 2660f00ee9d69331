"""What the texts say for themselves: days that are none, another end, last period's words."""

import re
from collections import Counter
from collections.abc import Iterator

from webapp.domain.checks.completion import dates
from webapp.domain.checks.days import mentions
from webapp.domain.checks.finding import Facts, Finding, ask
from webapp.domain.checks.meaning import paraphrased
from webapp.domain.checks.prose import Passage, before, narratives, passages, sentences, words
from webapp.domain.content import UpdateContent
from webapp.domain.wording import day, listing

FEWEST_WORDS = 20
"""Shorter texts, such as "There are no concerns", may well be the same twice."""
ALIKE = 0.95
"""Share of words from which two texts count as all but identical."""

# The whole of the work, and its end: "complete all deliverables by", "the project will be finished
# in", "agreed completion date of". One part of it ("the first output") has its own date.
_WHOLE_BY = re.compile(
    r"""(?:
        \b(?:deliver|complet|finish|achiev|conclud)\w*\s+
        (?:(?!first|second|third|next|some|one|interim|initial|most)\w+\s+){0,3}?
        (?:outputs|outcomes|deliverables|objectives|workstream|project|programme|theme)
        (?:\s+(?:in\ full|on\ time|as\ agreed|as\ planned|successfully))?
      | \b(?:workstream|project|programme|theme|all\ (?:the\ )?work)\s+(?:\w+\s+){0,4}?
        (?:completed?|delivered|finished|closed|concluded)(?:\s+(?:in\ full|on\ time))?
      | \b(?:agreed|forecast|planned)\s+(?:completion|end)\s+date\b(?:\s+(?:is|remains|stays))?
    )\s*,?\s+(?:by|before|in|on|at|of|for|until)?\s*(?:about\s+|around\s+)?(?:the\s+)?$""",
    re.IGNORECASE | re.VERBOSE,
)


_LEANING = re.compile(r"\b(?:(?:next|last|this)\s+week|tomorrow|yesterday)\b", re.IGNORECASE)
"""Days as seen from the day of writing; a pack is read weeks later."""


def impossible(passage: Passage, facts: Facts) -> Iterator[Finding]:
    """Ask about the days of a text that no calendar has."""
    for sentence in sentences(passage.text):
        for mention in mentions(sentence, facts.period_ends_on):
            if mention.span is None:
                yield ask(
                    "impossible-date",
                    passage.section,
                    passage.field,
                    f"There is no such day as {mention.text}",
                    "Put it right, or explain",
                    passage.evidence(sentence, mention.start),
                    about=mention.text,
                )


def leaning(passage: Passage) -> Iterator[Finding]:
    """Ask about days that only who knows the day of writing can tell."""
    for sentence in sentences(passage.text):
        for match in _LEANING.finditer(sentence):
            yield ask(
                "relative-day",
                passage.section,
                passage.field,
                f"The text says “{match[0]}”, and readers of the pack cannot tell when that is",
                "Give the date, or explain",
                passage.evidence(sentence, match.start()),
                about=f"{passage.name}: {match[0].casefold()}",
            )


def other_end(passage: Passage, content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask about a text that gives the whole work another end than agreed and forecast."""
    known = {name: when for name, when in dates(content, facts).items() if when}
    for sentence in sentences(passage.text):
        for mention in mentions(sentence, facts.period_ends_on):
            if (
                known
                and mention.ends_after(facts.period_ends_on)
                and _WHOLE_BY.search(before(sentence, mention.start))
                and not any(mention.holds(when) for when in known.values())
            ):
                yield ask(
                    "date-differs",
                    passage.section,
                    passage.field,
                    f"The text says the work ends by “{mention.text}”, but "
                    + listing(f"the {name} date is {day(when)}" for name, when in known.items()),
                    "Make them agree, or explain",
                    passage.evidence(sentence, mention.start),
                    about=mention.text,
                )


def days(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask about days that none can be or nobody can tell, and about another end of the work."""
    for passage in passages(content, facts):
        yield from impossible(passage, facts)
        yield from leaning(passage)
    for passage in narratives(content):
        yield from other_end(passage, content, facts)


def meaning(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask about a narrative that explains a step otherwise than the scale does."""
    for passage in narratives(content):
        yield from paraphrased(passage, facts)


def repeated(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask about a text that is all but what it was in the last update."""
    if facts.previous is None:
        return
    last = {passage.field: passage.text for passage in narratives(facts.previous)}
    for passage in narratives(content):
        share = likeness(passage.text, last[passage.field])
        if share >= ALIKE:
            yield ask(
                "repeated-text",
                passage.section,
                passage.field,
                f"“{passage.name}” says almost the same as last period",
                "Say what is new, or explain",
                f"Words in common with last period: {share:.0%}",
                about=passage.field,
            )


def likeness(one: str, other: str) -> float:
    """Return the share of words that two texts have in common, from 0 to 1; 0 for short texts."""
    first, second = Counter(words(one)), Counter(words(other))
    shortest = min(first.total(), second.total())
    if shortest < FEWEST_WORDS:
        return 0
    return 2 * (first & second).total() / (first.total() + second.total())
