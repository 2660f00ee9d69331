"""Plain English for dates, counts and lists; the same on pages and in every format of a pack."""

from collections.abc import Iterable
from datetime import date, datetime

# Written out, because the names Python would give change with the locale of the machine.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SMALL_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def day(value: date | None) -> str:
    """Return a date as "30 May 2024", or an empty text for none."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}" if value else ""


def clock_time(value: datetime) -> str:
    """Return the time of day as "9:04pm", in the zone the instant is given in."""
    return f"{value.hour % 12 or 12}:{value:%M}{'am' if value.hour < 12 else 'pm'}"


def moment(value: datetime) -> str:
    """Return an instant as "30 May 2024 at 9:04pm", in the zone it is given in."""
    return f"{day(value.date())} at {clock_time(value)}"


def number(value: int) -> str:
    """Return a count as a word up to nine, then in figures."""
    return SMALL_NUMBERS[value] if value < len(SMALL_NUMBERS) else str(value)


def listing(parts: Iterable[str]) -> str:
    """Return "a", "a and b" or "a, b and c"; at least one part is needed."""
    *front, last = parts
    return f"{', '.join(front)} and {last}" if front else last


def counted(value: int, singular: str, plural: str) -> str:
    """Return a count with its noun: "one workstream", "five workstreams"."""
    return f"{number(value)} {singular if value == 1 else plural}"


def later(days: int) -> str:
    """Return how far a day is after another: "two days later", "40 days earlier"; "" for none."""
    if not days:
        return ""
    return f"{counted(abs(days), 'day', 'days')} {'later' if days > 0 else 'earlier'}"


def sentence(text: str) -> str:
    """Return text with a capital first letter."""
    return text[:1].upper() + text[1:]


def kilobytes(count: int) -> str:
    """Return the size of a file, given in bytes, in whole kB, at least 1."""
    return f"{max(round(count / 1000), 1):,} kB"
