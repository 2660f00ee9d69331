"""Draws milestones along the days: first due, due now, done or dropped, a row for each."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from webapp.domain.blocks import Due, Timeline
from webapp.domain.wording import MONTHS
from webapp.drawing.canvas import (
    BRAND,
    INK,
    LINE,
    SLIP,
    SOFT,
    TINT,
    WIDTH,
    Canvas,
)
from webapp.drawing.fonts import visible
from webapp.drawing.letters import shortened, width

ROW = 6.0
"""Height of a milestone's row in millimetres."""
HEAD, FOOT = 9.0, 9.0
"""Room for the months above the rows, and for the key below them."""
TRACK = 72.0, WIDTH - 3.0
"""Where the days begin and end, in millimetres from the left."""
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000)
"""How many months may lie between two that are named."""
APART = 17.0
"""Least distance of the names of two months, in millimetres."""
KEY_GAP = 6.0
NO_DATE = "No date"


class Days(NamedTuple):
    """The days of a picture: the first and the last, as their numbers."""

    first: int
    last: int

    def across(self, day: date) -> float:
        """Return how far from the left a day stands, in millimetres."""
        left, right = TRACK
        return left + (right - left) * (day.toordinal() - self.first) / (self.last - self.first)


def draw(timeline: Timeline) -> Canvas:
    """Return the picture of a timeline, as high as its milestones need."""
    bottom = HEAD + ROW * len(timeline.milestones)
    canvas = Canvas(bottom + FOOT)
    days = _days(timeline)
    _back(canvas, timeline, days, bottom)
    for place, milestone in enumerate(timeline.milestones):
        _name(canvas, milestone, _row(place))
    _marks(canvas, timeline.milestones, days)
    _key(canvas, timeline, bottom + FOOT / 2 + 1)
    return canvas


def _row(place: int) -> float:
    return HEAD + ROW * (place + 0.5)


def _days(timeline: Timeline) -> Days:
    """Return the days there is something on, with a little room on either side."""
    promised = (day for row in timeline.milestones for day in (row.first_on, row.due_on))
    known = (timeline.starts_on, timeline.ends_on, timeline.meeting_on, *promised)
    found = [day.toordinal() for day in known if day]
    first, last = min(found), max(found)
    room = max(5, (last - first) // 30)
    return Days(max(1, first - room), min(date.max.toordinal(), last + room))


def _back(canvas: Canvas, timeline: Timeline, days: Days, bottom: float) -> None:
    """Draw what lies behind the milestones: months, rows, the period and the day of the meeting."""
    top = HEAD - 1.5
    starts, ends = days.across(timeline.starts_on), days.across(timeline.ends_on)
    canvas.box(starts, top, ends, bottom, TINT)
    edges = [_rule(starts, bottom), _rule(ends, bottom)]
    months = list(_months(days))
    canvas.lines([_rule(days.across(month), bottom) for month in months], LINE, 0.5)
    rows = [HEAD + ROW * place for place in range(len(timeline.milestones) + 1)]
    canvas.lines([[(0.0, y), (WIDTH, y)] for y in rows], LINE, 0.5)
    canvas.lines(edges, SOFT, 0.5)
    for month in months:
        name = f"{MONTHS[month.month - 1][:3]} {month.year}"
        half = width(name) / 2
        canvas.words(
            min(days.across(month), WIDTH - half), HEAD / 2 - 1, name, colour=SOFT, align="centre"
        )
    if timeline.meeting_on:
        canvas.lines([_rule(days.across(timeline.meeting_on), bottom)], INK, 1, (3, 2))


def _rule(x: float, bottom: float) -> list[tuple[float, float]]:
    return [(x, HEAD - 1.5), (x, bottom)]


def _months(days: Days) -> Iterator[date]:
    """Yield the first days of the months that are named, far enough apart to be read."""
    left, right = TRACK
    room = (days.last - days.first) * APART / (right - left) / 30.4
    step = next(step for step in STEPS if step >= room)
    first = date.fromordinal(days.first)
    month = first.year * 12 + first.month - 1
    month += -month % step
    while month // 12 <= date.max.year:
        found = date(month // 12, month % 12 + 1, 1)
        if found.toordinal() > days.last:
            return
        if found.toordinal() >= days.first:
            yield found
        month += step


def _name(canvas: Canvas, milestone: Due, y: float) -> None:
    """Write a milestone's reference, and of its title what fits."""
    reference = shortened(visible(milestone.reference), TRACK[0] / 2, "Semibold")
    canvas.words(0, y, reference, face="Semibold", colour=BRAND)
    begins = max(14.0, width(reference, "Semibold") + 2)
    dated = milestone.due_on or milestone.first_on
    end = TRACK[0] - 3
    room = end - begins - (0 if dated else width(NO_DATE) + 2)
    canvas.words(begins, y, shortened(visible(milestone.title), room))
    if not dated:
        canvas.words(end, y, NO_DATE, colour=SOFT, align="right")


def _marks(canvas: Canvas, milestones: Sequence[Due], days: Days) -> None:
    """Draw the dates: how far each has moved, then what it is now."""
    placed = [(row, _row(place)) for place, row in enumerate(milestones)]
    moved = [
        ((days.across(row.first_on), y), (days.across(row.due_on), y))
        for row, y in placed
        if row.first_on and row.due_on
    ]
    canvas.lines(moved, SLIP, 2)
    first = [(days.across(row.first_on), y) for row, y in placed if row.first_on]
    canvas.marks(first, "o", BRAND, hollow=True)
    now = [(row, (days.across(row.due_on), y)) for row, y in placed if row.due_on]
    canvas.ticked([point for row, point in now if row.done])
    canvas.marks([point for row, point in now if row.dropped], "x", BRAND, hollow=False)
    due = [point for row, point in now if not row.done and not row.dropped]
    canvas.marks(due, "D", BRAND, hollow=False)


def _key(canvas: Canvas, timeline: Timeline, y: float) -> None:
    """Draw what each mark means, for those the picture has."""
    x = 1.5
    rows = timeline.milestones
    if any(row.first_on for row in rows):
        canvas.marks([(x, y)], "o", BRAND, hollow=True)
        x = _meaning(canvas, x, y, "First due")
    if any(row.due_on and not row.done and not row.dropped for row in rows):
        canvas.marks([(x, y)], "D", BRAND, hollow=False)
        x = _meaning(canvas, x, y, "Due now")
    if any(row.due_on and row.done for row in rows):
        canvas.ticked([(x, y)])
        x = _meaning(canvas, x, y, "Done")
    if any(row.due_on and row.dropped for row in rows):
        canvas.marks([(x, y)], "x", BRAND, hollow=False)
        x = _meaning(canvas, x, y, "Dropped")
    canvas.box(x - 1.5, y - 1.5, x + 1.5, y + 1.5, TINT)
    canvas.lines([[(x + side, y - 1.5), (x + side, y + 1.5)] for side in (-1.5, 1.5)], SOFT, 0.5)
    x = _meaning(canvas, x, y, "Reporting period")
    if timeline.meeting_on:
        canvas.lines([[(x, y - 2.0), (x, y + 2.0)]], INK, 1, (3, 2))
        _meaning(canvas, x, y, "Meeting")


def _meaning(canvas: Canvas, x: float, y: float, text: str) -> float:
    """Write what the mark before it means; return where the next mark stands."""
    canvas.words(x + 3, y, text)
    return x + 3 + width(text) + KEY_GAP
