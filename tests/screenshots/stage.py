"""The demonstration on a server of its own, and a window for each person of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Browser
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Edition, Pack, Person, ProgressUpdate, ReportingPeriod, Workstream
from models.enums import Audience, PeriodStatus
from tests.journeys.server import Server
from tests.screenshots.camera import Album, Window
from webapp.demo.load import load
from webapp.demo.people import DOMAIN, PASSWORD
from webapp.demo.programme import SLUG


class Stage:
    """What the tour walks through: ids of rows, and windows to open."""

    def __init__(
        self, server: Server, browser: Browser, album: Album, folder: Path, at: datetime
    ) -> None:
        self.server = server
        self.browser = browser
        self.album = album
        self.folder = folder
        with server.rows() as session:
            load(session, at)
            self._find(session)

    def _find(self, session: Session) -> None:
        """Note the ids the addresses need: of the period under way, and of the newest edition."""
        self.period_ids: dict[PeriodStatus, int] = dict(
            session.execute(
                select(ReportingPeriod.status, ReportingPeriod.id).order_by(
                    ReportingPeriod.ends_on.desc()
                )
            )
            .tuples()
            .all()
        )
        current = self.period_ids[PeriodStatus.OPEN]
        self.update_ids: dict[str, int] = dict(
            session.execute(
                select(Workstream.code, ProgressUpdate.id)
                .join(ProgressUpdate, ProgressUpdate.workstream_id == Workstream.id)
                .where(ProgressUpdate.period_id == current)
            )
            .tuples()
            .all()
        )
        self.workstream_ids: dict[str, int] = dict(
            # Of a code that comes twice the later phase's counts.
            session.execute(select(Workstream.code, Workstream.id).order_by(Workstream.id))
            .tuples()
            .all()
        )
        self.person_ids: dict[str, int] = dict(
            session.execute(select(Person.email, Person.id)).tuples().all()
        )
        self.pack_ids: dict[Audience, int] = dict(
            session.execute(select(Pack.audience, Pack.id).where(Pack.period_id == current))
            .tuples()
            .all()
        )
        self.edition_id = session.scalars(
            select(Edition.id)
            .join(Pack, Pack.id == Edition.pack_id)
            .where(Pack.audience == Audience.IIB)
            .order_by(Edition.id.desc())
        ).first()

    def update(self, code: str, rest: str = "") -> str:
        """Return an address of the current period's update of a workstream."""
        return f"/updates/{self.update_ids[code]}{rest}"

    def workstream(self, code: str) -> str:
        """Return the address of the page of a workstream."""
        return f"/programmes/{SLUG}/workstreams/{self.workstream_ids[code]}"

    def person(self, mailbox: str) -> int:
        """Return the id of a person of the demonstration."""
        return self.person_ids[f"{mailbox}@{DOMAIN}"]

    def pack(self, audience: Audience = Audience.IMPROVEMENT_GROUP) -> str:
        """Return the address of the current period's pack."""
        return f"/packs/{self.pack_ids[audience]}"

    @contextmanager
    def stranger(self, role: str = "visitor") -> Iterator[Window]:
        """Open the window of somebody who has not signed in."""
        window = Window(self.browser, self.server.address, self.album, role)
        window.page.set_default_timeout(20_000)
        try:
            yield window
        finally:
            window.context.close()

    @contextmanager
    def seat(self, mailbox: str) -> Iterator[Window]:
        """Open the window of a person of the demonstration, signed in."""
        with self.stranger(mailbox.replace(".", "-")) as window:
            window.sign_in(f"{mailbox}@{DOMAIN}", PASSWORD)
            yield window
