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
from webapp.demo.meeting import Recorder
from webapp.demo.months import at, working_day, working_days_after
from webapp.demo.office import Office
from webapp.demo.people import SECOND_SPONSOR
from webapp.demo.play import Play
from webapp.demo.programme import MORE_TIME, OVERVIEWS, SLUG, STORIES, SUMMARIES
from webapp.demo.readers import CHAIR, MEMBER, Readers
from webapp.demo.setting import Setting
from webapp.demo.story import SentBack, Story

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
    there = setting.add(session, today)
    acts = _acts(Play(session, there), Office(session, there), there, today)
    for moment, act in sorted(acts, key=lambda step: step[0]):
        act(moment)
        session.flush()
        session.expire_all()
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.sent_at.is_(None))
        .values(sent_at=OutboxMessage.created_at)
    )
    audit.record(session, None, "demo.load", f"programme:{there.programme_id}", at=now)
    return True


def _acts(play: Play, office: Office, there: Setting, today: date) -> Iterator[Act]:
    """Yield everything that happens up to the day before today, in no particular order."""
    yield at(working_day(there.months[0].first), 10), office.set_rules
    yield at(working_day(there.months[4].first), 10), office.plan_year
    for number, (dates, overview) in enumerate(zip(there.periods, OVERVIEWS, strict=True)):
        yield at(dates.opens_on, 9), partial(office.open_period, number)
        text = overview(there.months)
        if number == CURRENT:
            yield from _under_way(play, office, there, today)
            yield _before(today, 1, 17, 5), partial(play.write_overview, number, text)
            continue
        for place, story in enumerate(STORIES):
            yield from _approved(play, office, there, number, place, story)
        closed = working_days_after(dates.lead_due_on, 1)
        written = working_days_after(dates.sponsor_due_on, 1)
        reviewed = working_days_after(dates.sponsor_due_on, 2)
        yield at(closed, 10, 15), partial(office.close_period, number)
        yield at(written, 10, 40), partial(play.write_overview, number, text)
        yield at(written, 10, 55), partial(play.sum_up, number, SUMMARIES[number])
        yield at(reviewed, 9, 30), partial(play.review, number)
        yield from _met(Recorder(play.session, there), number, dates.group_meets_on, today)
        yield at(dates.group_meets_on, 15, 45), partial(play.agree, number)
        yield at(dates.publishes_on, 11, 5), partial(play.issue, number)
        yield at(dates.publishes_on, 14, 20), partial(play.give_out, number)
        yield from _read(Readers(play.session, there), number, dates.publishes_on, today)


def _met(recorder: Recorder, number: int, met_on: date, today: date) -> Iterator[Act]:
    """Yield what is recorded in a meeting of the group; the first leaves an action that is done."""
    for place, story in enumerate(STORIES):
        yield at(met_on, 14, 5 + 9 * place), partial(recorder.discuss, number, story)
    if number == 0:
        yield at(met_on, 15, 10), partial(recorder.ask, number, working_days_after(met_on, 15))
        yield at(working_days_after(met_on, 12), 16, 5), recorder.finish
        return
    bought = next(story for story in STORIES if story.short == "buying")
    due, ahead = working_days_after(today, 6), working_days_after(today, 15)
    yield at(met_on, 15, 10), partial(recorder.decide, number)
    yield at(met_on, 15, 15), partial(recorder.owe, number, bought, due)
    yield at(met_on, 15, 20), partial(recorder.ask_outside, number, bought, ahead)


def _read(readers: Readers, number: int, issued_on: date, today: date) -> Iterator[Act]:
    """Yield how the improvement board reads an edition; it notes and recommends on the first."""
    acts: list[tuple[int, Callable[[datetime], None]]] = [
        (1, partial(readers.acknowledge, number, MEMBER)),
    ]
    if number == 0:
        acts += [
            (2, partial(readers.acknowledge, number, CHAIR)),
            (6, partial(readers.note, number)),
            (9, readers.answer),
        ]
    for days, act in acts:
        day = working_days_after(issued_on, days)
        if day < today:
            yield at(day, 17, 10), act


