"""Milestones and lists that a text points to, and that are not there."""

import re
from collections.abc import Iterator

from models.enums import ItemKind
from webapp.domain.checks.finding import Facts, Finding, ask
from webapp.domain.checks.prose import NARRATIVES, Passage, passages, sentences
from webapp.domain.content import UpdateContent
from webapp.domain.wording import listing

_PERIOD = r"(?:period|month|quarter)"
_MILESTONE = re.compile(
    rf"(?P<front>\b(?:this|next|last|previous)\s+{_PERIOD}[’']s\s+)?"
    r"\bmilestone\s+(?:number\s+)?(?P<number>\d{1,3})\b(?![./]\d)"
    rf"(?P<back>\s+(?:(?:of|in|for|from)\s+)?(?:the\s+)?(?:this|next|last|previous)\s+{_PERIOD})?",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\b(?:bullet(?:\s+point)?s?|points?|items?)\s+(?:\d{1,2}\s*(?:-|–|to|and)\s*)?"
    r"(?P<last>\d{1,2})\s+(?:above|below)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^[ \t]*(?:[-*•]|\d{1,2}[.)])[ \t]", re.MULTILINE)


def milestones(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask about a milestone that is cited and neither in this update nor in an earlier pack.

    A number may be the one in print (G-M4); one cited with "next period" may also count the rows
    planned, and is asked about where the two are not the same row. What was cited of earlier
    periods stands in their packs and is not looked up.
    """
    this = {row.number for row in content.milestones}
    planned = {row.number for row in content.planned}
    counted = set(range(1, len(content.planned) + 1))
    printed = (
        re.compile(rf"\b{re.escape(facts.code)}-{ItemKind.MILESTONE}(?P<number>\d{{1,3}})\b")
        if facts.code
        else None
    )
    for passage in passages(content, facts):
        for sentence in sentences(passage.text):
            for match in _MILESTONE.finditer(sentence):
                when = f"{match['front'] or ''}{match['back'] or ''}".lower()
                known = this | planned | facts.issued_milestones
                if "next" in when:
                    known = planned | counted
                    yield from _unclear(passage, sentence, match, content, facts)
                if int(match["number"]) not in known and not re.search("last|previous", when):
                    yield _dangling(passage, sentence, match, content, facts)
            for match in printed.finditer(sentence) if printed else ():
                if int(match["number"]) not in this | planned | facts.issued_milestones:
                    yield _dangling(passage, sentence, match, content, facts)


def _unclear(
    passage: Passage, sentence: str, match: re.Match[str], content: UpdateContent, facts: Facts
) -> Iterator[Finding]:
    """Ask about a number that is one row's own and another row's place in the list."""
    place, numbers = int(match["number"]), [row.number for row in content.planned]
    if place not in numbers or place > len(numbers) or numbers[place - 1] == place:
        return
    own, counted = (
        facts.reference(ItemKind.MILESTONE, number) for number in (place, numbers[place - 1])
    )
    yield ask(
        "unclear-milestone",
        passage.section,
        passage.field,
        f"“{match[0].strip()}” can be {own}, by its number, or {counted}, by its place",
        "Write the one that is meant, or explain",
        passage.evidence(sentence, match.start()),
        about=match[0].strip().casefold(),
    )


def _dangling(
    passage: Passage, sentence: str, match: re.Match[str], content: UpdateContent, facts: Facts
) -> Finding:
    """Return the question about a milestone that is not there."""
    there = [
        facts.reference(ItemKind.MILESTONE, number)
        for number in sorted(
            {row.number for row in content.milestones} | {row.number for row in content.planned}
        )
    ]
    return ask(
        "cited-milestone",
        passage.section,
        passage.field,
        f"The text speaks of “{match[0].strip()}”, which is not in this update",
        "Put the number right, or explain",
        passage.evidence(sentence, match.start()),
        f"Milestones here: {listing(there) if there else 'none'}",
        about=match[0].strip().casefold(),
    )


def lists(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask about points "above" or "below" of a list that the same text does not have.

    A cell of a register has nothing above it that a reader could count.
    """
    for passage in passages(content, facts):
        there = len(_ITEM.findall(passage.text)) if passage.field in NARRATIVES else 0
        for sentence in sentences(passage.text):
            for match in _LIST.finditer(sentence):
                if int(match["last"]) > there:
                    yield ask(
                        "cited-list",
                        passage.section,
                        passage.field,
                        f"The text points to “{match[0]}”, and there is no such list with it",
                        "Say what is meant, or explain",
                        passage.evidence(sentence, match.start()),
                        about=match[0].casefold(),
                    )
