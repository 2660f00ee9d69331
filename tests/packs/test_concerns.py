"""Reports arranged by what the programme must answer."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from models import Concern as ConcernRow
from models.enums import Arrangement
from tests.factories import AT
from tests.packs import sample, stages
from tests.packs.test_builder import said
from tests.world import World
from webapp.domain.blocks import Heading
from webapp.domain.recipes import STANDARD
from webapp.packs import contents
from webapp.packs.builder import build
from webapp.packs.document import Document, Section
from webapp.packs.material import Concern, PackData

CODES = ("G", "P", "D", "W", "C")


def concern(number: int, *answered_by: str, **values: object) -> Concern:
    given = {"title": f"Point {number}", "source": "The notice", "answered_by": answered_by}
    return Concern(number=number, **(given | values))  # type: ignore[arg-type]


def pack(*concerns: Concern) -> PackData:
    return sample.pack(recipe=STANDARD["department"], concerns=concerns)


def outline(document: Document) -> list[tuple[int, str]]:
    """Return level and address of every section from the first report or concern on."""
    found = [(part.level, part.id) for part in document.sections]
    places = [place for place, (_, name) in enumerate(found) if name == "scale"]
    begin = next(
        place
        for place, (_, name) in enumerate(found)
        if name.startswith("concern-") or name in map(str.lower, CODES) or name == "other-work"
    )
    return found[begin : places[0]]


def section(document: Document, name: str) -> Section:
    return next(part for part in document.sections if part.id == name)


def test_reports_stand_below_what_they_answer_and_the_rest_at_the_end() -> None:
    built = build(pack(concern(1, "P", "D"), concern(3, "W")))
    assert outline(built) == [
        (1, "concern-1"),
        (2, "p"),
        (2, "d"),
        (1, "concern-3"),
        (2, "w"),
        (1, "other-work"),
        (2, "g"),
        (2, "c"),
    ]


def test_a_report_is_printed_once_and_said_where() -> None:
    built = build(pack(concern(1, "P"), concern(2, "P", "G")))
    assert [name for _, name in outline(built)][:4] == ["concern-1", "p", "concern-2", "g"]
    lines = said(section(built, "concern-2").blocks)
    assert "P. Procurement is reported under concern 1." in lines


def test_a_concern_says_where_it_comes_from_and_how_it_ended() -> None:
    built = build(
        pack(
            concern(
                1,
                text="Decisions are *late*.",
                raised_on=date(2026, 1, 20),
                closed_on=date(2026, 6, 1),
                closing_reason="The auditor’s letter says so.",
            )
        )
    )
    assert said(section(built, "concern-1").blocks) == [
        "Decisions are late.",
        "Raised in: The notice on 20 January 2026.",
        "Closed on 1 June 2026: The auditor’s letter says so.",
        "No workstream of this phase answers this concern.",
    ]


def test_a_programme_without_concerns_keeps_its_reports_in_a_row() -> None:
    assert outline(build(pack())) == [(1, code.lower()) for code in CODES]


def test_other_recipes_take_no_notice() -> None:
    data = replace(pack(concern(1, "P")), recipe=STANDARD["iib"])
    assert outline(build(data)) == [(1, code.lower()) for code in CODES]


@given(st.lists(st.sets(st.sampled_from(CODES)), max_size=4))
def test_no_report_is_lost_doubled_or_under_a_heading_of_its_own_level(
    answers: list[set[str]],
) -> None:
    built = build(pack(*(concern(n, *sorted(one)) for n, one in enumerate(answers, 1))))
    reports = [name for _, name in outline(built) if name in map(str.lower, CODES)]
    assert sorted(reports) == sorted(map(str.lower, CODES))
    for part in built.sections:
        levels = [block.level for block in part.blocks if isinstance(block, Heading)]
        assert all(level > part.level for level in levels)


def test_the_department_is_given_the_concerns_of_its_programme(
    session: Session, world: World
) -> None:
    session.add(
        ConcernRow(
            programme_id=world.programme.id,
            number=1,
            title="Late decisions",
            source="The notice",
            workstreams=[world.second],
        )
    )
    stages.issue(session, world)
    row = stages.fetch(session, world.office, world.pack)
    assert contents.pack_data(session, row, at=AT).concerns == ()
    row.recipe = "department"
    (read,) = contents.pack_data(session, row, at=AT).concerns
    assert (read.title, read.answered_by) == ("Late decisions", (world.second.code,))
    row.workstream_id = world.first.id
    assert contents.pack_data(session, row, at=AT).concerns == ()


def test_the_department_reads_by_concern() -> None:
    by_concern = {name for name, one in STANDARD.items() if one.arrangement is Arrangement.CONCERN}
    assert by_concern == {"department"}
