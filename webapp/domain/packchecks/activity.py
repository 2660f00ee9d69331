"""What happened when: later activity told as of the period, and what is still to come."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from webapp.domain.checks.days import mentions
from webapp.domain.checks.prose import before
from webapp.domain.packchecks.finding import Finding, decide
from webapp.domain.packchecks.paper import Paper
from webapp.domain.wording import day

ONE_MONTH = timedelta(days=31)
"""Length of the longest month: in a longer period "this month" does not say which."""

_DONE = re.compile(
    r"\b(?:undertaken|held|took place|taken place|happened|met|launched|attended|completed"
    r"|delivered|carried out)\b[^.;:]{0,40}$",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|to be|to take place|due|plan(?:s|ned|ning)?|scheduled|expect(?:ed|s)?|forthcoming"
    r"|upcoming|set for|on track|aims?|intends?|ahead of)\b",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:by|before|until|from|for|at)\W+(?:the\W+)?$|\bto have\b", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"\bactivit(?:y|ies)\s+(?:undertaken|delivered|completed|carried out|include)"
    r"|\b(?:achieved|done|delivered|completed) (?:so far|this period|in this period|to date)\b",
    re.IGNORECASE,
)
_MONTH_WORDS = re.compile(r"\b(?:this|last|next|previous|coming) month(?:[’']s)?\b", re.IGNORECASE)


def later(paper: Paper) -> Iterator[Finding]:
    """Ask about what a text tells as done after the period that it is an account of.

    The paper's own texts are asked about together: one decision covers what happened since.
    """
    found: dict[str, dict[str, str]] = defaultdict(dict)
    places: dict[str, str] = {}
    for text in paper.texts:
        part = "" if text.own else text.where
        for sentence in text.sentences:
            for mention in mentions(sentence, paper.ends_on):
                front = before(sentence, mention.start)
                if (
                    mention.span
                    and mention.span[0] > paper.ends_on
                    and _DONE.search(front)
                    and not (_AHEAD.search(front) or _BY.search(front))
                ):
                    found[part].setdefault(mention.text, text.evidence(sentence, mention.start))
                    places.setdefault(part, text.where)
    for part, told in found.items():
        yield decide(
            "later-activity",
            places[part],
            f"The text tells of what was done after the period ended on {day(paper.ends_on)}",
            "Set it apart as later activity, or accept it with a reason",
            *told.values(),
            about=", ".join(told),
        )


def future(paper: Paper) -> Iterator[Finding]:
    """Ask about something after the meeting in a list of what was done."""
    end = paper.meeting_on or paper.ends_on
    for text in paper.own:
        if not _ACCOUNT.search(text.text):
            continue
        found = {
            mention.text: text.evidence(sentence, mention.start)
            for sentence in text.sentences
            for mention in mentions(sentence, paper.ends_on)
            if mention.span
            and mention.span[0] > end
            and _AHEAD.search(before(sentence, mention.start))
        }
        if found:
            yield decide(
                "future-as-done",
                text.where,
                f"The text lists among what was done something that comes after {day(end)}",
                "Move it to what is planned, or accept it with a reason",
                *found.values(),
                about=", ".join(found),
            )


def month_words(paper: Paper) -> Iterator[Finding]:
    """Ask about "this month" in a period of more than one month."""
    if paper.ends_on - paper.starts_on < ONE_MONTH:
        return
    for text in paper.texts:
        found = {
            match[0].casefold(): text.evidence(sentence, match.start())
            for sentence in text.sentences
            for match in _MONTH_WORDS.finditer(sentence)
        }
        if found:
            yield decide(
                "month-words",
                text.where,
                f"The period is longer than a month, and the text speaks of “{min(found)}”",
                "Name the month or say “this period”, or accept it with a reason",
                *found.values(),
                about=", ".join(sorted(found)),
            )
