"""Numbers in the text beside the data: how many workstreams, how many of each rating."""

import re
from collections import defaultdict
from collections.abc import Iterator

from webapp.domain.checks.labels import Time, named
from webapp.domain.checks.overview import counts
from webapp.domain.checks.prose import words
from webapp.domain.packchecks.finding import Finding, decide, taken
from webapp.domain.packchecks.paper import Paper, Text
from webapp.domain.wording import SMALL_NUMBERS, counted, listing, number

SAME_BEGINNING = 5
"""Words with which a heading and an entry of a list both begin when they are of one thing."""
FEWEST_ENTRIES = 3
"""Shorter lists are seldom lists of what is rated."""

_NUMBER = rf"(?P<number>\d{{1,3}}|{'|'.join(SMALL_NUMBERS[1:])})"
_NOUN = r"(?P<noun>workstream|theme|priority area)s\b"
_TOTAL = re.compile(rf"\b(?:all|of)\s+(?:the\s+|our\s+)?{_NUMBER}\s+{_NOUN}", re.IGNORECASE)
_KIND = re.compile(rf"\b(?:all|the)\s+{_NUMBER}\s+{_NOUN}", re.IGNORECASE)
_EVERY = re.compile(
    r"\b(?:all|every)\s+(?:of\s+)?(?:the\s+|our\s+)?(?:workstreams?|themes?)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"^[ \t]*(?:[-*•]|\d{1,2}[.)])[ \t]+(.+)$", re.MULTILINE)


def rated(paper: Paper) -> Iterator[Finding]:
    """Ask about a number of workstreams with a rating that is not the number there are."""
    steps = [step for step in paper.ratings.values() if step is not None]
    if not steps:
        return
    for text in paper.own:
        yield from (taken(found) for found in counts(text.passage, paper.scale, steps))
        for sentence in text.sentences:
            for mention in named(sentence, paper.steps):
                if mention.time is not Time.NOW or not _EVERY.search(sentence[: mention.start]):
                    continue
                other = [name for name, step in paper.ratings.items() if step != mention.step]
                if other:
                    label = paper.steps[mention.step]
                    yield decide(
                        "count-differs",
                        text.where,
                        f"The text says that all are {label}, but not {listing(other)}",
                        "Put it right, or accept it with a reason",
                        text.evidence(sentence, mention.start),
                        about=f"all {mention.step}",
                    )


def total(paper: Paper) -> Iterator[Finding]:
    """Ask about "all four workstreams" where the paper has five."""
    there = len(paper.ratings)
    for text in paper.own if there else ():
        for sentence in text.sentences:
            for match in _TOTAL.finditer(sentence):
                if _value(match["number"]) != there:
                    yield decide(
                        "total-differs",
                        text.where,
                        f"The text says “{match[0]}”, but the pack has "
                        f"{counted(there, 'workstream', 'workstreams')}",
                        "Put the number right, or accept it with a reason",
                        text.evidence(sentence, match.start()),
                        about=match[0].casefold(),
                    )


def two_nouns(paper: Paper) -> Iterator[Finding]:
    """Ask about one set of things under two nouns: "the three themes", "all three workstreams"."""
    used: dict[int, dict[str, str]] = defaultdict(dict)
    first: Text | None = None
    for text in paper.own:
        for sentence in text.sentences:
            for match in _KIND.finditer(sentence):
                first = first or text
                noun = match["noun"].casefold()
                used[_value(match["number"])].setdefault(
                    noun, text.evidence(sentence, match.start())
                )
    for value, nouns in used.items():
        if len(nouns) > 1 and value == len(paper.ratings) and first:
            names = sorted(nouns)
            yield decide(
                "two-words-for-one",
                first.where,
                f"The text speaks of the {number(value)} "
                + listing(f"{name}s" for name in names)
                + " and seems to mean the same",
                "Use one word throughout, or accept it with a reason",
                *(nouns[name] for name in names),
                about=" ".join(names),
            )


def fewer_rated(paper: Paper) -> Iterator[Finding]:
    """Ask about a list of which some entries have a rated paragraph of their own, and some not."""
    headed = [
        words(text.heading)
        for text in paper.own
        if text.heading and any(named(f"Rating: {text.heading}", paper.steps))
    ]
    for text in paper.own:
        entries = [entry.strip() for entry in _ENTRY.findall(text.text)]
        if len(entries) < FEWEST_ENTRIES:
            continue
        without = [
            entry
            for entry in entries
            if (begins := words(entry)[:SAME_BEGINNING])
            not in [heading[: len(begins)] for heading in headed]
        ]
        if 0 < len(without) < len(entries):
            yield decide(
                "fewer-rated",
                text.where,
                f"{number(len(entries)).capitalize()} things are listed and "
                f"{counted(len(entries) - len(without), 'has', 'have')} a rating",
                "Rate the others, say why they have none, or accept it with a reason",
                *(f"{text.name}, without a rating: “{entry}”" for entry in without),
                about=" ".join(str(entries.index(entry) + 1) for entry in without),
            )


def _value(said: str) -> int:
    """Return a count given in figures or as a word."""
    return int(said) if said.isdecimal() else SMALL_NUMBERS.index(said.casefold())