def _approved(
    play: Play, office: Office, there: Setting, number: int, place: int, story: Story
) -> Iterator[Act]:
    """Yield an update written, submitted and approved, with all that came between."""
    dates = there.periods[number]
    account = story.accounts[number](there.months)
    begun = working_days_after(dates.lead_due_on, -4 - place % 2)
    sent = working_days_after(dates.lead_due_on, -1 - place % 3)
    approved = working_days_after(dates.sponsor_due_on, -1 - place % 2)
    first = account.sent_back.attempt if account.sent_back else account.content
    if account.late:
        asked, sent = (working_days_after(dates.lead_due_on, days) for days in (1, 2))
        approved = working_days_after(dates.sponsor_due_on, -1)
        allow = partial(office.allow_late, number, story, approved, account.late)
        yield at(asked, 11, 30), allow
    submit = partial(play.submit, number, story, account.explained)
    yield at(begun, 9, 20 + 3 * place), partial(play.write, number, story, first)
    yield at(sent, 15, 10 + 7 * place), submit
    if answer := account.sent_back:
        returned, again = working_days_after(sent, 1), working_days_after(sent, 2)
        yield at(returned, 11, 15), partial(play.send_back, number, story, answer)
        yield at(again, 13, 30), partial(play.write, number, story, account.content)
        yield at(again, 16, 50), submit
    if account.approver:
        away, back = (
            working_days_after(day, 1) for day in (dates.lead_due_on, dates.sponsor_due_on)
        )
        yield at(away, 9, 10), partial(office.note_absence, f"sponsor.{story.short}", back)
        yield at(away, 9, 40), partial(office.appoint_deputy, story, account.approver, back)
    yield at(approved, 12, 5 + 9 * place), partial(play.approve, number, story, account)
    if account.agreed_step:
        yield at(dates.group_meets_on, 14, 50), partial(play.rate, number, story, account)


def _under_way(play: Play, office: Office, there: Setting, today: date) -> Iterator[Act]:
    """Yield the period's updates so far: approved, sent back, with the sponsors, in progress.

    The workstream without an account has not started: its lead is away and has more time.
    """
    approved, returned, submitted, drafted, idle = STORIES
    accounts = {
        story.code: story.accounts[CURRENT](there.months)
        for story in (approved, returned, submitted, drafted)
    }
    for story, begun, sent in ((approved, 7, 6), (returned, 6, 5), (submitted, 5, 2)):
        account = accounts[story.code]
        yield _before(today, begun, 10, 5), partial(play.write, CURRENT, story, account.content)
        yield (
            _before(today, sent, 16, 20),
            partial(play.submit, CURRENT, story, account.explained),
        )
    for story, days in ((approved, 4), (submitted, 1)):
        yield (
            _before(today, days, 12, 40),
            partial(play.approve, CURRENT, story, accounts[story.code]),
        )
    if answer := accounts[returned.code].sent_back:
        yield from _discussed(play, returned, answer, today)
    text = accounts[drafted.code].content
    yield _before(today, 2, 9, 25), partial(play.write, CURRENT, drafted, text)
    joined = there.months[4].on(12)
    yield at(joined, 11, 20), partial(office.add_sponsor, submitted, SECOND_SPONSOR)
    back, until = working_days_after(today, 2), working_days_after(today, 5)
    yield _before(today, 3, 9, 15), partial(office.note_absence, f"lead.{idle.short}", back)
    yield _before(today, 3, 9, 45), partial(office.extend, CURRENT, idle, until, MORE_TIME)


def _discussed(play: Play, story: Story, answer: SentBack, today: date) -> Iterator[Act]:
    """Yield how the sponsor comments on an update and sends it back, and what the lead answers."""
    for place, remark in enumerate(answer.remarks):
        yield _before(today, 2, 13, 50 + 4 * place), partial(play.remark, CURRENT, story, remark)
        if remark.reply:
            yield _before(today, 1, 10, 30), partial(play.reply, CURRENT, story, remark)
    yield _before(today, 2, 14, 30), partial(play.send_back, CURRENT, story, answer)


def _before(today: date, days: int, hour: int, minute: int) -> datetime:
    """Return a clock time so many working days ago."""
    return at(working_days_after(today, -days), hour, minute)
