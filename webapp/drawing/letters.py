"""Words as outlines: how wide they are, and each letter drawn once for all its places."""

from bisect import bisect
from functools import cache
from itertools import accumulate
from typing import Final, NamedTuple, cast

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.font_manager import get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Transform

from webapp.drawing import fonts
from webapp.drawing.fonts import Face

SIZE = 9.0
"""Size of the words in points."""
MILLIMETRES, POINTS = 25.4, 72
"""How many make an inch."""

Point = tuple[float, float]

_COMMANDS: Final = {Path.MOVETO: "m", Path.LINETO: "l", Path.CURVE3: "q", Path.CURVE4: "c"}
_FINE = 100.0
"""The size outlines are read in, so that little is lost to rounding."""
_GRAIN = 0.02
"""The points of an outline stand in a grid as fine as this, in points: thinner than any ink."""


class _Glyph(NamedTuple):
    outline: Path
    drawn: str
    """The outline as SVG writes it, whose y goes down, counted in grains."""
    advance: float
    """How far the next letter stands from this one, in points."""


@cache
def _font(face: Face) -> FT2Font:
    font = get_font(str(fonts.face(face)))
    font.set_size(_FINE, POINTS)
    return font


@cache
def _glyph(character: str, face: Face) -> _Glyph:
    font, scale = _font(face), SIZE / _FINE
    advance = font.load_char(ord(character), LoadFlags.NO_HINTING).linearHoriAdvance / 65536
    vertices, codes = font.get_path()
    grains = (vertices * scale / _GRAIN).round()
    drawn = _as_svg(Path(grains, codes))
    return _Glyph(Path(grains * _GRAIN, codes), drawn, advance * scale)


def _as_svg(outline: Path) -> str:
    """Return an outline as SVG writes it in the fewest letters: each step from where it stands."""
    parts: list[str] = []
    x = y = begun_x = begun_y = 0
    for points, code in outline.iter_segments():
        if code == Path.CLOSEPOLY:
            parts.append("z")
            x, y = begun_x, begun_y
            continue
        places = [(round(across), -round(up)) for across, up in points.reshape(-1, 2)]
        steps = (step for across, down in places for step in (across - x, down - y))
        parts.append(_COMMANDS[code] + ",".join(map(str, steps)).replace(",-", "-"))
        x, y = places[-1]
        if code == Path.MOVETO:
            begun_x, begun_y = x, y
    return "".join(parts)


def width(text: str, face: Face = "Regular") -> float:
    """Return how wide words are, in millimetres."""
    return sum(_glyph(letter, face).advance for letter in text) * MILLIMETRES / POINTS


def shortened(text: str, room: float, face: Face = "Regular") -> str:
    """Return words that fit into `room` millimetres; an ellipsis stands for what does not."""
    ends = [0.0, *accumulate(_glyph(letter, face).advance for letter in text)]
    points = room * POINTS / MILLIMETRES
    if ends[-1] <= points:
        return text
    kept = max(0, bisect(ends, points - _glyph("…", face).advance) - 1)
    return f"{text[:kept].rstrip()}…"


class Words(Artist):
    """Words of one face and colour as outlines, each letter defined once for all its places.

    Matplotlib lays its own text out anew in every picture and writes each letter through several
    layers, which takes ten times as long as the rest of the picture.
    """

    def __init__(self, face: Face, colour: str, place: Transform) -> None:
        super().__init__()
        self.set_zorder(3)  # above lines and marks
        self.face, self.colour, self.place = face, colour, place
        self.places: dict[str, list[Point]] = {}

    def add(self, x: float, y: float, text: str) -> None:
        """Write words that begin at a point; all in points from the lower left corner."""
        for letter in text:
            if not letter.isspace():
                self.places.setdefault(letter, []).append((round(x, 2), round(y, 2)))
            x += _glyph(letter, self.face).advance

    def draw(self, renderer: RendererBase) -> None:
        """Draw every letter at all its places; matplotlib calls this."""
        context = renderer.new_gc()
        context.set_linewidth(0)
        context.set_snap(False)
        # Its annotation says that a number of points may become anything.
        scale = Affine2D().scale(cast("float", renderer.points_to_pixels(1)))
        colour = mpl.colors.to_rgba(self.colour)
        for letter, places in self.places.items():
            outline = _glyph(letter, self.face).outline
            renderer.draw_markers(context, outline, scale, Path(places), self.place, colour)

    def svg(self, height: float, name: str) -> str:
        """Return the words as SVG, on a picture of that height in points.

        `name` tells these words apart from others of the picture.
        """
        outlines: list[str] = []
        lines: dict[float, list[str]] = {}
        for number, (letter, places) in enumerate(self.places.items()):
            outline = _glyph(letter, self.face).drawn
            outlines.append(
                f"<path id='{name}{number}' transform='scale({_GRAIN})' d='{outline}'/>"
            )
            for x, y in places:
                lines.setdefault(y, []).append(f"<use href='#{name}{number}' x='{x:g}'/>")
        letters = "".join(
            f"<g transform='translate(0,{height - y:.2f})'>{''.join(line)}</g>"
            for y, line in lines.items()
        )
        return f"<g fill='{self.colour}'><defs>{''.join(outlines)}</defs>{letters}</g>"
