"""What needs one person: pure decisions over plain values, each with one button and a deadline."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models import RagStep
from models.enums import Action, Audience, PackStatus, Role, UpdateStatus
from webapp.domain import approval, policy, turns
from webapp.domain.actor import Actor
from webapp.domain.addenda import to_write_again, why_not_now
from webapp.domain.audiences import AUDIENCE_NAMES
from webapp.domain.calendar import Deadline, Today
from webapp.domain.wording import day, listing
from webapp.domain.workflow import DECIDED, EDITABLE
from webapp.inbox.facts import Edition, Note, Owed, Pack, Recommendation, SignOff, Update


class Verb(StrEnum):
    """What the one button of a task does; the template holds its words and address."""

    START = "start"
    CONTINUE = "continue"
    REVIEW = "review"
    APPROVE_NOTE = "approve_note"
    WRITE_NOTE_AGAIN = "write_note_again"
    SIGN_OFF = "sign_off"
    DO_ACTION = "do_action"
    ANSWER = "answer"
    ISSUE_PACK = "issue_pack"
    AGREE_PACK = "agree_pack"
    ADD_TO_PACK = "add_to_pack"
    CHECK_PACK = "check_pack"
    WRITE_OVERVIEW = "write_overview"
    READ_PACK = "read_pack"
    READ_EDITION = "read_edition"


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing that needs this person, and by when."""

    verb: Verb
    subject_id: int
    place: int = 0
    """Which part of it, where it has parts."""
    title: str
    period: str
    programme: str
    due: Deadline | None
    """None for a note on what is issued already, and for what nobody gave a day."""
    notes: tuple[str, ...] = ()
    reason: str = ""
    """The first line of why it was sent back."""
    step: RagStep | None = None
    submitted_by: str = ""
    submitted_at: datetime | None = None


def update_task(actor: Actor, update: Update, today: Today) -> Task | None:
    """Return what an update asks of the person, or None."""
    reason = ""
    match update.status:
        case UpdateStatus.WITH_SPONSOR if decides(actor, update):
            verb = Verb.REVIEW
        case UpdateStatus.NOT_STARTED if policy.why_not(actor, Action.START, update) is None:
            verb = Verb.START
        case status if status in EDITABLE and policy.why_not(actor, Action.SAVE, update) is None:
            verb = Verb.CONTINUE
            reason = first_line(update.reason) if status is UpdateStatus.RETURNED else ""
        case _:
            return None
    reviewing = verb is Verb.REVIEW
    return Task(
        verb=verb,
        subject_id=update.id,
        title=update.title,
        period=update.period.name,
        programme=update.period.programme,
        due=deadline_of(update, today),
        reason=reason,
        step=update.step if reviewing else None,
        submitted_by=update.submitted_by if reviewing else "",
        submitted_at=update.submitted_at if reviewing else None,
    )


def decides(actor: Actor, update: Update) -> bool:
    """Return whether one of the approvals still to be given is the person's."""
    return bool(approval.held_by(actor.person_id, update.approvals_left))


def note_tasks(actor: Actor, notes: Iterable[Note], today: Today) -> list[Task]:
    """Return what happened after periods as something to approve, a task for each update."""
    waiting: dict[int, list[Note]] = defaultdict(list)
    for note in notes:
        if policy.approves_addendum(actor, note, note.writer_id) is None:
            waiting[note.update_id].append(note)
    return [
        Task(
            verb=Verb.APPROVE_NOTE,
            subject_id=update_id,
            title=rows[0].title,
            period=rows[0].period,
            programme=rows[0].programme,
            due=today.deadline(rows[0].due) if rows[0].due else None,
            notes=tuple(
                f"{row.writer} wrote a note on what happened on {day(row.happened_on)}."
                for row in rows
            ),
        )
        for update_id, rows in waiting.items()
    ]


def note_again_tasks(actor: Actor, notes: Iterable[Note], today: Today) -> Iterable[Task]:
    """Yield the person's notes that came back as something to write again, one by one.

    `notes` are all of those on each update, so that the next one is known by what it replaces.
    """
    by_update: dict[int, list[Note]] = defaultdict(list)
    for note in notes:
        if policy.writes_it(actor, note) is None and why_not_now(note.status) is None:
            by_update[note.update_id].append(note)
    for rows in by_update.values():
        for row in to_write_again(rows):
            if row.writer_id == actor.person_id:
                reason = first_line(row.sent_back_reason)
                yield Task(
                    verb=Verb.WRITE_NOTE_AGAIN,
                    subject_id=row.update_id,
                    place=row.id,
                    title=row.title,
                    period=row.period,
                    programme=row.programme,
                    due=today.deadline(row.due) if row.due else None,
                    notes=(
                        f"Your note of {day(row.happened_on)} was sent back: {reason}",
                        "Write it again, or leave it for the next update.",
                    ),
                )


def sign_off_task(row: SignOff, today: Today) -> Task:
    """Return a part of a cover report as something to sign off."""
    return Task(
        verb=Verb.SIGN_OFF,
        subject_id=row.cover_id,
        place=row.position,
        title=f"Cover report: {row.heading}",
        period=row.period,
        programme=row.programme,
        due=today.deadline(row.due_on),
        notes=("The programme office asks you to write this part and to sign it off.",),
    )


