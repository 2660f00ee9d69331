"""What must agree between the tables of a programme's file, before a row is written."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import combinations
from typing import TypeVar

from models.enums import Role
from webapp.clock import LONDON
from webapp.domain import measures
from webapp.programmes.plan import (
    ON_ORGANISATION,
    ON_PROGRAMME,
    ORGANISATION_ROLES,
    WORKSTREAM_ROLES,
    Figure,
    Grant,
    Measure,
    Period,
    Phase,
    Plan,
    Workstream,
)

Entry = TypeVar("Entry")
Spanning = TypeVar("Spanning", Grant, Period)


def in_london(value: datetime) -> datetime:
    """Return an instant; one written without a time zone is London's."""
    return value if value.tzinfo else value.replace(tzinfo=LONDON)


def problems(plan: Plan) -> list[str]:
    """Return a sentence for everything in the file that contradicts something else in it."""
    return [
        *_phases(plan),
        *_workstreams(plan),
        *_concerns(plan),
        *_people(plan),
        *_roles(plan),
        *_periods(plan),
    ]


def _numbered(name: str, entries: Sequence[Entry]) -> Iterator[tuple[str, Entry]]:
    """Yield each entry with its place, counted from 1."""
    return ((f"{name}[{number}]", entry) for number, entry in enumerate(entries, start=1))


def _twice(
    name: str, entries: Sequence[Entry], key: Callable[[Entry], Hashable], words: str
) -> Iterator[str]:
    """Yield a sentence for each entry whose key stands at an earlier place too."""
    seen: dict[Hashable, str] = {}
    for place, entry in _numbered(name, entries):
        if (known := key(entry)) in seen:
            yield f"{place}: {words} of {seen[known]} again."
        seen.setdefault(known, place)


def _backwards(place: str, first: date, last: date | None) -> Iterator[str]:
    if last is not None and last < first:
        yield f"{place}: until is before from."


def _no_phase(plan: Plan, place: str, number: int) -> Iterator[str]:
    if number not in {phase.number for phase in plan.phases}:
        yield f"{place}: there is no phase {number} among the phases."


def _phases(plan: Plan) -> Iterator[str]:
    if not plan.phases:
        yield "phases: there must be one at least."
    yield from _twice("phases", plan.phases, lambda phase: phase.number, "it has the number")
    for place, phase in _numbered("phases", plan.phases):
        yield from _backwards(place, phase.starts_on, phase.ends_on)
        yield from _twice(
            f"{place}.scale.steps",
            phase.scale.steps,
            lambda step: step.label,
            "it has the label",
        )


def _workstreams(plan: Plan) -> Iterator[str]:
    yield from _twice(
        "workstreams", plan.workstreams, lambda row: (row.phase, row.code), "it has the code"
    )
    for place, row in _numbered("workstreams", plan.workstreams):
        yield from _no_phase(plan, place, row.phase)
        yield from _twice(
            f"{place}.outcomes", row.outcomes, lambda outcome: outcome.text, "it has the text"
        )
        yield from _twice(
            f"{place}.measures", row.measures, lambda measure: measure.name, "it has the name"
        )
        for at, measure in _numbered(f"{place}.measures", row.measures):
            yield from _measure(at, measure, row)


def number(value: Figure | None, unit: str) -> Decimal | None:
    """Return a number of the file; raises ValueError with a sentence that says what is wrong."""
    return None if value is None else measures.read(str(value), unit)


def _measure(place: str, row: Measure, workstream: Workstream) -> Iterator[str]:
    """Yield what is wrong with the numbers of a measure, and with what it belongs to."""
    read: dict[str, Decimal | None] = {}
    for name in ("baseline", "target", "target_to"):
        try:
            read[name] = number(getattr(row, name), row.unit)
        except ValueError as error:
            yield f"{place}.{name}: {error}."
    target = read.get("target")
    if target is not None and "target_to" in read:
        wrong = measures.wrong_range(row.direction, target, read["target_to"])
        if wrong:
            yield f"{place}.target_to: {wrong}."
    if row.outcome and row.outcome not in {outcome.text for outcome in workstream.outcomes}:
        yield f"{place}: its outcome is not the text of one of the workstream's outcomes."


