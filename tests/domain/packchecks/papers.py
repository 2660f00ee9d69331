"""A pack and a cover report that no check has anything to say about, and variations of them."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.domain.checks.complete import AMBER, FACTS, GREEN, GREEN_AMBER
from webapp.domain.packchecks import Finding, Front, Overall, Paper, Text, find

PACK = Paper(
    title="Library plan, January and February 2026",
    starts_on=date(2026, 1, 1),
    ends_on=date(2026, 2, 28),
    meeting_on=date(2026, 3, 18),
    steps=FACTS.steps,
    definitions=FACTS.definitions,
    ratings={"Buildings": GREEN, "Books, Staff and Money": GREEN_AMBER, "Readers": AMBER},
    overall=Overall(step=GREEN_AMBER, reason="Readers is rated lower, but is a small part of it."),
    texts=(
        Text(where="summary", name="Reason", text="Readers is rated lower, but is a small part."),
        Text(where="overview", name="Overview", text="One workstream is rated Green."),
        Text(where="b", name="B. Buildings", text="Two branches reopened, see B-M1.", own=False),
    ),
    items=frozenset({"B-M1", "B-R1"}),
    codes=frozenset({"B", "M", "R"}),
    people=("Libraries Sponsor", "Buildings Lead"),
)
COVER = replace(
    PACK,
    overall=None,
    texts=(
        Text(where="recommendation-r1", name="Recommendation A", text="Note the progress."),
        Text(
            where="paragraph-p1",
            name="Paragraph 2.1",
            heading="Progress",
            text="Two branches reopened. Appendix A tells more, see also paragraph 2.1.",
        ),
    ),
    appendices={"A": "Progress report of the branches", "B": "Terms of the building contract"},
    paragraphs=frozenset({"1.1", "2.1"}),
    recommendations=frozenset({"A"}),
    signed={"Financial implications": date(2026, 3, 2)},
    links={"Plan": "https://example.org/plan", "Minutes": ""},
    front=Front(
        agenda_item="6", voting="To note", objectives=1, recommendations=("Note the progress.",)
    ),
)


def saying(*texts: str, own: bool = True, paper: Paper = PACK, **values: Any) -> Paper:
    """Return a paper with other texts, each in a place of its own."""
    said = tuple(
        Text(where=f"t{number}", name=f"Text {number}", text=text, own=own)
        for number, text in enumerate(texts, 1)
    )
    return replace(paper, texts=said, **values)


def codes(paper: Paper) -> list[str]:
    """Return the codes of all that is found in a paper."""
    return [finding.code for finding in find(paper)]


def only(paper: Paper) -> Finding:
    """Return the one thing that is found in a paper."""
    (finding,) = find(paper)
    return finding
