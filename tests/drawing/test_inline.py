"""The picture of a chart as an address inside a page."""

from datetime import date
from urllib.parse import unquote

import lxml.etree
import pytest

from webapp.domain.blocks import Chart, Due, Timeline
from webapp.drawing import pictures
from webapp.drawing.inline import picture

DAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    "title", ["Agree the plan", "\"><script>alert('1')</script> 100% #1 &amp;"]
)
def test_the_address_holds_the_whole_picture_and_no_mark_of_html(title: str):
    data = Timeline((Due("G-M1", title, DAY),), DAY, DAY)
    chart = Chart("Milestones", "One milestone.", data)
    made = picture(chart)
    assert not set(made.address) & set('<>"#& \n')
    kind, svg = made.address.split(",", 1)
    assert kind == "data:image/svg+xml"
    assert unquote(svg) == pictures.vector(data).svg
    root = lxml.etree.fromstring(unquote(svg).encode())
    assert made.width / made.height == pytest.approx(
        float(root.get("width").removesuffix("pt")) / float(root.get("height").removesuffix("pt")),
        rel=0.02,
    )


def test_a_picture_is_remembered():
    chart = Chart("Milestones", "One.", Timeline((Due("G-M1", "Agree", DAY),), DAY, DAY))
    assert picture(chart) is picture(chart)
