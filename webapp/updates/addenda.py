"""Notes on what happened after a period: each has a date and an approval of its own.

A sponsor approves one, or sends it back with what is wrong; then another may be written.
They stand apart: nothing here touches the text or a rating of the update (seed paper 001 mixes
events of April and May into the position at the end of March). They never change and are never
deleted. Actions flush and never commit; a refusal leaves nothing behind.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import CursorResult, select
from sqlalchemy import update as change
from sqlalchemy.orm import Session, joinedload

from models import Addendum, ProgressUpdate
from webapp import audit
from webapp.clock import LONDON
from webapp.domain import approval, content, policy
from webapp.domain.actor import Actor
from webapp.domain.addenda import why_not_now, why_not_on
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed, NotFound
from webapp.domain.exempt import Exemption
from webapp.exempting import columns
from webapp.notifications import outbox
from webapp.updates import people


def addenda(session: Session, actor: Actor, update: ProgressUpdate) -> Sequence[Addendum]:
    """Return the notes on an update that the actor may read, with all people, by their dates."""
    query = (
        select(Addendum)
        .where(Addendum.update_id == update.id)
        .options(
            joinedload(Addendum.written_by),
            joinedload(Addendum.approved_by),
            joinedload(Addendum.sponsor),
            joinedload(Addendum.sent_back_by),
        )
        .order_by(Addendum.happened_on, Addendum.id)
    )
    if not policy.may_read_unapproved(actor, update):
        query = query.where(Addendum.approved_at.is_not(None))
    return session.scalars(query).all()


def get_addendum(
    session: Session, actor: Actor, update: ProgressUpdate, addendum_id: int
) -> Addendum:
    """Return a note on the update that the actor may read, with all people; raises NotFound."""
    for row in addenda(session, actor, update):
        if row.id == addendum_id:
            return row
    raise NotFound


def write_addendum(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    *,
    at: datetime,
    happened_on: date,
    text: str,
    exempt: Exemption | None = None,
) -> Addendum:
    """Add a note on what happened on a day after the period; its sponsors hear of it.

    `text` is Markdown; `exempt` marks it as not for publication. The same words for the same
    day twice are one note, unless it was sent back. Raises NotAllowed, IllegalMove before the
    update is approved, or Incomplete without words or for a wrong day.
    """
    policy.require(policy.writes_it(actor, update))
    if closed := why_not_now(update.status):
        raise IllegalMove(closed, "Nothing was saved. Come back when the sponsor has approved it.")
    if not text.strip():
        raise Incomplete("Say what happened.")
    today = at.astimezone(LONDON).date()
    if wrong := why_not_on(happened_on, ends_on=update.period.ends_on, today=today):
        raise Incomplete(wrong)
    for known in addenda(session, actor, update):
        same = (known.written_by_id, known.happened_on, known.text)
        if known.sent_back_at is None and same == (actor.person_id, happened_on, text):
            return known
    row = Addendum(
        update_id=update.id,
        happened_on=happened_on,
        text=text,
        **columns(exempt),
        written_by_id=actor.person_id,
        written_at=at,
    )
    session.add(row)
    session.flush()
    _tell(session, update, actor, row, "addendum_written", at=at)
    return row


def approve_addendum(
    session: Session, update: ProgressUpdate, actor: Actor, *, at: datetime, addendum: Addendum
) -> None:
    """Approve a note, so that it is printed; leads and the programme office hear of it.

    One sponsor or deputy is enough, and the first one counts: approving again does nothing.
    Raises NotAllowed, also for whoever wrote the note or a part of its update, or who stands in
    for nobody any more, or IllegalMove for a note that was sent back.
    """
    sponsor_id = _in_whose_place(session, update, actor, addendum, at)
    values = {"approved_at": at, "approved_by_id": actor.person_id, "sponsor_id": sponsor_id}
    if _decide(session, addendum, values):
        _tell(session, update, actor, addendum, "addendum_approved", at=at)
    elif addendum.sent_back_at is not None:
        raise IllegalMove(
            "The note was sent back meanwhile, so it cannot be approved.",
            "Whoever writes for the workstream can add another.",
        )


def send_back_addendum(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    *,
    at: datetime,
    addendum: Addendum,
    reason: str,
) -> None:
    """Send a note back for good, with what is wrong: it is never printed, another may be.

    Whoever writes for the workstream hears of it. Sending back again does nothing. Raises
    NotAllowed as an approval does, IllegalMove for a note that is approved, or Incomplete without
    a reason.
    """
    _in_whose_place(session, update, actor, addendum, at)
    if not reason.strip():
        raise Incomplete("Say what is wrong with the note.")
    values = {
        "sent_back_at": at,
        "sent_back_by_id": actor.person_id,
        "sent_back_reason": reason,
    }
    if _decide(session, addendum, values):
        _tell(session, update, actor, addendum, "addendum_sent_back", at=at)
    elif addendum.approved_at is not None:
        raise IllegalMove(
            "The note was approved meanwhile, so it cannot be sent back.",
            "If it is wrong, ask the lead to add another note that says so.",
        )


def _in_whose_place(
    session: Session, update: ProgressUpdate, actor: Actor, addendum: Addendum, at: datetime
) -> int:
    """Return the sponsor somebody decides for on a note; raises NotAllowed."""
    policy.require(policy.approves_addendum(actor, update, addendum.written_by_id))
    team = people.team(session, update.workstream_id, at.astimezone(LONDON).date())
    own = approval.held_by(
        actor.person_id, approval.places(people.sponsorships(team), update.contributor_ids)
    )
    if not own:
        raise NotAllowed("You do not stand in for a sponsor of this workstream any more.")
    # A sponsor who is another's deputy as well decides in their own name.
    sponsors = [place.sponsor_id for place in own]
    return actor.person_id if actor.person_id in sponsors else sponsors[0]


def _decide(session: Session, addendum: Addendum, values: dict[str, Any]) -> bool:
    """Write a decision on a note and read it anew; returns whether it was the first one."""
    result = cast(
        "CursorResult[Any]",
        session.execute(
            change(Addendum)
            .where(
                Addendum.id == addendum.id,
                Addendum.approved_at.is_(None),
                Addendum.sent_back_at.is_(None),
            )
            .values(values)
            .execution_options(synchronize_session=False)
        ),
    )
    session.refresh(addendum, {*values, "approved_at", "sent_back_at"})
    return result.rowcount == 1


def _tell(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    row: Addendum,
    kind: str,
    *,
    at: datetime,
) -> None:
    """Queue the messages about a note, and write into the audit record what was done."""
    outbox.announce_addendum(session, update, kind, actor_id=actor.person_id, at=at)
    audit.record(
        session,
        actor.person_id,
        f"update.{kind}",
        f"update:{update.id}",
        at=at,
        detail={
            "addendum": row.id,
            "happened on": row.happened_on.isoformat(),
            "sha256": content.fingerprint(row.text),
        },
    )
