"""What a meeting, its papers and its readers say is in no letter and no log, as with updates."""

import logging
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.enums import MinuteKind, MinuteState, RecommendationState
from tests.factories import AT
from tests.notifications.post import PostOffice, letterhead
from tests.packs import stages
from tests.packs.meeting import room
from tests.packs.papers import shelf
from tests.packs.test_public import MARKS, Said
from tests.packs.test_reading import chair_of, note
from tests.world import World, actor_of
from webapp.domain.packchecks.finding import decide
from webapp.notifications.worker import send_waiting
from webapp.packs import accepting, actions, queries, reading_actions, reading_notes
from webapp.packs.meeting import recording
from webapp.packs.reading_actions import Asked


def hold_the_meeting(session: Session, world: World, said: Said) -> None:
    """Let the group take in a paper, decide, act, ask and carry what it asked."""
    word, mark = said.word, said.mark
    pack = stages.review(session, world, word("overview"))
    paper: dict[str, Any] = {name: word("paper") for name in ("title", "author", "about")}
    shelf.add(session, world, **paper, exempt=mark("paper"))
    room.record(session, world, pack, kind=MinuteKind.DECISION, text=word("minute"))
    row = room.record(session, world, pack, text=word("minute"), exempt=mark("minute"))
    recording.settle(
        session,
        row,
        actor_of(session, world.lead),
        at=AT,
        state=MinuteState.DONE,
        on=room.TODAY,
        note=word("minute"),
        seen=row.version,
    )
    asked = room.ask(session, world, pack)
    room.carry(session, world, pack, asked, reason=word("query"), exempt=mark("query"))
    stages.resubmit(session, world, world.first_update, word("activities"), AT)
    stages.approve(session, world, world.first_update)
    held = queries.find_update(session, pack, world.first_update.id)
    actions.include(session, pack, held, actor_of(session, world.office), at=AT)


def answer_the_board(session: Session, world: World, said: Said) -> None:
    """Issue the pack with a reason for what was found; let the chair recommend, and answer it."""
    chair = actor_of(session, world.chair)
    pack = stages.fetch(session, world.chair, world.pack)
    actions.agree(session, pack, chair, at=AT, seen=pack.version)
    board = stages.board_of(session, world)
    finding = decide("total-differs", "overview", said.word("overview"), "Put it right")
    office, reason = actor_of(session, world.office), said.word("overview")
    accepting.accept(session, board, office, at=AT, finding=finding, reason=reason)
    stages.settle(session, world, board)
    edition = actions.issue(session, board, office, at=AT)
    asked = Asked(text=said.word("recommendation"), addressee=said.word("recommendation"))
    who = chair_of(session, world)
    note(session, who, edition, replace(asked, due_on=date(2026, 9, 1)), text=said.word("note"))
    (row,) = reading_notes.recommendations(session)
    director = actor_of(session, world.director)
    reading_actions.answer(
        session,
        row,
        director,
        at=AT,
        state=RecommendationState.ANSWERED,
        text=said.word("recommendation"),
        seen=0,
    )


def test_no_letter_and_no_line_of_a_log_tells_what_was_said(
    app: Flask,
    engine: Engine,
    session: Session,
    world: World,
    post: PostOffice,
    caplog: pytest.LogCaptureFixture,
) -> None:
    said = Said(MARKS)
    session.commit()  # what goes on from here is in the log, statements included
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.INFO, "sqlalchemy.engine"):
        hold_the_meeting(session, world, said)
        answer_the_board(session, world, said)
        session.commit()
        with Session(engine) as own:
            done = send_waiting(own, post.sender, letterhead(app), now=lambda: AT)
    assert len(said.secret) >= 18
    assert done.sent == len(post.accepted) > 5
    told = "\n".join(letter.as_string() for letter in post.accepted) + caplog.text
    assert "INSERT INTO chair_notes" in caplog.text
    assert [word for word in said.secret if word in told] == []
