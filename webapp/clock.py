"""The one source of time for views and commands; everything below takes it as an argument."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)
