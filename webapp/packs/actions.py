"""What may happen to a pack: write its overview, review, include, agree, issue.

Every action takes a pack from `queries.get_pack(…, lock=True)`, flushes and never commits; a
refusal leaves nothing behind.
"""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from models import Edition, EditionEntry, EditionFile, Pack, Person, ProgressUpdate
from models.enums import Action, Audience, PackFormat, PackStatus, Role, UpdateStatus
from webapp import audit, moves
from webapp.domain import content, policy, workflow
from webapp.domain.actor import Actor
from webapp.domain.errors import IllegalMove, Incomplete, Stale
from webapp.packs import builder, contents, document, formats, people, queries

OPEN_FOR_WORDS = (PackStatus.DRAFT, PackStatus.UNDER_REVIEW)


def save_overview(
    session: Session, pack: Pack, actor: Actor, text: str, *, at: datetime, seen: str
) -> None:
    """Write the overview, in the name of the programme director where there is one.

    `seen` is the fingerprint of the overview the writer started from: a pack whose other parts
    have moved on meanwhile is no conflict. The same text again changes nothing. Raises Stale when
    somebody changed the overview since, IllegalMove once the group has agreed the pack.
    """
    policy.require(policy.why_not_pack(actor, Action.SAVE, pack))
    if pack.status not in OPEN_FOR_WORDS:
        raise IllegalMove(
            "The Improvement Group has agreed this pack, so its overview can no longer change.",
            "Keep what you wrote for the next period.",
        )
    if text == pack.overview:
        return
    if content.fingerprint(pack.overview) != seen:
        raise Stale(
            "Somebody else changed the overview while you were writing. Yours was not saved.",
            "Compare both texts, put together what should stay, and save again.",
        )
    author: int | None = None
    if text:
        author = actor.person_id
        if not actor.holds((Role.DIRECTOR,), programme_id=pack.programme_id):
            author = people.director_id(session, pack.programme_id, at) or author
    moves.change_pack(session, pack, {"overview": text, "overview_by_id": author})
    set_committed_value(pack, "overview_by", session.get(Person, author) if author else None)
    audit.record(
        session,
        actor.person_id,
        f"pack.{Action.SAVE}",
        f"pack:{pack.id}",
        at=at,
        detail={"overview": content.fingerprint(text), "by": author},
    )


def review(session: Session, pack: Pack, actor: Actor, *, at: datetime) -> None:
    """Send the pack to the Improvement Group with every update approved so far.

    The period moves on to preparation. Done already, it does nothing. Raises NotAllowed,
    IllegalMove or Stale.
    """
    policy.require(policy.why_not_pack(actor, Action.REVIEW, pack))
    if pack.status is PackStatus.UNDER_REVIEW:
        return
    moves.move_pack(session, pack, actor, Action.REVIEW, at=at)
    moves.move_period(session, pack.period, actor, Action.REVIEW, at=at)
    for update in queries.updates_in(session, pack, UpdateStatus.APPROVED):
        moves.move_update(session, update, actor, Action.INCLUDE, at=at)


def include(
    session: Session, pack: Pack, update: ProgressUpdate, actor: Actor, *, at: datetime
) -> None:
    """Put an update that was approved later into the pack the group is reviewing.

    The pack's version goes up, so nobody agrees a pack they have not seen. Done already, it does
    nothing. Raises NotAllowed, IllegalMove or Stale.
    """
    policy.require(policy.why_not(actor, Action.INCLUDE, update))
    if pack.status is not PackStatus.UNDER_REVIEW:
        raise IllegalMove(
            "Updates can be added only while the Improvement Group is reviewing the pack.",
            "Go back and load the page again to see where it stands.",
        )
    if update.status is UpdateStatus.IN_PACK:
        return
    moves.change_pack(session, pack, {})
    moves.move_update(session, update, actor, Action.INCLUDE, at=at)


