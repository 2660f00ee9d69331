"""Who: named predicates that answer None for yes or the reason for no.

The tables at the end say which predicates an action needs; views ask `why_not` to explain a
missing button, actions call `require`, and queries keep to the same roles in `visible_to`.
"""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

from models.enums import Action, Audience, Role, UpdateStatus
from webapp.domain.actor import Actor, Grant
from webapp.domain.errors import NotAllowed
from webapp.domain.workflow import DECIDED

WRITERS = (Role.LEAD, Role.CONTRIBUTOR)
GROUP = (Role.GROUP_MEMBER, Role.GROUP_CHAIR)
OVERSEERS = (Role.PMO, Role.DIRECTOR, Role.AUDITOR)
"""Roles that read every update of a programme, drafts included."""
INSIDERS = (*WRITERS, Role.SPONSOR, *GROUP, *OVERSEERS)
"""Roles that see the status board of a programme."""

READERS: Mapping[Audience, tuple[Role, ...]] = {
    audience: INSIDERS if audience is Audience.IMPROVEMENT_GROUP else (*INSIDERS, Role.BOARD_READER)
    for audience in Audience
}
"""Who may read the issued editions of an audience; see `reads` for readers of a board."""


def reads(grant: Grant, audience: Audience) -> bool:
    """Return whether a grant lets somebody read editions made for an audience.

    A board or committee reader reads what is made for that body, and what is made for the public.
    """
    if grant.role is Role.BOARD_READER:
        return audience in (grant.audience or Audience.IIB, Audience.PUBLIC)
    return grant.role in READERS[audience]


class UpdateFacts(Protocol):
    """What policy needs to know of an update."""

    @property
    def programme_id(self) -> int:
        """The programme it belongs to."""
        ...

    @property
    def workstream_id(self) -> int:
        """The workstream it belongs to."""
        ...

    @property
    def status(self) -> UpdateStatus:
        """Where it stands."""
        ...

    @property
    def contributor_ids(self) -> frozenset[int]:
        """The people who wrote part of it."""
        ...


class ProgrammeFacts(Protocol):
    """What policy needs to know of a pack or a period."""

    @property
    def programme_id(self) -> int:
        """The programme it belongs to."""
        ...


Answer: TypeAlias = str | None
UpdateRule: TypeAlias = Callable[[Actor, UpdateFacts], Answer]
ProgrammeRule: TypeAlias = Callable[[Actor, ProgrammeFacts], Answer]


def writes_it(actor: Actor, update: UpdateFacts) -> Answer:
    """Only leads and contributors of the workstream write its updates."""
    if actor.holds(WRITERS, programme_id=update.programme_id, workstream_id=update.workstream_id):
        return None
    return "Only the leads and contributors of this workstream can do this."


def leads_it(actor: Actor, update: UpdateFacts) -> Answer:
    """Only a lead answers for the update: submits and recalls it."""
    if actor.holds(
        (Role.LEAD,), programme_id=update.programme_id, workstream_id=update.workstream_id
    ):
        return None
    return "Only a lead of this workstream can do this."


def sponsors_it(actor: Actor, update: UpdateFacts) -> Answer:
    """Only the sponsor of the workstream decides."""
    if actor.holds(
        (Role.SPONSOR,), programme_id=update.programme_id, workstream_id=update.workstream_id
    ):
        return None
    return "Only the sponsor of this workstream can do this."


def someone_else_wrote_it(actor: Actor, update: UpdateFacts) -> Answer:
    """Nobody decides on what they wrote, whatever roles they hold (compares people, not roles)."""
    if actor.person_id not in update.contributor_ids:
        return None
    return (
        "You wrote part of this update, so you cannot decide on it. Ask the programme office "
        "to appoint a deputy for you; the programme director can be one."
    )


def reviews_it(actor: Actor, update: UpdateFacts) -> Answer:
    """Only the Improvement Group queries an update and sets its agreed rating."""
    if actor.holds(GROUP, programme_id=update.programme_id):
        return None
    return "Only members of the Improvement Group can do this."


