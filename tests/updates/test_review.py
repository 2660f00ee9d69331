"""The sponsor's review: a decision is on exactly what was read, and a second click is harmless."""

from datetime import date

import msgspec
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Decision, ProgressUpdate, RegisterItem, UpdateEvent
from models.enums import Action, ItemKind, Role, Section, UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.page import Form, words
from tests.visitor import Visitor
from tests.world import CONTENT, World, actor_of, advance
from webapp.domain.content import decode, fingerprint, section_fingerprint
from webapp.updates import actions, queries
from webapp.updates.decisions import ATTESTATION

LONG = "Very many words were pasted here at once. " * 15_000
COMMENT = "I have seen the evidence."


@pytest.fixture
def sent(session: Session, world: World) -> ProgressUpdate:
    """Return an update that is with the sponsor; its rating is Green/Amber."""
    return advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)


@pytest.fixture
def sponsor(world: World, sign_in: SignIn) -> Visitor:
    """Return the sponsor at a browser."""
    return sign_in(world.sponsor)


def approval(sponsor: Visitor, row: ProgressUpdate) -> Form:
    """Return the form to approve, as it stands on the page, with the statement confirmed."""
    form = sponsor.get(f"/updates/{row.id}/review").form("/approve")
    assert "attested" not in dict(form.values)
    form.values.append(("attested", "y"))
    return form


def send_back(sponsor: Visitor, row: ProgressUpdate) -> Form:
    """Return the form to send back, as it stands on the page."""
    return sponsor.get(f"/updates/{row.id}/review").form("/send-back")


def status(session: Session, row: ProgressUpdate) -> UpdateStatus:
    """Return where the update stands now."""
    session.expire_all()
    return row.status


def resubmit(session: Session, world: World, row: ProgressUpdate) -> None:
    """Let the lead take the update back, change it and submit it again."""
    lead, at = actor_of(session, world.lead), factories.AT
    row = queries.get_update(session, lead, row.id)
    actions.recall(session, row, lead, at=at)
    draft = decode(row.draft)
    typed = msgspec.structs.replace(draft, key_activities="It was adopted in January.")
    seen = section_fingerprint(draft, Section.ACTIVITIES)
    actions.save(session, row, lead, Section.ACTIVITIES, typed, at=at, seen=seen)
    actions.submit(session, row, lead, at=at, seen=fingerprint(row.draft))


def count(session: Session, kind: type) -> int:
    """Return how many rows of a kind there are."""
    return session.scalar(select(func.count()).select_from(kind)) or 0


def test_the_page_shows_the_text_and_what_is_confirmed_by_approving(
    sent: ProgressUpdate, sponsor: Visitor
) -> None:
    page = sponsor.get(f"/updates/{sent.id}/review")
    assert "The new scheme of delegation was adopted." in page.main
    assert "Please look at the vacancies." in page.main
    assert ATTESTATION in page.main
    assert dict(approval(sponsor, sent).values)["step"] == "2"


def test_approving_records_who_what_and_the_words_confirmed(
    session: Session, world: World, sent: ProgressUpdate, sponsor: Visitor
) -> None:
    sponsor.submit(approval(sponsor, sent), {"comment": COMMENT}, button="Approve")
    assert status(session, sent) is UpdateStatus.APPROVED
    assert (sent.confirmed_step, sent.approved_revision_id) == (2, sent.revision_id)
    decision = session.scalars(select(Decision)).one()
    assert decision.person_id == world.sponsor.id
    assert (decision.action, decision.confirmed_step) == (Action.APPROVE, 2)
    assert (decision.comment, decision.reason) == (COMMENT, "")
    assert decision.attestation == ATTESTATION
    registered = session.scalars(select(RegisterItem.kind).order_by(RegisterItem.id)).all()
    assert registered == [ItemKind.MILESTONE, ItemKind.RISK]
    page = sponsor.get(f"/updates/{sent.id}")
    assert "Confirmed Green/Amber Governance sponsor, 2 March 2026 at 9:30am" in page.main
    assert COMMENT in page.main


def test_approving_twice_does_nothing_more(
    session: Session, sent: ProgressUpdate, sponsor: Visitor
) -> None:
    form = approval(sponsor, sent)
    for _ in range(2):
        sponsor.submit(form, button="Approve")
    assert status(session, sent) is UpdateStatus.APPROVED
    assert count(session, Decision) == 1
    assert count(session, UpdateEvent) == 3


