"""Draws the values of a measure from period to period, with baseline and target."""

import re
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor, log10
from typing import NamedTuple

from models.enums import Direction
from webapp.domain.blocks import MeasureSeries
from webapp.domain.measures import figure
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
from webapp.drawing.letters import Point, shortened, width

HEIGHT = 64.5
TOP, BOTTOM = 6.0, 48.0
"""Where the highest and the lowest number of the scale stand, in millimetres."""
GAP = 3.0
"""Room between the scale's numbers and the values."""
WIDEST = 40.0
"""Most room for the name of a period, in millimetres."""
LINE_HEIGHT = 3.8
MONTH = re.compile("|".join(MONTHS))
STEPS = 4
"""Steps of the scale, about."""
NICE = (1, 2, 5, 10)
"""A step of the scale is one of these, times a power of ten."""

BETTER = {Direction.UP: "Higher is better", Direction.DOWN: "Lower is better"}


class Field(NamedTuple):
    """Where values stand: the scale's ends, and how far from the left the first and last are."""

    low: float
    high: float
    left: float
    right: float
    periods: int

    def up(self, value: float) -> float:
        """Return how far down a value stands, in millimetres."""
        return BOTTOM - (BOTTOM - TOP) * (value - self.low) / (self.high - self.low)

    def across(self, place: int) -> float:
        """Return how far from the left a period stands, in millimetres."""
        return self.left + (self.right - self.left) * (place + 0.5) / self.periods


def draw(series: MeasureSeries) -> Canvas:
    """Return the picture of a measure; a gap in the line is a period without a value."""
    canvas = Canvas(HEIGHT)
    scale = _scale(series)
    names = [figure(_decimal(step), visible(series.unit)) for step in scale]
    names = [shortened(name, WIDTH / 4) for name in names]
    left = max(map(width, names)) + GAP
    field = Field(scale[0], scale[-1], left, WIDTH - 2, max(1, len(series.points)))
    for step, name in zip(scale, names, strict=True):
        canvas.lines([[(left, field.up(step)), (field.right, field.up(step))]], LINE, 0.5)
        canvas.words(left - GAP + 1, field.up(step), name, colour=SOFT, align="right")
    _aims(canvas, series, field)
    _periods(canvas, series, field)
    _values(canvas, series, field)
    _key(canvas, series, HEIGHT - 3)
    return canvas


def _scale(series: MeasureSeries) -> list[float]:
    """Return round numbers from below the least number to above the greatest."""
    values = [value for _, value in series.points]
    given = (*values, series.baseline, series.target, series.target_to)
    found = [float(value) for value in given if value is not None] or [0.0]
    low, high = min(found), max(found)
    if low == high:
        low, high = low - max(1.0, abs(low) / 10), high + max(1.0, abs(high) / 10)
    rough = (high - low) / STEPS
    power = 10.0 ** floor(log10(rough))
    step = next(nice * power for nice in NICE if nice * power >= rough * 0.999)
    return [step * place for place in range(floor(low / step), ceil(high / step) + 1)]


def _decimal(number: float) -> Decimal:
    """Return a number of the scale as it is written: without what only binary numbers have."""
    return Decimal(f"{number:.10g}") + 0


def _aims(canvas: Canvas, series: MeasureSeries, field: Field) -> None:
    """Draw what is aimed at and where it began, as lines across."""
    if series.target is not None and series.target_to is not None:
        ends = field.up(float(series.target)), field.up(float(series.target_to))
        canvas.box(field.left, min(ends), field.right, max(ends), TINT)
    for aim in (series.target, series.target_to):
        if aim is not None:
            canvas.lines([_across(field, aim)], SLIP, 1.25, (5, 2.5))
    if series.baseline is not None:
        canvas.lines([_across(field, series.baseline)], SOFT, 1.25, (1.25, 2))


def _across(field: Field, value: Decimal) -> list[Point]:
    return [(field.left, field.up(float(value))), (field.right, field.up(float(value)))]


def _periods(canvas: Canvas, series: MeasureSeries, field: Field) -> None:
    """Name the periods below the values: all of them, or every second or third."""
    apart = (field.right - field.left) / field.periods
    names = [_name(visible(period)) for period, _ in series.points]
    widest = max((width(line) for lines in names for line in lines), default=0)
    every = ceil(min(widest + 1, WIDEST) / apart)
    for place, lines in enumerate(names):
        if (len(names) - 1 - place) % every == 0:
            for down, line in enumerate(lines):
                name = shortened(line, apart * every - 1)
                half = width(name) / 2
                x = min(max(field.across(place), half), WIDTH - half)
                canvas.words(
                    x, BOTTOM + 3.5 + LINE_HEIGHT * down, name, colour=SOFT, align="centre"
                )


def _name(period: str) -> list[str]:
    """Return the name of a period on one line or two: "Jan–Feb" and "2026"."""
    short = MONTH.sub(lambda month: month[0][:3], period).replace(" and ", "–")
    name, _, year = short.rpartition(" ")
    return [name, year] if name and year.isdecimal() else [short]


def _values(canvas: Canvas, series: MeasureSeries, field: Field) -> None:
    """Draw the values, each joined to the next where there is one, and write what fits."""
    places = [
        (field.across(place), field.up(float(value))) if value is not None else None
        for place, (_, value) in enumerate(series.points)
    ]
    joined = [(here, next_) for here, next_ in pairwise(places) if here and next_]
    canvas.lines(joined, BRAND, 2)
    points = [point for point in places if point]
    canvas.marks(points, "o", BRAND, hollow=False)
    values = [value for _, value in series.points if value is not None]
    written = [figure(value, visible(series.unit)) for value in values]
    room = (field.right - field.left) / field.periods - 1
    if all(width(name, "Semibold") <= room for name in written):
        for (x, y), name in zip(points, written, strict=True):
            canvas.words(x, y - 3.5, name, face="Semibold", align="centre")


def _key(canvas: Canvas, series: MeasureSeries, y: float) -> None:
    """Draw what each line means, and which way is better."""
    x = 0.0
    unit = visible(series.unit)
    aim = figure(series.target, unit)
    if series.target_to is not None:
        aim = f"{aim} to {figure(series.target_to, unit)}"
    meanings = (
        ("Value", BRAND, 2.0, None, True),
        (f"Target {aim}", SLIP, 1.25, (5.0, 2.5), series.target is not None),
        (
            f"Baseline {figure(series.baseline, unit)}",
            SOFT,
            1.25,
            (1.25, 2.0),
            series.baseline is not None,
        ),
    )
    for text, colour, thick, dashes, there in meanings:
        if there:
            canvas.lines([[(x, y), (x + 8, y)]], colour, thick, dashes)
            if text == "Value":
                canvas.marks([(x + 4, y)], "o", BRAND, hollow=False)
            said = shortened(text, WIDTH / 3.6)
            canvas.words(x + 10, y, said)
            x += 16 + width(said)
    canvas.words(WIDTH, y, BETTER.get(series.direction, ""), colour=INK, align="right")
