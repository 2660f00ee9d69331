"""Pages of one update: start, read, check and submit, take back, history."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import ProgressUpdate, Revision, UpdateEvent
from models.enums import UpdateStatus
from tests.conftest import SignIn
from tests.cycle.desk import fetch
from tests.factories import AT
from tests.visitor import Visitor
from tests.world import World, actor_of, advance, write
from webapp.cycle import actions as cycle
from webapp.domain.content import fingerprint
from webapp.updates import decisions, queries


@pytest.fixture
def lead(world: World, sign_in: SignIn) -> Visitor:
    """Return the lead at a browser."""
    return sign_in(world.lead)


@pytest.fixture
def draft(session: Session, world: World) -> ProgressUpdate:
    """Return an update that is complete and not submitted yet."""
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    write(session, row, actor_of(session, world.lead))
    return row


def steps(session: Session, row: ProgressUpdate) -> list[str]:
    """Return what happened to an update."""
    session.expire_all()
    return [
        str(action)
        for action in session.scalars(
            select(UpdateEvent.action)
            .where(UpdateEvent.update_id == row.id)
            .order_by(UpdateEvent.id)
        )
    ]


def test_starting_twice_starts_once_and_opens_the_first_section(
    session: Session, world: World, lead: Visitor
) -> None:
    row = world.first_update
    form = lead.get(f"/updates/{row.id}").form("/start")
    for _ in range(2):
        page = lead.submit(form)
        assert page.headers["Location"] == f"/updates/{row.id}/sections/activities"
    assert steps(session, row) == ["start"]


def test_starting_with_htmx_goes_there_too(world: World, lead: Visitor) -> None:
    page = lead.post_part(f"/updates/{world.first_update.id}/start")
    assert page.headers["HX-Redirect"].endswith("/sections/activities")


def test_an_update_that_lacks_its_rating_is_not_submitted_and_says_what_is_missing(
    session: Session, world: World, lead: Visitor
) -> None:
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    address = f"/updates/{row.id}"
    page = lead.get(f"{address}/check")
    assert page.errors == [
        "There are no key activities. Say what was done in this period",
        "No rating is proposed. Choose a rating",
        "Nothing is said in support of the rating. Give the reason for the rating",
    ]
    assert not [form for form in page.forms if form.action.endswith("/submit")]
    refused = lead.post(f"{address}/submit", {"seen": fingerprint(row.draft)}, status=422)
    assert refused.errors == page.errors
    assert steps(session, row) == ["start"]


def test_submitting_twice_submits_once(
    session: Session, draft: ProgressUpdate, lead: Visitor
) -> None:
    form = lead.get(f"/updates/{draft.id}/check").form("/submit")
    for _ in range(2):
        assert lead.submit(form).headers["Location"] == f"/updates/{draft.id}"
    assert steps(session, draft) == ["start", "submit"]
    assert session.scalar(select(func.count()).select_from(Revision)) == 1
    assert "Your update is with the sponsor." in lead.get(f"/updates/{draft.id}").text


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "part"])
def test_submitting_what_somebody_has_changed_since_is_refused(
    session: Session, world: World, draft: ProgressUpdate, lead: Visitor, sign_in: SignIn,
    htmx: bool,
) -> None:  # fmt: skip
    form = lead.get(f"/updates/{draft.id}/check").form("/submit")
    colleague = sign_in(world.contributor)
    section = colleague.get(f"/updates/{draft.id}/sections/engagement").form("/engagement")
    colleague.submit(section, {"engagement": "Somebody else."}, button="Save and continue")
    page = lead.submit(form, status=409, headers={"HX-Request": "true"} if htmx else None)
    assert "changed after you opened this page" in page.main
    assert steps(session, draft) == ["start"]


def test_taking_back_twice_takes_back_once(session: Session, world: World, lead: Visitor) -> None:
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    form = lead.get(f"/updates/{row.id}").form("/recall")
    for _ in range(2):
        lead.submit(form)
    assert steps(session, row) == ["start", "submit", "recall"]


def test_taking_back_what_is_decided_is_refused(
    session: Session, world: World, lead: Visitor
) -> None:
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    form = lead.get(f"/updates/{row.id}").form("/recall")
    approve(session, world, row)
    page = lead.submit(form, status=409)
    assert "approved this update already" in page.main
    assert steps(session, row)[-1] == "approve"


def approve(session: Session, world: World, row: ProgressUpdate) -> None:
    """Let the sponsor approve as proposed."""
    sponsor = actor_of(session, world.sponsor)
    update = queries.get_update(session, sponsor, row.id)
    assert update.revision is not None
    decisions.approve(
        session,
        update,
        sponsor,
        at=AT,
        seen=update.revision.sha256,
        step=update.revision.proposed_step,
        reason="",
        comment="",
    )


def test_the_history_tells_every_step_newest_first(
    session: Session, world: World, lead: Visitor
) -> None:
    row = advance(session, world.first_update, UpdateStatus.RETURNED)
    page = lead.get(f"/updates/{row.id}/history")
    told = [heading.text_content().strip() for heading in page.all("//main//li/h3")]
    assert told == ["Sent back by the sponsor", "Submitted to the sponsor", "Writing started"]
    assert "Say when the vacancies will be filled." in page.main
    assert page.all(f"//a[@href='/updates/{row.id}/revisions/1']")


def test_an_old_version_stays_as_it_was_submitted(
    session: Session, world: World, lead: Visitor
) -> None:
    row = advance(session, world.first_update, UpdateStatus.RETURNED)
    form = lead.get(f"/updates/{row.id}/sections/concerns").form("/concerns")
    lead.submit(form, {"concerns": "Rewritten."}, button="Save and continue")
    lead.submit(lead.get(f"/updates/{row.id}/check").form("/submit"))
    first = lead.get(f"/updates/{row.id}/revisions/1").main
    second = lead.get(f"/updates/{row.id}/revisions/2").main
    assert "Two vacancies remain open." in first
    assert "Rewritten." in second
    assert "Rewritten." not in first
    lead.get(f"/updates/{row.id}/revisions/3", status=404)


def test_the_sponsor_reads_nothing_that_was_not_submitted(
    world: World, draft: ProgressUpdate, sign_in: SignIn
) -> None:
    page = sign_in(world.sponsor).get(f"/updates/{draft.id}")
    assert "It is being written." in page.main
    assert "delegation" not in page.main


def test_the_sponsor_reads_the_last_submission_while_it_is_rewritten(
    session: Session, world: World, lead: Visitor, sign_in: SignIn
) -> None:
    row = advance(session, world.first_update, UpdateStatus.RETURNED)
    form = lead.get(f"/updates/{row.id}/sections/concerns").form("/concerns")
    lead.submit(form, {"concerns": "Half a thought"}, button="Save and continue")
    page = sign_in(world.sponsor).get(f"/updates/{row.id}")
    assert "Two vacancies remain open." in page.main
    assert "Half a thought" not in page.main


def test_flags_stand_beside_the_state(session: Session, world: World, lead: Visitor) -> None:
    row = advance(session, world.first_update, UpdateStatus.RETURNED)
    flags = lead.get(f"/updates/{row.id}").all("//p[@class='flags']/strong/text()")
    assert flags == ["Sent back once"]
    world.period.lead_due_at = world.period.sponsor_due_at = AT - timedelta(days=4)
    flags = lead.get(f"/updates/{row.id}").all("//p[@class='flags']/strong/text()")
    assert flags == ["Overdue", "Late return", "Sent back once"]


def test_an_update_with_more_time_is_not_overdue_before_that_ends(
    session: Session, world: World, lead: Visitor
) -> None:
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    world.period.lead_due_at = AT - timedelta(days=4)
    until = AT.date() + timedelta(days=2)
    office = actor_of(session, world.office)
    cycle.extend(session, fetch(session, world, row), office, at=AT, until=until, reason="Illness.")
    flags = lead.get(f"/updates/{row.id}").all("//p[@class='flags']/strong/text()")
    assert flags == ["More time until 4 March 2026"]


@pytest.mark.parametrize(
    "state, words",
    [
        (UpdateStatus.NOT_SUBMITTED, "was not submitted before the period was closed"),
        (UpdateStatus.WITHDRAWN, "does not ask for this update any more"),
    ],
)
def test_an_update_that_is_over_says_why(
    session: Session, world: World, lead: Visitor, state: UpdateStatus, words: str
) -> None:
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    row.status = state
    assert words in lead.get(f"/updates/{row.id}").main
