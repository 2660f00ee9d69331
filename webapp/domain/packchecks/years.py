"""Days on the front and in the text: the right year, the right order, one form."""

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator

from webapp.domain.checks import narrative
from webapp.domain.checks.days import Mention, mentions
from webapp.domain.checks.prose import before
from webapp.domain.packchecks.finding import Finding, Severity, block, decide, taken
from webapp.domain.packchecks.paper import Paper, Text
from webapp.domain.wording import MONTHS, day

OLD = 60
"""Days between the end of a period and the meeting, after which a position is called old."""
MOST_EVIDENCE = 6
SATURDAY = 5

# What has happened, beside the day it happened on: "received in", "his letter dated".
_HAPPENED = re.compile(
    r"(?<!to be )\b(?:received|dated|held|met|published|issued)\s+(?:\w+\s+){0,3}?"
    r"(?:in|on|at the end of)?\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FIGURES = re.compile(r"\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})?$")
# Two figures each, so that neither "24/7" nor "1/2" is a day.
_DAY_AND_MONTH = re.compile(r"(?<![\w/.,£-])(?:[0-2]\d|3[01])/(?:0[1-9]|1[0-2])(?![\w/-]| of\b)")
_DAY_IN_WORDS = re.compile(r"^\d{1,2}\D*\s[A-Z]|^[A-Z][a-z]+\s\d{1,2}(?:st|nd|rd|th)?\b(?!\d)")


def impossible(paper: Paper) -> Iterator[Finding]:
    """Block a day that no calendar has in the paper's own text."""
    for text in paper.own:
        for found in narrative.impossible(text.passage, paper.scale):
            yield taken(found, Severity.BLOCK)


def meeting(paper: Paper) -> Iterator[Finding]:
    """Block a meeting before the period begins; ask about one before its end or at a weekend."""
    on = paper.meeting_on
    if on is None:
        return
    if on < paper.starts_on:
        yield block(
            "meeting-before-period",
            "front",
            f"The meeting on {day(on)} comes before the period begins, on {day(paper.starts_on)}",
            "Put the date of the meeting right",
            about=on.isoformat(),
        )
    elif on < paper.ends_on:
        yield decide(
            "meeting-within-period",
            "front",
            f"The meeting on {day(on)} comes before the period ends, on {day(paper.ends_on)}",
            "Put the date right, or accept it with a reason",
            about=on.isoformat(),
        )
    if on.weekday() >= SATURDAY:
        yield decide(
            "meeting-at-weekend",
            "front",
            f"{day(on)} is a {'Saturday' if on.weekday() == SATURDAY else 'Sunday'}",
            "Put the date of the meeting right, or accept it with a reason",
            about=on.isoformat(),
        )
    if (age := (on - paper.ends_on).days) > OLD:
        yield decide(
            "old-position",
            "front",
            f"The period ended on {day(paper.ends_on)}, {age} days before the meeting on {day(on)}",
            "Add what has happened since, or accept it with a reason",
            about=on.isoformat(),
        )


def front(paper: Paper) -> Iterator[Finding]:
    """Ask about a meeting before something that the text tells as past; its year may be wrong.

    Days without a year are asked about with it, since a reader cannot tell which year they are in.
    """
    on = paper.meeting_on
    if on is None:
        return
    later, bare = [], []
    for text, sentence, mention in _days(paper):
        has_year = _YEAR.search(mention.text) is not None
        if mention.span and has_year and mention.span[0] > on:
            if _HAPPENED.search(before(sentence, mention.start)):
                later.append(text.evidence(sentence, mention.start))
        elif not has_year and not _FIGURES.search(mention.text):
            bare.append(text.evidence(sentence, mention.start))
    if not later:
        return
    yield decide(
        "front-year",
        "front",
        f"The meeting is on {day(on)}, and the text tells of something later as past",
        "Put the year on the front or in the text right, or accept it with a reason",
        f"Front: {day(on)}",
        *dict.fromkeys(later[:MOST_EVIDENCE]),
        about=on.isoformat(),
    )
    if bare:
        yield decide(
            "year-missing",
            "front",
            "Some days in the text have no year, and the year on the front is in doubt",
            "Give the year, or accept it with a reason",
            *dict.fromkeys(bare),
            about=on.isoformat(),
        )


