"""A sheet to draw on, in millimetres from its top left corner; matplotlib makes the picture of it.

Words are drawn as outlines, so that no reader of a page finds them a second time in its text.
"""

import io
import re
from bisect import bisect
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, cycle
from threading import Lock
from typing import Final, Literal, NamedTuple, cast

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Transform
from PIL import Image

from webapp.packs.renderers import fonts
from webapp.packs.renderers.fonts import Face

BRAND, INK, SOFT, SLIP = "#0b3c49", "#0b0c0c", "#505a5f", "#a85b00"
TINT, LINE = "#dfe8ea", "#c4cdd1"
WIDTH = 166
"""Width of every picture in millimetres: a line of the page."""
PRINT_DPI = 200
QUICK = 3
"""How hard a PNG is packed, from 1 to 9: beyond this time goes, and hardly any bytes."""
FADES = 18
"""Steps from a colour to what it is drawn on; with all colours they fit into one palette."""
SIZE = 9.0
"""Size of the words in points."""
MILLIMETRES, POINTS = 25.4, 72
"""How many make an inch."""

Shape = Literal["o", "D", "s", "x"]
Align = Literal["left", "centre", "right"]
Point = tuple[float, float]

_COMMANDS: Final = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C"}
_LINE_END = re.compile(r"\s*\n\s*")
_FINE = 100.0
"""The size outlines are read in, so that little is lost to rounding."""
_BASELINE = 0.33
"""How far the foot of the letters stands below the middle of a line, in its size."""
_tick: Final = Path([(-0.5, 0.0), (-0.15, -0.4), (0.5, 0.45)])
_drawing = Lock()

# What the machine's own settings say must not change a picture.
mpl.rcdefaults()
mpl.rcParams.update({"svg.hashsalt": "waymark", "path.simplify": False})


class _Glyph(NamedTuple):
    outline: Path
    drawn: str
    """The outline as SVG writes it, whose y goes down."""
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
    outline = Path((vertices * scale).round(2), codes)
    return _Glyph(outline, _as_svg(outline), advance * scale)


def _as_svg(outline: Path) -> str:
    """Return an outline as SVG writes it."""
    parts: list[str] = []
    for points, code in outline.iter_segments():
        upside_down = (
            f"{number * sign:g}" for number, sign in zip(points, cycle((1, -1)), strict=False)
        )
        parts.append("Z" if code == Path.CLOSEPOLY else _COMMANDS[code] + " ".join(upside_down))
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


class _Look(NamedTuple):
    """How something is drawn: its edge in points, and what fills it."""

    edge: str = ""
    face: str = ""
    thick: float = 1.25
    dashes: tuple[float, float] | None = None


@cache
def _outline(shape: Shape | Path) -> Path:
    """Return the outline of a mark, one unit wide."""
    if isinstance(shape, Path):
        return shape
    style = MarkerStyle(shape)
    return style.get_path().transformed(style.get_transform())


class _Shapes(Artist):
    """Boxes, lines and marks, one above the other in their order, in millimetres of the paper.

    Each goes straight to what writes the file: an artist for each would take twice the time.
    """

    def __init__(self, place: Transform) -> None:
        super().__init__()
        self.place = place
        self.steps: list[tuple[Path, _Look, Path | None, float]] = []

    def add(self, path: Path, look: _Look, mark: Path | None = None, size: float = 0) -> None:
        """Draw a path; with a mark, draw that around each of its points, `size` points wide."""
        self.steps.append((path, look, mark, size))

    def draw(self, renderer: RendererBase) -> None:
        """Draw everything; matplotlib calls this."""
        point = cast("float", renderer.points_to_pixels(1))
        for path, look, mark, size in self.steps:
            context = renderer.new_gc()
            context.set_linewidth(look.thick if look.edge else 0)
            if look.edge:
                context.set_foreground(look.edge)
            if look.dashes:
                context.set_dashes(0, look.dashes)
            face = mpl.colors.to_rgba(look.face) if look.face else None
            if mark is None:
                renderer.draw_path(context, path, self.place, face)
                continue
            scale = Affine2D().scale(size * point)
            renderer.draw_markers(context, mark, scale, path, self.place, face)


class _Words(Artist):
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

    def svg(self, height: float) -> str:
        """Return the words as SVG, on a picture of that height in points."""
        letters: list[str] = []
        for letter, places in self.places.items():
            name = f"{self.face[0]}{ord(letter):x}{self.colour[1:]}"
            letters.append(
                f"<defs><path id='{name}' d='{_glyph(letter, self.face).drawn}'/></defs>"
            )
            letters.extend(
                f"<use xlink:href='#{name}' x='{x:g}' y='{height - y:.2f}'/>" for x, y in places
            )
        return f"<g fill='{self.colour}'>{''.join(letters)}</g>"