def _concerns(plan: Plan) -> Iterator[str]:
    codes = {(row.phase, row.code) for row in plan.workstreams}
    for place, concern in _numbered("concerns", plan.concerns):
        for code in concern.answered_by:
            if (concern.phase, code) not in codes:
                yield f"{place}: {code} is not a workstream of phase {concern.phase}."
    yield from _twice("concerns", plan.concerns, lambda row: row.title, "it has the title")


def _people(plan: Plan) -> Iterator[str]:
    yield from _twice("people", plan.people, lambda row: row.email.lower(), "it has the email")


def _roles(plan: Plan) -> Iterator[str]:
    emails = {person.email.lower() for person in plan.people}
    for place, grant in _numbered("roles", plan.roles):
        if grant.who.lower() not in emails:
            yield f"{place}: the {_word(grant.role)} {grant.who} is not among the people."
        yield from _backwards(place, grant.starts_on, grant.ends_on)
        yield from _misplaced(plan, place, grant)
    for (place, one), (_, other) in _overlapping("roles", plan.roles):
        same_place = (one.on, one.phase, one.role) == (other.on, other.phase, other.role)
        if same_place and one.who.lower() == other.who.lower():
            yield f"{place}: {one.who} has this role at the same time already."
        elif same_place and one.accountable and other.accountable:
            yield f"{place}: {one.on} has an accountable lead at the same time already."


def _misplaced(plan: Plan, place: str, grant: Grant) -> Iterator[str]:
    """Yield what is wrong with where a role is held."""
    word = _word(grant.role)
    if grant.accountable and grant.role is not Role.LEAD:
        yield f"{place}: only a lead can be accountable."
    if grant.role in WORKSTREAM_ROLES:
        codes = [row.code for row in plan.workstreams if row.phase == grant.phase]
        if grant.on not in codes:
            there = ", ".join(codes) or "none"
            yield (
                f"{place}: the role {word} is held on a workstream of phase {grant.phase}. "
                f"Set on to its code ({there})."
            )
    elif grant.on == ON_ORGANISATION and grant.role not in ORGANISATION_ROLES:
        yield f"{place}: the role {word} is held on the programme, not on the organisation."
    elif grant.on not in (ON_PROGRAMME, ON_ORGANISATION):
        yield f"{place}: the role {word} is not held on a workstream. Leave out on."


def _periods(plan: Plan) -> Iterator[str]:
    yield from _twice("periods", plan.periods, lambda row: (row.phase, row.slug), "it has the slug")
    phases = {phase.number: phase for phase in plan.phases}
    for place, row in _numbered("periods", plan.periods):
        yield from _no_phase(plan, place, row.phase)
        yield from _backwards(place, row.starts_on, row.ends_on)
        if row.phase in phases and not _within(row, phases[row.phase]):
            yield f"{place}: it does not lie within phase {row.phase}."
        deadlines = [in_london(at) for at in (row.lead_due, row.sponsor_due, row.group_meets)]
        if deadlines != sorted(deadlines):
            yield f"{place}: lead_due, sponsor_due and group_meets must follow one another."
        if row.iib_meets < deadlines[-1].astimezone(LONDON).date():
            yield f"{place}: iib_meets is before group_meets."
    for (place, one), (before, other) in _overlapping("periods", plan.periods):
        if one.phase == other.phase and one.slug != other.slug:
            yield f"{place}: it overlaps with {before}."


def _within(period: Period, phase: Phase) -> bool:
    return phase.starts_on <= period.starts_on and (
        phase.ends_on is None or period.ends_on <= phase.ends_on
    )


def _overlapping(
    name: str, entries: Sequence[Spanning]
) -> Iterable[tuple[tuple[str, Spanning], tuple[str, Spanning]]]:
    """Yield each later entry with an earlier one that shares a day with it, and their places."""
    for before, after in combinations(_numbered(name, entries), 2):
        if overlap(before[1], after[1].starts_on, after[1].ends_on):
            yield after, before


def overlap(span: Grant | Period, first: date, last: date | None) -> bool:
    """Return whether a span shares a day with another; one without a last day has no end."""
    return (last is None or span.starts_on <= last) and (
        span.ends_on is None or span.ends_on >= first
    )


def _word(role: Role) -> str:
    return role.replace("_", " ")