def test_a_changed_rating_needs_its_reason_and_keeps_what_was_typed(
    session: Session, sent: ProgressUpdate, sponsor: Visitor
) -> None:
    page = sponsor.submit(
        approval(sponsor, sent), {"step": "4", "comment": COMMENT}, button="Approve", status=422
    )
    assert "Give the reason for changing the rating." in page.errors[0]
    form = page.form("/approve")
    assert dict(form.values)["step"] == "4"
    assert dict(form.values)["comment"].strip() == COMMENT
    assert status(session, sent) is UpdateStatus.WITH_SPONSOR
    sponsor.submit(form, {"reason": "The vacancies worry me."}, button="Approve")
    assert status(session, sent) is UpdateStatus.APPROVED
    assert sent.confirmed_step == 4
    assert "The vacancies worry me." in sponsor.get(f"/updates/{sent.id}").main


@pytest.mark.parametrize("step", ["", "0", "6", "99", "-1", "two", "2.0"])
def test_a_rating_that_is_not_on_the_scale_is_refused(
    session: Session, sent: ProgressUpdate, sponsor: Visitor, step: str
) -> None:
    typed = {"step": step, "reason": "Because.", "comment": COMMENT}
    page = sponsor.submit(approval(sponsor, sent), typed, button="Approve", status=422)
    assert page.errors
    assert dict(page.form("/approve").values)["comment"].strip() == COMMENT
    assert status(session, sent) is UpdateStatus.WITH_SPONSOR


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "part"])
def test_a_stale_approval_changes_nothing_and_keeps_the_comment(
    session: Session, world: World, sent: ProgressUpdate, sponsor: Visitor, htmx: bool
) -> None:
    form = approval(sponsor, sent)
    resubmit(session, world, sent)
    page = sponsor.submit(
        form,
        {"comment": COMMENT},
        button="Approve",
        status=409,
        headers={"HX-Request": "true"} if htmx else None,
    )
    assert "changed after you opened this page" in page.main
    assert COMMENT in page.text
    assert status(session, sent) is UpdateStatus.WITH_SPONSOR
    assert count(session, Decision) == 0


def test_a_stale_send_back_changes_nothing_and_keeps_the_reason(
    session: Session, world: World, sent: ProgressUpdate, sponsor: Visitor
) -> None:
    form = send_back(sponsor, sent)
    resubmit(session, world, sent)
    typed = {"reason": "Say when.", "sections": ["whole"]}
    page = sponsor.submit(form, typed, button="Send back", status=409)
    assert "Say when." in page.text
    assert status(session, sent) is UpdateStatus.WITH_SPONSOR


def test_approving_what_was_taken_back_is_refused(
    session: Session, world: World, sent: ProgressUpdate, sponsor: Visitor, sign_in: SignIn
) -> None:
    form = approval(sponsor, sent)
    sign_in(world.lead).post(f"/updates/{sent.id}/recall")
    page = sponsor.submit(form, {"comment": COMMENT}, button="Approve", status=409)
    assert COMMENT in page.text
    assert status(session, sent) is UpdateStatus.DRAFT


def test_sending_back_needs_a_reason_and_keeps_what_was_ticked(
    session: Session, sent: ProgressUpdate, sponsor: Visitor
) -> None:
    page = sponsor.submit(
        send_back(sponsor, sent),
        {"reason": " ", "sections": ["risks", "rating"]},
        button="Send back",
        status=422,
    )
    assert page.errors == ["Say what needs to change"]
    assert page.all("//a[@href='#send-back-reason']")
    assert page.all("//details[@open][.//textarea[@id='send-back-reason']]")
    ticked = [value for name, value in page.form("/send-back").values if name == "sections"]
    assert sorted(ticked) == ["rating", "risks"]
    assert status(session, sent) is UpdateStatus.WITH_SPONSOR


