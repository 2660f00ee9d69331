"""What the improvement board does in the demonstration, and how the programme answers it."""

from datetime import datetime, timedelta

from sqlalchemy import select

from models import Edition, Pack
from models.enums import Audience, RecommendationState
from webapp.demo.cast import Cast
from webapp.demo.story import prose
from webapp.domain.actor import Actor
from webapp.packs import library, reading_actions, reading_notes
from webapp.packs.reading_actions import Asked

MEMBER, CHAIR, DIRECTOR = "board.member", "board.chair", "programme.director"
"""Mailboxes of who reads, who chairs and who answers."""
NOTE = prose("""
    The board thanks the programme for a report that says plainly what is late. It spent most of its
    meeting on **culture**: a survey tells how staff feel, but not what will be done about it.

    - The list of contracts is real progress
    - The board wants to see decisions that were changed because of evidence
""")
RECOMMENDED = (
    (
        prose("""
            Show in the next report what was changed because of what staff said, and by whom.
        """),
        "Deputy Chief Executive",
        60,
    ),
    (
        prose("""
            Bring the contracts that end this year, each with the day on which a choice is needed.
        """),
        "Finance Director",
        30,
    ),
)
"""What the chair recommends: words, to whom, and by when in days after the meeting."""
ANSWER = prose("""
    Accepted. The contracts that end this year are listed in order of date, and the list is looked
    at every month.
""")


class Readers(Cast):
    """The acts of the improvement board, and the answer of the director."""

    def acknowledge(self, period: int, mailbox: str, moment: datetime) -> None:
        """Say that somebody has read the board's edition of a period."""
        reader = self.actor(mailbox, moment)
        reading_actions.acknowledge(self.session, self._edition(period, reader), reader, at=moment)

    def note(self, period: int, moment: datetime) -> None:
        """Record the chair's note with two recommendations."""
        chair = self.actor(CHAIR, moment)
        reading_actions.note(
            self.session,
            self._edition(period, chair),
            chair,
            at=moment,
            text=NOTE,
            recommended=[
                Asked(text=text, addressee=to, due_on=moment.date() + timedelta(days=days))
                for text, to, days in RECOMMENDED
            ],
            public=True,
        )

    def answer(self, moment: datetime) -> None:
        """Answer the second recommendation, as the programme director."""
        director = self.actor(DIRECTOR, moment)
        given = reading_notes.recommendations(self.session, self.setting.programme_id)
        row = reading_notes.find_recommendation(self.session, director, given[-1].id)
        reading_actions.answer(
            self.session,
            row,
            director,
            at=moment,
            state=RecommendationState.ANSWERED,
            text=ANSWER,
            seen=0,
        )

    def _edition(self, period: int, reader: Actor) -> Edition:
        number = self.session.scalars(
            select(Edition.id)
            .join(Edition.pack)
            .where(Pack.period_id == self.setting.period_ids[period], Pack.audience == Audience.IIB)
            .order_by(Edition.number.desc())
            .limit(1)
        ).one()
        return library.find_edition(self.session, reader, number)
