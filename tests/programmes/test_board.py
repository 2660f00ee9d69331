"""Lines of the board are chosen and ordered as the address asks, whatever it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import RagStep
from models.enums import Mark, UpdateStatus
from webapp.programmes.board import Cell, Choice, Line, Order, Returns

STEPS = {
    number: RagStep(number=number, label=str(number), definition="", mark=mark)
    for number, mark in enumerate(Mark, start=1)
}


def line(name: str, *, step: int | None, status: UpdateStatus | None, days: int = 0) -> Line:
    """Return a workstream with a current period and, before it, an issued rating."""
    return Line(
        workstream_id=1,
        code=name,
        name=name,
        cells=(
            Cell(period="now", under_way=True, status=status, days=days),
            Cell(period="before", under_way=False, step=STEPS[step] if step else None),
        ),
    )


LINES = (
    line("Governance", step=2, status=UpdateStatus.DRAFT, days=3),
    line("culture", step=5, status=UpdateStatus.APPROVED, days=1),
    line("Finance", step=None, status=None, days=-1),
    line("Delivery", step=2, status=UpdateStatus.DRAFT, days=9),
)


def names(**asked: str) -> list[str]:
    return [found.name for found in Choice.read(asked).apply(LINES)]


@pytest.mark.parametrize(
    "order,expected",
    [
        ("plan", ["Governance", "culture", "Finance", "Delivery"]),
        ("name", ["culture", "Delivery", "Finance", "Governance"]),
        ("rating", ["culture", "Governance", "Delivery", "Finance"]),
        ("held", ["Delivery", "Governance", "culture", "Finance"]),
    ],
)
def test_lines_are_ordered(order: str, expected: list[str]) -> None:
    assert names(sort=order) == expected


def test_every_order_is_tested_above() -> None:
    assert set(Order) == {"plan", "name", "rating", "held"}


def test_lines_are_chosen_by_rating_and_state() -> None:
    assert names(rating="2") == ["Governance", "Delivery"]
    assert names(state="approved") == ["culture"]
    assert names(rating="2", state="approved") == []


@pytest.mark.parametrize("asked", [{}, {"rating": "", "state": "", "sort": ""}])
def test_nothing_asked_shows_everything(asked: dict[str, str]) -> None:
    assert Choice.read(asked) == Choice()
    assert len(Choice.read(asked).apply(LINES)) == 4


@given(st.dictionaries(st.sampled_from(["rating", "state", "sort"]), st.text(max_size=40)))
def test_any_address_is_read(asked: dict[str, str]) -> None:
    found = Choice.read(asked).apply(LINES)
    assert set(found) <= set(LINES)


def test_a_line_shows_its_newest_rating() -> None:
    rated = Line(
        workstream_id=1,
        code="G",
        name="Governance",
        cells=(
            Cell(period="now", under_way=True, step=STEPS[1]),
            Cell(period="before", under_way=False, step=STEPS[3]),
        ),
    )
    assert rated.step is STEPS[1]
    assert LINES[0].step is STEPS[2]
    assert LINES[2].step is None


def test_between_periods_nothing_is_current() -> None:
    issued = Cell(period="before", under_way=False, step=STEPS[3])
    between = Line(workstream_id=1, code="G", name="Governance", cells=(issued,))
    assert between.current is None
    assert Choice(order=Order.HELD).apply([between]) == (between,)
    assert Choice(state=UpdateStatus.DRAFT).apply([between]) == ()


def test_returns_are_counted_in_words() -> None:
    assert Returns(3, 5).words == "3 of 5 approved"
