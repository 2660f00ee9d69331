"""Measures: numbers as people type and read them, and what a value means beside the last one.

All of it follows from what was agreed (unit, baseline, target, direction) and from values; no
rating is worked out from it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

import msgspec

from models.enums import Direction
from webapp.domain.content import MeasureValue, UpdateContent
from webapp.domain.wording import day

WHOLE_FIGURES, DECIMAL_FIGURES = 15, 6
"""Most figures of a number before and after the point; more is a slip of the keyboard."""
QUOTED = 20
"""Characters of what was typed that a message repeats."""
POUND, PER_CENT = "£", "%"
TYPED = ("value", "reason", "as_at", "note", "exempt")
"""What a lead writes in a row; the rest was agreed, or comes from the last update."""

_MINUS = "-\N{MINUS SIGN}\N{EN DASH}"
_NUMBER = re.compile(r"-?(?P<whole>\d+|\d{1,3}(?:,\d{3})+)?(?:\.(?P<part>\d+))?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"-?\d+,(?:\d{1,2}|\d{4,})", re.ASCII)


class Target(Protocol):
    """A target as it was agreed at some time."""

    @property
    def target(self) -> Decimal | None:
        """What was to be reached, or the lower end of a range."""

    @property
    def target_to(self) -> Decimal | None:
        """The upper end of a range."""

    @property
    def target_on(self) -> date | None:
        """By when."""


class Agreed(Target, Protocol):
    """What was agreed of a measure; a row of the plan and one of an update both say it."""

    @property
    def unit(self) -> str:
        """What is counted: "%", "days", "£ million"; empty for a plain count."""

    @property
    def baseline(self) -> Decimal | None:
        """Where it began, as far as that is known."""

    @property
    def baseline_at(self) -> str:
        """When that was, in words."""

    @property
    def direction(self) -> Direction:
        """Which values are good."""


class Movement(StrEnum):
    """How a value compares with the one before."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


def read(text: str, unit: str = "") -> Decimal:
    """Return a typed number: "1,234.5", "12%" or "£40" where that is the unit.

    Raises ValueError with a sentence that says what is wrong and how to write it.
    """
    typed = text.strip()
    bare = re.sub(rf"^([{_MINUS}])", "-", _without_unit(typed, unit))
    quoted = f"“{typed[:QUOTED]}{'…' if len(typed) > QUOTED else ''}”"
    found = _NUMBER.fullmatch(bare)
    if found and (found["whole"] or found["part"]):
        whole, part = (found["whole"] or "0").replace(",", "").lstrip("0"), found["part"] or ""
        if len(whole) > WHOLE_FIGURES or len(part) > DECIMAL_FIGURES:
            message = (
                f"must have at most {WHOLE_FIGURES} figures, and {DECIMAL_FIGURES} after the "
                f"point: {quoted} has more"
            )
            raise ValueError(message)
        return Decimal(bare.replace(",", "")) + 0
    raise ValueError(f"{_wrong(bare, unit)}, not {quoted}")


def _without_unit(typed: str, unit: str) -> str:
    """Return a number without its unit before or after it; another unit stays, and is wrong."""
    bare = typed
    for mark in sorted({unit, *(unit.split() or ())}, key=len, reverse=True):
        if mark and bare.casefold().endswith(mark.casefold()):
            bare = bare[: -len(mark)].rstrip()
    if unit.startswith(POUND):
        bare = re.sub(rf"^([{_MINUS}]?)\s*{POUND}\s*", r"\1", bare)
    return bare


def _wrong(bare: str, unit: str) -> str:
    """Return what to write in place of something that is no number."""
    if _DECIMAL_COMMA.fullmatch(bare):
        return "must be a number with a point before its decimals, such as 1.5"
    if PER_CENT in bare or POUND in bare:
        return f"must be a number of {unit}" if unit else "must be a plain number"
    return "must be a number, such as 1,234.5"


def figure(value: Decimal | None, unit: str = "") -> str:
    """Return a number with its unit: "1,234.5", "12%", "£1.2 million", "5 days"; "" for none."""
    if value is None:
        return ""
    number = f"{abs(value):,f}"
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    if unit.startswith(POUND):
        rest = unit.removeprefix(POUND).strip()
        return f"{sign}{POUND}{number} {rest}".rstrip()
    return f"{sign}{number}{unit if unit.startswith(PER_CENT) else f' {unit}'}".rstrip()


def began(agreed: Agreed) -> str:
    """Return the baseline with its day: "72% (March 2025)"; empty when there is none."""
    when = f" ({agreed.baseline_at})" if agreed.baseline_at else ""
    return f"{figure(agreed.baseline, agreed.unit)}{when}" if agreed.baseline is not None else ""


def aim(agreed: Agreed) -> str:
    """Return the target in words: "90% or more by 31 March 2027", "3% to 5%"."""
    return aim_of(agreed, agreed)


def aim_of(agreed: Agreed, then: Target) -> str:
    """Return a target of a measure as it was agreed at some time, in words."""
    by = f" by {day(then.target_on)}" if then.target_on else ""
    target = figure(then.target, agreed.unit)
    match agreed.direction:
        case Direction.UP:
            return f"{target} or more{by}"
        case Direction.DOWN:
            return f"{target} or less{by}"
        case Direction.WITHIN:
            return f"{target} to {figure(then.target_to, agreed.unit)}{by}"


