"""Acronyms that a reader is never told the meaning of, is told late, or is told twice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from webapp.domain.checks.prose import REMEMBERED
from webapp.domain.packchecks.finding import Finding, decide
from webapp.domain.packchecks.paper import Paper
from webapp.domain.wording import counted, listing, sentence

EVERYDAY = frozenset(
    {"UK", "GB", "EU", "UN", "VAT", "MP", "MPs", "IT", "NHS", "BBC", "PDF", "TV", "PO", "OK", "AM"}
)
"""Short forms that are better known than what they stand for."""
ROMAN = re.compile(r"[IVX]+\Z")
SHOUTED = 0.6
"""Share of capital letters from which a sentence is a heading in capitals, without acronyms."""
LONGER_BY = 4
"""Words an explanation may have more than the acronym has letters: "of", "and", "the"."""

# "KPIs", "DfE", "O&S"; at least half its letters are capitals, so that a surname is none.
_ACRONYM = re.compile(r"(?<![\w&/-])[A-Z](?:[A-Za-z]*[A-Z][A-Za-z]*|&[A-Z])(?:[’']?s)?(?![\w&-])")
_AFTER = re.compile(r"[’']?s?\s*\((?P<words>[A-Z][\w’'&-]*[ ,][^()]*)(?P<again>\)\s*\([^()]*)?\)")
_WORD = re.compile(r"[\w’'&-]+")


@dataclass(frozen=True)
class Explained:
    """What an acronym stands for, and where that is said; `twice` when it is said twice running."""

    expansion: str
    start: int
    twice: bool = False


@dataclass(frozen=True)
class Used:
    """An acronym in a sentence, with what it is said to stand for, if anything."""

    name: str
    start: int
    explained: Explained | None


@lru_cache(maxsize=REMEMBERED * 8)
def used(said: str) -> tuple[Used, ...]:
    """Return the acronyms of a sentence in its order."""
    letters = [letter for letter in said if letter.isalpha()]
    if sum(letter.isupper() for letter in letters) >= SHOUTED * len(letters) > SHOUTED * 12:
        return ()
    return tuple(
        Used(name, match.start(), _explained(said, match, name))
        for match in _ACRONYM.finditer(said)
        if (name := _singular(match[0])) not in EVERYDAY
        and not ROMAN.match(name)
        and 2 * sum(letter.isupper() for letter in name) >= len(name)
    )


def explanations(paper: Paper) -> dict[str, str]:
    """Return what the acronyms of a paper stand for, as far as it says so."""
    known: dict[str, str] = {}
    for _, said in paper.said():
        for one in used(said):
            if one.explained:
                known.setdefault(one.name, one.explained.expansion)
    return known


def unexplained(paper: Paper) -> Iterator[Finding]:
    """Ask once about acronyms that are never explained, and once about those explained late."""
    known = explanations(paper)
    first: dict[str, tuple[str, str]] = {}
    late: dict[str, tuple[str, str]] = {}
    for text, said in paper.said():
        for one in used(said):
            here = (text.where, f"{one.name}. {text.evidence(said, one.start)}")
            if one.name not in first:
                first[one.name] = here
                if one.name in known and not one.explained:
                    late[one.name] = here
    never = {name: here for name, here in first.items() if name not in known}
    if never:
        where, _ = next(iter(never.values()))
        yield decide(
            "acronym-not-explained",
            where,
            f"{sentence(counted(len(never), 'acronym is', 'acronyms are'))} never explained: "
            f"{listing(never)}",
            "Write each out where it is first used, or accept it with a reason",
            *(evidence for _, evidence in never.values()),
            about=" ".join(sorted(never)),
        )
    if late:
        where, _ = next(iter(late.values()))
        yield decide(
            "acronym-explained-late",
            where,
            f"{sentence(counted(len(late), 'acronym is', 'acronyms are'))} used before the "
            f"explanation: {listing(late)}",
            "Explain each where it is first used, or accept it with a reason",
            *(evidence for _, evidence in late.values()),
            about=" ".join(sorted(late)),
        )


def twice(paper: Paper) -> Iterator[Finding]:
    """Ask about an acronym that is explained twice running."""
    for text, said in paper.said():
        for one in used(said):
            if one.explained and one.explained.twice:
                yield decide(
                    "acronym-explained-twice",
                    text.where,
                    f"{one.name} is explained twice running",
                    "Take one explanation away, or accept it with a reason",
                    text.evidence(said, one.start),
                    about=one.name,
                )


def _singular(printed: str) -> str:
    """Return an acronym without the ending of its plural or genitive."""
    return re.sub(r"(?<=[A-Z])[’']?s\Z", "", printed)


def _explained(said: str, match: re.Match[str], name: str) -> Explained | None:
    """Return what stands in brackets after an acronym, or in front of one in brackets.

    It begins with the acronym's first letter; other brackets say something else.
    """
    after = _AFTER.match(said, match.end())
    if after and after["words"][0] == name[0]:
        return Explained(after["words"].strip(), match.end(), bool(after["again"]))
    if said[: match.start()].endswith("(") and said[match.end() :].startswith(")"):
        front = _WORD.findall(said[: match.start()])[-len(name) - LONGER_BY :]
        begins = [
            place for place, word in enumerate(front) if word[0].casefold() == name[0].casefold()
        ]
        if begins:
            return Explained(" ".join(front[begins[0] :]), match.start())
    return None
