"""How long to wait after failed sign-ins: longer with each one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(hours=1)
"""Older failures are forgotten."""
LONGEST = timedelta(minutes=15)


@dataclass(frozen=True)
class Failures:
    """Failed sign-ins within the window, and when the latest was."""

    count: int
    latest: datetime | None


@dataclass(frozen=True)
class Limit:
    """How many failures cost no wait."""

    free: int

    def until(self, failures: Failures) -> datetime | None:
        """Return when the next attempt may be made, or None for at once: 1, 2, 4 … 15 minutes."""
        if failures.latest is None or failures.count < self.free:
            return None
        doublings = min(failures.count - self.free, 4)
        return failures.latest + min(timedelta(minutes=2**doublings), LONGEST)


BY_EMAIL = Limit(free=5)
BY_ADDRESS = Limit(free=50)
"""More, since a whole office may share one network address."""
