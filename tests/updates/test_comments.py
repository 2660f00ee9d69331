"""Comments in the margin: who may, where, once, audited, and only while somebody works on it."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import AuditEntry, Comment, Person, ProgressUpdate
from models.enums import Role, Section, UpdateStatus
from tests import factories
from tests.factories import AT
from tests.world import World, actor_of, advance
from webapp.domain.content import decode
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed, NotFound
from webapp.updates import comments, queries

pytestmark = pytest.mark.both_databases
ASKED = "Who trains the new starters?"


@pytest.fixture
def sent(session: Session, world: World) -> ProgressUpdate:
    """Return an update that is with the sponsor."""
    return advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)


def ask(
    session: Session,
    who: Person,
    update: ProgressUpdate,
    *,
    section: Section = Section.RISKS,
    anchor: str = "R1",
    text: str = ASKED,
) -> Comment:
    """Let somebody comment."""
    actor = actor_of(session, who)
    row = queries.get_update(session, actor, update.id)
    return comments.comment(session, row, actor, at=AT, section=section, anchor=anchor, text=text)


def answer(session: Session, who: Person, update: ProgressUpdate, to: Comment) -> Comment:
    """Let somebody reply."""
    actor = actor_of(session, who)
    row = queries.get_update(session, actor, update.id)
    thread = comments.get_thread(session, row, to.id)
    return comments.reply(session, row, actor, at=AT, to=thread, text="The team leaders do.")


def settle(session: Session, who: Person, update: ProgressUpdate, thread: Comment) -> None:
    """Let somebody say that a comment is settled."""
    actor = actor_of(session, who)
    row = queries.get_update(session, actor, update.id)
    thread = comments.get_thread(session, row, thread.id)
    comments.resolve(session, row, actor, at=AT, thread=thread)


def recorded(session: Session) -> list[str]:
    """Return what the audit record holds of comments."""
    verbs = ("update.comment", "update.reply", "update.resolve")
    return [
        entry
        for entry in session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence))
        if entry in verbs
    ]


def test_a_comment_is_answered_settled_and_recorded(
    session: Session, world: World, sent: ProgressUpdate
) -> None:
    thread = ask(session, world.sponsor, sent)
    answer(session, world.contributor, sent, thread)
    settle(session, world.sponsor, sent, thread)
    (found,) = comments.threads(session, sent)
    assert (found.section, found.anchor, found.text) == (Section.RISKS, "R1", ASKED)
    assert found.revision_id == sent.revision_id
    assert [reply.person.name for reply in found.replies] == ["Governance officer"]
    assert found.resolved_by is not None
    assert (found.resolved_by.name, found.resolved_at) == ("Governance sponsor", AT)
    assert recorded(session) == ["update.comment", "update.reply", "update.resolve"]


def test_the_same_words_twice_are_said_once(
    session: Session, world: World, sent: ProgressUpdate
) -> None:
    first, second = (ask(session, world.sponsor, sent) for _ in range(2))
    assert first.id == second.id
    for _ in range(2):
        answer(session, world.lead, sent, first)
    for _ in range(2):
        settle(session, world.lead, sent, first)
    assert session.scalar(select(func.count()).select_from(Comment)) == 2
    assert recorded(session) == ["update.comment", "update.reply", "update.resolve"]


def test_a_settled_comment_takes_no_reply_and_may_be_asked_again(
    session: Session, world: World, sent: ProgressUpdate
) -> None:
    thread = ask(session, world.sponsor, sent)
    settle(session, world.lead, sent, thread)
    with pytest.raises(IllegalMove, match="settled"):
        answer(session, world.lead, sent, thread)
    assert ask(session, world.sponsor, sent).id != thread.id


@pytest.mark.parametrize("name", ["lead", "contributor", "sponsor", "office"])
def test_those_who_work_on_it_comment_and_reply(
    session: Session, world: World, sent: ProgressUpdate, name: str
) -> None:
    thread = ask(session, world.people[name], sent)
    assert answer(session, world.people[name], sent, thread).parent_id == thread.id


def test_a_deputy_comments(session: Session, world: World, sent: ProgressUpdate) -> None:
    factories.grant(
        session,
        world.outsider,
        Role.SPONSOR,
        workstream=world.first,
        deputy_for=world.sponsor,
        ends_on=AT.date(),
    )
    assert ask(session, world.outsider, sent).person_id == world.outsider.id


@pytest.mark.parametrize("name", ["director", "auditor"])
def test_those_who_only_read_do_not(
    session: Session, world: World, sent: ProgressUpdate, name: str
) -> None:
    thread = ask(session, world.sponsor, sent)
    for act in (
        lambda: ask(session, world.people[name], sent),
        lambda: answer(session, world.people[name], sent, thread),
        lambda: settle(session, world.people[name], sent, thread),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert recorded(session) == ["update.comment"]


@pytest.mark.parametrize("name", ["contributor", "office"])
def test_only_the_asker_and_the_lead_settle(
    session: Session, world: World, sent: ProgressUpdate, name: str
) -> None:
    thread = ask(session, world.sponsor, sent)
    with pytest.raises(NotAllowed, match="wrote this comment"):
        settle(session, world.people[name], sent, thread)
    assert thread.resolved_at is None


@pytest.mark.parametrize(
    "section, anchor",
    [
        (Section.RISKS, "R7"),
        (Section.RISKS, "M1"),
        (Section.PLANNED, "R1"),
        (Section.RATING, "concerns"),
        (Section.ACTIVITIES, "x" * 41),
    ],
)
def test_a_place_that_is_not_there_takes_no_comment(
    session: Session, world: World, sent: ProgressUpdate, section: Section, anchor: str
) -> None:
    with pytest.raises(Incomplete, match="not there"):
        ask(session, world.sponsor, sent, section=section, anchor=anchor)


def test_a_comment_without_words_is_none(
    session: Session, world: World, sent: ProgressUpdate
) -> None:
    with pytest.raises(Incomplete, match="Write your comment"):
        ask(session, world.sponsor, sent, text=" \n")
    assert comments.threads(session, sent) == []


def test_every_place_of_a_section_is_offered(sent: ProgressUpdate) -> None:
    text = decode(sent.draft)
    assert comments.anchors(text, Section.PLANNED) == {"": "", "M1": "Publish the new constitution"}
    assert list(comments.anchors(text, Section.RATING)) == ["", "step", "rationale", "forecast_on"]
    assert list(comments.anchors(text, Section.ENGAGEMENT)) == [""]


@pytest.mark.parametrize("state", [UpdateStatus.DRAFT, UpdateStatus.ISSUED])
def test_nobody_comments_before_it_is_sent_or_once_it_is_issued(
    session: Session, world: World, state: UpdateStatus
) -> None:
    row = advance(session, world.first_update, state)
    with pytest.raises(IllegalMove, match="comment"):
        ask(session, world.lead, row, section=Section.ACTIVITIES, anchor="")


def test_a_comment_on_another_update_is_not_found(
    session: Session, world: World, sent: ProgressUpdate
) -> None:
    other = advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    thread = ask(session, world.sponsor, sent)
    with pytest.raises(NotFound):
        comments.get_thread(session, other, thread.id)
