"""Charts: what they say in words, what they are drawn from, and the same picture every time."""

import hashlib
import io
import os
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import docx as python_docx
import lxml.etree
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from models.enums import Depth, Direction, MilestoneOutcome
from tests.packs import sample
from webapp.config import ROOT
from webapp.domain.blocks import Chart, Due, MeasureSeries, Rating, Table, Timeline, cell
from webapp.domain.content import Milestone, PlannedMilestone, UpdateContent
from webapp.domain.exempt import Exemption
from webapp.drawing import charts, fonts, pictures, timelines
from webapp.drawing.canvas import PRINT_DPI, WIDTH
from webapp.drawing.charts import Span
from webapp.drawing.letters import shortened, width
from webapp.packs import reports
from webapp.packs.builder import build
from webapp.packs.document import Document
from webapp.packs.renderers import docx, html, pdf

SPAN = Span(date(2026, 5, 1), date(2026, 6, 30), date(2026, 7, 22))
ANSWERED = MeasureSeries(
    title="G-K1. Complaints answered in time",
    points=(("May", Decimal("61.5")), ("June", None), ("July", Decimal(70))),
    unit="%",
    baseline=Decimal(60),
    target=Decimal(90),
)
HOSTILE = (
    "$\\frac{1}{0}$ _x^2_ \\alpha",
    "\U0001f600 \u05d0\u05d1 \u0627\u0644 \u202e\u6f22",
    "<script>alert(1)</script> ]]> &amp; \"q\" 'q'",
    "W" * 2_000,
    "\x00\x07\u200b\n\t",
    " ",
    "",
)


def drawn(document: Document) -> list[Chart]:
    """Return the charts of a document in their order."""
    blocks = (block for part in document.sections for block in part.blocks)
    return [block for block in blocks if isinstance(block, Chart)]


def due(number: int, title: str = "Agree the plan", **values: object) -> Due:
    """Return a milestone of a timeline."""
    defaults: dict[str, object] = {"due_on": date(2026, 5, 1) + timedelta(number)}
    return Due(f"G-M{number}", title, **(defaults | values))  # type: ignore[arg-type]


def test_milestones_have_their_newest_date_and_what_became_of_them():
    content = UpdateContent(
        milestones=(
            Milestone(number=1, title="a", due_on=date(2026, 5, 1), outcome=MilestoneOutcome.DONE),
            Milestone(
                number=2,
                title="b",
                due_on=date(2026, 6, 1),
                outcome=MilestoneOutcome.SLIPPED,
                slipped_to=date(2026, 8, 1),
            ),
            Milestone(
                number=3,
                title="c",
                due_on=date(2026, 6, 9),
                outcome=MilestoneOutcome.DROPPED,
                first_due_on=date(2026, 2, 1),
                slips=2,
            ),
            Milestone(number=4, title="d", outcome=MilestoneOutcome.PARTLY),
        ),
        planned=(
            PlannedMilestone(
                number=5,
                title="e",
                due_on=date(2026, 7, 7),
                exempt=Exemption(paragraph=3, reason="Costs"),
            ),
        ),
    )
    found = charts.dues("G", content)
    assert [(row.reference, row.due_on, row.first_on, row.done, row.dropped) for row in found] == [
        ("G-M1", date(2026, 5, 1), None, True, False),
        ("G-M3", date(2026, 6, 9), date(2026, 2, 1), False, True),
        ("G-M5", date(2026, 7, 7), None, False, False),
        ("G-M2", date(2026, 8, 1), date(2026, 6, 1), False, False),
        ("G-M4", None, None, False, False),
    ]
    assert [row.title for row in found if row.reference != "G-M5"] == ["a", "c", "b", "d"]
    (marked,) = (row.title for row in found if row.reference == "G-M5")
    assert marked.startswith("e [")


def test_the_words_of_a_timeline_say_every_date():
    rows = (
        due(1, done=True),
        due(2, first_on=date(2026, 4, 1)),
        due(3, dropped=True),
        due(4, due_on=None),
    )
    (chart,) = charts.timeline(rows, SPAN, "g-dates")
    assert chart.id == "g-dates"
    assert chart.alternative == (
        "Timeline of four milestones: 1 done, 2 due and 1 dropped. "
        "The period is 1 May 2026 to 30 June 2026, with a meeting on 22 July 2026. "
        "G-M1 done, due 2 May 2026. "
        "G-M2 due 3 May 2026, first due 1 April 2026. "
        "G-M3 dropped, due 4 May 2026. "
        "G-M4 due, no date."
    )
    (chart,) = charts.timeline(rows, SPAN._replace(meeting_on=None), "g-dates")
    assert "The period is 1 May 2026 to 30 June 2026. G-M1" in chart.alternative


def test_milestones_without_any_date_make_no_picture():
    assert list(charts.timeline((due(1, due_on=None),), SPAN, "g-dates")) == []
    assert list(charts.timeline((), SPAN, "g-dates")) == []