def owed_task(row: Owed, today: Today) -> Task:
    """Return an action of the group as something to do, and to say that it is done."""
    return Task(
        verb=Verb.DO_ACTION,
        subject_id=row.id,
        title=f"Action {row.number} of the Improvement Group",
        period=row.period,
        programme=row.programme,
        due=today.deadline(row.due_on),
        notes=(row.text,),
    )


def recommendation_task(actor: Actor, row: Recommendation, today: Today) -> Task | None:
    """Return a recommendation as something to answer, for those who speak for the programme."""
    if policy.answers_recommendations(actor, row.programme_id) is not None:
        return None
    return Task(
        verb=Verb.ANSWER,
        subject_id=row.id,
        title=f"Recommendation {row.number} of the {AUDIENCE_NAMES[row.audience]}",
        period=row.period,
        programme=row.programme,
        due=today.deadline(row.due_on) if row.due_on else None,
        notes=(row.text, f"Addressed to {row.addressee}."),
    )


def pack_task(actor: Actor, pack: Pack, updates: Iterable[Update], today: Today) -> Task | None:
    """Return what a pack asks of the person: one button for the first duty, a note for each."""
    duties = list(_pack_duties(actor, pack, updates, today))
    if not duties:
        return None
    return Task(
        verb=duties[0][0],
        subject_id=pack.id,
        title=pack.title,
        period=pack.period.name,
        programme=pack.period.programme,
        due=min((today.deadline(due) for _, _, due in duties), key=lambda due: due.on),
        notes=tuple(note for _, note, _ in duties),
    )


def _pack_duties(
    actor: Actor, pack: Pack, updates: Iterable[Update], today: Today
) -> Iterable[tuple[Verb, str, date | datetime]]:
    """Yield what a person has to do for a pack, the most pressing duty first."""
    period = pack.period
    of_period = [update for update in updates if update.period.id == period.id]
    approved = sum(update.status in DECIDED for update in of_period)
    left_out = [update.title for update in of_period if update.status is UpdateStatus.APPROVED]
    under_review = pack.status is PackStatus.UNDER_REVIEW
    in_office = policy.runs_the_office(actor, pack) is None
    chairs = policy.why_not_pack(actor, Action.AGREE, pack) is None
    # The group's own pack ends with its agreement; what goes out is the board's.
    if pack.status is PackStatus.AGREED and pack.audience is Audience.IIB and in_office:
        yield Verb.ISSUE_PACK, "The group has agreed it. It can be issued.", period.iib_meets_on
    if under_review and chairs:
        yield Verb.AGREE_PACK, "The group is reviewing it.", period.group_meets_at
    if under_review and in_office and left_out:
        yield Verb.ADD_TO_PACK, left_out_words(left_out), period.group_meets_at
    if (
        pack.status is PackStatus.DRAFT
        and in_office
        and (approved or today.at > period.sponsor_due_at)
    ):
        yield Verb.CHECK_PACK, returns_words(approved, len(of_period)), period.group_meets_at
    if (
        pack.status in (PackStatus.DRAFT, PackStatus.UNDER_REVIEW)
        and actor.holds((Role.DIRECTOR,), programme_id=pack.programme_id)
        and not pack.has_overview
    ):
        yield Verb.WRITE_OVERVIEW, "The overview is still to be written.", period.group_meets_at
    if (
        under_review
        and not chairs
        and actor.holds((Role.GROUP_MEMBER,), programme_id=pack.programme_id)
    ):
        yield Verb.READ_PACK, "Read it before the group meets.", period.group_meets_at


def edition_task(actor: Actor, edition: Edition, today: Today) -> Task | None:
    """Return an issued pack as something to read before the board meets, for its readers."""
    reads = any(
        grant.role is Role.BOARD_READER and grant.programme_id in (None, edition.programme_id)
        for grant in actor.grants
    )
    if not reads or edition.acknowledged or edition.iib_meets_on < today.day:
        return None
    return Task(
        verb=Verb.READ_EDITION,
        subject_id=edition.id,
        title=edition.title,
        period=edition.period,
        programme=edition.programme,
        due=today.deadline(edition.iib_meets_on),
        notes=("Read it before the board meets.",),
    )


def deadline_of(update: Update, today: Today) -> Deadline:
    """Return by when an update must move on; updates of a period under way always have one."""
    due = turns.update_due(update.status, update.period, update.more_time_until)
    return today.deadline(due or update.period.iib_meets_on)


def first_line(text: str) -> str:
    """Return the first line that says something, without the marks of a list or heading."""
    lines = (line.strip().lstrip("#-* ").strip() for line in text.splitlines())
    return next(filter(None, lines), "")


def returns_words(approved: int, total: int) -> str:
    """Return "4 of 5 updates approved", or that all are."""
    if approved == total:
        return "The update is approved." if total == 1 else f"All {total} updates are approved."
    return f"{approved} of {total} updates approved."


def left_out_words(titles: Sequence[str]) -> str:
    """Return which updates were approved after the pack went to the group."""
    return f"Approved but not in the pack: {listing(sorted(titles))}."
