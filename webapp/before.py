"""What came before an update: the last approved one, and what a draft opens with because of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy import update as change
from sqlalchemy.orm import Session, aliased

from models import (
    EditionEntry,
    Phase,
    ProgressUpdate,
    RagStep,
    ReportingPeriod,
    Revision,
    Workstream,
)
from models.enums import Section, UpdateStatus
from webapp import measures
from webapp.domain import reconcile
from webapp.domain.content import Row, UpdateContent, decode, encode


@dataclass(frozen=True)
class LastPeriod:
    """What the workstream last reported that was approved, or printed in a pack."""

    period: str
    update_id: int
    workstream_id: int
    content: UpdateContent
    step: RagStep | None
    """The rating as it stood in the end: agreed by the group, else confirmed by the sponsor."""
    issued: bool


THIS = aliased(ProgressUpdate)
COVERED = aliased(ReportingPeriod)
EARLIER = aliased(ReportingPeriod)
# What a pack printed counts though no sponsor approved it, or while it is being corrected.
PRINTED_LAST = (
    select(func.max(EditionEntry.revision_id))
    .join(Revision, Revision.id == EditionEntry.revision_id)
    .where(Revision.update_id == ProgressUpdate.id)
    .correlate(ProgressUpdate)
    .scalar_subquery()
)
PRINTED_STEP = (
    select(func.max(EditionEntry.step))
    .where(EditionEntry.revision_id == Revision.id)
    .correlate(Revision)
    .scalar_subquery()
)
RANKED = (
    select(
        THIS.id.label("later_id"),
        ProgressUpdate.id,
        func.row_number()
        .over(partition_by=THIS.id, order_by=EARLIER.starts_on.desc())
        .label("place"),
    )
    .select_from(THIS)
    .join(COVERED, COVERED.id == THIS.period_id)
    .join(Workstream, Workstream.id == THIS.workstream_id)
    .join(
        ProgressUpdate,
        # A workstream that goes on with one of an earlier phase takes up what that one left.
        or_(
            ProgressUpdate.workstream_id == THIS.workstream_id,
            ProgressUpdate.workstream_id == Workstream.succeeds_id,
        ),
    )
    .join(EARLIER, EARLIER.id == ProgressUpdate.period_id)
    .where(
        THIS.id.in_(bindparam("update_ids", expanding=True)),
        or_(ProgressUpdate.approved_revision_id.is_not(None), PRINTED_LAST.is_not(None)),
        EARLIER.starts_on < COVERED.starts_on,
    )
    .subquery()
)
LAST_PERIODS = (
    select(
        RANKED.c.later_id,
        ReportingPeriod.name,
        ProgressUpdate.id,
        ProgressUpdate.workstream_id,
        Revision.content,
        RagStep,
        ProgressUpdate.status,
    )
    .select_from(RANKED)
    .join(ProgressUpdate, ProgressUpdate.id == RANKED.c.id)
    .join(ReportingPeriod, ReportingPeriod.id == ProgressUpdate.period_id)
    .join(Phase, Phase.id == ReportingPeriod.phase_id)
    .join(
        Revision,
        Revision.id == func.coalesce(ProgressUpdate.approved_revision_id, PRINTED_LAST),
    )
    .outerjoin(
        RagStep,
        and_(
            RagStep.scale_id == Phase.scale_id,
            RagStep.number
            == func.coalesce(
                ProgressUpdate.agreed_step, ProgressUpdate.confirmed_step, PRINTED_STEP
            ),
        ),
    )
    .where(RANKED.c.place == 1)
)


def last_periods(session: Session, update_ids: Collection[int]) -> Mapping[int, LastPeriod]:
    """Return the latest earlier approved update by the update it comes before; one statement.

    An update in the first period of its workstream has none.
    """
    return {
        row.later_id: LastPeriod(
            period=row.name,
            update_id=row.id,
            workstream_id=row.workstream_id,
            content=decode(row.content),
            step=row.RagStep,
            issued=row.status is UpdateStatus.ISSUED,
        )
        for row in session.execute(LAST_PERIODS, {"update_ids": list(update_ids)})
    }


PRINTED = (
    select(Revision.update_id, Revision.content)
    .join(EditionEntry, EditionEntry.revision_id == Revision.id)
    .where(Revision.update_id.in_(bindparam("update_ids", expanding=True)))
    .distinct()
)


def printed_milestones(
    session: Session, update_ids: Collection[int]
) -> Mapping[int, frozenset[int]]:
    """Return the numbers of the milestones that an edition printed of updates, by update."""
    printed: dict[int, frozenset[int]] = {}
    for update_id, text in session.execute(PRINTED, {"update_ids": list(update_ids)}):
        content = decode(text)
        decided = {row.number for row in content.milestones}
        promised = {row.number for row in content.planned}
        printed[update_id] = printed.get(update_id, frozenset()) | decided | promised
    return printed


def opening_draft(session: Session, update: ProgressUpdate) -> str:
    """Return what a draft starts with; rows out of an earlier phase get this one's numbers."""
    last = last_periods(session, [update.id]).get(update.id)
    agreed = measures.agreed_now(session, update.workstream_id)
    if last is None:
        return encode(reconcile.carry_forward(None, agreed))
    new_phase = last.workstream_id != update.workstream_id
    opening = reconcile.carry_forward(last.content, agreed, new_phase=new_phase)
    if new_phase:
        for section in (Section.MILESTONES, Section.RISKS, Section.CONCERNS):
            opening = numbered(session, update, opening, section)
    return encode(opening)


def numbered(
    session: Session, update: ProgressUpdate, typed: UpdateContent, section: Section
) -> UpdateContent:
    """Give new rows (number 0) of a section the next numbers of the workstream's register."""

    def number(rows: tuple[Row, ...], counter: str) -> tuple[Row, ...]:
        new = sum(row.number == 0 for row in rows)
        if not new:
            return rows
        column = getattr(Workstream, counter)
        after = session.scalar(
            change(Workstream)
            .where(Workstream.id == update.workstream_id)
            .values({counter: column + new})
            .returning(column)
            .execution_options(synchronize_session=False)
        )
        following = iter(range(after - new, after))
        return tuple(
            row if row.number else msgspec.structs.replace(row, number=next(following))
            for row in rows
        )

    match section:
        case Section.MILESTONES:
            return msgspec.structs.replace(
                typed, milestones=number(typed.milestones, "next_milestone")
            )
        case Section.PLANNED:
            return msgspec.structs.replace(typed, planned=number(typed.planned, "next_milestone"))
        case Section.RISKS:
            return msgspec.structs.replace(typed, risks=number(typed.risks, "next_risk"))
        case Section.CONCERNS:
            return msgspec.structs.replace(typed, issues=number(typed.issues, "next_issue"))
        case _:
            return typed