def agree(session: Session, pack: Pack, actor: Actor, *, at: datetime, seen: int | None) -> Edition:
    """Agree the pack for the Improvement Group: its ratings stand, and the record is frozen.

    Each included update is accepted with the sponsor's rating as the agreed one, an edition for
    the group is frozen, and the board's pack is made from the same words. `seen` is the version
    on the chair's page. Agreed already, it returns that edition. Raises NotAllowed, IllegalMove,
    Stale, or Incomplete when the pack holds no update.
    """
    policy.require(policy.why_not_pack(actor, Action.AGREE, pack))
    if pack.status is PackStatus.AGREED and pack.audience is Audience.IMPROVEMENT_GROUP:
        return pack.editions[-1]
    workflow.next_status(workflow.PACK, Action.AGREE, pack.status)
    if pack.version != seen:
        raise Stale(
            "The pack was changed after you opened the page, so it was not agreed.",
            "Read it as it stands now, then agree it.",
        )
    updates = queries.updates_in(session, pack, UpdateStatus.IN_PACK)
    if not updates:
        raise Incomplete(
            "The pack holds no update yet, so there is nothing to agree.",
            "Ask the programme office to include the updates that are approved.",
        )
    for update in updates:
        moves.move_update(
            session, update, actor, Action.AGREE, at=at, agreed_step=update.confirmed_step
        )
    edition = _freeze(session, pack, actor, at=at)
    moves.move_pack(session, pack, actor, Action.AGREE, at=at, detail=_fingerprint(edition))
    board = Pack(
        period_id=pack.period_id,
        audience=Audience.IIB,
        status=PackStatus.AGREED,
        overview=pack.overview,
        overview_by_id=pack.overview_by_id,
        moved_at=at,
    )
    session.add(board)
    session.flush()
    audit.record(
        session,
        actor.person_id,
        f"pack.{Action.OPEN}",
        f"pack:{board.id}",
        at=at,
        detail={"to": board.status, "audience": board.audience},
    )
    return edition


def issue(session: Session, pack: Pack, actor: Actor, *, at: datetime) -> Edition:
    """Issue the board's pack: updates, pack and period are issued, text and files frozen for ever.

    Issued already, it returns that edition. Raises NotAllowed, IllegalMove, Stale, or Incomplete
    when an approved text is not what was approved.
    """
    policy.require(policy.why_not_pack(actor, Action.ISSUE, pack))
    if pack.audience is not Audience.IIB:
        raise IllegalMove(
            "The pack of the Improvement Group is agreed by its chair and is not issued.",
            "Issue the pack for the Independent Improvement Board.",
        )
    if pack.status is PackStatus.ISSUED:
        return pack.editions[-1]
    for update in queries.updates_in(session, pack, UpdateStatus.ACCEPTED):
        moves.move_update(session, update, actor, Action.ISSUE, at=at)
    edition = _freeze(session, pack, actor, at=at)
    moves.move_pack(session, pack, actor, Action.ISSUE, at=at, detail=_fingerprint(edition))
    moves.move_period(session, pack.period, actor, Action.ISSUE, at=at)
    return edition


def _freeze(session: Session, pack: Pack, actor: Actor, *, at: datetime) -> Edition:
    """Write the next edition: its document, its files and the revisions it holds."""
    number = len(pack.editions) + 1
    gathered = contents.gather(session, pack, at=at, edition_number=number)
    frozen = builder.build(gathered.data)
    edition = Edition(
        number=number,
        document=document.encode(frozen).decode(),
        sha256=frozen.fingerprint,
        issued_at=at,
        issued_by_id=actor.person_id,
        files=[_file(frozen, kind) for kind in PackFormat],
    )
    pack.editions.append(edition)
    session.flush()
    session.add_all(
        EditionEntry(edition_id=edition.id, revision_id=revision.id, sha256=revision.sha256)
        for revision in gathered.revisions
    )
    session.flush()
    return edition


def _file(frozen: document.Document, kind: PackFormat) -> EditionFile:
    rendered = formats.render(frozen, kind)
    return EditionFile(
        format=kind,
        content=rendered,
        size=len(rendered),
        sha256=hashlib.sha256(rendered).hexdigest(),
    )


def _fingerprint(edition: Edition) -> dict[str, str | int | None]:
    return {"edition": edition.number, "sha256": edition.sha256}
