"""Bank holidays are those of England and Wales, also where they moved or came once."""

from datetime import date

import pytest

from webapp.clock import LONDON, today
from webapp.holidays import bank_holidays


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 4),
        date(2026, 5, 25),
        date(2026, 8, 31),
        date(2026, 12, 25),
        date(2026, 12, 28),  # for Boxing Day, a Saturday
        date(2027, 12, 27),  # for Christmas Day, a Saturday
        date(2027, 12, 28),  # for Boxing Day, a Sunday
        date(2020, 5, 8),  # moved for VE Day
        date(2022, 6, 3),  # platinum jubilee
        date(2022, 9, 19),  # state funeral
        date(2023, 5, 8),  # coronation
        date(2040, 3, 30),  # Good Friday, many years ahead
    ],
)
def test_a_bank_holiday_is_known(day: date) -> None:
    assert day in bank_holidays()


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 2),  # Scotland's
        date(2026, 3, 17),  # Northern Ireland's
        date(2026, 8, 3),  # Scotland's
        date(2020, 5, 4),  # moved away that year
        date(2022, 5, 30),  # the same
    ],
)
def test_a_holiday_of_elsewhere_or_that_moved_is_a_working_day(day: date) -> None:
    assert day not in bank_holidays()


def test_the_present_day_is_counted_with_them() -> None:
    now = today()
    assert now.zone is LONDON
    assert now.holidays == bank_holidays()
