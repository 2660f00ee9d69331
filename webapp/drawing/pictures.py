"""The pictures of a document: each drawn once from its data, for every format that shows it."""

from functools import lru_cache
from typing import NamedTuple

from webapp.domain.blocks import MeasureSeries, Timeline
from webapp.drawing import series, timelines
from webapp.drawing.canvas import WIDTH, Canvas

REMEMBERED = 128
"""Pictures kept: those of one edition, from its first format to its last."""

Data = Timeline | MeasureSeries


class Vector(NamedTuple):
    """A picture as SVG, with its size in millimetres."""

    svg: str
    width: float
    height: float


class Raster(NamedTuple):
    """A picture as PNG, with its size in millimetres."""

    png: bytes
    width: float
    height: float


@lru_cache(maxsize=REMEMBERED)
def vector(data: Data) -> Vector:
    """Return the picture as SVG, its words as outlines. The same data gives the same text."""
    canvas = _drawn(data)
    return Vector(canvas.svg(), WIDTH, canvas.height)


@lru_cache(maxsize=REMEMBERED)
def raster(data: Data) -> Raster:
    """Return the picture as PNG for print. The same data gives the same bytes."""
    canvas = _drawn(data)
    return Raster(canvas.png(), WIDTH, canvas.height)


def _drawn(data: Data) -> Canvas:
    return timelines.draw(data) if isinstance(data, Timeline) else series.draw(data)