def runs_the_office(actor: Actor, thing: ProgrammeFacts) -> Answer:
    """Only the programme office plans periods and builds packs."""
    if actor.holds((Role.PMO,), programme_id=thing.programme_id):
        return None
    return "Only the programme office can do this."


def writes_the_overview(actor: Actor, thing: ProgrammeFacts) -> Answer:
    """Only the programme director writes the overview; the office may type it in."""
    if actor.holds((Role.DIRECTOR, Role.PMO), programme_id=thing.programme_id):
        return None
    return "Only the programme director and the programme office can write the overview."


def chairs_the_group(actor: Actor, thing: ProgrammeFacts) -> Answer:
    """Only the chair of the Improvement Group agrees the pack."""
    if actor.holds((Role.GROUP_CHAIR,), programme_id=thing.programme_id):
        return None
    return "Only the chair of the Improvement Group can agree the pack."


def chairs_the_group_or_runs_the_office(actor: Actor, thing: ProgrammeFacts) -> Answer:
    """Only the level that agreed a pack releases it; the office may stop it before it goes out."""
    if actor.holds((Role.GROUP_CHAIR, Role.PMO), programme_id=thing.programme_id):
        return None
    return "Only the chair of the Improvement Group and the programme office can do this."


def sums_up(actor: Actor, thing: ProgrammeFacts) -> Answer:
    """Only director, chair and office give the programme its rating and say what is asked for."""
    if actor.holds((Role.DIRECTOR, Role.GROUP_CHAIR, Role.PMO), programme_id=thing.programme_id):
        return None
    return (
        "Only the programme director, the chair of the Improvement Group and the programme "
        "office can do this."
    )


def records_the_meeting(actor: Actor, thing: ProgrammeFacts) -> Answer:
    """Only the Improvement Group, or the office for it, records what its meeting said."""
    if actor.holds((*GROUP, Role.PMO), programme_id=thing.programme_id):
        return None
    return (
        "Only the members of the Improvement Group and the programme office can record what the "
        "meeting says."
    )


def settles_action(actor: Actor, thing: ProgrammeFacts, owner_id: int | None) -> Answer:
    """Only who owes an action, or the office for them, says that it is done."""
    if actor.person_id == owner_id:
        return None
    return runs_the_office(actor, thing) and (
        "Only the person who owes this action and the programme office can do this."
    )


def agrees_dates(actor: Actor, *, programme_id: int, workstream_id: int) -> Answer:
    """Only a sponsor agrees another completion date; the office records what the group agreed."""
    where = {"programme_id": programme_id, "workstream_id": workstream_id}
    if actor.holds((Role.SPONSOR, Role.PMO), **where):
        return None
    return "Only the sponsor of this workstream and the programme office can do this."


def appoints_somebody_else(actor: Actor, person_id: int) -> Answer:
    """Nobody gives a role to themselves."""
    if actor.person_id != person_id:
        return None
    return "You cannot give a role to yourself. Ask somebody else in the programme office."


UPDATE_RULES: Mapping[Action, tuple[UpdateRule, ...]] = {
    Action.START: (writes_it,),
    Action.SAVE: (writes_it,),
    Action.SUBMIT: (leads_it,),
    Action.RECALL: (leads_it,),
    Action.REASSIGN: (runs_the_office,),
    Action.SEND_BACK: (sponsors_it, someone_else_wrote_it),
    Action.APPROVE_IN_PART: (sponsors_it, someone_else_wrote_it),
    Action.APPROVE: (sponsors_it, someone_else_wrote_it),
    Action.REVOKE: (sponsors_it, someone_else_wrote_it),
    Action.INCLUDE: (runs_the_office,),
    Action.INCLUDE_UNCONFIRMED: (runs_the_office, someone_else_wrote_it),
    Action.QUERY: (reviews_it, someone_else_wrote_it),
    Action.RATE: (reviews_it, someone_else_wrote_it),
    Action.AGREE: (chairs_the_group, someone_else_wrote_it),
    Action.RELEASE: (chairs_the_group_or_runs_the_office,),
    Action.ISSUE: (runs_the_office,),
    Action.CORRECT: (runs_the_office,),
    Action.CANCEL: (runs_the_office,),
    Action.CLOSE: (runs_the_office,),
    Action.ALLOW_LATE: (runs_the_office,),
    Action.WITHDRAW: (runs_the_office,),
    Action.REINSTATE: (runs_the_office,),
    Action.EXTEND: (runs_the_office,),
    Action.CHASE: (runs_the_office,),
}

