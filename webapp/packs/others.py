"""Packs for other readers: the board's approved text again, by another recipe.

Nothing is written anew in them. Actions flush and never commit.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models import Edition, Pack, Publication, Workstream
from models.enums import Action, PackStatus
from webapp import audit, moves
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import IllegalMove, Incomplete
from webapp.domain.recipes import OF_THE_CYCLE, Recipe
from webapp.packs.document import Document
from webapp.packs.foreword import words_of


def others(session: Session, pack: Pack) -> Sequence[Pack]:
    """Return the packs of a pack's period that are for neither group nor board, oldest first."""
    return session.scalars(
        select(Pack)
        .where(Pack.period_id == pack.period_id, Pack.audience.not_in(OF_THE_CYCLE))
        .options(selectinload(Pack.editions))
        .order_by(Pack.id)
    ).all()


def open_other(
    session: Session,
    board: Pack,
    recipe: Recipe,
    actor: Actor,
    *,
    at: datetime,
    workstream: Workstream | None = None,
) -> Pack:
    """Begin a pack by a recipe, perhaps about one workstream; one that is there is returned.

    `board` is the board's pack, held. Raises NotAllowed, or IllegalMove where the group has not
    agreed the text or the recipe is that of the cycle itself.
    """
    policy.require(policy.why_not_pack(actor, Action.ISSUE, board))
    if recipe.of_the_cycle or board.status not in (PackStatus.AGREED, PackStatus.ISSUED):
        raise IllegalMove(
            "Packs for other readers can be made when the Improvement Group has agreed its pack.",
            "Come back after that.",
        )
    place = workstream.id if workstream else None
    for row in others(session, board):
        if (row.recipe, row.workstream_id) == (recipe.slug, place):
            return row
    pack = Pack(
        period_id=board.period_id,
        audience=recipe.audience,
        recipe=recipe.slug,
        workstream_id=place,
        name=f"{recipe.name}: {workstream.name}" if workstream else recipe.name,
        status=PackStatus.AGREED,
        moved_at=at,
        **words_of(board),
    )
    session.add(pack)
    session.flush()
    audit.record(
        session,
        actor.person_id,
        f"pack.{Action.OPEN}",
        f"pack:{pack.id}",
        at=at,
        detail={"to": pack.status, "audience": pack.audience, "recipe": pack.recipe},
    )
    return pack


def is_behind(pack: Pack, board: Pack) -> bool:
    """Return whether the board was issued a later edition than the one this pack was made of."""
    return bool(
        pack.editions
        and board.editions
        and board.editions[-1].issued_at > pack.editions[-1].issued_at
    )


def renew(session: Session, pack: Pack, board: Pack, actor: Actor, *, at: datetime) -> None:
    """Prepare a further edition of an issued pack from what the board was issued since.

    Done already, it does nothing. Raises NotAllowed, or IllegalMove when nothing was corrected.
    """
    policy.require(policy.why_not_pack(actor, Action.RENEW, pack))
    if pack.status is PackStatus.AGREED:
        return
    if not is_behind(pack, board):
        raise IllegalMove(
            "The board’s pack has not changed since this one was issued.",
            "Correct the board’s pack first; then make this one again.",
        )
    moves.move_pack(
        session,
        pack,
        actor,
        Action.RENEW,
        at=at,
        tell=False,
        correction=board.correction,
        **words_of(board),
    )


def publish(
    session: Session,
    edition: Edition,
    document: Document,
    actor: Actor,
    *,
    at: datetime,
    shown: bool,
) -> None:
    """Put a public edition on the page that anybody may read, or take it off.

    `document` is what the edition says. The same again changes nothing. Raises NotAllowed, or
    Incomplete for an edition that was not made of public text only.
    """
    policy.require(policy.why_not_pack(actor, Action.ISSUE, edition.pack))
    if shown and not document.public:
        raise Incomplete(
            "This edition was not made of public text only, so it cannot be published.",
            "Make one by a recipe for the public.",
        )
    if is_published(session, edition) is shown:
        return
    session.add(Publication(edition_id=edition.id, shown=shown, by_id=actor.person_id, at=at))
    session.flush()
    audit.record(
        session,
        actor.person_id,
        "pack.publish" if shown else "pack.unpublish",
        f"pack:{edition.pack_id}",
        at=at,
        detail={"edition": edition.number, "sha256": edition.sha256},
    )


def is_published(session: Session, edition: Edition) -> bool:
    """Return whether anybody may read an edition without signing in."""
    return bool(
        session.scalar(
            select(Publication.shown)
            .where(Publication.edition_id == edition.id)
            .order_by(Publication.id.desc())
            .limit(1)
        )
    )
