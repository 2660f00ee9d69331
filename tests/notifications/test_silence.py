"""What may not be published is in no log and no letter, also when something fails."""

import logging
from datetime import timedelta

import msgspec
import pytest
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import ProgressUpdate
from models.enums import MinuteKind, MinuteState, RecommendationState, Role, UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.factories import AT
from tests.notifications.post import PostOffice, letterhead
from tests.packs import stages
from tests.packs.test_public import MARKS, Said, a_report
from tests.world import CONTENT, World, actor_of, advance
from webapp.domain.content import UpdateContent
from webapp.extensions import db
from webapp.notifications.worker import send_waiting
from webapp.packs import actions, group, library, queries, reading_actions, reading_notes
from webapp.packs.meeting import minutes, recording
from webapp.updates import addenda
from webapp.updates.queries import get_update

TEXT = "canary-in-the-text"
OUTSIDE_UPDATES = ("action", "changed", "done", "chair", "recommended", "answer", "after", "back")
"""Where somebody types what no letter may tell, marked as exempt or not."""


def secret_content(said: Said) -> UpdateContent:
    """Return an update that may be submitted, with secret words wherever somebody types."""
    written = a_report(said).content
    return msgspec.structs.replace(
        CONTENT,
        **{
            name: getattr(written, name)
            for field in ("key_activities", "engagement", "concerns", "rationale")
            for name in (field, f"{field}_exempt")
        },
        cover_note=said.word("note"),
        planned=tuple(msgspec.structs.replace(row, number=0, slips=0) for row in written.planned),
        risks=tuple(msgspec.structs.replace(row, number=0) for row in written.risks),
        issues=tuple(msgspec.structs.replace(row, number=0) for row in written.issues),
    )


def give_an_action(session: Session, world: World, said: Said) -> None:
    """Record an action, change it and have it done, with secret words."""
    held, chair = stages.fetch(session, world.chair, world.pack), actor_of(session, world.chair)
    due = (AT + timedelta(days=14)).date()
    first, second = (
        minutes.Said(
            text=said.word(name),
            owner_id=world.lead.id,
            due_on=due,
            exempt=said.mark("action"),
        )
        for name in ("action", "changed")
    )
    row = recording.record(session, held, chair, MinuteKind.ACTION, first, at=AT)
    recording.change(session, held, row, chair, second, at=AT, seen=row.version)
    recording.settle(
        session,
        row,
        actor_of(session, world.lead),
        at=AT,
        state=MinuteState.DONE,
        on=AT.date(),
        note=said.word("done"),
        seen=row.version,
    )


def read_and_noted(session: Session, world: World, said: Said) -> None:
    """Issue the pack; its chair notes and recommends, and the office answers, with secret words."""
    office = actor_of(session, world.office)
    board = stages.fetch(session, world.office, stages.board_of(session, world))
    edition = actions.issue(session, board, office, at=AT)
    who = factories.person(session, world.organisation, "Board chair")
    factories.grant(session, who, Role.BOARD_READER, on=world.programme).chairs = True
    session.flush()
    asked = reading_actions.Asked(text=said.word("recommended"), addressee="The director")
    chair = actor_of(session, who)
    there = library.find_edition(session, chair, edition.id)
    note = reading_actions.note(
        session, there, chair, at=AT, text=said.word("chair"), recommended=[asked], public=False
    )
    row = reading_notes.find_recommendation(session, office, note.recommendations[0].id)
    reading_actions.answer(
        session,
        row,
        office,
        at=AT,
        state=RecommendationState.ANSWERED,
        text=said.word("answer"),
        seen=0,
    )


def note_after_the_period(
    session: Session, world: World, update: ProgressUpdate, said: Said
) -> None:
    """Write a note on what happened after the period and send it back, with secret words."""
    lead, sponsor = actor_of(session, world.lead), actor_of(session, world.sponsor)
    row = get_update(session, lead, update.id)
    note = addenda.write_addendum(
        session, row, lead, at=AT, happened_on=AT.date(), text=said.word("after")
    )
    addenda.send_back_addendum(
        session, row, sponsor, at=AT, addendum=note, reason=said.word("back")
    )


def test_no_letter_and_no_line_of_a_log_tells_what_was_written(
    app: Flask,
    engine: Engine,
    session: Session,
    world: World,
    post: PostOffice,
    caplog: pytest.LogCaptureFixture,
) -> None:
    said = Said({*MARKS, *OUTSIDE_UPDATES})
    session.commit()  # what goes on from here is in the log, statements included
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.INFO, "sqlalchemy.engine"):
        row = advance(
            session, world.first_update, UpdateStatus.WITH_SPONSOR, content=secret_content(said)
        )
        mark, words = said.mark("sponsor"), said.word("sponsor")
        stages.approve(session, world, row, step=3, reason=words, comment=words, exempt=mark)
        stages.write_overview(session, world, said.word("overview"))
        pack = stages.fetch(session, world.office, world.pack)
        actions.review(session, pack, actor_of(session, world.office), at=AT)
        chair = actor_of(session, world.chair)
        group.rate(
            session,
            pack,
            queries.find_update(session, pack, row.id),
            chair,
            at=AT,
            seen=queries.latest_fingerprint(session, row),
            standing=3,
            step=4,
            reason=said.word("group"),
            exempt=said.mark("group"),
        )
        give_an_action(session, world, said)
        actions.agree(session, pack, chair, at=AT, seen=pack.version)
        stages.settle(session, world, stages.board_of(session, world))
        read_and_noted(session, world, said)
        note_after_the_period(session, world, row, said)
        session.commit()
        with Session(engine) as own:
            done = send_waiting(own, post.sender, letterhead(app), now=lambda: AT)
    assert len(said.secret) >= 20
    assert done.sent == len(post.accepted) > 5
    told = "\n".join(letter.as_string() for letter in post.accepted) + caplog.text
    assert "INSERT INTO" in caplog.text
    assert [word for word in said.secret if word in told] == []


@pytest.mark.both_databases
def test_a_failure_of_the_database_is_told_without_the_row(
    app: Flask,
    session: Session,
    world: World,
    sign_in: SignIn,
    caplog: pytest.LogCaptureFixture,
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    lead = sign_in(world.lead)
    form = lead.get(f"/updates/{row.id}/sections/activities").form("/activities")
    if session.get_bind().dialect.name == "sqlite":
        session.execute(
            text(
                "CREATE TRIGGER refuses BEFORE UPDATE ON progress_updates "
                "BEGIN SELECT RAISE(ABORT, 'refused'); END"
            )
        )
    else:
        session.execute(
            text(
                "ALTER TABLE progress_updates ADD CONSTRAINT refuses "
                "CHECK (draft NOT LIKE '%canary%')"
            )
        )
    session.commit()
    page = lead.submit(form, {"key_activities": TEXT}, button="Save and continue", status=500)
    assert TEXT not in caplog.text
    assert "IntegrityError" in caplog.text or "CheckViolation" in caplog.text
    assert "editing.py" in caplog.text
    assert "Sorry" in page.h1


def test_the_words_of_a_statement_stay_out_of_what_it_says_when_it_fails(app: Flask) -> None:
    with app.app_context(), pytest.raises(IntegrityError) as failed:
        db.session.execute(text("INSERT INTO people (name) VALUES (:words)"), {"words": TEXT})
    assert TEXT not in str(failed.value)
