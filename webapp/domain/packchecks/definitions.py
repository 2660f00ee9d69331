"""What the paper says a rating means, beside the scale."""

import re
from collections.abc import Iterator

from webapp.domain.checks.labels import Time, named
from webapp.domain.checks.meaning import paraphrased
from webapp.domain.checks.prose import quote, words
from webapp.domain.packchecks.finding import Finding, block, taken
from webapp.domain.packchecks.paper import Paper

ALIKE = 0.75
"""Share of a definition's first words from which a text counts as quoting it."""
FEWEST_WORDS = 6
"""Shorter explanations are nobody's definition."""
SLACK = 4
"""Words that a text may put in while it quotes: "of the plan", "now"."""

_MEANS = re.compile(r"\b(?:meaning|means|that is to say|in other words)\b", re.IGNORECASE)
_STOP = re.compile(r"(?<=[.!?;]) ")


def of_another_step(paper: Paper) -> Iterator[Finding]:
    """Block a rating that is explained in the words of another step of the scale."""
    for text in paper.own:
        for place, sentence in enumerate(text.sentences):
            means = _MEANS.search(sentence)
            before = [
                mention
                for mention in named(sentence, paper.steps)
                if means and mention.end <= means.start() and mention.time is Time.NOW
            ]
            if not means or not before:
                continue
            step = before[-1].step
            said = " ".join((sentence[means.end() :], *text.sentences[place + 1 :]))
            shares = {
                number: _share(said, definition) for number, definition in paper.definitions.items()
            }
            nearest = max(shares, key=lambda number: shares[number], default=step)
            if nearest != step and shares[nearest] >= ALIKE and shares[nearest] > shares[step]:
                label, other = paper.steps[step], paper.steps[nearest]
                yield block(
                    "definition-of-another-step",
                    text.where,
                    f"The text rates {label} and explains it in the words of {other}",
                    "Use the definition of the rating that is given",
                    text.evidence(sentence, before[-1].start),
                    f"{label} on the scale: {quote(paper.definitions[step])}",
                    f"{other} on the scale: {quote(paper.definitions[nearest])}",
                    about=f"{step} {nearest}",
                )


def paraphrase(paper: Paper) -> Iterator[Finding]:
    """Ask about a text that explains a step by other things than its definition weighs."""
    blocked = {(found.where, found.about.partition(" ")[0]) for found in of_another_step(paper)}
    for text in paper.own:
        for found in paraphrased(text.passage, paper.scale):
            if (text.where, found.about) not in blocked:
                yield taken(found)


def _share(said: str, definition: str) -> float:
    """Return how much of the beginning of a definition a text repeats, from 0 to 1."""
    meant: list[str] = []
    for sentence in _STOP.split(definition):
        if len(meant) < FEWEST_WORDS:
            meant += words(sentence)
    given = set(words(said)[: len(meant) + SLACK])
    if min(len(meant), len(given)) < FEWEST_WORDS:
        return 0
    return sum(word in given for word in meant) / len(meant)
