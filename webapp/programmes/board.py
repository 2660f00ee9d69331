"""The status board as plain values: what each cell says, and how lines are chosen and ordered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models import Phase, Programme, RagStep, ReportingPeriod
from models.enums import Audience, Change, PackStatus, UpdateStatus
from webapp.domain.audiences import pack_title
from webapp.domain.calendar import Deadline, held

NOT_HELD = -1


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One workstream in one period."""

    period: str
    under_way: bool
    status: UpdateStatus | None = None
    """None where the workstream has no update for the period."""
    step: RagStep | None = None
    confirmed: bool = True
    """False where the rating is the lead's, without the sponsors' approval."""
    corrected: bool = False
    """Whether an earlier edition printed another rating."""
    change: Change | None = None
    rating_id: int | None = None
    """The update whose rationale the reader may open."""
    holder: str = ""
    days: int = NOT_HELD
    due: Deadline | None = None

    @property
    def held(self) -> str:
        """How long the holder has had it: "for 3 working days"."""
        return held(self.days)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One workstream across the periods, the newest first."""

    workstream_id: int
    code: str
    name: str
    cells: tuple[Cell, ...]

    @property
    def current(self) -> Cell | None:
        """The newest period's cell while that period is under way."""
        return self.cells[0] if self.cells and self.cells[0].under_way else None

    @property
    def step(self) -> RagStep | None:
        """The newest rating the reader may see."""
        return next((cell.step for cell in self.cells if cell.step), None)


@dataclass(frozen=True)
class Returns:
    """How many updates of the current period are approved."""

    approved: int
    total: int

    @property
    def words(self) -> str:
        """The bar in words: "3 of 5 approved"."""
        return f"{self.approved} of {self.total} approved"


@dataclass(frozen=True)
class OpenPack:
    """A pack of the current period that is not issued yet."""

    id: int
    audience: Audience
    status: PackStatus
    name: str = ""

    @property
    def title(self) -> str:
        """How it is named in a list."""
        return pack_title(self.audience, self.name)


@dataclass(frozen=True)
class IssuedPack:
    """The latest edition of a pack; `id` is the edition's."""

    id: int
    audience: Audience
    period: str
    number: int
    issued_at: datetime
    name: str = ""

    @property
    def title(self) -> str:
        """How it is named in a list."""
        return pack_title(self.audience, self.name)


@dataclass(frozen=True, kw_only=True)
class Board:
    """Everything the status board shows."""

    programme: Programme
    phase: Phase | None
    earlier: tuple[Phase, ...]
    period: ReportingPeriod | None
    """The newest period under way."""
    upcoming: ReportingPeriod | None
    """The next period that is planned."""
    deadlines: tuple[tuple[str, Deadline], ...]
    returns: Returns
    packs: tuple[OpenPack, ...]
    """Packs of the current period, for readers who may see them before they are issued."""
    editions: tuple[IssuedPack, ...]
    columns: tuple[ReportingPeriod, ...]
    steps: tuple[RagStep, ...]
    lines: tuple[Line, ...]


class Order(StrEnum):
    """How lines may be ordered."""

    PLAN = "plan"
    NAME = "name"
    RATING = "rating"
    HELD = "held"


@dataclass(frozen=True)
class Choice:
    """Which lines to show and how to order them, as asked for in the address."""

    rating: int | None = None
    state: UpdateStatus | None = None
    order: Order = Order.PLAN

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Choice":
        """Read the query string; what it does not know shows everything in the plan's order."""
        rating, state, order = (asked.get(name, "") for name in ("rating", "state", "sort"))
        return cls(
            rating=int(rating) if len(rating) == 1 and rating.isdecimal() else None,
            state=UpdateStatus(state) if state in set(UpdateStatus) else None,
            order=Order(order) if order in set(Order) else Order.PLAN,
        )

    def apply(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """Return the lines asked for; given in the plan's order, which also parts equal ones."""
        kept = [line for line in lines if self._wants(line)]
        match self.order:
            case Order.PLAN:
                pass
            case Order.NAME:
                kept.sort(key=lambda line: line.name.casefold())
            case Order.RATING:
                # The worst first, and those without a rating last.
                kept.sort(key=lambda line: -line.step.number if line.step else 0)
            case Order.HELD:
                kept.sort(key=lambda line: -(line.current.days if line.current else NOT_HELD))
        return tuple(kept)

    def _wants(self, line: Line) -> bool:
        rating = line.step.number if line.step else None
        state = line.current.status if line.current else None
        return self.rating in (None, rating) and self.state in (None, state)
