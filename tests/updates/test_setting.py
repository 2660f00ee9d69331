"""What an update is read beside comes in one statement, and says what there is none of."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from models import ProgressUpdate, RevisionReading
from models.enums import Role, Section, UpdateStatus
from tests import factories
from tests.factories import AT
from tests.world import World, actor_of, advance
from webapp.updates import addenda, comments
from webapp.updates.people import team
from webapp.updates.queries import get_update, scale_steps
from webapp.updates.setting import Setting, get_setting

pytestmark = pytest.mark.both_databases


def read(session: Session, world: World, update: ProgressUpdate) -> Setting:
    """Return the setting of an update as the sponsor of the first sees it, read afresh."""
    session.expire_all()
    row = get_update(session, actor_of(session, world.office), update.id)
    return get_setting(session, row, world.sponsor.id, AT.date())


def test_it_has_people_and_scale_as_they_are_read_alone(session: Session, world: World) -> None:
    update = world.first_update
    setting = read(session, world, update)
    assert setting.holders == team(session, update.workstream_id, AT.date())
    assert Role.SPONSOR in {holder.role for holder in setting.holders}
    alone = scale_steps(session, update)
    assert [*setting.steps] == [*alone] == sorted(alone)
    for number, step in setting.steps.items():
        other = alone[number]
        assert (step.label, step.definition, step.mark) == (
            other.label,
            other.definition,
            other.mark,
        )
    assert setting.last is None, "it is the first period"


def test_comments_and_a_look_are_told_once_it_is_there(session: Session, world: World) -> None:
    update = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    before = read(session, world, update)
    traces = (before.decided, before.opened, before.commented, before.noted, before.printed)
    assert not any(traces)
    sponsor = actor_of(session, world.sponsor)
    row = get_update(session, sponsor, update.id)
    assert row.revision_id is not None
    session.add(RevisionReading(revision_id=row.revision_id, person_id=world.sponsor.id, at=AT))
    comments.comment(
        session, row, sponsor, at=AT, section=Section.RATING, anchor="", text="Why so?"
    )
    opened = read(session, world, update)
    assert opened.opened
    assert opened.commented
    assert not get_setting(session, row, world.lead.id, AT.date()).opened, "the lead has not"
    assert not opened.decided


def test_decisions_and_notes_are_told_once_they_are_there(session: Session, world: World) -> None:
    update = advance(session, world.first_update, UpdateStatus.APPROVED)
    decided = read(session, world, update)
    assert decided.decided
    assert not decided.noted
    lead = actor_of(session, world.lead)
    row = get_update(session, lead, update.id)
    addenda.write_addendum(
        session, row, lead, at=AT, happened_on=date(2026, 3, 1), text="It was adopted."
    )
    assert read(session, world, update).noted


def test_what_an_edition_printed_is_told(session: Session, world: World) -> None:
    update = advance(session, world.first_update, UpdateStatus.ISSUED)
    assert not read(session, world, update).printed
    factories.edition(session, world.period, [update], world.office)
    assert read(session, world, update).printed
    assert not read(session, world, world.second_update).printed