@pytest.mark.parametrize("count,parts", [(1, 1), (30, 1), (31, 2), (120, 4)])
def test_many_milestones_make_several_pictures_with_each_in_one(count: int, parts: int):
    rows = [due(number) for number in range(count)]
    made = list(charts.timeline(rows, SPAN, "g-dates"))
    assert len(made) == parts
    assert len({chart.id for chart in made}) == len({chart.title for chart in made}) == parts
    shown = [
        row for chart in made if isinstance(chart.data, Timeline) for row in chart.data.milestones
    ]
    assert shown == rows


def test_only_a_full_report_has_the_timeline_and_above_the_tables_with_its_dates():
    document = build(sample.pack())
    report = next(part for part in document.sections if part.id == "g")
    kinds = [type(block) for block in report.blocks]
    assert Table in kinds[kinds.index(Chart) :]
    ratings = {step.number: Rating(step.label, step.mark) for step in sample.SCALE.steps}
    short = reports.section(sample.workstream("G", "Governance"), ratings, Depth.SHORT, SPAN)
    assert Chart not in map(type, short.blocks)


def test_a_measure_has_its_chart_and_the_table_of_the_same_numbers():
    chart, table = charts.measure(ANSWERED, "g-k1")
    assert isinstance(chart, Chart)
    assert chart.alternative == (
        "Line chart of G-K1. Complaints answered in time: May, 61.5%; June, no value; July, 70%. "
        "Baseline 60%. Target 90%. Higher is better."
    )
    assert isinstance(table, Table)
    assert table.header == ("Period", "Value")
    assert [(row.cells[0], row.cells[1]) for row in table.rows] == [
        (cell(name), cell(value))
        for name, value in (
            ("Baseline", "60%"),
            ("May", "61.5%"),
            ("June", "No value"),
            ("July", "70%"),
            ("Target", "90%"),
        )
    ]


def test_a_range_is_said_with_both_its_ends_and_no_direction():
    series = msgspec.structs.replace(
        ANSWERED, direction=Direction.WITHIN, target_to=Decimal(95), baseline=None
    )
    chart, _ = charts.measure(series, "g-k1")
    assert isinstance(chart, Chart)
    assert chart.alternative.endswith("July, 70%. Target 90% to 95%.")


def test_one_value_makes_no_picture():
    series = msgspec.structs.replace(ANSWERED, points=ANSWERED.points[:2])
    assert [type(block) for block in charts.measure(series, "g-k1")] == [Table]


DATES = st.one_of(st.none(), st.dates(), st.dates(date(2026, 1, 1), date(2027, 1, 1)))
DUES = st.builds(
    Due,
    reference=st.sampled_from(["G-M1", "ABCD-M120", *HOSTILE]),
    title=st.sampled_from(["Agree", *HOSTILE]) | st.text(max_size=60),
    due_on=DATES,
    first_on=DATES,
    done=st.booleans(),
    dropped=st.booleans(),
)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(DUES, min_size=1, max_size=charts.MOST), st.dates(), st.integers(0, 400), st.dates()
)
def test_any_timeline_is_drawn(rows: list[Due], start: date, days: int, meeting: date):
    end = date.fromordinal(min(date.max.toordinal(), start.toordinal() + days))
    well_formed(Timeline(tuple(rows), start, end, meeting))


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**15))
VALUES = st.none() | NUMBERS | st.sampled_from([Decimal(0), Decimal(10**15), Decimal("0.000001")])


@settings(max_examples=30, deadline=None)
@given(
    st.builds(
        MeasureSeries,
        title=st.just("t"),
        points=st.lists(
            st.tuples(st.sampled_from(["May", "April to June 2026", *HOSTILE]), VALUES), max_size=24
        ).map(tuple),
        unit=st.sampled_from(["", "%", "£ million", "days", *HOSTILE]),
        baseline=VALUES,
        target=VALUES,
        target_to=VALUES,
        direction=st.sampled_from(Direction),
    )
)
def test_any_measure_is_drawn(series: MeasureSeries):
    well_formed(series)


def _place(part: lxml.etree._Element) -> tuple[float, float]:
    """Return where a mark or a letter stands; the letters of a line are moved down together."""
    line = part.getparent()
    moved = "" if line is None else line.get("transform", "").removeprefix("translate(0,")
    return float(part.get("x", "")), float(part.get("y") or moved.removesuffix(")"))


def well_formed(data: pictures.Data) -> None:
    """Look at a picture: an SVG of its size whose words are outlines, drawn inside its frame."""
    made = pictures.vector(data)
    root = lxml.etree.fromstring(made.svg.encode())
    inch = 25.4
    left, top, across, down = map(float, root.get("viewBox").split())
    assert (left, top) == (0, 0)
    assert across == pytest.approx(WIDTH / inch * 72, abs=0.01)
    assert down == pytest.approx(made.height / inch * 72, abs=0.01)
    assert {lxml.etree.QName(part).localname for part in root.iter()} <= {
        *("svg", "defs", "style", "g", "path", "use"),
    }
    assert "nan" not in made.svg
    places = [_place(part) for part in root.iter("{*}use")]
    assert all(-1 <= x <= across + 1 and -1 <= y <= down + 1 for x, y in places)


