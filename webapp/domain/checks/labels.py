"""Steps of the scale named in prose: "rated Green", "it was Amber last month"."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from webapp.domain.checks.prose import REMEMBERED, before


class Time(StrEnum):
    """When a text says that a step holds."""

    NOW = "now"
    BEFORE = "before"
    OTHERWISE = "otherwise"
    """Some day, perhaps, or not at all."""


@dataclass(frozen=True)
class Named:
    """A step that a sentence names, where, and when it says it holds."""

    step: int
    start: int
    end: int
    time: Time


_RATING = re.compile(r"\b(?:RAG|rat(?:e|ed|ing|ings)|status)\b", re.IGNORECASE)
# A capital label alone is a rating where a clause ends or goes on after it, not in "Green Book".
_CLAUSE_GOES_ON = re.compile(
    r"\s*(?:$|[,.;:)(–]|(?:rating|status|because|as|since|and|or|to|this|for|again|last|in)\b)"
)
_NAME_GOES_ON = re.compile(r"[ -][A-Z][a-z]")
_BEFORE = re.compile(
    r"\b(?:previous(?:ly)?|last (?:period|time|month|quarter|report)|earlier|former(?:ly)?)"
    r"(?:[’']s)?[^\w,;]+(?:(?:rag|rating|rated|status|period|report|of|was|we|were|a|an|the)"
    r"(?:[’']s)?[^\w,;]+)*$",
    re.IGNORECASE,
)
_BEFORE_AFTERWARDS = re.compile(
    r"\W*(?:(?:rating|status|in|on|of|for|the|our)\W+)*(?:last|previous|earlier)\b", re.IGNORECASE
)
_FROM = re.compile(r"\bfrom\W+(?:(?:a|the|rating|status|of)\W+)*$", re.IGNORECASE)
_TO = re.compile(r"\s+to\b", re.IGNORECASE)
_CHANGED_TO = re.compile(
    r"\b(?:changed|moved|fell|fallen|dropped|lowered|raised|risen|rose|improved|gone|worsened"
    r"|downgraded|upgraded)\W+(?:\w+\W+){0,7}to\W+(?:an? |the )?$",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\b(?:no longer|not|was|were|had been|rather than|instead of|than|between|to|towards?"
    r"|reach\w*|return\w*|achiev\w*|becom\w*|if|would|could|will|should|until|unless|expect\w*"
    r"|may|might)\W+(?:\w+\W+){0,3}$",
    re.IGNORECASE,
)


def named(sentence: str, steps: Mapping[int, str]) -> Iterator[Named]:
    """Yield the steps that a sentence gives as ratings, in its order.

    A label in small letters, which may be an everyday word, counts only where the sentence speaks
    of a rating; the two halves of one like "Green/Amber" may stand in either order.
    """
    pattern, known = _reader(tuple(steps.items()))
    rating = _RATING.search(sentence) is not None
    for match in pattern.finditer(sentence):
        front, rest = before(sentence, match.start()), sentence[match.end() :]
        capital = match[0][0].isupper() and _CLAUSE_GOES_ON.match(rest)
        if (rating or capital) and not _NAME_GOES_ON.match(rest):
            yield Named(known[_key(match[0])], match.start(), match.end(), _time(front, rest))


@lru_cache(maxsize=REMEMBERED)
def _reader(steps: tuple[tuple[int, str], ...]) -> tuple[re.Pattern[str], dict[str, int]]:
    """Return what finds the labels of a scale, and the step that each form of one stands for."""
    turned = {_key("/".join(reversed(label.split("/")))): step for step, label in steps}
    known = turned | {_key(label): step for step, label in steps}
    labels = (
        r"[\s/-]+".join(re.escape(part) for part in key.split("/"))
        for key in sorted(known, key=len, reverse=True)
    )
    # Without a label the pattern finds nothing: no place is both in a word and at its edge.
    pattern = "|".join(labels) or r"\b\B"
    return re.compile(rf"(?<![\w/-])(?:{pattern})(?![\w/])", re.IGNORECASE | re.ASCII), known


def _key(label: str) -> str:
    """Return a label in one form: small letters, a stroke between its words."""
    return re.sub(r"[\s/-]+", "/", label.strip()).casefold()


def _time(front: str, rest: str) -> Time:
    """Return when a step holds by the words in front of it and after it."""
    if _CHANGED_TO.search(front):
        return Time.NOW
    if (
        _BEFORE.search(front)
        or _BEFORE_AFTERWARDS.match(rest)
        or (_FROM.search(front) and _TO.match(rest))
    ):
        return Time.BEFORE
    return Time.OTHERWISE if _OTHERWISE.search(front) else Time.NOW
