"""Measures: each has a value or a reason for having none, as of a day that has come."""

from collections.abc import Iterator

from models.enums import ItemKind, Section
from webapp.domain.checks.finding import Facts, Finding, about, stop
from webapp.domain.content import UpdateContent
from webapp.domain.wording import day


def values(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Stop a measure without a value that nothing is said about."""
    for row in content.measures:
        if row.value is None and not row.reason.strip():
            yield stop(
                "no-measure",
                Section.MEASURES,
                "measures",
                f"{facts.reference(ItemKind.MEASURE, row.number)} has no value: {row.name}",
                "Give its value, or say why it was not measured",
                about=about(ItemKind.MEASURE, row.number),
            )


def days(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Stop a value of a day after the period, or of one still to come."""
    last = min(facts.period_ends_on, facts.on)
    for row in content.measures:
        if row.value is not None and row.as_at is not None and row.as_at > last:
            when = "after the period" if facts.period_ends_on < facts.on else "still to come"
            yield stop(
                "measure-too-late",
                Section.MEASURES,
                "measures",
                f"{facts.reference(ItemKind.MEASURE, row.number)} has a value of "
                f"{day(row.as_at)}, which is {when}",
                f"Give the value of a day up to {day(last)}",
                about=about(ItemKind.MEASURE, row.number),
            )
