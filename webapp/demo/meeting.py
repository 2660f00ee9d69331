"""What the Improvement Group decides in the demonstration, and who acts on it."""

from datetime import date, datetime

from sqlalchemy import select

from models import Minute
from models.enums import Audience, MinuteKind, MinuteState
from webapp.clock import LONDON
from webapp.demo.cast import CHAIR, OFFICE, Cast
from webapp.demo.story import Story
from webapp.packs.meeting import discussed, minutes, recording
from webapp.packs.meeting.minutes import Said

DECIDED = "Savings from contracts are counted only once finance has confirmed them."
OWED = "Bring the contracts that end within a year to the group, with a plan for each."
DONE = "Tell staff what was changed because of what they said, in the monthly letter."
WHAT_WAS_DONE = "It was in the letter that went out on the first of the month."
OUTSIDE = "Give the group a second opinion on the new way of buying."


class Recorder(Cast):
    """The acts of the programme office as it writes down what the meeting says."""

    def decide(self, period: int, moment: datetime) -> None:
        """Record a decision about the whole programme."""
        self._record(period, MinuteKind.DECISION, Said(text=DECIDED), moment)

    def owe(self, period: int, story: Story, due_on: date, moment: datetime) -> None:
        """Record an action that the lead of a workstream still owes."""
        said = Said(
            text=OWED,
            workstream_id=self.setting.workstream_ids[story.code],
            owner_id=self.setting.person_ids[f"lead.{story.short}"],
            due_on=due_on,
        )
        self._record(period, MinuteKind.ACTION, said, moment)

    def ask_outside(self, period: int, story: Story, due_on: date, moment: datetime) -> None:
        """Record an action of somebody without an account."""
        said = Said(
            text=OUTSIDE,
            workstream_id=self.setting.workstream_ids[story.code],
            owner_name="Head of Buying, neighbouring council",
            due_on=due_on,
        )
        self._record(period, MinuteKind.ACTION, said, moment)

    def ask(self, period: int, due_on: date, moment: datetime) -> None:
        """Record an action that the programme director will soon have done."""
        director = self.setting.person_ids["programme.director"]
        said = Said(text=DONE, owner_id=director, due_on=due_on)
        self._record(period, MinuteKind.ACTION, said, moment)

    def finish(self, moment: datetime) -> None:
        """Say, as the programme director, that the action is done."""
        director = self.actor("programme.director", moment)
        number = self.session.scalars(select(Minute.id).where(Minute.text == DONE)).one()
        row = minutes.get_minute(self.session, director, number, lock=True)
        recording.settle(
            self.session,
            row,
            director,
            at=moment,
            state=MinuteState.DONE,
            on=moment.astimezone(LONDON).date(),
            note=WHAT_WAS_DONE,
            seen=row.version,
        )

    def discuss(self, period: int, story: Story, moment: datetime) -> None:
        """Mark a workstream as discussed, as the chair."""
        chair = self.actor(CHAIR, moment)
        pack = self.pack(period, Audience.IMPROVEMENT_GROUP, chair)
        number = self.setting.workstream_ids[story.code]
        discussed.discuss(self.session, pack, number, chair, at=moment, discussed=True)

    def _record(self, period: int, kind: MinuteKind, said: Said, moment: datetime) -> None:
        office = self.actor(OFFICE, moment)
        pack = self.pack(period, Audience.IMPROVEMENT_GROUP, office)
        recording.record(self.session, pack, office, kind, said, at=moment)