@cache
def _shades() -> Image.Image:
    """Return a palette: our colours, each fading in steps into what it is drawn on.

    A picture of so few colours takes a fifth of the time to pack, and half of the bytes.
    """
    shades: dict[tuple[int, ...], tuple[int, ...]] = {}
    for step in (FADES, *range(FADES)):  # the full colours first: Pillow tells apart
        for back in ("white", TINT):  # only every eighth value of red, green and blue
            for colour in ("white", BRAND, INK, SOFT, SLIP, LINE, TINT):
                shade = tuple(
                    round(below + (above - below) * step / FADES)
                    for below, above in zip(_rgb(back), _rgb(colour), strict=True)
                )
                shades.setdefault(tuple(part // 8 for part in shade), shade)
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for shade in shades.values() for part in shade])
    return palette


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (round(255 * part) for part in mpl.colors.to_rgb(colour))
    return red, green, blue


def _compact(svg: str) -> str:
    """Return SVG without what only makes it pleasant to read."""
    text = _LINE_END.sub("", svg[svg.index("<svg") :])
    for long, short in (
        ("M ", "M"),
        ("L ", "L"),
        ("Q ", "Q"),
        ("C ", "C"),
        (": ", ":"),
        ("; ", ";"),
    ):
        text = text.replace(long, short)
    return text.replace('"', "'")


class Canvas:
    """A picture in the making: `height` in millimetres, white, as wide as a line of the page."""

    def __init__(self, height: float) -> None:
        self.height = height
        self.figure = Figure(
            figsize=(WIDTH / MILLIMETRES, height / MILLIMETRES), dpi=POINTS, facecolor="white"
        )
        paper = Affine2D().scale(1, -1).translate(0, height).scale(1 / MILLIMETRES)
        self.shapes = _Shapes(paper + self.figure.dpi_scale_trans)
        self.figure.add_artist(self.shapes)
        self.written: dict[tuple[Face, str], _Words] = {}

    def box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        """Fill a rectangle."""
        corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        self.shapes.add(Path(corners, closed=True), _Look(face=colour))

    def lines(
        self,
        lines: Sequence[Sequence[Point]],
        colour: str,
        thick: float = 0.75,
        dashes: tuple[float, float] | None = None,
    ) -> None:
        """Draw lines through points; thickness and dashes (on, off) in points."""
        points = [point for line in lines for point in line]
        starts = {0, *accumulate(len(line) for line in lines)}
        codes = [Path.MOVETO if place in starts else Path.LINETO for place in range(len(points))]
        if points:
            self.shapes.add(Path(points, codes), _Look(edge=colour, thick=thick, dashes=dashes))

    def marks(self, points: Sequence[Point], shape: Shape, colour: str, *, hollow: bool) -> None:
        """Draw a shape around each point, filled or hollow."""
        self._marker(points, shape, _Look(edge=colour, face="white" if hollow else colour), 5.5)

    def ticked(self, points: Sequence[Point]) -> None:
        """Draw a filled square with a white tick around each point."""
        self._marker(points, "s", _Look(edge=BRAND, face=BRAND), 6.5)
        self._marker(points, _tick, _Look(edge="white"), 4.5)

    def words(
        self,
        x: float,
        y: float,
        text: str,
        *,
        colour: str = INK,
        face: Face = "Regular",
        align: Align = "left",
    ) -> None:
        """Write words whose line has its middle at `y`."""
        before = {"left": 0.0, "centre": 0.5, "right": 1.0}[align] * width(text, face)
        if (face, colour) not in self.written:
            points = Affine2D().scale(1 / POINTS) + self.figure.dpi_scale_trans
            self.written[face, colour] = _Words(face, colour, points)
        foot = (self.height - y) * POINTS / MILLIMETRES - _BASELINE * SIZE
        self.written[face, colour].add((x - before) * POINTS / MILLIMETRES, foot, text)

    def svg(self) -> str:
        """Return the picture as SVG; matplotlib draws everything but its words."""
        written = io.StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        height = self.height * POINTS / MILLIMETRES
        with _drawing:
            canvas = FigureCanvasSVG(self.figure)
            canvas.print_svg(written, metadata=nothing)  # type: ignore[no-untyped-call]
        words = "".join(words.svg(height) for words in self.written.values())
        return _compact(written.getvalue()).replace("</svg>", f"{words}</svg>")

    def png(self) -> bytes:
        """Return the picture as PNG, as fine as print asks for."""
        written = io.BytesIO()
        with _drawing:
            for words in self.written.values():
                self.figure.add_artist(words)
            self.figure.set_dpi(PRINT_DPI)
            canvas = FigureCanvasAgg(self.figure)
            canvas.draw()  # type: ignore[no-untyped-call]
            size = canvas.get_width_height()
            self.figure.set_dpi(POINTS)
        pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        drawn = Image.frombuffer("RGBA", size, pixels).convert("RGB")
        few = drawn.quantize(palette=_shades(), dither=Image.Dither.NONE)
        few.save(written, "PNG", compress_level=QUICK, dpi=(PRINT_DPI, PRINT_DPI))
        return written.getvalue()

    def _marker(
        self, points: Sequence[Point], shape: Shape | Path, look: "_Look", size: float
    ) -> None:
        if points:
            self.shapes.add(Path(points), look, _outline(shape), size)
