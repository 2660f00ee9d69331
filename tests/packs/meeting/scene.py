"""A meeting for the table of who gets what: an action of the lead, and a query that is open."""

from typing import Any

from sqlalchemy.orm import Session

from tests.packs import stages
from tests.packs.meeting import room
from tests.world import World


def add_to(session: Session, scene: Any, world: World, canary: str) -> None:
    """Add a pack before the group, with what was recorded about its first workstream."""
    pack = stages.review(session, world)
    row = room.record(session, world, pack, text=f"Bring the {canary}.")
    room.ask(session, world, pack)
    scene.values["met"] = {
        "pack_id": pack.id,
        "minute_id": row.id,
        "update_id": world.first_update.id,
        "code": "g",
    }
    due = {"minute-due_on-day": "30", "minute-due_on-month": "6", "minute-due_on-year": "2026"}
    words = {"minute-text": "Bring the plan.", "minute-owner_name": "The partner’s team"}
    scene.forms |= {
        ("packs.discuss", "met"): {"discussed": "yes"},
        ("packs.record_minute", "met"): words | due,
        ("packs.change_minute", "met"): words | due | {"minute-version": "1"},
        ("packs.remove_minute", "met"): {"version": "1"},
        ("packs.settle_minute", "met"): {
            "version": "1",
            "state": "done",
            "on-day": "2",
            "on-month": "3",
            "on-year": "2026",
            "note": "It is there.",
        },
        ("packs.carry", "met"): {"reason": "The lead is away."},
    }
