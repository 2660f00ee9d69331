"""What keeps a report from being issued: each finding once, in words, with its place."""

from typing import Any

import msgspec
import pytest

from tests.packs.cover import sample
from webapp.domain.exempt import Exemption
from webapp.packs.cover.checks import problems
from webapp.packs.cover.content import Part
from webapp.packs.cover.references import Implication

SIGNED = (Implication(handle="i1", heading="Legal", text="None", signed="A. Officer, 1 March"),)
BARE = Exemption(paragraph=3)


def found(
    implications: tuple[Implication, ...] = SIGNED,
    *,
    pack_ready: bool = True,
    front: dict[str, Any] | None = None,
    **fields: Any,
) -> list[tuple[str, str]]:
    """Return what is found in the sample with something changed."""
    changed = msgspec.structs.replace(sample.FRONT, **(front or {}))
    content = msgspec.structs.replace(sample.CONTENT, front=changed, **fields)
    rows = problems(content, implications, pack_ready=pack_ready)
    return [(row.sentence, row.anchor) for row in rows]


def test_a_whole_report_has_no_problem() -> None:
    assert found() == []


@pytest.mark.parametrize(
    "changes, sentence, anchor",
    [
        ({"front": {"report_of": ()}}, "Say whose report it is.", "front"),
        ({"front": {"voting": ""}}, "Say how the committee votes", "front"),
        ({"front": {"plan_reference": ""}}, "A key decision needs its reference", "front"),
        ({"front": {"exempt": BARE}}, "why it serves the public more", "front"),
        ({"recommendations": ()}, "There is no recommendation.", "recommendations"),
        ({"parts": (Part(handle="s1", heading="Purpose"),)}, "has no text yet", "text"),
        (
            {"parts": (*sample.CONTENT.parts, Part(handle="s9", heading="Options"))},
            "The section “Options” is empty.",
            "text",
        ),
        (
            {"appendices": (msgspec.structs.replace(sample.CONTENT.appendices[0], exempt=BARE),)},
            "Give the reason why exempt text is not published.",
            "appendices",
        ),
        ({"pack_ready": False}, "no issued edition that stands", "pack"),
        (
            {"implications": (msgspec.structs.replace(SIGNED[0], text=""),)},
            "Legal implications are not written.",
            "implications",
        ),
        (
            {"implications": (msgspec.structs.replace(SIGNED[0], signed=""),)},
            "Legal implications are not signed off.",
            "implications",
        ),
        (
            {"implications": (msgspec.structs.replace(SIGNED[0], exempt=BARE),)},
            "Legal implications are exempt without a reason.",
            "implications",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_missing_is_found(changes: dict[str, Any], sentence: str, anchor: str) -> None:
    (first, *_) = found(**changes)
    assert sentence in first[0]
    assert first[1] == anchor
