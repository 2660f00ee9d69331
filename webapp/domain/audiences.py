"""What the audiences of packs are called."""

from models.enums import Audience

AUDIENCE_NAMES = {
    Audience.IMPROVEMENT_GROUP: "Improvement Group",
    Audience.IIB: "Independent Improvement Board",
}


def pack_title(audience: Audience) -> str:
    """Return how a pack is named in a list: "Pack for the Improvement Group"."""
    return f"Pack for the {AUDIENCE_NAMES[audience]}"