def test_sending_back_tells_the_lead_why_and_where_and_twice_is_once(
    session: Session, world: World, sent: ProgressUpdate, sponsor: Visitor, sign_in: SignIn
) -> None:
    form = send_back(sponsor, sent)
    typed = {"reason": "Say when.", "sections": ["concerns"]}
    for _ in range(2):
        sponsor.submit(form, typed, button="Send back")
    assert status(session, sent) is UpdateStatus.RETURNED
    assert count(session, Decision) == 1
    lead = sign_in(world.lead)
    assert "Say when." in lead.get(f"/updates/{sent.id}").main
    assert "Say when." in lead.get(f"/updates/{sent.id}/sections/concerns").main
    closed = lead.get(f"/updates/{sent.id}/sections/risks")
    assert "This section was not sent back" in closed.main
    assert "Too few people know the new rules" in closed.main
    assert not [form for form in closed.forms if form.action.endswith("/sections/risks")]


@pytest.mark.parametrize("name", ["comment", "reason"])
def test_a_text_that_is_too_long_is_named_and_kept(
    session: Session, sent: ProgressUpdate, sponsor: Visitor, name: str
) -> None:
    page = sponsor.submit(approval(sponsor, sent), {name: LONG}, button="Approve", status=422)
    assert f"it has {len(LONG.strip()):,} now" in page.errors[0]
    assert dict(page.form("/approve").values)[name].strip() == LONG.strip()
    assert status(session, sent) is UpdateStatus.WITH_SPONSOR


def test_a_forged_section_is_refused_and_the_reason_kept(
    session: Session, sent: ProgressUpdate, sponsor: Visitor
) -> None:
    typed = {"reason": "Say when.", "sections": ["nothing"]}
    page = sponsor.submit(send_back(sponsor, sent), typed, button="Send back", status=422)
    assert dict(page.form("/send-back").values)["reason"].strip() == "Say when."
    assert status(session, sent) is UpdateStatus.WITH_SPONSOR


def test_a_sponsor_who_wrote_part_of_it_is_told_why_not(
    session: Session, world: World, sign_in: SignIn
) -> None:
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    factories.grant(session, world.lead, Role.SPONSOR, workstream=world.first)
    assert row.revision is not None
    seen = {"seen": row.revision.sha256, "step": "2", "reason": "Say more", "sections": "whole"}
    both = sign_in(world.lead)
    page = both.get(f"/updates/{row.id}/review")
    assert "You wrote part of this update" in page.main
    assert not [form for form in page.forms if form.action.endswith(("/approve", "/send-back"))]
    for verb in ("approve", "send-back"):
        both.post(f"/updates/{row.id}/{verb}", seen, status=403)
    assert status(session, row) is UpdateStatus.WITH_SPONSOR


def test_what_changed_since_the_last_period_is_marked(
    session: Session, world: World, sponsor: Visitor
) -> None:
    earlier = factories.period(
        session,
        world.phase,
        slug="2025-12",
        name="November and December 2025",
        starts_on=date(2025, 11, 1),
        ends_on=date(2025, 12, 31),
    )
    before = factories.update(session, world.first, earlier)
    advance(session, before, UpdateStatus.ISSUED, content=CONTENT)
    now = msgspec.structs.replace(CONTENT, engagement="Nobody new.")
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR, content=now)
    page = sponsor.get(f"/updates/{row.id}/review")
    marks = {
        section: [
            words(mark)
            for mark in page.all(
                f"//section[@aria-labelledby='{section}']//p[contains(@class, 'freshness')]"
            )
        ]
        for section in (Section.ENGAGEMENT, Section.ACTIVITIES)
    }
    assert marks == {
        Section.ENGAGEMENT: [],
        Section.ACTIVITIES: ["Unchanged since November and December 2025"],
    }
    assert "All parish councils were written to." in page.main
    assert page.all("//section[@aria-labelledby='activities']/details[@open]")


def test_a_review_of_what_is_not_with_the_sponsor_leads_to_the_update(
    session: Session, world: World, sponsor: Visitor
) -> None:
    row = advance(session, world.first_update, UpdateStatus.APPROVED)
    page = sponsor.get(f"/updates/{row.id}/review", status=303)
    assert page.headers["Location"] == f"/updates/{row.id}"


def test_a_decision_on_what_was_never_submitted_is_not_found(
    world: World, sponsor: Visitor
) -> None:
    for verb in ("approve", "send-back"):
        sponsor.post(f"/updates/{world.first_update.id}/{verb}", {"step": "2"}, status=404)
