"""The one source of time for views and commands; everything below takes it as an argument."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from webapp.domain.calendar import Today
from webapp.holidays import bank_holidays

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def today() -> Today:
    """Return the present instant with the days it is counted in: London's, less bank holidays."""
    return Today(now(), LONDON, bank_holidays())
