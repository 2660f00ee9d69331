"""Implications: asked from an officer by a day, written, signed off, recorded for an officer.

Whoever is named as the officer may read the report and write and sign off that one implication,
whatever roles they hold. Every action takes a report from `queries.get_cover(…, lock=True)`,
flushes and never commits; a refusal leaves nothing behind.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from models import Person
from models.covers import CoverImplication, CoverReport, CoverSignOff
from webapp.clock import LONDON
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import Incomplete, Stale
from webapp.domain.exempt import Exemption
from webapp.notifications import outbox
from webapp.packs.cover import references
from webapp.packs.cover.actions import Conflict, record
from webapp.packs.cover.content import decode, fingerprint
from webapp.packs.cover.queries import exemption, printed_implications, printed_person
from webapp.packs.cover.signing import (
    standing_sign_off,
    why_not_due,
    why_not_signed,
    wording,
)


def answers_for_it(actor: Actor, row: CoverImplication) -> str | None:
    """Only the officer who was asked signs off an implication; answers None or the reason."""
    if row.officer_id == actor.person_id:
        return None
    return "Only the officer who was asked can sign this off."


def writes_it(actor: Actor, row: CoverImplication) -> str | None:
    """Only the officer who was asked and the programme office write an implication."""
    if answers_for_it(actor, row) is None:
        return None
    return policy.runs_the_office(actor, row.cover) and (
        "Only the officer who was asked and the programme office can write this."
    )


def written(row: CoverImplication) -> str:
    """Return the fingerprint of what is written, whatever it is written about."""
    return fingerprint((row.text, exemption(row)))


def ask(
    session: Session,
    row: CoverImplication,
    actor: Actor,
    *,
    at: datetime,
    officer_id: int,
    due_on: date,
) -> None:
    """Ask an officer for an implication by a day before the meeting; they get a message.

    Asked again, nothing happens. Raises NotAllowed, or Incomplete for a wrong day or somebody who
    cannot be asked.
    """
    policy.require(policy.runs_the_office(actor, row.cover))
    if (row.officer_id, row.due_on) == (officer_id, due_on):
        return
    meets_on = decode(row.cover.content).front.meets_on
    if wrong := why_not_due(due_on, meets_on=meets_on, today=at.astimezone(LONDON).date()):
        raise Incomplete(wrong)
    officer = session.get(Person, officer_id)
    organisation_id = row.cover.pack.period.phase.programme.organisation_id
    if officer is None or officer.disabled_at or officer.organisation_id != organisation_id:
        raise Incomplete("Choose somebody who may sign in")
    row.officer, row.due_on = officer, due_on
    session.flush()
    outbox.tell(session, [officer.id], "cover_ask", pack_id=row.cover.pack_id, at=at)
    record(
        session,
        row.cover,
        actor,
        "ask",
        at=at,
        implication=row.heading,
        officer=officer_id,
        due=due_on.isoformat(),
    )


def write(
    session: Session,
    row: CoverImplication,
    actor: Actor,
    *,
    at: datetime,
    text: str,
    exempt: Exemption | None,
    seen: str,
) -> None:
    """Save the text of an implication; a sign-off of another wording no longer counts.

    `seen` is the fingerprint of what was `written` on the page. Raises NotAllowed, Conflict, or
    Incomplete for a reference to nothing.
    """
    policy.require(writes_it(actor, row))
    cover = row.cover
    if (row.text, exemption(row)) == (text, exempt):
        return
    content = decode(cover.content)
    if written(row) != seen:
        raise Conflict(cover.changed_by.name, row.text)
    labels = references.numbered(content, printed_implications(cover)).labels
    if wrong := references.wrong_reference(text, labels):
        raise Incomplete(wrong)
    row.text = text
    row.exempt_paragraph = exempt.paragraph if exempt else None
    row.exempt_reason = exempt.reason if exempt else ""
    row.sha256 = wording(row.heading, text, exempt, content.recommendations)
    cover.changed_at, cover.changed_by_id = at, actor.person_id
    session.flush()
    session.expire(cover, ["changed_by"])
    record(session, cover, actor, "write", at=at, implication=row.heading, sha256=row.sha256)


def sign(session: Session, row: CoverImplication, actor: Actor, *, at: datetime, seen: str) -> None:
    """Sign off an implication as the officer who was asked; signed already, it does nothing.

    `seen` is the SHA-256 of the wording on the page. Raises NotAllowed, Stale, or Incomplete
    without a text and after the meeting.
    """
    policy.require(answers_for_it(actor, row))
    assert row.officer is not None  # noqa: S101 - it is the actor
    _sign(
        session,
        row,
        actor,
        at=at,
        seen=seen,
        officer=printed_person(row.officer),
        signed_on=at.astimezone(LONDON).date(),
    )


def record_sign_off(
    session: Session,
    row: CoverImplication,
    actor: Actor,
    *,
    at: datetime,
    seen: str,
    officer: str,
    signed_on: date,
    reference: str,
) -> None:
    """Record that an officer signed off an implication elsewhere; done already, nothing happens.

    `officer` is their name and post, `reference` where the sign-off is kept. Raises NotAllowed,
    Stale, or Incomplete without officer, reference or text and for a day after the meeting.
    """
    policy.require(policy.runs_the_office(actor, row.cover))
    if not officer.strip() or not reference.strip():
        raise Incomplete("Say who signed it off, and where that is kept")
    _sign(
        session,
        row,
        actor,
        at=at,
        seen=seen,
        officer=officer,
        signed_on=signed_on,
        reference=reference,
    )


def _sign(
    session: Session,
    row: CoverImplication,
    actor: Actor,
    *,
    at: datetime,
    seen: str,
    officer: str,
    signed_on: date,
    reference: str = "",
) -> None:
    """Add a sign-off of the wording there is now."""
    if row.sha256 != seen:
        raise Stale(
            "The text or the recommendations were changed after you opened the page, so nothing "
            "was signed off.",
            "Read them as they stand now, then sign off.",
        )
    if not row.text.strip():
        raise Incomplete("Write the implications first; write “None” when there are none")
    meets_on = decode(row.cover.content).front.meets_on
    if wrong := why_not_signed(signed_on, meets_on=meets_on, today=at.astimezone(LONDON).date()):
        raise Incomplete(wrong)
    if standing_sign_off(row.sign_offs, row.sha256):
        return
    row.sign_offs.append(
        CoverSignOff(
            sha256=row.sha256,
            officer=officer,
            signed_on=signed_on,
            reference=reference,
            by_id=actor.person_id,
            at=at,
        )
    )
    session.flush()
    record(
        session,
        row.cover,
        actor,
        "sign",
        at=at,
        implication=row.heading,
        sha256=row.sha256,
        officer=officer,
        signed_on=signed_on.isoformat(),
    )


def waiting_for(cover: CoverReport, person_id: int) -> list[CoverImplication]:
    """Return the implications of a report that wait for a person's sign-off."""
    return [
        row
        for row in cover.implications
        if row.officer_id == person_id and not standing_sign_off(row.sign_offs, row.sha256)
    ]
