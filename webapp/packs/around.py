"""What a pack says beside its reports, and what there is to read at all; in one statement."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from sqlalchemy import BindParameter, bindparam, exists, select
from sqlalchemy.orm import Session

from models import (
    Acronym,
    Addendum,
    AgreedRating,
    EditionRecipe,
    Measure,
    Minute,
    Outcome,
    Pack,
    Paper,
    ProgressUpdate,
    Recommendation,
    Workstream,
)
from webapp.holders import HELD, Held
from webapp.lists import listed
from webapp.packs.courses import EVENTS, Event
from webapp.packs.past import BEFORE, LATE, Before, LateRow
from webapp.packs.people import GRANTS, Granted


@dataclass(frozen=True, kw_only=True)
class Goal:
    """An outcome that a workstream must achieve."""

    workstream_id: int
    heading: str
    text: str


Row = TypeVar("Row", Goal, Granted)


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What an acronym stands for."""

    name: str
    stands_for: str


@dataclass(frozen=True, kw_only=True)
class Around:
    """What there is around the updates of a period."""

    held: tuple[Held, ...]
    goals: tuple[Goal, ...]
    """The outcomes of each workstream, in their order."""
    grants: tuple[Granted, ...]
    events: tuple[Event, ...]
    before: tuple[Before, ...]
    late: tuple[LateRow, ...]
    acronyms: tuple[Meaning, ...]
    own_recipe: bool
    """Whether the programme has put a recipe of its own in the place of the standard one."""
    rated: bool
    """Whether the group set a rating of its own in the period."""
    noted: bool
    """Whether a note on what happened after the period was approved."""
    measured: bool
    """Whether any of the workstreams has measures."""
    minuted: bool
    recommended: bool
    papered: bool

    @cached_property
    def goals_of(self) -> Mapping[int, list[Goal]]:
        """The outcomes by workstream."""
        return _by_workstream(self.goals)

    @cached_property
    def grants_of(self) -> Mapping[int, list[Granted]]:
        """The roles by workstream."""
        return _by_workstream(self.grants)


def _by_workstream(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.workstream_id].append(row)
    return found


PERIOD: BindParameter[int] = bindparam("period_id")
PHASE: BindParameter[int] = bindparam("phase_id")
PROGRAMME: BindParameter[int] = bindparam("programme_id")
AROUND = select(
    HELD.label("held"),
    listed(
        select(Outcome.workstream_id, Outcome.heading, Outcome.text)
        .select_from(Outcome)
        .join(Workstream, Workstream.id == Outcome.workstream_id)
        .where(Workstream.phase_id == PHASE),
        Goal,
        Outcome.position,
    ).label("goals"),
    GRANTS.label("grants"),
    EVENTS.label("events"),
    BEFORE.label("before"),
    LATE.label("late"),
    listed(
        select(Acronym.name, Acronym.stands_for).where(Acronym.programme_id == PROGRAMME),
        Meaning,
        Acronym.id,
    ).label("acronyms"),
    exists()
    .where(EditionRecipe.programme_id == PROGRAMME, EditionRecipe.slug == bindparam("recipe"))
    .label("own_recipe"),
    exists(AgreedRating.id)
    .where(
        AgreedRating.revision_id == ProgressUpdate.revision_id, ProgressUpdate.period_id == PERIOD
    )
    .label("rated"),
    exists(Addendum.id)
    .where(
        Addendum.update_id == ProgressUpdate.id,
        Addendum.approved_at.is_not(None),
        ProgressUpdate.period_id == PERIOD,
    )
    .label("noted"),
    exists(Measure.id)
    .where(Measure.workstream_id == Workstream.id, Workstream.phase_id == PHASE)
    .label("measured"),
    exists().where(Minute.programme_id == PROGRAMME).label("minuted"),
    exists().where(Recommendation.programme_id == PROGRAMME).label("recommended"),
    exists(Paper.id).where(Paper.pack_id == Pack.id, Pack.period_id == PERIOD).label("papered"),
)


def get_around(session: Session, pack: Pack, on: date) -> Around:
    """Return what there is around the updates of a pack's period on a day."""
    period = pack.period
    row = session.execute(
        AROUND,
        {
            "period_id": period.id,
            "phase_id": period.phase_id,
            "programme_id": pack.programme_id,
            "programmes": [pack.programme_id],
            "starts_on": period.starts_on,
            "recipe": pack.recipe,
            "day": on,
        },
    ).one()
    return Around(**row._asdict())
