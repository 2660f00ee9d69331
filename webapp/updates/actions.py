"""What may happen to an update while it is written: start, save, explain, submit, recall.

Every action flushes and never commits; a refusal leaves nothing behind.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from models import (
    DraftSection,
    ProgressUpdate,
    Revision,
    UpdateContributor,
)
from models.enums import Action, PeriodStatus, Section, UpdateStatus
from webapp import before, moves
from webapp.clock import LONDON
from webapp.domain import checks, content, policy, reconcile, workflow
from webapp.domain.actor import Actor
from webapp.domain.content import Explanation, UpdateContent
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed, SectionConflict, Stale
from webapp.domain.wording import day, listing
from webapp.updates import comments, queries

ALWAYS_OPEN = (Section.NOTE,)
"""Sections that stay open when others were sent back."""


def start(session: Session, update: ProgressUpdate, actor: Actor, *, at: datetime) -> None:
    """Begin writing: the draft opens with what the last approved update promised and left open."""
    policy.require(policy.why_not(actor, Action.START, update))
    require_time(session, update, at=at)
    draft = before.opening_draft(session, update)
    moves.move_update(session, update, actor, Action.START, at=at, draft=draft, draft_saved_at=at)


def require_time(session: Session, update: ProgressUpdate, *, at: datetime) -> None:
    """Raise IllegalMove when the period is closed and the time given beyond it is over.

    What came back from a sponsor or the group may be sent again until the pack goes out.
    """
    if update.period.status is PeriodStatus.OPEN or update.status is UpdateStatus.RETURNED:
        return
    until = queries.extended_until(session, update)
    if until is not None and at.astimezone(LONDON).date() > until:
        raise IllegalMove(
            f"The time given for this update ended on {day(until)}.",
            "What is written is kept. Ask the programme office for more time.",
        )


def save(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    section: Section,
    typed: UpdateContent,
    *,
    at: datetime,
    seen: str,
    window: str = "",
) -> UpdateContent:
    """Write one section of the draft and return the whole draft; notes the writer as contributor.

    `seen` is the fingerprint of the section as the writer last saw it; `window` names the browser
    window, whose own earlier saves never collide. Raises SectionConflict when somebody changed the
    section since, NotAllowed, IllegalMove when the update is not being written.
    """
    policy.require(policy.why_not(actor, Action.SAVE, update))
    if update.status not in workflow.EDITABLE:
        raise IllegalMove(
            "This update is not being written now, so the change was not saved.",
            "If you lead this workstream and its sponsor has not decided yet, take it back first.",
        )
    require_time(session, update, at=at)
    require_open_section(update, section)
    stored = content.decode(update.draft)
    known = reconcile.adopt_numbers(stored, typed)
    if section in (Section.MILESTONES, Section.PLANNED):
        refuse_lost_promises(session, update, stored, content.merge_section(stored, known, section))
    merged = content.merge_section(
        stored, before.numbered(session, update, known, section), section
    )
    if merged == stored:
        return stored
    saved = queries.find_draft_section(session, update, section)
    own_window = saved is not None and window != "" and saved.window == window
    if saved and not own_window and content.section_fingerprint(stored, section) != seen:
        by = saved.person.name if saved.person_id != actor.person_id else "You, in another window,"
        raise SectionConflict(by, saved.saved_at, stored)
    if saved is None:
        saved = DraftSection(update_id=update.id, section=section)
        session.add(saved)
    saved.person_id, saved.window, saved.saved_at = actor.person_id, window, at
    note_writer(update, actor, at=at)
    moves.change_draft(session, update, content.encode(merged), at=at)
    session.flush()
    return merged


def require_open_section(update: ProgressUpdate, section: Section) -> None:
    """Raise NotAllowed for a section that was not among those sent back."""
    flagged = update.flagged.split()
    if update.status is not UpdateStatus.RETURNED or not flagged:
        return
    if section not in flagged and section not in ALWAYS_OPEN:
        raise NotAllowed(
            "This section was not sent back, so it cannot be changed. "
            "Ask the sponsor to open the whole update if it must change as well."
        )


def refuse_lost_promises(
    session: Session, update: ProgressUpdate, stored: UpdateContent, typed: UpdateContent
) -> None:
    """Raise Incomplete when a milestone would vanish that was promised or printed in a pack."""
    printed = queries.printed_milestones(session, update)
    if lost := reconcile.missing_promises(stored, typed, printed):
        raise Incomplete(
            f"“{lost[0].title}” was promised, so it cannot be removed.",
            "Choose “Dropped” and say why, and who agreed.",
        )


def explain(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    explanations: Sequence[Explanation],
    *,
    at: datetime,
    seen: str,
) -> None:
    """Write what the lead says about what the checks found; an empty text takes it away.

    `seen` is the fingerprint of the draft on the page. Raises NotAllowed, IllegalMove, or Stale
    when the draft was changed since.
    """
    policy.require(policy.why_not(actor, Action.SAVE, update))
    if update.status not in workflow.EDITABLE:
        raise IllegalMove("This update is not being written now, so nothing was saved.")
    require_time(session, update, at=at)
    if content.fingerprint(update.draft) != seen:
        raise Stale(
            "The update was changed after you opened this page, so nothing was saved.",
            "Read it again as it stands now, then explain.",
        )
    stored = content.decode(update.draft)
    kept = {(row.code, row.about): row for row in stored.explanations}
    kept |= {(row.code, row.about): row for row in explanations}
    written = tuple(row for row in kept.values() if row.text.strip())
    if written == stored.explanations:
        return
    draft = content.encode(msgspec.structs.replace(stored, explanations=written))
    note_writer(update, actor, at=at)
    moves.change_draft(session, update, draft, at=at)
    session.flush()


def note_writer(update: ProgressUpdate, actor: Actor, *, at: datetime) -> None:
    """Remember that a person wrote part of an update, and so may never decide on it."""
    if actor.person_id not in update.contributor_ids:
        update.contributors.append(
            UpdateContributor(update_id=update.id, person_id=actor.person_id, first_at=at)
        )


def submit(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    *,
    at: datetime,
    seen: str,
    replies: Mapping[Section, str] | None = None,
) -> None:
    """Send the draft to the sponsor as a new immutable revision; rerun every check first.

    `seen` is the fingerprint of the draft on the page; `replies` answer sections that came back
    and are sent again as they were. The same submission twice does nothing. Raises Stale when the
    draft has changed, Incomplete when a check stops it or a reply is missing.
    """
    policy.require(policy.why_not(actor, Action.SUBMIT, update))
    latest = update.revision
    if update.status is UpdateStatus.WITH_SPONSOR and latest and latest.sha256 == seen:
        return
    workflow.next_status(workflow.UPDATE, Action.SUBMIT, update.status)
    if content.fingerprint(update.draft) != seen:
        raise Stale(
            "The update was changed after you opened this page, so it was not submitted.",
            "Read it again as it stands now, then submit it.",
        )
    require_time(session, update, at=at)
    draft = content.decode(update.draft)
    facts = queries.check_facts(session, update, actor.person_id, at=at)
    findings = checks.blocking(checks.find(draft, facts))
    if findings or draft.step is None:
        raise Incomplete(
            "; ".join(finding.message for finding in findings), "Mend this and submit again."
        )
    answers = _replies(update, draft, replies or {})
    note_writer(update, actor, at=at)
    revision = Revision(
        update_id=update.id,
        number=latest.number + 1 if latest else 1,
        content=update.draft,
        sha256=seen,
        proposed_step=draft.step,
        submitted_by_id=actor.person_id,
        submitted_at=at,
    )
    session.add(revision)
    session.flush()
    moves.move_update(session, update, actor, Action.SUBMIT, at=at, revision_id=revision.id)
    for section, text in answers.items():
        comments.answer(session, update, actor, at=at, section=section, text=text)


def unanswered(update: ProgressUpdate, draft: UpdateContent) -> tuple[Section, ...]:
    """Return the sections that came back and stand as they were; each needs a reply to go again.

    Where the whole update came back, one reply is asked for, and only when nothing was changed.
    """
    if update.status is not UpdateStatus.RETURNED or update.revision is None:
        return ()
    before = content.decode(update.revision.content)

    def same(section: Section) -> bool:
        return content.section_fingerprint(before, section) == content.section_fingerprint(
            draft, section
        )

    flagged = [Section(name) for name in update.flagged.split()]
    if flagged:
        return tuple(section for section in flagged if same(section))
    return (Section.NOTE,) if all(same(section) for section in Section) else ()


def _replies(
    update: ProgressUpdate, draft: UpdateContent, replies: Mapping[Section, str]
) -> dict[Section, str]:
    """Return the replies that were needed; raises Incomplete when one is missing."""
    needed = unanswered(update, draft)
    if any(not replies.get(section, "").strip() for section in needed):
        raise Incomplete(
            "What was sent back is as it was before.",
            "Change it, or answer the sponsor and submit it as it is.",
        )
    return {section: replies[section].strip() for section in needed}


def recall(session: Session, update: ProgressUpdate, actor: Actor, *, at: datetime) -> None:
    """Take a submitted update back to the draft while no sponsor has decided.

    The sponsors are told when one of them has opened it. Raises NotAllowed, or IllegalMove when a
    sponsor has decided already.
    """
    policy.require(policy.why_not(actor, Action.RECALL, update))
    if update.revision and (decided := queries.approvals(session, update.revision)):
        names = listing([decision.person.name for decision in decided])
        raise IllegalMove(
            f"{names} approved this update already, so it cannot be taken back.",
            "Ask a sponsor to send it back.",
        )
    opened = update.revision is not None and queries.was_opened(session, update.revision)
    moves.move_update(session, update, actor, Action.RECALL, at=at, tell=opened)
