"""What the improvement board recommended, in the packs that come after."""

from dataclasses import replace
from datetime import date

from models.enums import PackPart
from tests.packs import sample, text
from webapp.domain.recipes import STANDARD
from webapp.packs.builder import build
from webapp.packs.material import Recommendation
from webapp.packs.renderers import html

ANSWERED = Recommendation(
    number=3,
    text="Show what changed.",
    addressee="The director",
    recorded_on=date(2026, 3, 2),
    due_on=date(2026, 5, 1),
    public=True,
    answer="It is in the overview.",
    answered_by="Programme director",
    answered_on=date(2026, 3, 9),
)
INSIDE = replace(
    ANSWERED, number=4, text="A private word.", public=False, answer="", answered_on=None
)
BOTH = (ANSWERED, INSIDE)


def printed(recipe: str) -> str:
    document = build(sample.pack(recipe=STANDARD[recipe], recommendations=BOTH))
    return text.html_text(html.render(document))


def test_the_board_reads_each_with_its_answer() -> None:
    said = printed("iib")
    for words in (
        "Recommendation 3 of 2 March 2026",
        "Show what changed.",
        "1 May 2026",
        "Programme director on 9 March 2026",
        "Recommendation 4",
        "Not answered yet.",
    ):
        assert words in said


def test_a_public_edition_has_those_that_may_be_published_without_names() -> None:
    said = printed("public")
    assert "Show what changed." in said
    assert "A private word." not in said
    assert "Programme director on" not in said


def test_there_is_no_such_part_without_any() -> None:
    document = build(sample.pack(recipe=STANDARD["iib"]))
    assert PackPart.RECOMMENDATIONS in STANDARD["iib"].parts
    assert "recommendations" not in {section.id for section in document.sections}
