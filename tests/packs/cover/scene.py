"""Cover reports of the scene in which everybody is asked: one in work and one that is issued."""

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from models import Edition, Pack
from tests.factories import AT
from tests.packs.cover import desk
from tests.world import World
from webapp.packs.cover import checks, issuing, officers
from webapp.packs.cover.content import Appendix, CoverContent, Paragraph, Part, decode, fingerprint
from webapp.packs.cover.queries import find_implication

if TYPE_CHECKING:
    from tests.conventions.scene import Scene

CANARY = "kingfisher"
"""As in the scene itself."""
DAY = {"due_on-day": "21", "due_on-month": "3", "due_on-year": "2026"}


def add_to(session: Session, scene: "Scene", world: World) -> None:
    """Add a report that is ready to be issued and an issued one, and the forms that go with them.

    Somebody without any role is the officer who is asked.
    """
    edition = session.get_one(Edition, scene.values["board_edition"]["edition_id"])
    pack = session.get_one(Pack, edition.pack_id)
    content = CoverContent(
        front=desk.front(world),
        recommendations=(desk.NOTE,),
        parts=(
            Part(
                handle="s1",
                heading="Purpose",
                paragraphs=(
                    Paragraph(handle="p1", text=f"One {CANARY}."),
                    Paragraph(handle="p2", text="Another."),
                ),
            ),
        ),
        appendices=(Appendix(handle="report", title="Highlight report", pack=True),),
    )
    cover, other = (desk.begin(session, world, pack, content=content) for _ in range(2))
    for row in (cover, other):
        desk.sign_all(session, world, row)
    issued = desk.issue(session, world, other)
    desk.settle(session, world, cover)
    cover = desk.fetch(session, world.office, cover)
    found, *_ = checks.judged(session, cover, at=AT)
    stored = decode(cover.content)
    scene.values["cover"] = {
        "pack_id": pack.id,
        "cover_id": cover.id,
        "kind": "paragraph",
        "handle": "p1",
        "position": 1,
        "version": "whole",
        "format": "html",
    }
    scene.values["cover_found"] = {"cover_id": cover.id, "handle": found.handle}
    scene.values["cover_edition"] = {"edition_id": issued.id, "version": "whole", "format": "html"}
    paragraph = fingerprint(stored.parts[0].paragraphs[0])
    scene.forms |= {
        ("covers.index", "cover"): {
            "committee": "Audit committee",
            "meets_on-day": "30",
            "meets_on-month": "3",
            "meets_on-year": "2026",
            "title": "Progress report",
        },
        ("covers.front", "cover"): {
            "seen": fingerprint(stored.front),
            "committee": "Audit committee",
            "meets_on-day": "30",
            "meets_on-month": "3",
            "meets_on-year": "2026",
            "title": "Progress report",
            "first": "0",
            "second": "0",
            "third": "0",
        },
        ("covers.objectives", "cover"): {
            "seen": fingerprint((stored.objectives, stored.objectives_text)),
            "text": "It serves them.",
        },
        ("covers.piece", "cover"): {"seen": paragraph, "text": "Another text."},
        ("covers.move", "cover"): {"do": "down"},
        ("covers.write", "cover"): {
            "base": officers.written(find_implication(cover, 1)),
            "text": "None at all.",
        },
        ("covers.ask", "cover"): {"officer_id": str(world.lead.id), **DAY},
        ("covers.record", "cover"): {
            "seen": find_implication(cover, 1).sha256,
            "officer": "Head of finance",
            "signed_on-day": "1",
            "signed_on-month": "3",
            "signed_on-year": "2026",
            "reference": "An e-mail",
        },
        ("covers.accept", "cover_found"): {
            f"finding-{found.handle}-reason": "It is right as it stands."
        },
        ("covers.issue", "cover"): {"seen": issuing.state(cover), "confirm": "y"},
        ("covers.common", ""): {"objectives": "Good growth", "implications": ""},
    }
