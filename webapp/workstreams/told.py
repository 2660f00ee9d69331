"""What each update of a workstream tells one person: the text and the rating they may read."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models import ReportingPeriod
from models.enums import Audience, Change, Depth, PackPart, PeriodStatus
from webapp.domain import policy, ratings
from webapp.domain.actor import Actor
from webapp.domain.audiences import pack_title
from webapp.domain.recipes import STANDARD
from webapp.domain.summary import Summary
from webapp.domain.workflow import DECIDED, UNDER_WAY


@dataclass(frozen=True, kw_only=True)
class Reported(Summary):
    """An update with its period and its latest text."""

    period: ReportingPeriod
    revision_id: int | None
    more_time_until: date | None = None
    """Last day of the time given beyond the leads' deadline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """That the latest edition of a pack prints an update; `id` is the edition's."""

    update_id: int
    id: int
    number: int
    issued_at: datetime
    audience: Audience
    name: str
    recipe: str
    revision_id: int
    step: int
    confirmed: bool

    @property
    def title(self) -> str:
        """How its pack is named in a list."""
        return pack_title(self.audience, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One update as far as the person may read it."""

    update: Reported
    readable: bool
    """Whether the person may open the update itself."""
    editions: tuple[Printed, ...]
    """Those the person may read, the improvement board's first."""
    revision_id: int | None
    """The text that may be read here: approved, or printed."""
    step: int | None
    confirmed: bool
    in_correction: bool
    """Whether what was printed counts while the update is being written again."""
    change: Change | None = None

    @property
    def period(self) -> ReportingPeriod:
        """The period it covers."""
        return self.update.period

    @property
    def under_way(self) -> bool:
        """Whether somebody still has work to do for the period."""
        return self.period.status in UNDER_WAY


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of the text a person may read: exempt words, people's names, the full report."""

    whole: bool = True
    names: bool = True
    full: bool = True


def prints(*, names: bool, depth: Depth, parts: Collection[str]) -> Extent:
    """Return how much of a report the editions of a recipe print, exempt text apart."""
    return Extent(whole=False, names=names, full=depth is Depth.FULL and PackPart.REPORTS in parts)


def extent(
    actor: Actor,
    programme_id: int,
    editions: Iterable[Printed],
    own_recipes: Mapping[str, Extent],
) -> Extent:
    """Return how much a person reads; `own_recipes` take the place of the standard ones.

    Those who work on the programme read all of it. Others read what the editions for them print,
    and exempt text only in an edition itself: how that was made cannot change afterwards.
    """
    if policy.may_see_board(actor, programme_id):
        return Extent()
    made = [own_recipes.get(row.recipe) or _standard(row.recipe) for row in editions]
    return Extent(
        whole=False, names=any(row.names for row in made), full=any(row.full for row in made)
    )


def _standard(slug: str) -> Extent:
    recipe = STANDARD[slug]
    return prints(names=recipe.staff_names, depth=recipe.depth, parts=recipe.parts)


def tell(actor: Actor, updates: Sequence[Reported], printed: Iterable[Printed]) -> tuple[Told, ...]:
    """Return what updates (oldest first) tell a person; `printed` are the editions of any.

    A person who may not even see the board hears only of what was printed for them.
    """
    editions: dict[int, list[Printed]] = defaultdict(list)
    for row in printed:
        editions[row.update_id].append(row)
    found: list[Told] = []
    before: int | None = None
    for update in updates:
        told = _told(actor, update, editions[update.id], before)
        if told is not None:
            found.append(told)
            before = told.step or before
    return tuple(found)


def _told(
    actor: Actor, update: Reported, printed: Iterable[Printed], before: int | None
) -> Told | None:
    editions = tuple(
        sorted(
            (
                row
                for row in printed
                if policy.may_read_edition(actor, row.audience, update.programme_id)
            ),
            key=lambda row: (row.audience is not Audience.IIB, row.issued_at),
        )
    )
    if not editions and not policy.may_see_board(actor, update.programme_id):
        return None
    readable = policy.may_read(actor, update)
    standing = editions[0] if editions else None
    own = readable and update.status in DECIDED
    if standing and (not own or update.period.status is PeriodStatus.ISSUED):
        # What was printed of an issued period counts until its next edition.
        step: int | None = standing.step
        confirmed = standing.confirmed
    else:
        step, confirmed = update.step if own else None, update.confirmed
    return Told(
        update=update,
        readable=readable,
        editions=editions,
        revision_id=update.revision_id if own else standing.revision_id if standing else None,
        step=step,
        confirmed=confirmed,
        in_correction=standing is not None and update.status not in DECIDED,
        change=ratings.change(step, before) if step else None,
    )
