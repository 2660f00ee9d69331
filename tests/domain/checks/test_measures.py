"""Measures before submission: a value or a reason, of a day that has come."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from models.enums import Section
from webapp.domain.checks import Facts, Severity, find
from webapp.domain.content import MeasureValue, UpdateContent

FACTS = Facts(
    period_starts_on=date(2026, 1, 1),
    period_ends_on=date(2026, 2, 28),
    on=date(2026, 3, 2),
    code="G",
)


def found(row: MeasureValue, facts: Facts = FACTS) -> list[tuple[str, str]]:
    """Return what the checks say of an update's one measure."""
    findings = find(UpdateContent(measures=(row,)), facts)
    mine = [finding for finding in findings if finding.section is Section.MEASURES]
    assert {finding.severity for finding in mine} <= {Severity.STOP}
    assert {finding.field for finding in mine} <= {"measures"}
    return [(finding.about, finding.message) for finding in mine]


def test_a_measure_needs_a_value_or_a_reason() -> None:
    row = MeasureValue(number=2, name="Papers on time")
    assert found(row) == [
        (
            "K2",
            "G-K2 has no value: Papers on time. Give its value, or say why it was not measured",
        )
    ]
    assert found(MeasureValue(number=2, value=Decimal(0))) == []
    assert found(MeasureValue(number=2, reason="The survey is yearly.")) == []
    assert found(MeasureValue(number=2, reason=" ")) != []


def test_a_value_is_of_a_day_in_the_period_that_has_come() -> None:
    row = MeasureValue(number=1, value=Decimal(4), as_at=date(2026, 3, 1))
    assert found(row) == [
        (
            "K1",
            (
                "G-K1 has a value of 1 March 2026, which is after the period. "
                "Give the value of a day up to 28 February 2026"
            ),
        )
    ]
    early = replace(FACTS, on=date(2026, 2, 20))
    assert found(MeasureValue(number=1, value=Decimal(4), as_at=date(2026, 2, 21)), early) == [
        (
            "K1",
            (
                "G-K1 has a value of 21 February 2026, which is still to come. "
                "Give the value of a day up to 20 February 2026"
            ),
        )
    ]
    assert found(MeasureValue(number=1, value=Decimal(4), as_at=date(2026, 2, 28))) == []
    assert found(MeasureValue(number=1, value=Decimal(4), as_at=date(2025, 12, 31))) == []
    assert found(MeasureValue(number=1, reason="None.", as_at=date(2026, 3, 1))) == []
