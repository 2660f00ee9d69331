"""What the programme office does in the demonstration: dates, more time, who stands in."""

from datetime import date, datetime

from sqlalchemy.orm import selectinload

from models import Programme
from models.enums import PeriodStatus
from webapp import periods
from webapp.clock import LONDON
from webapp.cycle import actions as cycle
from webapp.cycle import people
from webapp.demo.cast import OFFICE, Cast
from webapp.demo.months import RULES, next_year
from webapp.demo.people import Somebody
from webapp.demo.story import Story
from webapp.planning import actions as planning
from webapp.planning import own
from webapp.planning.queries import periods_of


class Office(Cast):
    """The acts of the office, each through the action that a page would call."""

    def open_period(self, period: int, moment: datetime) -> None:
        """Open a period for updates."""
        office = self.actor(OFFICE, moment)
        periods.open_period(self.session, self.period(period), office, at=moment)

    def close_period(self, period: int, moment: datetime) -> None:
        """Close a period to returns."""
        office = self.actor(OFFICE, moment)
        periods.close_period(self.session, self.period(period), office, at=moment)

    def allow_late(
        self, period: int, story: Story, until: date, reason: str, moment: datetime
    ) -> None:
        """Let an update be written that was not there when the period was closed."""
        office = self.actor(OFFICE, moment)
        row = self.update(period, story, office)
        cycle.allow_late(self.session, row, office, at=moment, until=until, reason=reason)

    def extend(self, period: int, story: Story, until: date, reason: str, moment: datetime) -> None:
        """Give the writers of an update more time."""
        office = self.actor(OFFICE, moment)
        row = self.update(period, story, office)
        cycle.extend(self.session, row, office, at=moment, until=until, reason=reason)

    def note_absence(self, mailbox: str, until: date, moment: datetime) -> None:
        """Note that somebody is away from today on."""
        own.record_absence(
            self.session,
            self.person(mailbox),
            self.actor(OFFICE, moment),
            at=moment,
            starts_on=moment.astimezone(LONDON).date(),
            ends_on=until,
        )

    def appoint_deputy(self, story: Story, deputy: str, until: date, moment: datetime) -> None:
        """Let somebody decide in the place of a workstream's sponsor from today on."""
        people.appoint_deputy(
            self.session,
            self.workstream(story),
            self.actor(OFFICE, moment),
            at=moment,
            sponsor=self.person(f"sponsor.{story.short}"),
            deputy=self.person(deputy),
            starts_on=moment.astimezone(LONDON).date(),
            ends_on=until,
        )

    def add_sponsor(self, story: Story, somebody: Somebody, moment: datetime) -> None:
        """Name a sponsor beside the one there is, from today on."""
        people.add_sponsor(
            self.session,
            self.workstream(story),
            self.actor(OFFICE, moment),
            at=moment,
            person=self.person(somebody.mailbox),
            starts_on=moment.astimezone(LONDON).date(),
        )

    def set_rules(self, moment: datetime) -> None:
        """Set how dates are planned back from the board's meeting."""
        office = self.actor(OFFICE, moment)
        planning.set_rules(
            self.session, self._programme(), office, RULES, at=moment, quarantine_hours=0
        )

    def plan_year(self, moment: datetime) -> None:
        """Plan a year; show what lies in the phase under way, and keep the rest as a draft."""
        office = self.actor(OFFICE, moment)
        plans = next_year(self.setting.months)
        planning.plan_year(self.session, self._programme(), office, plans, at=moment)
        phase_id = self.period(0).phase_id
        drafts = [
            row
            for row in periods_of(self.session, self.setting.programme_id, drafts=True)
            if row.status is PeriodStatus.DRAFT and row.phase_id == phase_id
        ]
        planning.schedule(self.session, drafts, office, at=moment)

    def _programme(self) -> Programme:
        """Return the programme with its phases."""
        return self.session.get_one(
            Programme, self.setting.programme_id, options=[selectinload(Programme.phases)]
        )
