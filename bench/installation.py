"""An installation to measure: a migrated, filled database, and the cookies of signed-in people."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
import psutil
import psycopg
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from bench import setting
from bench.servers import Running
from bench.setting import Place
from models import Person, SignInSession
from models.enums import UpdateStatus
from tests import databases
from tests.world import actor_of
from webapp.app import create_app
from webapp.config import Settings
from webapp.domain.actor import Actor
from webapp.extensions import db
from webapp.identity import ABSOLUTE, token_digest
from webapp.packs import actions, queries

KEY = "a key for measuring, long enough to be accepted"


class Installation:
    """A migrated database at `url`; this process leaves no connection to it open."""

    def __init__(self, url: str) -> None:
        self.at = datetime.now(UTC)
        self.environment: Mapping[str, str] = {
            "WAYMARK_DATABASE_URL": url,
            "WAYMARK_SECRET_KEY": KEY,
        }
        self.app: Flask = create_app(Settings(database_url=url, secret_key=KEY))
        with self.app.app_context():
            flask_migrate.upgrade()

    def fill(
        self, *, programmes: int = 1, phases: int = 1, periods: int, states: Sequence[UpdateStatus]
    ) -> list[Place]:
        """Add programmes (see `setting.build`) and bring the database's statistics up to date."""
        with self._session() as session:
            places = setting.build(
                session,
                self.at,
                programmes=programmes,
                phases=phases,
                periods=periods,
                states=states,
            )
            session.commit()
            session.execute(text("ANALYZE"))
            session.commit()
        return places

    def freeze(self, place: Place) -> int:
        """Agree the pack of the period before the open one; return the number of its edition."""
        with self._session() as session:
            chair = self._actor(session, place.chair_id)
            pack = queries.get_pack(session, chair, place.pack_before_id, lock=True)
            edition = actions.agree(session, pack, chair, at=self.at, seen=pack.version)
            session.commit()
            return edition.id

    def cookies(self, people: Sequence[int]) -> dict[int, str]:
        """Sign people in, each in a browser of their own; return the cookie of each."""
        tokens = {person: secrets.token_urlsafe(32) for person in dict.fromkeys(people)}
        with self._session() as session:
            session.add_all(
                SignInSession(
                    person_id=person,
                    token_sha256=token_digest(token),
                    created_at=self.at,
                    last_seen_at=self.at,
                    expires_at=self.at + ABSOLUTE,
                )
                for person, token in tokens.items()
            )
            session.commit()
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        name = self.app.config["SESSION_COOKIE_NAME"]
        return {
            person: f"{name}={signer.dumps({'_user_id': token, '_fresh': True})}"
            for person, token in tokens.items()
        }

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        with self._session() as session:
            return int(session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608 - our own names

    @contextmanager
    def _session(self) -> Iterator[Session]:
        """Give a session; afterwards no connection is left open."""
        with self.app.app_context():
            with Session(db.engine) as session:
                yield session
            db.engine.dispose()

    def _actor(self, session: Session, person_id: int) -> Actor:
        return actor_of(session, session.get_one(Person, person_id), at=self.at)


def sqlite(folder: Path) -> Installation:
    """Make an installation on a SQLite file in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return Installation(f"sqlite:///{folder / 'waymark.sqlite3'}")


@contextmanager
def postgresql() -> Iterator[tuple[Installation, Running]]:
    """Make an installation on a PostgreSQL server of its own, with its usual settings."""
    with databases.postgresql() as address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE DATABASE waymark")
            found = connection.execute("SHOW data_directory").fetchone()
        data = Path(str(found[0] if found else ""))
        process = psutil.Process(int((data / "postmaster.pid").read_text().split()[0]))
        url = address.replace("postgresql:", "postgresql+psycopg:")
        yield Installation(url.replace("/postgres?", "/waymark?")), Running(process)