PACK_RULES: Mapping[Action, tuple[ProgrammeRule, ...]] = {
    Action.SCHEDULE: (runs_the_office,),
    Action.OPEN: (runs_the_office,),
    Action.CLOSE: (runs_the_office,),
    Action.SAVE: (writes_the_overview,),
    Action.RATE: (sums_up,),
    Action.REVIEW: (runs_the_office,),
    Action.AGREE: (chairs_the_group,),
    Action.RELEASE: (chairs_the_group_or_runs_the_office,),
    Action.ISSUE: (runs_the_office,),
    Action.CORRECT: (runs_the_office,),
    Action.CANCEL: (runs_the_office,),
    Action.RESTORE: (runs_the_office,),
    Action.RENEW: (runs_the_office,),
}


def why_not(actor: Actor, action: Action, update: UpdateFacts) -> Answer:
    """Return why the actor may not do this to the update, or None when they may."""
    return next(filter(None, (rule(actor, update) for rule in UPDATE_RULES[action])), None)


def why_not_pack(actor: Actor, action: Action, thing: ProgrammeFacts) -> Answer:
    """Return why the actor may not do this to the pack or period, or None when they may."""
    return next(filter(None, (rule(actor, thing) for rule in PACK_RULES[action])), None)


def require(reason: Answer) -> None:
    """Raise NotAllowed with the reason, if there is one."""
    if reason is not None:
        raise NotAllowed(reason)


def may_read(actor: Actor, update: UpdateFacts) -> bool:
    """Return whether the actor may see that this update exists and what was submitted.

    Writers, the office, the director and auditors always; the sponsor too (before it is submitted
    only its state); the Improvement Group once approved; administrators and board readers never.
    """
    where = {"programme_id": update.programme_id, "workstream_id": update.workstream_id}
    return may_read_unapproved(actor, update) or (
        update.status in DECIDED and actor.holds(GROUP, **where)
    )


def may_read_unapproved(actor: Actor, update: UpdateFacts) -> bool:
    """Return whether the actor may see of an update what no sponsor has approved."""
    where = {"programme_id": update.programme_id, "workstream_id": update.workstream_id}
    return actor.holds((*WRITERS, Role.SPONSOR, *OVERSEERS), **where)


def may_read_draft(actor: Actor, update: UpdateFacts) -> bool:
    """Return whether the actor may read text that was not submitted yet."""
    return actor.holds(
        (*WRITERS, *OVERSEERS),
        programme_id=update.programme_id,
        workstream_id=update.workstream_id,
    )


def comments_on_it(actor: Actor, update: UpdateFacts) -> Answer:
    """Only those who write, decide or run the programme comment on an update while it is made."""
    where = {"programme_id": update.programme_id, "workstream_id": update.workstream_id}
    if actor.holds((*WRITERS, Role.SPONSOR, Role.PMO), **where):
        return None
    return "Only the writers and sponsors of this workstream and the programme office can comment."


def may_read_comments(actor: Actor, update: UpdateFacts) -> bool:
    """Return whether the actor may read comments, also those a sponsor gives to the lead only."""
    return comments_on_it(actor, update) is None or may_read_draft(actor, update)


def settles_comment(actor: Actor, update: UpdateFacts, asker_id: int) -> Answer:
    """Only who asked, and a lead, may say that a comment is settled."""
    if actor.person_id == asker_id and comments_on_it(actor, update) is None:
        return None
    if leads_it(actor, update) is None:
        return None
    return "Only the person who wrote this comment and the lead can settle it."


