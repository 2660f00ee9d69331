"""The drafted text: what the pack says, references that are good, and nothing exempt."""

from datetime import date

import msgspec
import pytest

from models.enums import MilestoneOutcome
from tests.packs import sample
from webapp.domain.content import Milestone
from webapp.domain.exempt import Exemption
from webapp.packs.cover.content import CoverContent, Front
from webapp.packs.cover.references import numbered, texts, wrong_reference
from webapp.packs.cover.suggestion import blank, suggest
from webapp.packs.material import Issued, OverallRating, PackData

FRONT = Front(committee="Scrutiny committee", meets_on=date(2026, 7, 20), title="Progress")
SLIPPED = Milestone(
    number=4,
    title="Adopt the constitution",
    due_on=date(2026, 5, 31),
    outcome=MilestoneOutcome.SLIPPED,
    slipped_to=date(2026, 8, 31),
)


def pack(*milestones: Milestone, before: int | None = None, reason: str = "") -> PackData:
    """Return a pack of one workstream with these milestones, perhaps with an overall rating."""
    content = msgspec.structs.replace(sample.CONTENT, milestones=milestones)
    stream = sample.workstream(
        "G",
        "Governance",
        report=sample.report(content),
        previous=Issued(step=before) if before else None,
    )
    overall = OverallRating(step=2, reason=reason) if reason else None
    return sample.pack(workstreams=(stream,), overall=overall)


def said(content: CoverContent) -> str:
    """Return all that is drafted."""
    return "\n".join(text for _, text in texts(content, ()))


@pytest.mark.parametrize(
    "data",
    [pack(), pack(SLIPPED, before=5, reason="Two things worry us."), pack(before=1)],
    ids=["plain", "everything", "worse"],
)
def test_every_reference_of_the_draft_is_good(data: PackData) -> None:
    content = suggest(FRONT, data)
    labels = numbered(content, ()).labels
    assert [wrong_reference(text, labels) for _, text in texts(content, ())] == [None] * len(
        list(texts(content, ()))
    )
    assert [part.heading for part in content.parts] == ["Purpose", "Proposal", "Background"]
    assert content.appendices[0].pack
    assert "Scrutiny committee" in said(content)


def test_the_overall_rating_comes_with_its_own_definition() -> None:
    data = pack(reason="Two things worry us.")
    step = next(one for one in data.scale.steps if one.number == 2)
    text = said(suggest(FRONT, data))
    assert f"rated **{step.label}**, which means: {step.definition}" in text
    assert "Two things worry us." in text
    assert "Note the overall rating and its reasons" in text
    assert "overall rating" not in said(suggest(FRONT, pack()))


def test_what_slipped_and_what_changed_is_said_with_both_dates_and_both_ratings() -> None:
    text = said(suggest(FRONT, pack(SLIPPED, before=5)))
    assert "- G-M4 Adopt the constitution: due 31 May 2026, now 31 August 2026" in text
    assert "- G. Governance went from Red to" in text
    assert "Note the milestones that have slipped" in text
    bare = msgspec.structs.replace(SLIPPED, due_on=None, slipped_to=None)
    assert "Adopt the constitution: without a new date" in said(suggest(FRONT, pack(bare)))


def test_nothing_exempt_is_taken_over() -> None:
    secret = msgspec.structs.replace(SLIPPED, exempt=Exemption(paragraph=3, reason="Talks."))
    done = msgspec.structs.replace(SLIPPED, outcome=MilestoneOutcome.DONE)
    for milestone in (secret, done):
        assert "Adopt the constitution" not in said(suggest(FRONT, pack(milestone)))


def test_a_report_may_begin_with_the_pack_alone() -> None:
    content = blank(FRONT, pack())
    assert not content.parts
    assert not content.recommendations
    assert content.appendices[0].title.startswith("Highlight report")
