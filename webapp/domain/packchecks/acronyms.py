"""Acronyms that a reader is never told the meaning of, is told late, or is told twice."""

from collections.abc import Iterator

from webapp.domain.acronyms import used
from webapp.domain.packchecks.finding import Finding, decide
from webapp.domain.packchecks.paper import Paper
from webapp.domain.wording import counted, listing, sentence

NOT_EXPLAINED = "acronym-not-explained"


def explanations(paper: Paper) -> dict[str, str]:
    """Return what the acronyms of a paper stand for, as far as its texts or its list say so."""
    listed = paper.acronyms or {}
    known: dict[str, str] = {}
    for _, said in paper.said():
        for one in used(said):
            if one.explained:
                known.setdefault(one.name, one.explained.expansion)
            elif one.name in listed:
                known.setdefault(one.name, listed[one.name])
    return known


def unexplained(paper: Paper) -> Iterator[Finding]:
    """Ask once about acronyms that are never explained, and once about those explained late.

    One on the list that the paper prints is explained there, wherever it is used.
    """
    known = explanations(paper)
    listed = paper.acronyms or {}
    first: dict[str, tuple[str, str]] = {}
    late: dict[str, tuple[str, str]] = {}
    for text, said in paper.said():
        for one in used(said):
            here = (text.where, f"{one.name}. {text.evidence(said, one.start)}")
            if one.name not in first:
                first[one.name] = here
                if one.name in known and one.name not in listed and not one.explained:
                    late[one.name] = here
    never = {name: here for name, here in first.items() if name not in known}
    if never:
        on_the_list = "" if paper.acronyms is None else ", put it on the list of acronyms"
        where, _ = next(iter(never.values()))
        yield decide(
            NOT_EXPLAINED,
            where,
            f"{sentence(counted(len(never), 'acronym is', 'acronyms are'))} never explained: "
            f"{listing(never)}",
            f"Write each out where it is first used{on_the_list}, or accept it with a reason",
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