def approves_addendum(actor: Actor, update: UpdateFacts, writer_id: int) -> Answer:
    """Only a sponsor who wrote neither the note nor a part of its update approves a note."""
    if reason := sponsors_it(actor, update) or someone_else_wrote_it(actor, update):
        return reason
    if actor.person_id != writer_id:
        return None
    return (
        "You wrote this note, so you cannot approve it. Ask the programme office to appoint a "
        "deputy for you; the programme director can be one."
    )


def may_see_board(actor: Actor, programme_id: int) -> bool:
    """Return whether the actor works on the programme in any way, and so sees its board."""
    return any(
        grant.role in INSIDERS and grant.programme_id in (None, programme_id)
        for grant in actor.grants
    )


def may_watch(actor: Actor, programme_id: int) -> bool:
    """Return whether the actor may see how the reporting cycle of a programme stands."""
    return actor.holds(OVERSEERS, programme_id=programme_id)


def may_read_edition(actor: Actor, audience: Audience, programme_id: int) -> bool:
    """Return whether the actor may read an issued edition made for this audience."""
    return any(
        reads(grant, audience) and grant.programme_id in (None, programme_id)
        for grant in actor.grants
    )


def sits_on(actor: Actor, audience: Audience, programme_id: int) -> Answer:
    """Only members of the body an edition was made for say that they have read it."""
    if any(_of_the_body(grant, audience, programme_id) for grant in actor.grants):
        return None
    return "Only members of the body that this edition was made for can do this."


def chairs_the_body(actor: Actor, audience: Audience, programme_id: int) -> Answer:
    """Only the chair of the body an edition was made for records a note on it."""
    if any(_of_the_body(grant, audience, programme_id) and grant.chairs for grant in actor.grants):
        return None
    return "Only the chair of the body that this edition was made for can record a note on it."


def _of_the_body(grant: Grant, audience: Audience, programme_id: int) -> bool:
    return (
        grant.role is Role.BOARD_READER
        and (grant.audience or Audience.IIB) is audience
        and grant.programme_id in (None, programme_id)
    )


def answers_recommendations(actor: Actor, programme_id: int) -> Answer:
    """Only director and office say what the programme does about a recommendation."""
    if actor.holds((Role.DIRECTOR, Role.PMO), programme_id=programme_id):
        return None
    return "Only the programme director and the programme office can answer a recommendation."


def may_read_whole(actor: Actor, audience: Audience, programme_id: int) -> bool:
    """Return whether the actor may read the exempt text of a cover report on such an edition.

    The members of the body that the edition is made for do, and those who work on the programme;
    any other reader gets the public version. Nobody is a member of the public.
    """
    member = audience is not Audience.PUBLIC and sits_on(actor, audience, programme_id) is None
    return member or may_see_board(actor, programme_id)


def may_read_pack(actor: Actor, programme_id: int) -> bool:
    """Return whether the actor may read a pack before it is issued."""
    return actor.holds((*GROUP, *OVERSEERS), programme_id=programme_id)


def may_write_recipes(actor: Actor, programme_id: int) -> bool:
    """Return whether the actor may change what the editions of a programme hold."""
    return actor.holds((Role.PMO, Role.ADMINISTRATOR), programme_id=programme_id)


def may_see_messages(actor: Actor, programme_id: int) -> bool:
    """Return whether the actor may see which messages of a programme went to whom."""
    return actor.holds((Role.PMO, Role.ADMINISTRATOR), programme_id=programme_id)


def sees_messages_somewhere(actor: Actor) -> bool:
    """Return whether there is a programme whose messages the actor may see."""
    return any(grant.role in (Role.PMO, Role.ADMINISTRATOR) for grant in actor.grants)


def may_word_messages(actor: Actor) -> bool:
    """Return whether the actor may change the words of the organisation's messages."""
    return actor.everywhere_as(Role.ADMINISTRATOR)
