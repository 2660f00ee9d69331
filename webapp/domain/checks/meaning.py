"""What a step means, said in other words than the scale's."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from webapp.domain.checks.finding import Facts, Finding, ask
from webapp.domain.checks.labels import named
from webapp.domain.checks.prose import Passage, quote, sentences
from webapp.domain.wording import listing

# What the usual definitions of a rating weigh, and the words each goes by.
_ASPECTS = {
    "time": re.compile(r"\b(?:time(?:scales?|table|ly)?|schedule|deadlines?)\b", re.IGNORECASE),
    "cost": re.compile(r"\b(?:costs?|budgets?)\b", re.IGNORECASE),
    "quality": re.compile(r"\bquality\b", re.IGNORECASE),
    "scope": re.compile(r"\bscope\b", re.IGNORECASE),
}
_NO_ASPECT = re.compile(r"\b(?:this|that|some|any|same|first|last|the) time\b", re.IGNORECASE)
_MEANS = re.compile(r"\b(?:meaning|means|that is to say|in other words)\b", re.IGNORECASE)


def weighed(text: str) -> tuple[str, ...]:
    """Return what a text weighs, out of time, cost, quality and scope."""
    read = _NO_ASPECT.sub("", text)
    return tuple(name for name, pattern in _ASPECTS.items() if pattern.search(read))


def paraphrased(passage: Passage, facts: Facts) -> Iterator[Finding]:
    """Ask about a text that explains a step otherwise than its definition.

    Only what is weighed is compared, so that a free rendering with the same sense passes.
    """
    for sentence in sentences(passage.text):
        found = list(named(sentence, facts.steps))
        for mention, following in zip_longest(found, found[1:]):
            after = sentence[mention.end : following.start if following else None]
            means = _MEANS.search(after)
            definition = facts.definitions.get(mention.step, "")
            said, meant = weighed(after[means.end() :]) if means else (), weighed(definition)
            if said and meant and said != meant:
                label = facts.steps[mention.step]
                yield ask(
                    "other-meaning",
                    passage.section,
                    passage.field,
                    f"The text explains {label} by {listing(said)}; the scale says "
                    f"{listing(meant)}",
                    "Use the words of the scale, or explain",
                    passage.evidence(sentence, mention.start),
                    f"{label} on the scale: {quote(definition)}",
                    about=str(mention.step),
                )
