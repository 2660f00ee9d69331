"""Packs of the small setting taken to a stage through the real actions."""

from sqlalchemy.orm import Session

from models import Edition, Pack, Person
from models.enums import UpdateStatus
from tests.factories import AT
from tests.world import World, actor_of, advance
from webapp.domain import content
from webapp.packs import actions, queries

OVERVIEW = "Two workstreams report.\n\n- Governance is ahead"


def fetch(session: Session, who: Person, pack: Pack) -> Pack:
    """Return the pack as a view would read it for a change."""
    return queries.get_pack(session, actor_of(session, who), pack.id, lock=True)


def approve_first(session: Session, world: World, *, step: int | None = None) -> None:
    """Take the first workstream's update to its approval."""
    advance(session, world.first_update, UpdateStatus.APPROVED, step=step)


def write_overview(session: Session, world: World, text: str = OVERVIEW) -> None:
    """Let the director write the overview."""
    pack = fetch(session, world.director, world.pack)
    actions.save_overview(
        session,
        pack,
        actor_of(session, world.director),
        text,
        at=AT,
        seen=content.fingerprint(pack.overview),
    )


def review(session: Session, world: World) -> Pack:
    """Approve the first update, write the overview and send the pack to the group."""
    approve_first(session, world)
    write_overview(session, world)
    pack = fetch(session, world.office, world.pack)
    actions.review(session, pack, actor_of(session, world.office), at=AT)
    return pack


def agree(session: Session, world: World) -> Edition:
    """Review the pack and let the chair agree it; returns the group's edition."""
    pack = review(session, world)
    return actions.agree(session, pack, actor_of(session, world.chair), at=AT, seen=pack.version)


def board_pack(session: Session, world: World) -> Pack:
    """Agree the pack and return the board's, which follows from it."""
    agree(session, world)
    board = queries.board_pack(session, world.pack)
    assert board is not None
    return fetch(session, world.office, board)


def issue(session: Session, world: World) -> Edition:
    """Take everything to the issue; returns the board's edition."""
    pack = board_pack(session, world)
    return actions.issue(session, pack, actor_of(session, world.office), at=AT)
