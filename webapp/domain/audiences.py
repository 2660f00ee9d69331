"""What the audiences of packs are called, and what makes an edition of theirs final."""

from models.enums import Audience

AUDIENCE_NAMES = {
    Audience.IMPROVEMENT_GROUP: "Improvement Group",
    Audience.IIB: "Independent Improvement Board",
}
FROZEN = {Audience.IMPROVEMENT_GROUP: "agreed", Audience.IIB: "issued"}
"""What happened to a pack when its edition was frozen."""


def pack_title(audience: Audience) -> str:
    """Return how a pack is named in a list: "Pack for the Improvement Group"."""
    return f"Pack for the {AUDIENCE_NAMES[audience]}"
