"""What came before an update: the last approved one, and what a draft opens with because of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Select, and_, bindparam, func, or_, select
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
LAST = (
    ReportingPeriod.name.label("last_period"),
    ProgressUpdate.id.label("last_id"),
    ProgressUpdate.workstream_id.label("last_workstream_id"),
    Revision.content.label("last_content"),
    RagStep,
    ProgressUpdate.status.label("last_status"),
)
"""What `last_of` makes a LastPeriod of."""


def with_last(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Join a statement about updates (THIS) with what came before each; LAST are its columns.

    It takes the updates as the value `update_ids`. Those in the first period have nothing there.
    """
    return (
        query.select_from(THIS)
        .outerjoin(RANKED, and_(RANKED.c.later_id == THIS.id, RANKED.c.place == 1))
        .outerjoin(ProgressUpdate, ProgressUpdate.id == RANKED.c.id)
        .outerjoin(ReportingPeriod, ReportingPeriod.id == ProgressUpdate.period_id)
        .outerjoin(Phase, Phase.id == ReportingPeriod.phase_id)
        .outerjoin(
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
        .where(THIS.id.in_(bindparam("update_ids", expanding=True)))
    )


def last_of(row: Any) -> LastPeriod | None:  # noqa: ANN401 - a result row
    """Return what came before an update, of a row with the columns of LAST."""
    if row.last_id is None:
        return None
    return LastPeriod(
        period=row.last_period,
        update_id=row.last_id,
        workstream_id=row.last_workstream_id,
        content=decode(row.last_content),
        step=row.RagStep,
        issued=row.last_status is UpdateStatus.ISSUED,
    )


LAST_PERIODS = with_last(select(THIS.id, *LAST))


def last_periods(session: Session, update_ids: Collection[int]) -> Mapping[int, LastPeriod]:
    """Return the latest earlier approved update by the update it comes before; one statement.

    An update in the first period of its workstream has none.
    """
    rows = session.execute(LAST_PERIODS, {"update_ids": list(update_ids)})
    return {row.id: last for row in rows if (last := last_of(row))}


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
