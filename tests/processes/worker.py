"""What a process of its own does in these tests: it serves requests as a server's process would.

Each has its own application and its own connections.
"""

import os
from collections.abc import Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from models import ProgressUpdate
from models.enums import Section
from tests.processes.meeting import meet
from tests.visitor import Visitor
from tests.watch import Watch
from webapp.app import create_app
from webapp.config import Settings
from webapp.domain import content
from webapp.extensions import db

SECRET = "a key for tests, long enough to be accepted"


@dataclass(frozen=True)
class Act:
    """A form to send as somebody: the token of their session, the address and the fields."""

    token: str
    address: str
    fields: Mapping[str, str]


class Browser:
    """Somebody's browser on an application in this process."""

    def __init__(self, database_url: str) -> None:
        app = create_app(
            Settings(database_url=database_url, secret_key=SECRET, trusted_hosts=("localhost",))
        )
        with app.app_context():
            engine = db.engine
        self.app = app
        self.visitor = Visitor(app, Session(engine), Watch(app, engine))

    def sign_in(self, token: str) -> None:
        """Carry the cookie of a session that is open already."""
        with self.visitor.client.session_transaction() as cookie:
            cookie["_user_id"] = token

    def send(self, act: Act) -> int:
        """Send a form and return the status of the answer."""
        self.sign_in(act.token)
        data = {"csrf_token": self.visitor._csrf_token(), **act.fields}
        response = Context().run(self.visitor.client.post, act.address, data=data)
        return response.status_code

    def draft(self, update_id: int) -> content.UpdateContent:
        """Read a draft as it stands now."""
        with Session(self.visitor.session.get_bind()) as session:
            row = session.get_one(ProgressUpdate, update_id)
            return content.decode(row.draft)


def race(database_url: str, acts: Sequence[Act]) -> list[int]:
    """Send one form in each round, all processes at the same moment; return the statuses."""
    browser = Browser(database_url)
    answers = []
    for act in acts:
        meet()
        answers.append(browser.send(act))
    return answers


@dataclass(frozen=True)
class Writing:
    """Lines to add to one section of a draft, one by one."""

    token: str
    update_id: int
    section: Section
    lines: Sequence[str]


FIELD = {
    Section.ACTIVITIES: "key_activities",
    Section.ENGAGEMENT: "engagement",
    Section.CONCERNS: "concerns",
    Section.NOTE: "cover_note",
}


def write(database_url: str, writing: Writing) -> int:
    """Add lines to a section as people do: read, write below, save; read again after a conflict.

    Returns how many lines were accepted.
    """
    browser = Browser(database_url)
    name = FIELD[writing.section]
    accepted = 0
    meet()
    for line in writing.lines:
        while True:
            text = browser.draft(writing.update_id)
            fields = {
                "seen": content.section_fingerprint(text, writing.section),
                name: f"{getattr(text, name)}\n{line}".strip(),
                "do": "next",
            }
            address = f"/updates/{writing.update_id}/sections/{writing.section}"
            status = browser.send(Act(writing.token, address, fields))
            if status == 303:
                accepted += 1
                break
            assert status == 409, status
    return accepted


def submit_and_take_back(
    database_url: str, token: str, update_id: int, rounds: int, acknowledged: Path
) -> None:
    """Write, submit and take back; each submission that was answered is noted outside.

    The note is on disk before the next request, so a test that kills this process knows what it
    was told.
    """
    browser = Browser(database_url)
    with acknowledged.open("a") as notes:
        for number in range(rounds):
            text = browser.draft(update_id)
            line = f"Account {os.getpid()} {number}."
            address = f"/updates/{update_id}"
            browser.send(
                Act(
                    token,
                    f"{address}/sections/activities",
                    {
                        "seen": content.section_fingerprint(text, Section.ACTIVITIES),
                        "key_activities": line,
                    },
                )
            )
            draft = content.encode(browser.draft(update_id))
            seen = content.fingerprint(draft)
            if browser.send(Act(token, f"{address}/submit", {"seen": seen})) == 303:
                notes.write(f"{seen}\n")
                notes.flush()
                os.fsync(notes.fileno())
            browser.send(Act(token, f"{address}/recall", {}))