@given(st.text(max_size=80), st.floats(5, 80))
def test_words_are_shortened_to_the_room_there_is(text: str, room: float):
    said = fonts.visible(text)
    fitting = shortened(said, room)
    assert width(fitting) <= room
    assert fitting == said or (fitting.endswith("…") and said.startswith(fitting[:-1]))


def test_a_picture_for_print_is_as_wide_as_a_line_of_the_page():
    (chart, _) = charts.measure(ANSWERED, "g-k1")
    assert isinstance(chart, Chart)
    with Image.open(io.BytesIO(pictures.raster(chart.data).png)) as picture:
        assert picture.width == int(WIDTH / 25.4 * PRINT_DPI)
        colours = {colour for _, colour in picture.convert("RGB").getcolors(10**6) or ()}
    assert {(11, 60, 73), (168, 91, 0), (255, 255, 255)} <= colours


def test_no_letter_is_cut_off_at_the_right_edge_of_a_picture_for_print():
    series, _ = charts.measure(ANSWERED, "g-k1")
    (dates,) = charts.timeline((due(1), due(2, due_on=date(2026, 9, 1))), SPAN, "g-dates")
    for chart in (series, dates):
        assert isinstance(chart, Chart)
        with Image.open(io.BytesIO(pictures.raster(chart.data).png)) as picture:
            page = picture.convert("L")
        edge = page.crop((page.width - 2, 0, page.width, page.height))
        assert min(edge.tobytes()) >= 190  # the lines between rows alone reach it


def test_marks_stand_out_from_the_page_and_from_each_other_without_colour():
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for colour in ("#0b3c49", "#505a5f", "#a85b00"):
        for behind in ("#ffffff", "#dfe8ea"):
            assert (light(behind) + 0.05) / (light(colour) + 0.05) >= 3
    rows = (due(1), due(2, done=True), due(3, dropped=True), due(4, first_on=date(2026, 4, 1)))
    picture = pictures.vector(Timeline(rows, *SPAN)).svg
    shapes = lxml.etree.fromstring(picture.encode()).xpath(
        "//*[local-name()='defs']/*[starts-with(@id, 'm')]/@d"
    )
    assert len(set(shapes)) == 5  # first due, due now, done with its tick, dropped


def test_the_same_data_gives_the_same_picture_in_another_place_and_process():
    (chart,) = charts.timeline([due(1, title=HOSTILE[0]), due(2, done=True)], SPAN, "g-dates")
    program = (
        "import hashlib, sys\n"
        "import msgspec\n"
        "from webapp.domain.blocks import Chart\n"
        "from webapp.drawing import pictures\n"
        "data = msgspec.json.decode(sys.stdin.buffer.read(), type=Chart).data\n"
        "print(hashlib.sha256(pictures.vector(data).svg.encode()).hexdigest())\n"
        "print(hashlib.sha256(pictures.raster(data).png).hexdigest())\n"
    )
    abroad = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7", "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=msgspec.json.encode(chart),
        capture_output=True,
        check=True,
        cwd=ROOT,
        env=os.environ | abroad,
    )
    here = (pictures.vector(chart.data).svg.encode(), pictures.raster(chart.data).png)
    assert done.stdout.decode().split() == [hashlib.sha256(part).hexdigest() for part in here]


def test_every_format_has_the_pictures_with_their_words():
    document = build(sample.pack())
    said = [chart.alternative for chart in drawn(document)]
    assert said
    page = lxml.etree.HTML(html.render(document).decode())
    assert [picture.get("alt") for picture in page.xpath("//img")] == said
    shapes = python_docx.Document(io.BytesIO(docx.render(document))).inline_shapes
    assert [shape._inline.docPr.get("descr") for shape in shapes] == said
    assert {shape._inline.extent.cx for shape in shapes} == {WIDTH * 36_000}
    assert described(pdf.render(document)) == said


def described(file: bytes) -> list[str]:
    """Return the alternative texts of the figures of a PDF, in reading order."""
    catalogue: Any = PdfReader(io.BytesIO(file)).trailer["/Root"]
    found: list[str] = []

    def visit(node: object) -> None:
        if hasattr(node, "get_object"):
            node = node.get_object()
        if isinstance(node, list):
            for part in node:
                visit(part)
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure":
                found.append(str(node["/Alt"]))
            visit(node.get("/K"))

    visit(catalogue["/StructTreeRoot"])
    return found


def test_start_up_does_not_wait_for_the_plotting_library():
    program = "import sys, webapp.app; print('matplotlib' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, cwd=ROOT
    )
    assert done.stdout.decode().strip() == "False"


def test_months_are_named_far_enough_apart_to_be_read():
    for days in (10, 100, 1_000, 10_000, 1_000_000):
        rows = (due(1, due_on=date(2, 1, 1)), due(2, due_on=date(2, 1, 1) + timedelta(days)))
        span = timelines._days(Timeline(rows, date(2, 1, 1), date(2, 1, 2)))
        places = [span.across(month) for month in timelines._months(span)]
        assert all(after - before > 16 for before, after in pairwise(places))
