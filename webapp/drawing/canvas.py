"""A sheet to draw on, in millimetres from its top left corner; matplotlib makes the picture of it.

Words are drawn as outlines, so that no reader of a page finds them a second time in its text.
"""

import io
import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, repeat
from string import ascii_lowercase
from threading import Lock
from typing import Final, Literal, NamedTuple, cast

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Transform
from PIL import Image

from webapp.drawing.fonts import Face
from webapp.drawing.letters import MILLIMETRES, POINTS, SIZE, Point, Words, width

BRAND, INK, SOFT, SLIP = "#0b3c49", "#0b0c0c", "#505a5f", "#a85b00"
TINT, LINE = "#dfe8ea", "#c4cdd1"
WIDTH = 166
"""Width of every picture in millimetres: a line of the page."""
EDGE = 0.5
"""Millimetres between words and the right edge: a letter is now and then wider than its place."""
PRINT_DPI = 200
QUICK = 3
"""How hard a PNG is packed, from 1 to 9: beyond this time goes, and hardly any bytes."""
FADES = 18
"""Steps from a colour to what it is drawn on; with all colours they fit into one palette."""

Shape = Literal["o", "D", "s", "x"]
Align = Literal["left", "centre", "right"]

_LINE_END = re.compile(r"\s*\n\s*")
_FINE = re.compile(r"(\d\.\d\d)\d+")
"""A number finer than a hundredth of a point."""
_PATH = re.compile(r'(?<= d=")[^"]*')
"""Where a comma stands for a space: an address of a page writes it in one letter, not three."""
_BASELINE = 0.33
"""How far the foot of the letters stands below the middle of a line, in its size."""
_tick: Final = Path([(-0.5, 0.0), (-0.15, -0.4), (0.5, 0.45)])
_drawing = Lock()

# What the machine's own settings say must not change a picture.
mpl.rcdefaults()
mpl.rcParams.update({"svg.hashsalt": "waymark", "path.simplify": False})


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
    text = _FINE.sub(r"\1", text)
    for long, short in (
        ("M ", "M"),
        ("L ", "L"),
        ("Q ", "Q"),
        ("C ", "C"),
        (": ", ":"),
        ("; ", ";"),
    ):
        text = text.replace(long, short)
    return _PATH.sub(lambda path: path[0].replace(" ", ","), text).replace('"', "'")


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
        self.written: dict[tuple[Face, str], Words] = {}

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
        across = width(text, face)
        left = x - {"left": 0.0, "centre": 0.5, "right": 1.0}[align] * across
        if (face, colour) not in self.written:
            points = Affine2D().scale(1 / POINTS) + self.figure.dpi_scale_trans
            self.written[face, colour] = Words(face, colour, points)
        foot = (self.height - y) * POINTS / MILLIMETRES - _BASELINE * SIZE
        self.written[face, colour].add(
            min(left, WIDTH - EDGE - across) * POINTS / MILLIMETRES, foot, text
        )

    def svg(self) -> str:
        """Return the picture as SVG; matplotlib draws everything but its words."""
        written = io.StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        height = self.height * POINTS / MILLIMETRES
        with _drawing:
            canvas = FigureCanvasSVG(self.figure)
            canvas.print_svg(written, metadata=nothing)  # type: ignore[no-untyped-call]
        names = ascii_lowercase  # there are fewer faces and colours than letters
        words = "".join(map(Words.svg, self.written.values(), repeat(height), names))
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
