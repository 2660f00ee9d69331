"""What must be in order before a cover report is issued: each finding says what and where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.covers import CoverReport
from webapp.domain.exempt import Markable
from webapp.packs import accepting, checking
from webapp.packs.accepting import Judged
from webapp.packs.cover import queries
from webapp.packs.cover.content import CoverContent, decode
from webapp.packs.cover.references import Implication


@dataclass(frozen=True)
class Problem:
    """Why a report cannot be issued yet, and the anchor on its page where it is mended."""

    sentence: str
    anchor: str


def problems(
    content: CoverContent, implications: Sequence[Implication], *, pack_ready: bool
) -> list[Problem]:
    """Return all that keeps a report from being issued, in the order of its page."""
    return [
        *_front(content),
        *_text(content),
        *_implications(implications),
        *_pack(pack_ready=pack_ready),
    ]


def judged(session: Session, cover: CoverReport, *, at: datetime) -> tuple[Judged, ...]:
    """Return what the checks find in a report beside its pack, with the decisions that stand."""
    found = checking.find_in_cover(
        decode(cover.content),
        queries.printed_implications(cover),
        queries.pack_data(session, cover.pack, at=at),
        queries.people_of(session, cover),
    )
    return accepting.judge(session, found, cover.pack, cover)


def _front(content: CoverContent) -> Iterator[Problem]:
    front = content.front
    if not front.report_of:
        yield Problem("Say whose report it is.", "front")
    if not front.voting:
        yield Problem("Say how the committee votes, or that it only notes the report.", "front")
    if front.key_decision and not front.plan_reference:
        yield Problem("A key decision needs its reference in the forward plan.", "front")
    if front.exempt and not front.exempt.reason:
        yield Problem("Say why it serves the public more to keep the report back.", "front")


def _text(content: CoverContent) -> Iterator[Problem]:
    if not content.recommendations:
        yield Problem("There is no recommendation.", "recommendations")
    if not any(content.paragraphs):
        yield Problem("The report has no text yet.", "text")
    for part in content.parts:
        if not part.paragraphs:
            yield Problem(f"The section “{part.heading}” is empty.", "text")
    marked: tuple[tuple[str, tuple[Markable, ...]], ...] = (
        ("recommendations", content.recommendations),
        ("text", tuple(content.paragraphs)),
        ("appendices", content.appendices),
    )
    for anchor, rows in marked:
        if any(row.exempt and not row.exempt.reason for row in rows):
            yield Problem("Give the reason why exempt text is not published.", anchor)


def _implications(rows: Sequence[Implication]) -> Iterator[Problem]:
    for row in rows:
        if not row.text.strip():
            yield Problem(f"{row.heading} implications are not written.", "implications")
        elif row.exempt and not row.exempt.reason:
            yield Problem(
                f"{row.heading} implications are exempt without a reason.", "implications"
            )
        elif not row.signed:
            yield Problem(f"{row.heading} implications are not signed off.", "implications")


def _pack(*, pack_ready: bool) -> Iterator[Problem]:
    if not pack_ready:
        yield Problem(
            "The pack has no issued edition that stands, and the report is about one.", "pack"
        )
