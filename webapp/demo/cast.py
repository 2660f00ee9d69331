"""The rows of the story while it is played, read afresh for each act, and who acts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import Pack, Person, ProgressUpdate, ReportingPeriod, Workstream
from models.enums import Audience
from webapp.clock import LONDON
from webapp.demo.setting import Setting
from webapp.demo.story import Story
from webapp.domain.actor import Actor
from webapp.identity import snapshot
from webapp.packs.queries import get_pack
from webapp.updates.queries import get_update

OFFICE, CHAIR = "programme.office", "group.chair"
"""Mailboxes of who plans and who agrees."""


@dataclass(frozen=True)
class Cast:
    """Finds periods by their number, workstreams by their story and people by their mailbox."""

    session: Session
    setting: Setting

    def person(self, mailbox: str) -> Person:
        """Return a person with their roles."""
        return self.session.get_one(
            Person, self.setting.person_ids[mailbox], options=[selectinload(Person.grants)]
        )

    def actor(self, mailbox: str, moment: datetime) -> Actor:
        """Return what a person may do on the day of a moment."""
        return snapshot(self.person(mailbox), moment.astimezone(LONDON).date())

    def period(self, number: int) -> ReportingPeriod:
        """Return a reporting period with its phase."""
        return self.session.get_one(
            ReportingPeriod,
            self.setting.period_ids[number],
            options=[joinedload(ReportingPeriod.phase)],
        )

    def workstream(self, story: Story) -> Workstream:
        """Return a workstream with its phase."""
        return self.session.get_one(
            Workstream,
            self.setting.workstream_ids[story.code],
            options=[joinedload(Workstream.phase)],
        )

    def update(self, period: int, story: Story, actor: Actor) -> ProgressUpdate:
        """Return an update as somebody who may read it is given it."""
        update_id = self.session.scalars(
            select(ProgressUpdate.id).where(
                ProgressUpdate.workstream_id == self.setting.workstream_ids[story.code],
                ProgressUpdate.period_id == self.setting.period_ids[period],
            )
        ).one()
        return get_update(self.session, actor, update_id, lock=True)

    def pack(self, period: int, audience: Audience, actor: Actor) -> Pack:
        """Return a pack as somebody who may read it is given it."""
        pack_id = self.session.scalars(
            select(Pack.id).where(
                Pack.period_id == self.setting.period_ids[period], Pack.audience == audience
            )
        ).one()
        return get_pack(self.session, actor, pack_id, lock=True)
