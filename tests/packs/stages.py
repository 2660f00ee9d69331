"""Packs of the small setting taken to a stage through the real actions."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models import Edition, Pack, Person, ProgressUpdate, ReportingPeriod
from models.enums import Section, UpdateStatus
from tests.conftest import SignIn
from tests.factories import AT
from tests.visitor import Visitor
from tests.world import World, actor_of, advance
from webapp.domain import content
from webapp.packs import accepting, actions, contents, corrections, foreword, past, queries
from webapp.packs.material import Late
from webapp.updates import actions as writing
from webapp.updates import decisions
from webapp.updates import queries as updates

OVERVIEW = "Two workstreams report.\n\n- Governance is ahead"


def fetch(session: Session, who: Person, pack: Pack) -> Pack:
    """Return the pack as a view would read it for a change."""
    return queries.get_pack(session, actor_of(session, who), pack.id, lock=True)


def approve_first(session: Session, world: World, *, step: int | None = None) -> None:
    """Take the first workstream's update to its approval."""
    advance(session, world.first_update, UpdateStatus.APPROVED, step=step)


def approve(
    session: Session, world: World, update: ProgressUpdate, *, at: datetime = AT, **said: Any
) -> None:
    """Let the sponsor of the first or second workstream approve what was submitted."""
    who = world.sponsor if update.workstream_id == world.first.id else world.second_sponsor
    row = updates.get_update(session, actor_of(session, who), update.id)
    assert row.revision is not None
    values: dict[str, Any] = {
        "step": row.revision.proposed_step,
        "reason": "",
        "comment": "Late but right.",
    }
    decisions.approve(
        session,
        row,
        actor_of(session, who),
        at=at,
        seen=row.revision.sha256,
        **(values | said),
    )


def resubmit(
    session: Session, world: World, update: ProgressUpdate, text: str, at: datetime
) -> None:
    """Let the lead change the key activities of an update that came back, and submit it again."""
    who = world.lead if update.workstream_id == world.first.id else world.second_lead
    lead = actor_of(session, who)
    row = updates.get_update(session, lead, update.id)
    stored = content.decode(row.draft)
    writing.save(
        session,
        row,
        lead,
        Section.ACTIVITIES,
        msgspec.structs.replace(stored, key_activities=text),
        at=at,
        seen=content.section_fingerprint(stored, Section.ACTIVITIES),
    )
    writing.submit(session, row, lead, at=at, seen=content.fingerprint(row.draft))
    session.refresh(row, ["revision"])


def write_overview(session: Session, world: World, text: str = OVERVIEW) -> None:
    """Let the director write the overview."""
    pack = fetch(session, world.director, world.pack)
    foreword.save_overview(
        session,
        pack,
        actor_of(session, world.director),
        text,
        at=AT,
        seen=content.fingerprint(pack.overview),
    )


def review(session: Session, world: World, overview: str = OVERVIEW) -> Pack:
    """Approve the first update, write the overview and send the pack to the group."""
    approve_first(session, world)
    write_overview(session, world, overview)
    pack = fetch(session, world.office, world.pack)
    actions.review(session, pack, actor_of(session, world.office), at=AT)
    return pack


def agree(session: Session, world: World, overview: str = OVERVIEW) -> Edition:
    """Review the pack and let the chair agree it; returns the group's edition."""
    pack = review(session, world, overview)
    return actions.agree(session, pack, actor_of(session, world.chair), at=AT, seen=pack.version)


def board_of(session: Session, world: World) -> Pack:
    """Return the board's pack, which the agreement has made."""
    board = queries.board_pack(session, world.pack)
    assert board is not None
    return board


def board_pack(session: Session, world: World, overview: str = OVERVIEW) -> Pack:
    """Agree the pack and return the board's, which follows from it."""
    agree(session, world, overview)
    return fetch(session, world.office, board_of(session, world))


def settle(session: Session, world: World, pack: Pack, *, at: datetime = AT) -> None:
    """Let the office decide to go out with all that the checks ask about a pack."""
    row = fetch(session, world.office, pack)
    for one in accepting.judge_pack(session, row, contents.pack_data(session, row, at=at)):
        if one.open:
            accepting.accept(
                session,
                row,
                actor_of(session, world.office),
                at=at,
                finding=one.finding,
                reason="It is right as it stands.",
            )


def issue(session: Session, world: World) -> Edition:
    """Take everything to the issue; returns the board's edition."""
    pack = board_pack(session, world)
    settle(session, world, pack)
    return actions.issue(session, pack, actor_of(session, world.office), at=AT)


def release(session: Session, world: World, reason: str = "A figure is wrong.") -> Pack:
    """Let the chair put the agreed pack back under review."""
    pack = fetch(session, world.chair, world.pack)
    corrections.release(
        session, pack, actor_of(session, world.chair), at=AT, seen=pack.version, reason=reason
    )
    return pack


def correct(
    session: Session,
    world: World,
    *chosen: ProgressUpdate,
    at: datetime = AT,
    reason: str = "A sum was printed wrongly.",
    sections: tuple[Section, ...] = (Section.ACTIVITIES,),
) -> Pack:
    """Let the office begin the correction of the issued edition; returns the group's pack."""
    pack = fetch(session, world.office, world.pack)
    board = board_of(session, world)
    corrections.correct(
        session,
        pack,
        actor_of(session, world.office),
        at=at,
        seen=board.editions[-1].number,
        reason=reason,
        update_ids=[row.id for row in chosen],
        sections=sections,
    )
    return pack


def issue_again(session: Session, world: World, *, at: datetime) -> Edition:
    """Include what was approved meanwhile, agree the pack again and issue the next edition."""
    office, chair = actor_of(session, world.office), actor_of(session, world.chair)
    pack = fetch(session, world.office, world.pack)
    for update in queries.updates_in(session, pack, UpdateStatus.APPROVED):
        actions.include(session, pack, update, office, at=at)
    actions.agree(session, pack, chair, at=at, seen=pack.version)
    row = fetch(session, world.office, board_of(session, world))
    settle(session, world, row, at=at)
    return actions.issue(session, row, office, at=at)


def later(sign_in: SignIn, person: Person, at: datetime) -> Visitor:
    """Put a person at a browser at another instant than the test's; the clock shows it."""
    browser = sign_in(person)
    browser.sign_in(person, at=at)
    return browser


def past_of(session: Session, period: ReportingPeriod) -> past.Past:
    """Return what was issued before a period, as its pack reads it."""
    before = _beside(session, period, past.BEFORE)
    return past.issued_before(session, period, before, measured=True)


def late_of(session: Session, period: ReportingPeriod) -> dict[int, tuple[Late, ...]]:
    """Return what came too late for the packs of earlier periods, as a period's pack reads it."""
    return past.received_late(_beside(session, period, past.LATE))


def _beside(session: Session, period: ReportingPeriod, rows: ColumnElement[Any]) -> Any:
    values = {"phase_id": period.phase_id, "starts_on": period.starts_on}
    return session.scalars(select(rows), values).one()
