"""What readers do: say that they have read an edition, note, recommend; and how that is answered.

Everything flushes and never commits. A second click finds what the first one did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Acknowledgement, ChairNote, Edition, Recommendation, RecommendationAnswer
from models.enums import RecommendationState
from webapp import audit
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import Incomplete, Stale
from webapp.notifications import outbox


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A recommendation as it is typed; `due_on` is the day by which it should be done."""

    text: str
    addressee: str
    due_on: date | None = None


def acknowledge(session: Session, edition: Edition, actor: Actor, *, at: datetime) -> None:
    """Record that a member of the body has read an edition; said again, it changes nothing.

    The edition comes from `library.find_edition`. Raises NotAllowed.
    """
    policy.require(policy.sits_on(actor, edition.pack.audience, edition.pack.programme_id))
    audit.take_turn(session)  # two clicks at once queue here, so the second sees the first
    said = select(Acknowledgement.id).where(
        Acknowledgement.edition_id == edition.id, Acknowledgement.person_id == actor.person_id
    )
    if session.scalar(said) is not None:
        return
    session.add(Acknowledgement(edition_id=edition.id, person_id=actor.person_id, at=at))
    session.flush()
    _record(session, actor, "edition.acknowledge", edition, at=at)


def note(
    session: Session,
    edition: Edition,
    actor: Actor,
    *,
    at: datetime,
    text: str,
    recommended: Sequence[Asked],
    public: bool,
) -> ChairNote:
    """Record the chair's note on an edition with its recommendations, numbered for good.

    The members of the body hear of it, and who answers recommendations. `text` is Markdown;
    `public` lets public editions print the recommendations. The same words again are the note that
    is there. Raises NotAllowed, or Incomplete for an empty note.
    """
    pack = edition.pack
    policy.require(policy.chairs_the_body(actor, pack.audience, pack.programme_id))
    if not text and not recommended:
        raise Incomplete("There is nothing to record.", "Write a note, a recommendation, or both.")
    audit.take_turn(session)  # numbers follow each other
    if there := _same(session, edition, actor, text, recommended):
        return there
    last = session.scalar(
        select(func.max(Recommendation.number)).where(
            Recommendation.programme_id == pack.programme_id,
            Recommendation.audience == pack.audience,
        )
    )
    row = ChairNote(
        edition_id=edition.id,
        text=text,
        public=public,
        signed=actor.name,
        by_id=actor.person_id,
        at=at,
        recommendations=[
            Recommendation(
                programme_id=pack.programme_id,
                audience=pack.audience,
                number=number,
                text=asked.text,
                addressee=asked.addressee,
                due_on=asked.due_on,
            )
            for number, asked in enumerate(recommended, (last or 0) + 1)
        ],
    )
    session.add(row)
    session.flush()
    _record(session, actor, "edition.note", edition, at=at, recommendations=len(recommended))
    outbox.announce_reading(session, pack, "pack_note", actor_id=actor.person_id, at=at)
    return row


def _same(
    session: Session, edition: Edition, actor: Actor, text: str, recommended: Sequence[Asked]
) -> ChairNote | None:
    """Return the chair's last note on an edition where it says just this."""
    row = session.scalars(
        select(ChairNote)
        .where(ChairNote.edition_id == edition.id, ChairNote.by_id == actor.person_id)
        .order_by(ChairNote.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    there = session.scalars(
        select(Recommendation)
        .where(Recommendation.note_id == row.id)
        .order_by(Recommendation.number)
    )
    asked = [Asked(text=one.text, addressee=one.addressee, due_on=one.due_on) for one in there]
    return row if (row.text, asked) == (text, list(recommended)) else None


def answer(
    session: Session,
    recommendation: Recommendation,
    actor: Actor,
    *,
    at: datetime,
    state: RecommendationState,
    text: str,
    seen: int,
) -> None:
    """Record what the programme says to a recommendation; the last answer counts.

    The members of the body that made it hear of it. `recommendation` comes from
    `reading_notes.find_recommendation`; `seen` is how many answers were on the page. The same
    answer again changes nothing. Raises NotAllowed, or Stale when somebody else has answered
    meanwhile.
    """
    policy.require(policy.answers_recommendations(actor, recommendation.programme_id))
    audit.take_turn(session)
    session.refresh(recommendation, ["answers"])
    there = recommendation.answers
    if there and (there[-1].by_id, there[-1].state, there[-1].text) == (
        actor.person_id,
        state,
        text,
    ):
        return
    if len(there) != seen:
        raise Stale(
            "Somebody else answered this recommendation after you opened the page.",
            "Read that answer, then give yours if it is still needed.",
        )
    there.append(RecommendationAnswer(state=state, text=text, by_id=actor.person_id, at=at))
    session.flush()
    audit.record(
        session,
        actor.person_id,
        "recommendation.answer",
        f"recommendation:{recommendation.id}",
        at=at,
        detail={"state": state},
    )
    pack = recommendation.note.edition.pack
    outbox.announce_reading(session, pack, "pack_answer", actor_id=actor.person_id, at=at)


def _record(
    session: Session, actor: Actor, what: str, edition: Edition, *, at: datetime, **detail: int
) -> None:
    """Write what was done with an edition into the audit record."""
    audit.record(
        session,
        actor.person_id,
        what,
        f"pack:{edition.pack_id}",
        at=at,
        detail={"edition": edition.number, **detail},
    )
