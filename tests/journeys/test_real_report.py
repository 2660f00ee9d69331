"""A real report: typed by its leads, approved, agreed, issued, and read by one of the board."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from models import Decision, EditionFinding, FindingAccepted
from models.enums import Action
from tests.journeys import paper as real
from tests.journeys import parts, rounds, setting
from tests.journeys.desk import Desk, Room
from tests.journeys.paper import Paper
from tests.journeys.server import Server
from tests.packs import real as transcribed
from tests.packs import text
from webapp import audit
from webapp.packs import checking

pytestmark = real.NEEDED


@pytest.fixture(scope="module")
def paper() -> Paper:
    """Return the report as it was printed."""
    return real.read()


@pytest.fixture(scope="module")
def clock() -> Iterator[time_machine.Traveller]:
    """Set the clock of the server to the days of the paper."""
    with time_machine.travel(setting.moment(rounds.BEFORE, 9), tick=True) as traveller:
        yield traveller


@pytest.fixture(scope="module")
def files(
    room: Room, server: Server, clock: time_machine.Traveller, paper: Paper
) -> dict[str, bytes]:
    """Return the files of the board's pack after the whole round."""

    def sit(day: date, hour: int, email: str) -> AbstractContextManager[Desk]:
        clock.move_to(setting.moment(day, hour))
        return room.seat(email)

    wrong = [finding.fact for finding in checking.find(transcribed.pack())]
    assert wrong
    return rounds.take(server, paper, sit, wrong)


@pytest.fixture(scope="module")
def sections(files: dict[str, bytes]) -> dict[str, Any]:
    """Return the sections of the issued document by their addresses."""
    return {part["id"]: part for part in json.loads(files["json"])["sections"]}


@pytest.mark.parametrize("kind", real.READERS)
def test_every_word_stands_in_the_issued_pack(
    kind: str, files: dict[str, bytes], paper: Paper
) -> None:
    assert paper.lost_in(kind, files[kind]) == paper.exceptions()


def test_every_word_stands_in_the_report_it_belongs_to(
    sections: dict[str, Any], paper: Paper
) -> None:
    for report in paper.reports:
        printed = text.json_text(json.dumps(sections[report.code.lower()]).encode())
        misplaced = {
            f"{report.name}: {where}"
            for where, words in report.texts()
            if words.strip("# ") and text.missing_runs([words], printed)
        }
        assert misplaced <= real.NOT_IN_THE_PACK.keys()


def test_the_status_table_is_that_of_the_paper(sections: dict[str, Any], paper: Paper) -> None:
    (table,) = (block for block in sections["status"]["blocks"] if block["type"] == "table")
    assert [_ratings(row) for row in table["rows"]] == [
        [paper.label(now), paper.label(before)] for _, now, before in paper.table
    ]


def test_the_changed_rating_is_printed_with_both_steps_and_the_reason(
    sections: dict[str, Any], paper: Paper
) -> None:
    (report,) = (report for report in paper.reports if report.name == rounds.CHANGED)
    printed = text.json_text(json.dumps(sections[report.code.lower()]).encode())
    proposed = f"The lead proposed {paper.label(report.step + 1)}"
    assert text.missing_runs([proposed, rounds.WHY_CHANGED], printed) == []


def test_the_record_tells_of_every_decision(
    files: dict[str, bytes], server: Server, paper: Paper
) -> None:
    assert files
    with server.rows() as session:
        decisions = session.scalars(select(Decision).order_by(Decision.id)).all()
        sent_back = [row.reason for row in decisions if row.action is Action.SEND_BACK]
        approved = [row for row in decisions if row.action is Action.APPROVE]
        verdict = audit.verify(session)
    assert sent_back == [rounds.WHAT_IS_MISSING]
    assert len(approved) == 2 * len(paper.reports)  # the period before was approved too
    assert verdict.broken_at is None


def test_what_contradicts_itself_was_named_and_decided_before_the_issue(
    files: dict[str, bytes], server: Server
) -> None:
    assert files
    with server.rows() as session:
        accepted = session.scalars(select(FindingAccepted)).all()
        codes = {row.code for row in accepted}
        reasons = {row.reason for row in accepted}
        decided = {row.id for row in accepted}
        went_out_with = set(session.scalars(select(EditionFinding.accepted_id)))
    assert {"other-meaning", "workstream-name-differs"} <= codes
    assert reasons == {parts.EXPLAINED}
    assert went_out_with == decided


def _ratings(row: dict[str, Any]) -> list[str]:
    """Return the labels of the ratings in a row of a table, from left to right."""
    return [
        inline["label"]
        for cell in row["cells"]
        for block in cell["blocks"]
        for inline in block["inlines"]
        if inline["type"] == "rating"
    ]
