"""What an update is read beside: its people, its scale, the last period, and what there is of it.

One statement for all of it. What there is none of needs no statement of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BindParameter, bindparam, exists, select
from sqlalchemy.orm import Session

from models import (
    Addendum,
    Comment,
    Decision,
    EditionEntry,
    Phase,
    ProgressUpdate,
    RagStep,
    Revision,
    RevisionReading,
)
from models.enums import Mark
from webapp import before
from webapp.before import LastPeriod
from webapp.lists import listed
from webapp.updates import people


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What an update is read beside by one person."""

    holders: Sequence[people.RoleHolder]
    """The people of its workstream."""
    steps: Mapping[int, RagStep]
    """The steps of the scale it is rated by, best first, by their numbers."""
    last: LastPeriod | None
    """The latest earlier approved update; None in the first period."""
    printed: bool
    """Whether an edition printed any of its revisions."""
    decided: bool
    """Whether anybody has decided on the latest one."""
    opened: bool
    """Whether the person has opened it to decide on it."""
    commented: bool
    noted: bool
    """Whether there are notes on what happened after the period."""


@dataclass
class _Step:
    number: int
    label: str
    definition: str
    mark: Mark


OF_THE_UPDATE: BindParameter[int] = bindparam("update_id")
OF_THE_LATEST: BindParameter[int] = bindparam("revision_id")
SETTING = before.with_last(
    select(
        *before.LAST,
        listed(people.TEAM, people.RoleHolder, *people.TEAM_ORDER).label("holders"),
        listed(
            select(RagStep.number, RagStep.label, RagStep.definition, RagStep.mark)
            .select_from(RagStep)
            .join(Phase, Phase.scale_id == RagStep.scale_id)
            .where(Phase.id == bindparam("phase_id")),
            _Step,
            RagStep.number,
        ).label("steps"),
        exists(EditionEntry.step)
        .where(EditionEntry.revision_id == Revision.id, Revision.update_id == OF_THE_UPDATE)
        .correlate(None)
        .label("printed"),
        exists().where(Decision.revision_id == OF_THE_LATEST).label("decided"),
        exists()
        .where(
            RevisionReading.revision_id == OF_THE_LATEST,
            RevisionReading.person_id == bindparam("person_id"),
        )
        .label("opened"),
        exists().where(Comment.update_id == OF_THE_UPDATE).label("commented"),
        exists().where(Addendum.update_id == OF_THE_UPDATE).label("noted"),
    )
)


def get_setting(
    session: Session, update: ProgressUpdate, person_id: int | None, on: date
) -> Setting:
    """Return what an update is read beside by a person, if anybody, on a day."""
    row = session.execute(
        SETTING,
        {
            "update_ids": [update.id],
            "update_id": update.id,
            "revision_id": update.revision_id,
            "workstream_id": update.workstream_id,
            "phase_id": update.workstream.phase_id,
            "person_id": person_id,
            "on": on,
        },
    ).one()
    return Setting(
        holders=row.holders,
        steps={step.number: RagStep(**vars(step)) for step in row.steps},
        last=before.last_of(row),
        printed=row.printed,
        decided=row.decided,
        opened=row.opened,
        commented=row.commented,
        noted=row.noted,
    )
