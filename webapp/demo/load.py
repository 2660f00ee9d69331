"""Load the demonstration: its rows, then everything that happened, in the order it would have."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import OutboxMessage, Programme
from webapp import audit
from webapp.clock import LONDON
from webapp.demo import setting
from webapp.demo.months import at, working_day, working_days_after
from webapp.demo.play import Play
from webapp.demo.programme import OVERVIEWS, SLUG, STORIES
from webapp.demo.story import Story

Act = tuple[datetime, Callable[[datetime], None]]
"""Something that happens, and when."""
CURRENT = 2
"""Number of the period that is under way; those before it are issued."""


def load(session: Session, now: datetime) -> bool:
    """Add the demonstration as it stands at `now` and flush; False when it is there already.

    All it tells of lies before the day of `now`. Its messages count as sent, so that a worker
    started later writes to nobody.
    """
    if session.scalar(select(Programme.id).where(Programme.slug == SLUG)) is not None:
        return False
    today = now.astimezone(LONDON).date()
    play = Play(session, setting.add(session, today))
    for moment, act in sorted(_acts(play, today), key=lambda step: step[0]):
        act(moment)
        session.flush()
        session.expire_all()
    programme_id = play.setting.programme_id
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.sent_at.is_(None))
        .values(sent_at=OutboxMessage.created_at)
    )
    audit.record(session, None, "demo.load", f"programme:{programme_id}", at=now)
    return True


def _acts(play: Play, today: date) -> Iterator[Act]:
    """Yield everything that happens up to the day before today, in no particular order."""
    for number, (period, overview) in enumerate(zip(play.setting.periods, OVERVIEWS, strict=True)):
        yield at(working_day(period.starts_on), 9), partial(play.open_period, number)
        text = overview(play.setting.months)
        if number == CURRENT:
            yield from _under_way(play, today)
            yield _before(today, 1, 17, 5), partial(play.write_overview, number, text)
            continue
        for place, story in enumerate(STORIES):
            yield from _approved(play, number, place, story)
        written = working_days_after(period.sponsor_due_on, 1)
        reviewed = working_days_after(period.sponsor_due_on, 2)
        issued = working_days_after(period.group_meets_on, 2)
        yield at(written, 10, 40), partial(play.write_overview, number, text)
        yield at(reviewed, 9, 30), partial(play.review, number)
        yield at(period.group_meets_on, 15, 45), partial(play.agree, number)
        yield at(issued, 11, 5), partial(play.issue, number)


def _approved(play: Play, number: int, place: int, story: Story) -> Iterator[Act]:
    """Yield an update written, sent back once where the story says so, and approved."""
    period = play.setting.periods[number]
    account = story.accounts[number](play.setting.months)
    begun = working_days_after(period.lead_due_on, -4 - place % 2)
    sent = working_days_after(period.lead_due_on, -1 - place % 3)
    approved = working_days_after(period.sponsor_due_on, -1 - place % 2)
    first = account.sent_back.attempt if account.sent_back else account.content
    yield at(begun, 9, 20 + 3 * place), partial(play.write, number, story, first)
    yield at(sent, 15, 10 + 7 * place), partial(play.submit, number, story)
    if answer := account.sent_back:
        returned, again = working_days_after(sent, 1), working_days_after(sent, 2)
        yield at(returned, 11, 15), partial(play.send_back, number, story, answer)
        yield at(again, 13, 30), partial(play.write, number, story, account.content)
        yield at(again, 16, 50), partial(play.submit, number, story)
    yield at(approved, 12, 5 + 9 * place), partial(play.approve, number, story, account)


def _under_way(play: Play, today: date) -> Iterator[Act]:
    """Yield the period's updates so far: approved, sent back, with the sponsor, in progress.

    The workstream without an account has not started.
    """
    approved, returned, submitted, drafted, _ = STORIES
    accounts = {
        story.code: story.accounts[CURRENT](play.setting.months)
        for story in (approved, returned, submitted, drafted)
    }
    for story, begun, sent in ((approved, 7, 6), (returned, 6, 5), (submitted, 5, 1)):
        text = accounts[story.code].content
        yield _before(today, begun, 10, 5), partial(play.write, CURRENT, story, text)
        yield _before(today, sent, 16, 20), partial(play.submit, CURRENT, story)
    yield (
        _before(today, 4, 12, 40),
        partial(play.approve, CURRENT, approved, accounts[approved.code]),
    )
    if answer := accounts[returned.code].sent_back:
        yield _before(today, 2, 14, 30), partial(play.send_back, CURRENT, returned, answer)
    text = accounts[drafted.code].content
    yield _before(today, 2, 9, 25), partial(play.write, CURRENT, drafted, text)


def _before(today: date, days: int, hour: int, minute: int) -> datetime:
    """Return a clock time so many working days ago."""
    return at(working_days_after(today, -days), hour, minute)
