"""The measures of an update: asked for, saved, refused with a reason, read and compared."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest
from sqlalchemy.orm import Session

from models import ProgressUpdate
from models.enums import Direction, UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.factories import AT
from tests.visitor import Visitor
from tests.world import CONTENT, World, actor_of, advance
from webapp.domain.content import MeasureValue, UpdateContent, decode
from webapp.updates import decisions
from webapp.updates.queries import get_update


@pytest.fixture
def update(session: Session, world: World) -> ProgressUpdate:
    """Return an update that is being written, of a workstream with two measures."""
    factories.measure(session, world.first)
    factories.measure(
        session,
        world.first,
        "Days to publish",
        unit="days",
        direction=Direction.DOWN,
        baseline="8.5",
        target="3",
    )
    return advance(session, world.first_update, UpdateStatus.DRAFT)


@pytest.fixture
def lead(world: World, sign_in: SignIn) -> Visitor:
    """Return the lead at a browser."""
    return sign_in(world.lead)


def section(update: ProgressUpdate, name: str = "measures") -> str:
    """Return the address of a section."""
    return f"/updates/{update.id}/sections/{name}"


def draft(session: Session, update: ProgressUpdate) -> UpdateContent:
    """Return what is stored now."""
    session.expire_all()
    return decode(update.draft)


ANSWERS = {
    "rows-0-value": "1,062.5%",
    "rows-0-note": "Two papers were late.",
    "rows-1-reason": "The register was away.",
}


def test_values_are_typed_saved_and_shown_again(
    session: Session, update: ProgressUpdate, lead: Visitor
) -> None:
    page = lead.get(section(update))
    assert "90% or more" in page.text
    assert "40%" in page.text
    form = page.form("/sections/measures")
    lead.submit(form, ANSWERS, button="Save and continue")
    first, second = draft(session, update).measures
    assert (first.value, first.note, first.reason) == (
        Decimal("1062.5"),
        "Two papers were late.",
        "",
    )
    assert (second.value, second.reason) == (None, "The register was away.")
    assert (first.target, second.unit) == (Decimal(90), "days")
    again = lead.get(section(update)).form("/sections/measures")
    assert dict(again.values)["rows-0-value"] == "1,062.5"
    lead.submit(again, {"rows-0-value": "", "rows-0-note": ""}, button="Save and continue")
    assert draft(session, update).measures[0].value is None


@pytest.mark.parametrize(
    "typed, words",
    [
        ({"rows-0-value": "about 60"}, "Value this period must be a number, such as 1,234.5, not"),
        ({"rows-1-value": "60%"}, "Value this period must be a number of days, not “60%”"),
        ({"rows-0-value": "60", "rows-0-reason": "Why"}, "Give a value, or say why there is none"),
        (
            {"rows-0-as_at-day": "31", "rows-0-as_at-month": "2", "rows-0-as_at-year": "2026"},
            "Day of the value must be a real date",
        ),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    session: Session, update: ProgressUpdate, lead: Visitor, typed: dict[str, str], words: str
) -> None:
    before = draft(session, update)
    form = lead.get(section(update)).form("/sections/measures")
    page = lead.submit(form, typed, button="Save and continue", status=422)
    assert words in page.text
    kept = dict(page.form("/sections/measures").values)
    assert typed.items() <= kept.items()
    assert draft(session, update) == before


def test_rows_are_those_of_the_plan_whatever_is_sent(
    session: Session, update: ProgressUpdate, lead: Visitor
) -> None:
    form = lead.get(section(update)).form("/sections/measures")
    forged = {"rows-7-number": "99", "rows-7-value": "5", "rows-0-name": "x", "rows-0-target": "1"}
    fields = {**dict(form.values), **forged, "rows-0-value": "70"}
    lead.post(section(update), fields)
    first, second = draft(session, update).measures
    assert (first.name, str(first.target), str(first.value)) == ("Papers out on time", "90", "70")
    assert second.value is None


def test_checks_ask_for_what_is_missing_beside_its_row(
    update: ProgressUpdate, lead: Visitor
) -> None:
    page = lead.get(section(update))
    assert "has no value" not in page.text  # nobody has written anything in it yet
    lead.submit(page.form("/sections/measures"), {"rows-1-value": "4"}, button="Save and continue")
    page = lead.get(section(update))
    assert "G-K1 has no value: Papers out on time" in page.text
    lead.submit(page.form("/sections/measures"), {"rows-1-value": ""}, button="Save and continue")
    check = lead.get(f"/updates/{update.id}/check")
    assert "G-K2 has no value: Days to publish" in check.text
    assert f"{section(update)}#rows" in {address for _, address in check.links}


def test_a_workstream_without_measures_has_no_such_section(
    session: Session, world: World, sign_in: SignIn
) -> None:
    row = advance(session, world.second_update, UpdateStatus.DRAFT)
    lead = sign_in(world.second_lead)
    for page in (f"/updates/{row.id}", f"/updates/{row.id}/check", section(row, "concerns")):
        assert "Measures" not in lead.get(page).text
    lead.get(section(row), status=404)
    lead.post(section(row), {"rows-0-value": "5"}, status=404)


def decide(session: Session, row: ProgressUpdate, world: World) -> None:
    """Approve an update as its sponsor."""
    sponsor = actor_of(session, world.sponsor)
    row = get_update(session, sponsor, row.id)
    assert row.revision is not None
    decisions.approve(
        session,
        row,
        sponsor,
        at=AT,
        seen=row.revision.sha256,
        step=row.revision.proposed_step,
        reason="",
        comment="I agree.",
    )
    session.commit()


def test_the_sponsor_reads_what_a_value_means_and_what_changed(
    session: Session, world: World, sign_in: SignIn
) -> None:
    factories.measure(session, world.first)
    said = MeasureValue(number=1, value=Decimal(65), note="Two papers were late.")
    content = msgspec.structs.replace(CONTENT, measures=(said,))
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR, content=content)
    page = sign_in(world.sponsor).get(f"/updates/{row.id}/review")
    assert "First value. 50% of the way to the target. Two papers were late." in page.text
    period = factories.period(
        session, world.phase, slug="2026-03", starts_on=date(2026, 3, 1), ends_on=date(2026, 4, 30)
    )
    decide(session, row, world)
    later = msgspec.structs.replace(
        CONTENT, measures=(MeasureValue(number=1, value=Decimal(60)),), planned=()
    )
    following = advance(
        session,
        factories.update(session, world.first, period),
        UpdateStatus.WITH_SPONSOR,
        content=later,
    )
    page = sign_in(world.sponsor).get(f"/updates/{following.id}/review?since=period")
    assert "[removed: 65" in page.text
    assert "[added: 60" in page.text
