"""Measures: numbers as they are typed and read, and what a value means."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Direction
from webapp.domain import measures
from webapp.domain.content import MeasureValue, UpdateContent, decode, encode
from webapp.domain.exempt import Exemption
from webapp.domain.measures import Movement

UNITS = ("", "%", "£", "£ million", "days", "in 100", "% of staff")
numbers = st.decimals(
    min_value=-(10**12), max_value=10**12, places=3, allow_nan=False, allow_infinity=False
)
units = st.sampled_from(UNITS)
small = st.integers(-50, 50).map(Decimal)


@st.composite
def agreements(draw: st.DrawFn) -> MeasureValue:
    """Return a measure of any direction, with or without a baseline."""
    direction, target = draw(st.sampled_from(Direction)), draw(small)
    upper = target + draw(st.integers(1, 20)) if direction is Direction.WITHIN else None
    baseline = draw(st.none() | small)
    return MeasureValue(
        number=1, direction=direction, target=target, target_to=upper, baseline=baseline
    )


def row(**values: object) -> MeasureValue:
    """Return a measure that is to rise from 40% to 90%."""
    given: dict[str, object] = {
        "number": 1,
        "name": "Papers out on time",
        "unit": "%",
        "baseline": Decimal(40),
        "target": Decimal(90),
    }
    return MeasureValue(**(given | values))  # type: ignore[arg-type]


@given(numbers, units)
def test_what_is_printed_can_be_typed(value: Decimal, unit: str) -> None:
    assert measures.read(measures.figure(value, unit), unit) == value


@given(st.text(max_size=40), units)
def test_any_text_is_a_number_or_gets_a_sentence(text: str, unit: str) -> None:
    said, value = "", Decimal(0)
    try:
        value = measures.read(text, unit)
    except ValueError as error:
        said = str(error)
    assert said.startswith("must ") or not said
    assert measures.read(measures.figure(value, unit), unit) == value


@pytest.mark.parametrize(
    "typed, unit, value",
    [
        ("1,234.5", "", "1234.5"),
        (" 12% ", "%", "12"),
        ("12 %", "%", "12"),
        ("12.50", "%", "12.50"),
        ("\N{MINUS SIGN}3", "days", "-3"),
        ("3 days", "days", "3"),
        ("3 Days", "days", "3"),
        ("£40", "£", "40"),
        ("-£40", "£", "-40"),
        ("£1.2 million", "£ million", "1.2"),
        (".5", "", "0.5"),
        ("007", "", "7"),
        ("-0", "", "0"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, unit: str, value: str) -> None:
    assert str(measures.read(typed, unit)) == value


@pytest.mark.parametrize(
    "typed, unit, words",
    [
        ("", "", "must be a number, such as 1,234.5, not “”"),
        ("about 12", "", "must be a number, such as 1,234.5, not “about 12”"),
        ("1,5", "", "must be a number with a point before its decimals, such as 1.5, not “1,5”"),
        ("1,23,456", "", "must be a number, such as 1,234.5, not “1,23,456”"),
        ("12%", "days", "must be a number of days, not “12%”"),
        ("12%", "", "must be a plain number, not “12%”"),
        ("£12", "%", "must be a number of %, not “£12”"),
        ("1e5", "", "must be a number, such as 1,234.5, not “1e5”"),
        ("\N{ARABIC-INDIC DIGIT THREE}", "", "must be a number, such as 1,234.5"),
        ("NaN", "", "must be a number, such as 1,234.5, not “NaN”"),
        ("1" * 16, "", f"must have at most 15 figures, and 6 after the point: “{'1' * 16}” has"),
        ("0.1234567", "", "must have at most 15 figures, and 6 after the point: “0.1234567” has"),
        ("x" * 50, "", f"must be a number, such as 1,234.5, not “{'x' * 20}…”"),
    ],
)
def test_what_is_wrong_with_a_number_is_said(typed: str, unit: str, words: str) -> None:
    with pytest.raises(ValueError, match="must") as refused:
        measures.read(typed, unit)
    assert str(refused.value).startswith(words)


def test_baseline_target_and_value_in_words() -> None:
    agreed = row(baseline_at="March 2025", target_on=date(2027, 3, 31))
    assert measures.began(agreed) == "40% (March 2025)"
    assert measures.began(row(baseline=None)) == ""
    assert measures.aim(agreed) == "90% or more by 31 March 2027"
    fewer = row(unit="days", direction=Direction.DOWN, target=Decimal(5))
    assert measures.aim(fewer) == "5 days or less"
    kept = row(direction=Direction.WITHIN, target=Decimal(3), target_to=Decimal(5))
    assert measures.aim(kept) == "3% to 5%"
    assert measures.figure(None, "%") == ""
    assert measures.said(row(value=Decimal(62))) == "62%"
    assert measures.said(row(value=Decimal(62), as_at=date(2026, 2, 20))) == (
        "62% on 20 February 2026"
    )
    assert measures.said(row(reason="The survey is yearly.")) == (
        "Not measured: The survey is yearly."
    )
    assert measures.said(row()) == "No value yet"


@given(agreements(), small, small)
def test_better_one_way_is_worse_the_other(
    agreed: MeasureValue, one: Decimal, two: Decimal
) -> None:
    there, back = measures.movement(agreed, one, two), measures.movement(agreed, two, one)
    opposite = {
        Movement.BETTER: Movement.WORSE,
        Movement.WORSE: Movement.BETTER,
        Movement.SAME: Movement.SAME,
    }
    assert back is opposite[there]
    if one == two:
        assert there is Movement.SAME
    if there is Movement.BETTER:
        assert measures.gap(agreed, two) <= measures.gap(agreed, one)


@given(agreements(), small)
def test_a_share_of_the_way_is_never_more_than_was_gone(
    agreed: MeasureValue, value: Decimal
) -> None:
    said, left = measures.progress(agreed, value), measures.gap(agreed, value)
    assert (said in ("Target met", "Within the range")) == (left == 0)
    if "% of the way" in said:
        assert agreed.baseline is not None
        share = int(said.partition("%")[0])
        way = measures.gap(agreed, agreed.baseline)
        assert 1 <= share <= 99
        assert (way - left) * 100 >= share * way


@pytest.mark.parametrize(
    "before, now, words",
    [
        (None, "50", "First value. 20% of the way to the target"),
        ("50", "60", "Better. 40% of the way to the target"),
        ("60", "50", "Worse. 20% of the way to the target"),
        ("50", "50", "The same. 20% of the way to the target"),
        ("50", "40", "Worse. No nearer to the target than at the start"),
        ("50", "30", "Worse. Further from the target than at the start"),
        ("50", "40.1", "Worse. Just on the way to the target"),
        ("50", "89.9", "Better. 99% of the way to the target"),
        ("50", "90", "Better. Target met"),
        ("50", None, ""),
    ],
)
def test_what_a_value_means_is_said(before: str | None, now: str | None, words: str) -> None:
    values = [Decimal(text) if text else None for text in (before, now)]
    assert measures.change(row(), *values) == words


def test_without_a_way_to_go_only_the_target_counts() -> None:
    assert measures.progress(row(baseline=None), Decimal(50)) == "Target not met"
    assert measures.progress(row(baseline=Decimal(95)), Decimal(50)) == "Target not met"
    kept = row(
        direction=Direction.WITHIN, target=Decimal(3), target_to=Decimal(5), baseline=Decimal(4)
    )
    assert measures.change(kept, Decimal(3), Decimal(5)) == (
        "Neither better nor worse. Within the range"
    )
    assert measures.change(kept, Decimal(4), Decimal(6)) == "Worse. Outside the range"
    assert measures.change(kept, Decimal(1), Decimal(2)) == "Better. Outside the range"


def test_only_a_range_has_two_ends_in_their_order() -> None:
    three, five = Decimal(3), Decimal(5)
    assert measures.wrong_range(Direction.UP, three, None) is None
    assert measures.wrong_range(Direction.WITHIN, three, five) is None
    assert measures.wrong_range(Direction.DOWN, three, five) == "Only a range has an upper end"
    assert measures.wrong_range(Direction.WITHIN, three, None) == "Enter the upper end of the range"
    assert measures.wrong_range(Direction.WITHIN, three, three) == (
        "The upper end must be above the lower end"
    )


def test_a_draft_opens_with_the_last_value_there_was() -> None:
    mark = Exemption(paragraph=3, reason="Prices.")
    agreed = (row(), row(number=2, name="New"), row(number=3, name="Costs"))
    before = UpdateContent(
        measures=(
            row(value=Decimal(62), note="Said then.", last=Decimal(50)),
            row(number=3, reason="No survey.", last=Decimal(7), exempt=mark),
        )
    )
    first, second, third = measures.opened(agreed, before)
    assert (first.last, first.value, first.note) == (Decimal(62), None, "")
    assert (second.last, second.exempt) == (None, None)
    assert (third.last, third.reason, third.exempt) == (Decimal(7), "", mark)
    assert measures.opened(agreed, None) == agreed


def test_in_a_new_phase_a_measure_is_known_by_its_name() -> None:
    before = UpdateContent(measures=(row(number=7, name="Costs", value=Decimal(4)),))
    agreed = (row(number=7, name="Other"), row(number=8, name="Costs"))
    opened = measures.opened(agreed, before, new_phase=True)
    assert [one.last for one in opened] == [None, Decimal(4)]


def test_nobody_types_what_was_agreed() -> None:
    typed = (row(name="Forged", target=Decimal(1), value=Decimal(80)), row(number=9))
    (answered,) = measures.answered((row(last=Decimal(3)),), typed)
    assert answered == row(last=Decimal(3), value=Decimal(80))
    assert measures.answered((row(value=Decimal(5)),), ()) == (row(value=Decimal(5)),)
    assert measures.answered((row(value=Decimal(5)),), (row(),)) == (row(),)


def test_a_draft_follows_what_is_agreed_and_loses_nothing_typed() -> None:
    draft = (
        row(value=Decimal(62), last=Decimal(50)),
        row(number=2, name="Ended, said"),
        row(number=3, name="Ended, silent"),
    )
    draft = (draft[0], msgspec.structs.replace(draft[1], note="Why it was dropped."), draft[2])
    now = (row(target=Decimal(95)), row(number=4, name="New"))
    first, second, third = measures.in_line(draft, now)
    assert first == row(target=Decimal(95), value=Decimal(62), last=Decimal(50))
    assert (second.number, second.note) == (2, "Why it was dropped.")
    assert third == now[1]


def test_numbers_keep_their_figures_in_the_canonical_text() -> None:
    text = encode(UpdateContent(measures=(row(value=Decimal("12.50")),)))
    assert '"value":"12.50"' in text
    assert encode(decode(text)) == text