def two_years(paper: Paper) -> Iterator[Finding]:
    """Ask about one day of a month that has two years in the text; most likely it is one day.

    First and last days of a month return every year: they begin and end what is counted by years.
    """
    found: dict[tuple[int, int], dict[int, tuple[Text, str]]] = defaultdict(dict)
    for text, sentence, mention in _days(paper, own=True):
        if mention.span and mention.span[0] == mention.span[1] and _YEAR.search(mention.text):
            when = mention.span[0]
            if 1 < when.day < monthrange(when.year, when.month)[1]:
                evidence = text.evidence(sentence, mention.start)
                found[when.month, when.day].setdefault(when.year, (text, evidence))
    for (month, number), years in found.items():
        if len(years) > 1:
            (first, _), *_ = (years[year] for year in sorted(years))
            name = f"{number} {MONTHS[month - 1]}"
            yield decide(
                "two-years",
                first.where,
                f"The text gives {name} in {' and in '.join(str(year) for year in sorted(years))}",
                "Put the year right, or accept it with a reason",
                *(years[year][1] for year in sorted(years)),
                about=" ".join(str(year) for year in sorted(years)) + f" {month} {number}",
            )


def title(paper: Paper) -> Iterator[Finding]:
    """Ask about a title that names a time which is neither in the period nor the meeting's."""
    near = paper.ends_on
    named = [mention for mention in mentions(paper.title, near) if _YEAR.search(mention.text)]
    fits = [
        mention
        for mention in named
        if mention.span
        and (
            (mention.span[0] <= paper.ends_on and mention.span[1] >= paper.starts_on)
            or (paper.meeting_on and mention.holds(paper.meeting_on))
        )
    ]
    if named and not fits:
        yield decide(
            "title-differs",
            "front",
            f"The title says “{named[-1].text}”, and the period is {day(paper.starts_on)} to "
            f"{day(paper.ends_on)}",
            "Make them agree, or accept it with a reason",
            f"Title: “{paper.title}”",
            about=named[-1].text,
        )


def signed(paper: Paper) -> Iterator[Finding]:
    """Ask about a sign-off after the meeting that the paper is for."""
    for name, on in paper.signed.items():
        if paper.meeting_on and on > paper.meeting_on:
            yield decide(
                "signed-after-meeting",
                "signed",
                f"{name}: signed off on {day(on)}, after the meeting on {day(paper.meeting_on)}",
                "Put the date right, or accept it with a reason",
                about=f"{name} {on.isoformat()}",
            )


def forms(paper: Paper) -> Iterator[Finding]:
    """Ask about days written in figures and in words in one paper."""
    figures: list[str] = []
    written: list[str] = []
    where = ""
    for text, sentence, mention in _days(paper):
        if _FIGURES.search(mention.text):
            figures.append(text.evidence(sentence, mention.start))
            where = where or text.where
        elif _DAY_IN_WORDS.search(mention.text):
            written.append(text.evidence(sentence, mention.start))
    for text, sentence in paper.said():
        for match in _DAY_AND_MONTH.finditer(sentence):
            figures.append(text.evidence(sentence, match.start()))
            where = where or text.where
    if figures and written:
        yield decide(
            "date-forms",
            where,
            "Some days are written in figures and some in words",
            "Write them all like “30 May 2024”, or accept it with a reason",
            *dict.fromkeys((*figures[:MOST_EVIDENCE], written[0])),
        )


def _days(paper: Paper, *, own: bool = False) -> Iterator[tuple[Text, str, Mention]]:
    """Yield every day that a text names, with its sentence."""
    for text, sentence in paper.said():
        if text.own or not own:
            for mention in mentions(sentence, paper.ends_on):
                yield text, sentence, mention
