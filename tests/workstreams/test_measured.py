"""Measures under the outcomes they show."""

from decimal import Decimal

import pytest

from models import Measure
from models.enums import Direction
from webapp.domain.content import MeasureValue, UpdateContent
from webapp.domain.exempt import Exemption
from webapp.workstreams.measured import Aim, Goal, aims

OUTCOMES = (Goal(1, "", "Open"), Goal(2, "", "Sound"))


def agreed(number: int, outcome_id: int | None, name: str = "Papers on time") -> Measure:
    """Return a measure of the plan."""
    return Measure(
        number=number,
        outcome_id=outcome_id,
        name=name,
        unit="%",
        direction=Direction.UP,
        baseline=Decimal(40),
        baseline_at="",
        target=Decimal(90),
    )


def report(value: int | None, *, number: int = 1, exempt: Exemption | None = None) -> UpdateContent:
    """Return an update that says what a measure was."""
    row = MeasureValue(
        number=number,
        name="Papers on time",
        unit="%",
        target=Decimal(90),
        value=None if value is None else Decimal(value),
        exempt=exempt,
    )
    return UpdateContent(measures=(row,))


def test_measures_stand_under_their_outcomes_and_those_of_none_come_last() -> None:
    rows = aims("G", OUTCOMES, (agreed(1, 2), agreed(2, None), agreed(3, 9)), (), whole=True)
    assert [
        (aim.outcome.text if aim.outcome else None, [one.reference for one in aim.measures])
        for aim in rows
    ] == [("Open", []), ("Sound", ["G-K1"]), (None, ["G-K2", "G-K3"])]
    assert aims("G", (), (), (), whole=True) == ()


@pytest.mark.parametrize("values,pictured", [((), False), ((50,), False), ((50, 60), True)])
def test_two_values_make_a_picture_with_the_same_numbers_as_words(
    values: tuple[int, ...], pictured: bool
) -> None:
    reports = [(f"Period {place}", report(value)) for place, value in enumerate(values)]
    (aim,) = aims("G", OUTCOMES[:1], (agreed(1, 1),), reports, whole=True)
    (one,) = aim.measures
    assert (one.chart is not None) is pictured
    said = dict(one.values)
    assert [said.get(period) for period, _ in reports] == [f"{value}%" for value in values]
    if one.chart:
        assert "50%" in one.chart.alternative
        assert "60%" in one.chart.alternative


def test_who_does_not_read_the_whole_sees_only_what_was_reported() -> None:
    plan = (agreed(1, 1), agreed(2, 1, name="Not reported yet"))

    def names(found: tuple[Aim, ...]) -> list[str]:
        return [one.name for aim in found for one in aim.measures]

    reports = [("May", report(50))]
    assert names(aims("G", OUTCOMES, plan, reports, whole=False)) == ["Papers on time"]
    assert names(aims("G", OUTCOMES, plan, reports, whole=True)) == [
        "Papers on time",
        "Not reported yet",
    ]
    assert names(aims("G", OUTCOMES, plan, (), whole=False)) == []


def test_a_value_that_may_not_be_published_carries_its_mark() -> None:
    reports = [("May", report(50, exempt=Exemption(paragraph=3)))]
    (aim, _) = aims("G", OUTCOMES, (agreed(1, 1),), reports, whole=True)
    assert aim.measures[0].name == "Papers on time [Not for publication, paragraph 3]"
