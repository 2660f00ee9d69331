"""The status table of a pack."""

from tests.packs import sample
from tests.packs.test_builder import said
from webapp.domain.blocks import Rating
from webapp.packs.status import section, status_table

RATINGS = {step.number: Rating(step.label, step.mark) for step in sample.SCALE.steps}


def test_each_workstream_has_its_rating_beside_the_last_one() -> None:
    lines = said(section(sample.pack(), RATINGS).blocks)
    assert any("P. Procurement" in line and "Changed by the sponsor" in line for line in lines)


def test_a_table_of_some_names_those_only() -> None:
    rows = sample.pack().workstreams[:2]
    table = status_table(rows, RATINGS, caption="Some", prefix="some")
    assert [row.id for row in table.rows] == ["some-g", "some-p"]
    assert table.id == "some-table"
