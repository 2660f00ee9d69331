"""Remarks in the margin of an update: comment, reply, settle; read together, never printed.

Actions flush and never commit; a refusal leaves nothing behind. The words never change.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import Comment, ProgressUpdate, UpdateEvent
from models.enums import ItemKind, Section, UpdateStatus
from webapp import audit
from webapp.domain import content, policy, reconcile
from webapp.domain.actor import Actor
from webapp.domain.content import UpdateContent
from webapp.domain.errors import IllegalMove, Incomplete, NotFound

OVER = frozenset({UpdateStatus.ISSUED, UpdateStatus.NOT_SUBMITTED, UpdateStatus.WITHDRAWN})
"""States in which nobody works on the update, so that a comment would reach nobody."""

PLACES: dict[Section, tuple[str, ...]] = {
    Section.CONCERNS: ("concerns",),
    Section.RATING: ("step", "rationale", "forecast_on"),
}
"""Fields one can comment on apart from their section; elsewhere one text is the section."""

ROWS: dict[Section, tuple[str, ItemKind]] = {
    Section.CONCERNS: ("issues", ItemKind.ISSUE),
    Section.MEASURES: ("measures", ItemKind.MEASURE),
    Section.MILESTONES: ("milestones", ItemKind.MILESTONE),
    Section.PLANNED: ("planned", ItemKind.MILESTONE),
    Section.RISKS: ("risks", ItemKind.RISK),
}


def anchors(text: UpdateContent, section: Section) -> dict[str, str]:
    """Return what can be commented on in a section: "" for all of it, its fields, its rows (M4).

    Each row comes with what it says.
    """
    places = dict.fromkeys(("", *PLACES.get(section, ())), "")
    if section in ROWS:
        name, kind = ROWS[section]
        places |= {f"{kind}{row.number}": reconcile.label(row) for row in getattr(text, name)}
    return places


def threads(session: Session, update: ProgressUpdate) -> Sequence[Comment]:
    """Return the comments on an update, oldest first, each with its replies and all people."""
    return session.scalars(
        select(Comment)
        .where(Comment.update_id == update.id, Comment.parent_id.is_(None))
        .options(
            joinedload(Comment.person),
            joinedload(Comment.answers).joinedload(UpdateEvent.actor),
            joinedload(Comment.resolved_by),
            selectinload(Comment.replies).joinedload(Comment.person),
        )
        .order_by(Comment.id)
        .execution_options(populate_existing=True)  # with what was just added to them
    ).all()


def get_thread(session: Session, update: ProgressUpdate, comment_id: int) -> Comment:
    """Return a comment on the update with its replies and all people; raises NotFound."""
    for thread in threads(session, update):
        if thread.id == comment_id:
            return thread
    raise NotFound


def why_closed(update: ProgressUpdate) -> str | None:
    """Return why nobody can comment on the update now, or None."""
    if update.revision is None:
        return "You can comment once the update was submitted."
    if update.status in OVER:
        return "Nobody works on this update any more, so it takes no more comments."
    return None


def comment(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    *,
    at: datetime,
    section: Section,
    anchor: str,
    text: str,
) -> Comment:
    """Add a comment on a section, or on one of its fields or rows, as `anchors` names them.

    The same words twice are one comment. Raises NotAllowed, IllegalMove, or Incomplete without
    words or for a place that is not in the update.
    """
    policy.require(policy.comments_on_it(actor, update))
    revision = _open_revision_id(update)
    texts = [content.decode(update.draft)] if update.draft else []
    if update.revision:
        texts.append(content.decode(update.revision.content))
    if not any(anchor in anchors(each, section) for each in texts):
        raise Incomplete("What you commented on is not there any more.", "Choose another place.")
    _require_words(text)
    for known in threads(session, update):
        same = (known.person_id, known.section, known.anchor, known.text)
        if same == (actor.person_id, section, anchor, text) and known.resolved_at is None:
            return known
    row = Comment(
        update_id=update.id,
        revision_id=revision,
        section=section,
        anchor=anchor,
        text=text,
        person_id=actor.person_id,
        at=at,
    )
    return _add(session, update, actor, row, "update.comment", at=at)


def reply(
    session: Session, update: ProgressUpdate, actor: Actor, *, at: datetime, to: Comment, text: str
) -> Comment:
    """Answer a comment that is not settled. The same words twice are one reply.

    Raises NotAllowed, IllegalMove, or Incomplete without words.
    """
    policy.require(policy.comments_on_it(actor, update))
    revision = _open_revision_id(update)
    if to.resolved_at is not None:
        raise IllegalMove("This comment is settled.", "Write a new comment if there is more.")
    _require_words(text)
    if to.replies and (to.replies[-1].person_id, to.replies[-1].text) == (actor.person_id, text):
        return to.replies[-1]
    row = Comment(
        update_id=update.id,
        revision_id=revision,
        parent_id=to.id,
        section=to.section,
        anchor=to.anchor,
        text=text,
        person_id=actor.person_id,
        at=at,
    )
    return _add(session, update, actor, row, "update.reply", at=at)


def answer(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    *,
    at: datetime,
    section: Section,
    text: str,
) -> None:
    """Answer, with the submission, why a section came back that goes again as it was.

    The reason it came back with opens the thread, which stays open until who gave that reason, or
    a lead, says that it is settled. The submission itself is in the audit record.
    """
    came_back = (
        select(func.max(UpdateEvent.id))
        .where(UpdateEvent.update_id == update.id, UpdateEvent.to_status == UpdateStatus.RETURNED)
        .scalar_subquery()
    )
    session.add(
        Comment(
            update_id=update.id,
            revision_id=_open_revision_id(update),
            answers_id=came_back,
            section=section,
            text=text,
            person_id=actor.person_id,
            at=at,
        )
    )
    session.flush()


def asker_id(thread: Comment) -> int:
    """Return who asked what a thread is about; what it answers must be loaded."""
    return thread.answers.actor_id if thread.answers else thread.person_id


def resolve(
    session: Session, update: ProgressUpdate, actor: Actor, *, at: datetime, thread: Comment
) -> None:
    """Note that a comment is settled; settling it twice does nothing. Raises NotAllowed."""
    policy.require(policy.settles_comment(actor, update, asker_id(thread)))
    _open_revision_id(update)
    if thread.resolved_at is not None:
        return
    thread.resolved_at, thread.resolved_by_id = at, actor.person_id
    session.flush()
    _record(session, update, actor, thread, "update.resolve", at=at)


def _open_revision_id(update: ProgressUpdate) -> int:
    """Return the revision that comments are about now; raises IllegalMove when there are none."""
    if (closed := why_closed(update)) or update.revision_id is None:
        raise IllegalMove(closed or "")
    return update.revision_id


def _require_words(text: str) -> None:
    if not text.strip():
        raise Incomplete("Write your comment first.")


def _add(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    row: Comment,
    verb: str,
    *,
    at: datetime,
) -> Comment:
    session.add(row)
    session.flush()
    _record(session, update, actor, row, verb, at=at)
    return row


def _record(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    row: Comment,
    verb: str,
    *,
    at: datetime,
) -> None:
    """Note in the audit record what was done about a comment."""
    detail: dict[str, str | int | None] = {
        "comment": row.id,
        "section": row.section,
        "revision": row.revision_id,
    }
    audit.record(session, actor.person_id, verb, f"update:{update.id}", at=at, detail=detail)
