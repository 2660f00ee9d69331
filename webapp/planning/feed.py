"""A person's dates as an iCalendar file (RFC 5545); dates and one link, never what is reported."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from webapp.domain.actor import Actor
from webapp.domain.dates import dates_for

REFRESH = timedelta(hours=6)
"""How often calendars are asked to come back."""
BACK = timedelta(days=365)
"""How long dates stay in a calendar once their meeting has been."""


@dataclass(frozen=True, kw_only=True)
class Period:
    """A reporting period, as much of it as a calendar needs."""

    id: int
    programme_id: int
    programme: str
    name: str
    lead_due_at: datetime
    sponsor_due_at: datetime
    group_meets_at: datetime
    iib_meets_on: date
    writes: bool
    """Whether the person writes updates of workstreams that it covers."""
    sponsors: bool
    """Whether the person sponsors workstreams that it covers."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One date; a day lasts all day, an instant is a moment at which something ends or begins."""

    uid: str
    """The same at every fetch, so that a changed date moves and does not double."""
    words: str
    on: date | datetime


def entries_of(actor: Actor, periods: Sequence[Period], host: str) -> Iterator[Entry]:
    """Yield the dates that matter to a person, in words that name the programme where it helps."""
    several = len({period.programme_id for period in periods}) > 1
    for period in periods:
        where = f"{period.name}, {period.programme}" if several else period.name
        for dated in dates_for(actor, period):
            yield Entry(
                uid=f"period-{period.id}-{dated.name}@{host}",
                words=f"{dated.words}: {where}",
                on=dated.due,
            )


def write(entries: Iterable[Entry], *, name: str, link: str, at: datetime) -> bytes:
    """Return the file; `link` is where a person reads more, `at` when it was made."""
    calendar = Calendar()
    calendar.add("prodid", "-//Waymark//Reporting calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{REFRESH // timedelta(hours=1)}H")
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", at)
        event.add("dtstart", entry.on)
        event.add("summary", entry.words)
        event.add("url", link)
        # A deadline takes nobody's time away.
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text