def wrong_range(direction: Direction, target: Decimal, target_to: Decimal | None) -> str | None:
    """Return what is wrong with the ends of a range, or with one where none is kept; or None."""
    if direction is not Direction.WITHIN:
        return "Only a range has an upper end" if target_to is not None else None
    if target_to is None:
        return "Enter the upper end of the range"
    return "The upper end must be above the lower end" if target_to <= target else None


def gap(agreed: Agreed, value: Decimal) -> Decimal:
    """Return how far a value is from what is aimed at; 0 where that is reached or better."""
    target = agreed.target if agreed.target is not None else value
    short, over = max(target - value, Decimal(0)), max(value - target, Decimal(0))
    match agreed.direction:
        case Direction.UP:
            return short
        case Direction.DOWN:
            return over
        case Direction.WITHIN:
            upper = agreed.target_to if agreed.target_to is not None else target
            return short or max(value - upper, Decimal(0))


def movement(agreed: Agreed, before: Decimal, now: Decimal) -> Movement:
    """Return how a value compares with the one before it; in a range nearer is better."""
    gain = now - before
    if agreed.direction is Direction.DOWN:
        gain = -gain
    elif agreed.direction is Direction.WITHIN:
        gain = gap(agreed, before) - gap(agreed, now)
    return Movement.BETTER if gain > 0 else Movement.WORSE if gain < 0 else Movement.SAME


def moved(agreed: Agreed, before: Decimal | None, now: Decimal | None) -> str:
    """Return how a value compares with the one before, in words; empty without a value."""
    if now is None:
        return ""
    if before is None:
        return "First value"
    match movement(agreed, before, now):
        case Movement.BETTER:
            return "Better"
        case Movement.WORSE:
            return "Worse"
        case Movement.SAME:
            return "The same" if before == now else "Neither better nor worse"


def progress(agreed: Agreed, value: Decimal | None) -> str:
    """Return where a value stands between baseline and target, in words; empty without a value.

    A share of the way is rounded down, so that only what is reached is called so.
    """
    if value is None:
        return ""
    left = gap(agreed, value)
    if not left:
        return "Within the range" if agreed.direction is Direction.WITHIN else "Target met"
    way = gap(agreed, agreed.baseline) if agreed.baseline is not None else Decimal(0)
    if not way:
        return "Outside the range" if agreed.direction is Direction.WITHIN else "Target not met"
    if left > way:
        return "Further from the target than at the start"
    if left == way:
        return "No nearer to the target than at the start"
    share = int((way - left) * 100 / way)
    return f"{share}% of the way to the target" if share else "Just on the way to the target"


def change(agreed: Agreed, before: Decimal | None, now: Decimal | None) -> str:
    """Return what a value means: how it moved, then where it stands."""
    said = [moved(agreed, before, now), progress(agreed, now)]
    return ". ".join(part for part in said if part)


def said(row: MeasureValue) -> str:
    """Return the value of a row for a reader, or why there is none."""
    if row.value is None:
        return f"Not measured: {row.reason}" if row.reason else "No value yet"
    on = f" on {day(row.as_at)}" if row.as_at else ""
    return f"{figure(row.value, row.unit)}{on}"


def opened(
    agreed: Sequence[MeasureValue], previous: UpdateContent | None, *, new_phase: bool = False
) -> tuple[MeasureValue, ...]:
    """Return the rows a draft opens with: what is agreed now, beside the last value there was.

    What was exempt last time stays marked until somebody says otherwise. In a `new_phase` the
    numbers are others, and a measure is known again by its name.
    """
    rows = previous.measures if previous else ()
    past: Mapping[int | str, MeasureValue] = {
        row.name if new_phase else row.number: row for row in rows
    }
    return tuple(_after(row, past.get(row.name if new_phase else row.number)) for row in agreed)


def _after(row: MeasureValue, before: MeasureValue | None) -> MeasureValue:
    """Return a row beside the last value there was."""
    if before is None:
        return row
    last = before.last if before.value is None else before.value
    return msgspec.structs.replace(row, last=last, exempt=before.exempt)


def answered(
    stored: Iterable[MeasureValue], typed: Iterable[MeasureValue]
) -> tuple[MeasureValue, ...]:
    """Return the stored rows with what was typed in them; nobody types what was agreed."""
    given = {row.number: row for row in typed}
    return tuple(_with_answer(row, given.get(row.number, row)) for row in stored)


def in_line(
    rows: Iterable[MeasureValue], agreed: Sequence[MeasureValue]
) -> tuple[MeasureValue, ...]:
    """Return the rows of a draft as they are agreed now, with what was typed in them so far.

    A measure that has ended goes, unless its row says something.
    """
    known = {row.number: row for row in rows}
    brought = [_with_answer(row, known.get(row.number, row)) for row in agreed]
    now = {row.number for row in agreed}
    left = [row for row in known.values() if row.number not in now and _says_something(row)]
    return tuple(
        msgspec.structs.replace(row, last=known[row.number].last) if row.number in known else row
        for row in sorted((*brought, *left), key=lambda row: row.number)
    )


def _with_answer(row: MeasureValue, answer: MeasureValue) -> MeasureValue:
    return msgspec.structs.replace(row, **{name: getattr(answer, name) for name in TYPED})


def _says_something(row: MeasureValue) -> bool:
    return row.value is not None or bool(row.reason or row.note)
