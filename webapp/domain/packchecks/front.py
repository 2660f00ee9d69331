"""The front of a committee report: what it asks for, how it is voted on, what it serves."""

import re
from collections.abc import Iterator

from webapp.domain.packchecks.finding import Finding, decide
from webapp.domain.packchecks.paper import Paper

_NOTES = re.compile(r"\W*(?:to )?not(?:e|es|ing)\b", re.IGNORECASE)


def voting(paper: Paper) -> Iterator[Finding]:
    """Ask about a vote on recommendations that all only note, and about a decision without one."""
    if paper.front is None or not paper.front.recommendations or not paper.front.voting.strip():
        return
    asked = [text for text in paper.front.recommendations if not _NOTES.match(text)]
    noted = bool(_NOTES.match(paper.front.voting))
    evidence = (f"Voting: {paper.front.voting}", *paper.front.recommendations)
    if not asked and not noted:
        yield decide(
            "vote-on-notes",
            "front",
            "The report names a vote, and its recommendations only note something",
            "Say that it is to note, or accept it with a reason",
            *evidence,
        )
    elif asked and noted:
        yield decide(
            "decision-without-vote",
            "front",
            "The report is to note, and a recommendation asks for more than that",
            "Say how the committee votes, or accept it with a reason",
            *evidence,
        )


def gaps(paper: Paper) -> Iterator[Finding]:
    """Ask about a report without the number of its agenda item or without an objective."""
    if paper.front is None:
        return
    if not paper.front.agenda_item.strip():
        yield decide(
            "no-agenda-item",
            "front",
            "The report has no agenda item",
            "Give its number, or accept it with a reason",
        )
    if not paper.front.objectives:
        yield decide(
            "no-objective",
            "objectives",
            "The report names no strategic objective",
            "Choose those it serves, or accept it with a reason",
        )
