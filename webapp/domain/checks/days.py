"""Days read out of English prose: "31 March 2024", "the end of the year", "31/09/2023".

Own and small, because only what is surely a day may count: a general reader of dates also finds
one in "2023/24", "a second" or "item 4".
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from webapp.domain.wording import MONTHS

REMEMBERED = 1024
"""Sentences kept as they were read, since more than one rule asks for their days."""
CENTURY = 2000
"""What a year of two figures is counted from."""
THIRDS = {"start": (1, 10), "beginning": (1, 10), "early": (1, 10), "mid": (11, 20)}
"""First and last day of the parts of a month; "late" and "end" are the rest."""
PARTS_OF_YEAR = {
    "start": (1, 1),
    "beginning": (1, 1),
    "early": (1, 4),
    "mid": (5, 8),
    "late": (9, 12),
    "end": (12, 12),
}
"""First and last month of the parts of a year."""
FINANCIAL_YEAR_ENDS = (3, 31)
"""Month and day, for a public body in the United Kingdom."""

Span = tuple[date, date]


@dataclass(frozen=True)
class Mention:
    """A day, or a stretch of days, that a text names; `span` is None for a day there never is."""

    text: str
    start: int
    span: Span | None

    def holds(self, day: date) -> bool:
        """Return whether a day is, or may be, the one that is meant."""
        return self.span is not None and self.span[0] <= day <= self.span[1]

    def ends_after(self, day: date) -> bool:
        """Return whether some of it comes later than a day."""
        return self.span is not None and self.span[1] > day


@lru_cache(maxsize=REMEMBERED)
def mentions(text: str, near: date) -> tuple[Mention, ...]:
    """Return the days a text names, in its order; a day without a year is the one next to `near`.

    A part of a month or year is a stretch: "early March" is the 1st to the 10th. Words that lean
    on the day of writing ("next week") are not read.
    """
    if not _HINT.search(text):
        return ()
    found: list[Mention] = []
    taken = bytearray(len(text))
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"x" * (end - start)
                words = match[0].lstrip()
                found.append(Mention(words, end - len(words), read(match, near)))
    return tuple(sorted(found, key=lambda mention: mention.start))


def _day(year: int, month: int, day: int) -> Span | None:
    """Return one day as a stretch; None when there is no such day."""
    try:
        there = date(year, month, day)
    except ValueError:
        return None
    return there, there


def _nearest(span: Callable[[int], Span | None], near: date) -> Span | None:
    """Return what a year makes of `span` for the year that brings it closest to a day."""
    candidates = (span(year) for year in (near.year, near.year + 1, near.year - 1))
    return min(
        (candidate for candidate in candidates if candidate),
        key=lambda candidate: abs((candidate[0] - near).days),
        default=None,
    )


def _month(name: str) -> int:
    """Return the number of a month from the first three letters of its name."""
    return [month[:3] for month in MONTHS].index(name[:3].capitalize()) + 1


def _in_figures(match: re.Match[str], _near: date) -> Span | None:
    year = int(match["year"])
    if len(match["year"]) == len("23"):
        year += CENTURY
    return _day(year, int(match["month"]), int(match["day"]))


def _in_words(match: re.Match[str], near: date) -> Span | None:
    month, day = _month(match["month"]), int(match["day"])
    if match["year"]:
        return _day(int(match["year"]), month, day)
    return _nearest(lambda year: _day(year, month, day), near)


def _part_of_month(match: re.Match[str], near: date) -> Span | None:
    month, part = _month(match["month"]), (match["part"] or "").lower()

    def span(year: int) -> Span:
        final = monthrange(year, month)[1]
        first, last = THIRDS.get(part, (21 if part else 1, final))
        return date(year, month, first), date(year, month, last)

    return span(int(match["year"])) if match["year"] else _nearest(span, near)


def _part_of_year(match: re.Match[str], near: date) -> Span | None:
    year = int(match["year"]) if match["year"] else near.year + bool(match["next"])
    first, last = PARTS_OF_YEAR[match["part"].lower()]
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _financial_year(_match: re.Match[str], near: date) -> Span | None:
    return _nearest(lambda year: _day(year, *FINANCIAL_YEAR_ENDS), near)


_NAMES = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    "|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
)
# A month without a year needs its capital letter: "may" and "march" are words as well.
_MONTH = rf"\b(?P<month>{_NAMES})\b"
_ANY_MONTH = rf"\b(?P<month>(?i:{_NAMES}))\b"
_ORDINAL = r"(?:st|nd|rd|th)"
_NOT_A_SUM = r"(?<![\d/.,£-])"
_DAY_OF_MONTH = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_PART = r"\b(?P<part>(?i:early|mid|late|end|start|beginning))(?:\s+(?:in|of)\s+|\s+|-)(?:the\s+)?"
_PREPOSITION = "|".join(
    rf"(?<=\b{word})" for word in ("in", "by", "during", "before", "until", "since", "from")
)

_Form = tuple[str, Callable[[re.Match[str], date], Span | None]]
_DAY = r"(?P<day>\d{1,2})"
_YEAR = r"(?P<year>[12]\d{3})"
_NO_YEAR = "(?P<year>)"
_BEGIN, _END = r"(?<![\d/.-])", r"(?![\d/-])"
_FORMS: tuple[_Form, ...] = (
    (rf"{_BEGIN}{_YEAR}-(?P<month>\d\d)-{_DAY}{_END}", _in_figures),
    (rf"{_BEGIN}{_DAY}(?P<mark>[/.-])(?P<month>\d\d?)(?P=mark){_YEAR}{_END}", _in_figures),
    (rf"{_BEGIN}{_DAY}/(?P<month>\d\d?)/(?P<year>\d\d){_END}", _in_figures),
    (rf"{_NOT_A_SUM}{_DAY}{_ORDINAL}?\s+(?:of\s+)?{_ANY_MONTH},?\s+{_YEAR}\b", _in_words),
    (rf"{_NOT_A_SUM}{_DAY_OF_MONTH}{_ORDINAL}?\s+(?:of\s+)?{_MONTH}{_NO_YEAR}", _in_words),
    (rf"{_ANY_MONTH}\s+{_DAY}{_ORDINAL}?,?\s+{_YEAR}\b", _in_words),
    (rf"{_MONTH}\s+{_DAY}{_ORDINAL}\b{_NO_YEAR}", _in_words),
    (rf"(?:{_PART})?{_ANY_MONTH},?\s+{_YEAR}\b", _part_of_month),
    (rf"{_PART}{_MONTH}{_NO_YEAR}", _part_of_month),
    (rf"(?:{_PREPOSITION})\s+(?P<part>){_MONTH}{_NO_YEAR}", _part_of_month),
    (r"(?i:\bend\s+of\s+(?:the|this)\s+financial\s+year\b)", _financial_year),
    (rf"{_PART}(?P<year>20\d\d)\b(?![/-]\d)(?P<next>)", _part_of_year),
    (rf"{_PART}(?:(?:calendar|this|(?P<next>next))\s+)?year\b{_NO_YEAR}", _part_of_year),
)
"""What a day looks like and how it is read; the surest forms first."""
_HINT = re.compile(rf"\d|\byear\b|\b(?:{_NAMES})\b")
"""What a text with a day has; most sentences have none and need no closer look."""
_PATTERNS = tuple((re.compile(pattern, re.ASCII), read) for pattern, read in _FORMS)
