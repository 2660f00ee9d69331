"""What the audiences of packs are called, and what makes an edition of theirs final."""

from models.enums import Audience

AUDIENCE_NAMES = {
    Audience.IMPROVEMENT_GROUP: "Improvement Group",
    Audience.IIB: "Independent Improvement Board",
    Audience.BOARD: "Board",
    Audience.SCRUTINY: "Scrutiny committee",
    Audience.AUDIT: "Audit committee",
    Audience.DEPARTMENT: "Government department",
    Audience.PUBLIC: "Public",
}
BODIES = tuple(row for row in Audience if row not in (Audience.IMPROVEMENT_GROUP, Audience.PUBLIC))
"""Audiences a board or committee reader may read for."""
FROZEN = {
    audience: "agreed" if audience is Audience.IMPROVEMENT_GROUP else "issued"
    for audience in Audience
}
"""What happened to a pack when its edition was frozen."""


def pack_title(audience: Audience, name: str = "") -> str:
    """Return how a pack is named in a list: "Pack for the Improvement Group", or its own name."""
    return f"Pack for the {name or AUDIENCE_NAMES[audience]}"
