"""Measures: added and ended by the office, targets agreed with a reason, values read by few."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Measure, MeasureTarget, Revision
from models.enums import Direction, UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.cycle.desk import recorded, workstream
from tests.factories import AT
from tests.world import CONTENT, World, actor_of, advance
from webapp.cycle import measures
from webapp.cycle.measure_forms import DIRECTIONS
from webapp.cycle.measure_values import get_measure
from webapp.cycle.measures import Definition, Target
from webapp.domain.content import MeasureValue, decode
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed, Stale
from webapp.domain.exempt import Exemption

PAPERS = Definition(
    name="Papers out on time",
    unit="%",
    direction=Direction.UP,
    baseline=Decimal(40),
    baseline_at="March 2025",
    outcome_id=None,
)
NINETY, MORE = Target(target=Decimal(90)), Target(target=Decimal(95), target_on=date(2026, 9, 30))
SEEN = "90% or more"


def add(session: Session, world: World, who: str = "office", **values: object) -> Measure:
    """Add a measure to the first workstream."""
    return measures.add_measure(
        session,
        workstream(session, world, world.first),
        actor_of(session, world.people[who]),
        at=AT,
        definition=replace(PAPERS, **values),  # type: ignore[arg-type]
        target=NINETY,
    )


def agree(
    session: Session, world: World, who: str, target: Target = MORE, seen: str = SEEN
) -> None:
    """Agree another target for the first measure."""
    measures.change_target(
        session,
        get_measure(session, world.first, 1),
        actor_of(session, world.people[who]),
        at=AT,
        target=target,
        reason="The new system helps.",
        seen=seen,
    )


@pytest.mark.both_databases
def test_a_measure_is_added_once_and_asked_for_in_drafts(session: Session, world: World) -> None:
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    known = add(session, world)
    assert add(session, world) is known
    add(session, world, name="Another")
    session.expire_all()
    assert [one.name for one in decode(row.draft).measures] == ["Papers out on time", "Another"]
    assert recorded(session).count("measure.add") == 2


@pytest.mark.both_databases
def test_another_target_keeps_those_before_and_reaches_drafts(
    session: Session, world: World
) -> None:
    add(session, world)
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    agree(session, world, "sponsor")
    agree(session, world, "sponsor", seen="anything")
    session.expire_all()
    targets = session.scalars(select(MeasureTarget).order_by(MeasureTarget.id)).all()
    assert [(str(one.target), one.reason) for one in targets] == [
        ("90", measures.FIRST),
        ("95", "The new system helps."),
    ]
    assert decode(row.draft).measures[0].target == 95
    assert recorded(session).count("measure.change_target") == 1


@pytest.mark.both_databases
def test_a_report_keeps_the_target_it_was_sent_with(session: Session, world: World) -> None:
    add(session, world)
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    agree(session, world, "office")
    revision = session.scalars(select(Revision).where(Revision.update_id == row.id)).one()
    assert decode(revision.content).measures[0].target == 90


def test_a_target_is_not_agreed_over_one_that_nobody_saw(session: Session, world: World) -> None:
    add(session, world)
    agree(session, world, "sponsor")
    with pytest.raises(Stale):
        agree(session, world, "office", replace(MORE, target=Decimal(99)))
    assert get_measure(session, world.first, 1).target == 95


@pytest.mark.parametrize("who", ["lead", "second_sponsor", "chair", "director", "auditor"])
def test_only_its_sponsor_and_the_office_agree_another_target(
    session: Session, world: World, who: str
) -> None:
    add(session, world)
    with pytest.raises(NotAllowed, match="Only the sponsor of this workstream"):
        agree(session, world, who)
    assert recorded(session) == ["measure.add"]


@pytest.mark.parametrize(
    "target, words",
    [
        (Target(target=Decimal(5), target_to=Decimal(9)), "Only a range has an upper end"),
        (Target(target=Decimal(5)), ""),
    ],
)
def test_a_range_and_no_range_are_not_mixed(
    session: Session, world: World, target: Target, words: str
) -> None:
    add(session, world)
    if words:
        with pytest.raises(Incomplete, match=words):
            agree(session, world, "office", target)
    else:
        agree(session, world, "office", target)
        assert get_measure(session, world.first, 1).target == 5


def test_a_target_needs_a_reason(session: Session, world: World) -> None:
    row = add(session, world)
    office = actor_of(session, world.office)
    row = get_measure(session, world.first, row.number)
    with pytest.raises(Incomplete, match="Say why the target changes"):
        measures.change_target(session, row, office, at=AT, target=MORE, reason=" ", seen=SEEN)
    with pytest.raises(Incomplete, match="Say why it ends"):
        measures.end_measure(session, row, office, at=AT, reason=" ")
    assert recorded(session) == ["measure.add"]


@pytest.mark.parametrize("who", ["lead", "sponsor", "chair", "director", "auditor"])
def test_only_the_office_adds_and_ends(session: Session, world: World, who: str) -> None:
    row = get_measure(session, world.first, add(session, world).number)
    with pytest.raises(NotAllowed):
        add(session, world, who)
    with pytest.raises(NotAllowed):
        measures.end_measure(
            session, row, actor_of(session, world.people[who]), at=AT, reason="Done."
        )


@pytest.mark.both_databases
def test_a_measure_that_ends_is_asked_for_no_more(session: Session, world: World) -> None:
    add(session, world)
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    measure, office = get_measure(session, world.first, 1), actor_of(session, world.office)
    measures.end_measure(session, measure, office, at=AT, reason="It is met.")
    measures.end_measure(session, measure, office, at=AT, reason="Again.")
    session.expire_all()
    assert decode(row.draft).measures == ()
    assert (measure.ended_on, measure.ending_reason) == (AT.date(), "It is met.")
    assert recorded(session).count("measure.end") == 1
    with pytest.raises(IllegalMove, match="has ended"):
        agree(session, world, "office")
    add(session, world)
    assert [one.number for one in session.scalars(select(Measure))] == [1, 2]


def test_a_closed_workstream_gets_no_measure(session: Session, world: World) -> None:
    add(session, world)
    world.first.closed_on = AT.date()
    session.flush()
    with pytest.raises(IllegalMove, match="closed"):
        add(session, world, name="Another")
    with pytest.raises(IllegalMove, match="closed"):
        agree(session, world, "office")


# --- Pages ---


def address(world: World, page: str = "") -> str:
    """Return the address of the measures of the first workstream."""
    return f"/programmes/{world.programme.slug}/cycle/workstreams/{world.first.id}/measures{page}"


def test_the_office_adds_a_measure_and_agrees_another_target(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.office)
    assert "This workstream has no measures." in office.get(address(world)).text
    form = office.get(address(world, "/add")).form("/measures/add")
    typed = {
        "name": "Days to publish",
        "unit": "days",
        "direction": "within",
        "target": "3",
        "target_to": "5 days",
        "baseline": "8.5",
        "outcome_id": str(world.first.id),
    }
    office.submit(form, {**typed, "outcome_id": "0"}, button="Add this measure")
    page = office.get(address(world))
    assert "3 days to 5 days" in page.text
    form = office.get(address(world, "/1/target")).form("/1/target")
    changed = {"target_to": "4", "reason": "Practice shows it."}
    office.submit(form, changed, button="Agree this target")
    page = office.get(address(world))
    assert "3 days to 4 days: Practice shows it." in page.text
    assert "3 days to 5 days: The target it began with." in page.text
    form = office.get(address(world, "/1/end")).form("/1/end")
    office.submit(form, {"reason": "It is met."}, button="End this measure")
    assert "It is met." in office.get(address(world)).text


@pytest.mark.parametrize(
    "typed, words",
    [
        ({"target": "many"}, "Target must be a number"),
        ({"target": ""}, "Enter the target"),
        ({"baseline": "1,5"}, "Value at the start must be a number with a point"),
        ({"target_to": "95"}, "Only a range has an upper end"),
        ({"direction": "within"}, "Enter the upper end of the range"),
        ({"direction": "within", "target_to": "80"}, "The upper end must be above the lower end"),
        ({"direction": "within", "target_to": "x"}, "Upper end of the range must be a number"),
        ({"name": ""}, "Say what is measured"),
        ({"unit": "u" * 41}, "Unit must be 40 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    session: Session, world: World, sign_in: SignIn, typed: dict[str, str], words: str
) -> None:
    office = sign_in(world.office)
    form = office.get(address(world, "/add")).form("/measures/add")
    sound = {"name": "Papers", "unit": "%", "direction": "up", "target": "90", "outcome_id": "0"}
    page = office.submit(form, {**sound, **typed}, button="Add this measure", status=422)
    assert words in page.text
    assert {**sound, **typed}.items() <= dict(page.form("/measures/add").values).items()
    assert session.scalars(select(Measure.id)).all() == []


def test_a_target_over_another_shows_what_it_is_now(
    session: Session, world: World, sign_in: SignIn
) -> None:
    factories.measure(session, world.first)
    office = sign_in(world.office)
    form = office.get(address(world, "/1/target")).form("/1/target")
    agree(session, world, "sponsor")
    session.commit()
    typed = {"target": "99", "reason": "Practice shows it."}
    page = office.submit(form, typed, button="Agree this target", status=409)
    assert "Another target was agreed" in page.text
    assert "Now: 95% or more by 30 September 2026" in page.text
    assert page.value("target") == "99"


def test_values_are_shown_to_who_may_read_the_updates(
    session: Session, world: World, sign_in: SignIn
) -> None:
    factories.measure(session, world.first)
    mark = Exemption(paragraph=3, reason="Prices.")
    said = MeasureValue(number=1, value=Decimal(62), exempt=mark)
    content = msgspec.structs.replace(CONTENT, measures=(said,))
    advance(session, world.first_update, UpdateStatus.APPROVED, content=content)
    session.commit()
    for who in ("lead", "sponsor", "office", "chair", "auditor"):
        page = sign_in(world.people[who]).get(address(world))
        assert "62% (Not for publication, paragraph 3: Prices.)" in page.text
    page = sign_in(world.second_lead).get(address(world))
    assert "62%" not in page.text
    assert SEEN in page.text
    sign_in(world.reader).get(address(world), status=404)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_takes_the_same_statements_for_any_number(
    session: Session, world: World, sign_in: SignIn, count: int
) -> None:
    for number in range(count):
        factories.measure(session, world.first, f"Measure {number}")
    advance(session, world.first_update, UpdateStatus.APPROVED)
    session.commit()
    office = sign_in(world.office)
    office.get(address(world))
    assert len(office.statements) <= 11


def test_every_direction_has_its_words() -> None:
    assert set(DIRECTIONS) == set(Direction)
    assert all(DIRECTIONS.values())
