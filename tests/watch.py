"""What a request does to the database: statements, writes of a GET, changes not committed."""

from types import TracebackType
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from models import SignInSession
from webapp.extensions import db

WRITES = ("INSERT", "UPDATE", "DELETE")
NOTED = ("UPDATE sign_in_sessions SET last_seen_at", "INSERT INTO revision_readings")
"""The writes a GET may make: that the session is in use, and that a decider opened a revision."""


class Watch:
    """Used as a context around one request; `check` then says whether it kept the rules."""

    def __init__(self, app: Flask, engine: Engine) -> None:
        self.statements: list[str] = []
        self._watching = False
        self._unsaved: list[str] = []
        app.teardown_request(self._leaving)
        event.listen(engine, "before_cursor_execute", self._execute)
        event.listen(db.session, "after_flush", self._flushed)
        event.listen(db.session, "do_orm_execute", self._executed)
        event.listen(db.session, "after_commit", self._settled)
        event.listen(db.session, "after_rollback", self._settled)

    def __enter__(self) -> None:
        self.statements.clear()
        self._unsaved.clear()
        self._watching = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._watching = False

    def check(self, method: str, path: str) -> None:
        """Raise AssertionError when a GET wrote or a change was neither committed nor undone."""
        assert not self._unsaved, f"{method} {path} left unsaved: {self._unsaved}"
        if method in ("GET", "HEAD"):
            written = [
                statement
                for statement in self.statements
                if statement.startswith(WRITES) and not statement.startswith(NOTED)
            ]
            assert not written, f"{method} {path} wrote: {written}"

    def _execute(self, *arguments: Any) -> None:
        if self._watching:
            self.statements.append(arguments[2])

    def _flushed(self, session: Session, _work: UOWTransaction) -> None:
        if self._watching:
            changed = [*session.new, *session.dirty, *session.deleted]
            self._unsaved += [type(row).__name__ for row in changed]

    def _executed(self, state: ORMExecuteState) -> None:
        if self._watching and (state.is_insert or state.is_update or state.is_delete):
            # Its table alone: the text of an insert of many rows is known only while it runs.
            self._unsaved.append(f"a change of {getattr(state.statement, 'table', '?')}")

    def _leaving(self, _error: BaseException | None) -> None:
        if self._watching:
            session = db.session
            waiting = {*session.new, *session.dirty, *session.deleted}
            self._unsaved += [
                f"{type(row).__name__}, not even flushed"
                for row in waiting
                if not isinstance(row, SignInSession)  # noted as in use, lost with a refusal
            ]

    def _settled(self, _session: Session) -> None:
        self._unsaved.clear()
