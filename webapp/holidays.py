"""Bank holidays of England and Wales, worked out without a network; the one place that knows them.

They come from the `holidays` library, which works them out for any year to 2100; GOV.UK's own
list ends two years ahead, and a plan beyond it would have people work at Christmas. A holiday
proclaimed for a single year comes with the library's next version.
"""

from datetime import date
from functools import cache

from holidays import country_holidays

from webapp.fields import FIRST_YEAR, LAST_YEAR


@cache
def bank_holidays() -> frozenset[date]:
    """Return every bank holiday of the years that dates are taken from."""
    return frozenset(country_holidays("GB", subdiv="ENG", years=range(FIRST_YEAR, LAST_YEAR + 1)))
