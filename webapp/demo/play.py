"""The single acts of the demonstration, each through the action that a page would call."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Pack, ProgressUpdate, ReportingPeriod, Revision
from models.enums import Audience, Section
from webapp.demo.drafts import fitted, written_sections
from webapp.demo.setting import Setting
from webapp.demo.story import Account, SentBack, Story
from webapp.domain.actor import Actor
from webapp.domain.content import UpdateContent, decode, fingerprint, section_fingerprint
from webapp.packs import actions as packs
from webapp.packs.queries import get_pack
from webapp.programmes import actions as periods
from webapp.updates import actions as updates
from webapp.updates.queries import get_update

BETWEEN_SECTIONS = timedelta(minutes=19)
CONTRIBUTED = (Section.ACTIVITIES, Section.RISKS)
"""Sections that a contributor writes where the workstream has one."""


@dataclass(frozen=True)
class Play:
    """Acts on periods by their number and workstreams by their story; rows are read afresh."""

    session: Session
    setting: Setting

    @property
    def _office(self) -> Actor:
        return self.setting.actors["programme.office"]

    def _update(self, period: int, story: Story, actor: Actor) -> ProgressUpdate:
        update_id = self.session.scalars(
            select(ProgressUpdate.id).where(
                ProgressUpdate.workstream_id == self.setting.workstream_ids[story.code],
                ProgressUpdate.period_id == self.setting.period_ids[period],
            )
        ).one()
        return get_update(self.session, actor, update_id, lock=True)

    def _pack(self, period: int, audience: Audience, actor: Actor) -> Pack:
        pack_id = self.session.scalars(
            select(Pack.id).where(
                Pack.period_id == self.setting.period_ids[period], Pack.audience == audience
            )
        ).one()
        return get_pack(self.session, actor, pack_id, lock=True)

    def open_period(self, period: int, moment: datetime) -> None:
        """Open a period, as the programme office."""
        row = self.session.get_one(
            ReportingPeriod,
            self.setting.period_ids[period],
            options=[joinedload(ReportingPeriod.phase)],
        )
        periods.open_period(self.session, row, self._office, at=moment)

    def write(self, period: int, story: Story, text: UpdateContent, moment: datetime) -> None:
        """Start the update where nobody has, and save every section with words, as its lead."""
        lead = self.setting.actors[f"lead.{story.short}"]
        contributor = self.setting.actors.get(f"contributor.{story.short}", lead)
        row = self._update(period, story, lead)
        if not row.draft:
            updates.start(self.session, row, lead, at=moment)
        for section in written_sections(text):
            draft = decode(row.draft)
            moment += BETWEEN_SECTIONS
            updates.save(
                self.session,
                row,
                contributor if section in CONTRIBUTED else lead,
                section,
                fitted(text, draft),
                at=moment,
                seen=section_fingerprint(draft, section),
            )

    def submit(self, period: int, story: Story, moment: datetime) -> None:
        """Submit the draft as it stands, as the lead."""
        lead = self.setting.actors[f"lead.{story.short}"]
        row = self._update(period, story, lead)
        updates.submit(self.session, row, lead, at=moment, seen=fingerprint(row.draft))

    def send_back(self, period: int, story: Story, answer: SentBack, moment: datetime) -> None:
        """Send the latest revision back, as the sponsor."""
        sponsor = self.setting.actors[f"sponsor.{story.short}"]
        row = self._update(period, story, sponsor)
        updates.send_back(
            self.session,
            row,
            sponsor,
            at=moment,
            seen=self._latest(row).sha256,
            reason=answer.reason,
            sections=answer.sections,
        )

    def approve(self, period: int, story: Story, account: Account, moment: datetime) -> None:
        """Approve the latest revision, perhaps with another rating, as the sponsor."""
        sponsor = self.setting.actors[f"sponsor.{story.short}"]
        row = self._update(period, story, sponsor)
        revision = self._latest(row)
        updates.approve(
            self.session,
            row,
            sponsor,
            at=moment,
            seen=revision.sha256,
            step=account.confirmed_step or revision.proposed_step,
            reason=account.reason,
            comment=account.comment,
        )

    def _latest(self, row: ProgressUpdate) -> Revision:
        """Return the revision a sponsor reads; there is one once an update was submitted."""
        return self.session.get_one(Revision, row.revision_id)

    def write_overview(self, period: int, text: str, moment: datetime) -> None:
        """Write the overview of the Improvement Group's pack, as the programme director."""
        director = self.setting.actors["programme.director"]
        pack = self._pack(period, Audience.IMPROVEMENT_GROUP, director)
        seen = fingerprint(pack.overview)
        packs.save_overview(self.session, pack, director, text, at=moment, seen=seen)

    def review(self, period: int, moment: datetime) -> None:
        """Send the pack to the Improvement Group, as the programme office."""
        pack = self._pack(period, Audience.IMPROVEMENT_GROUP, self._office)
        packs.review(self.session, pack, self._office, at=moment)

    def agree(self, period: int, moment: datetime) -> None:
        """Agree the pack, as the chair."""
        chair = self.setting.actors["group.chair"]
        pack = self._pack(period, Audience.IMPROVEMENT_GROUP, chair)
        packs.agree(self.session, pack, chair, at=moment, seen=pack.version)

    def issue(self, period: int, moment: datetime) -> None:
        """Issue the board's pack, as the programme office."""
        pack = self._pack(period, Audience.IIB, self._office)
        packs.issue(self.session, pack, self._office, at=moment)
