"""Check and submit: what is found is mended or explained, what came back is changed or answered."""

from datetime import date

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Comment, ProgressUpdate
from models.enums import MilestoneOutcome, Section, UpdateStatus
from tests.conftest import SignIn
from tests.factories import AT
from tests.page import words
from tests.visitor import Visitor
from tests.world import CONTENT, World, actor_of, advance, write
from webapp.domain.content import Milestone, UpdateContent, decode, encode, fingerprint
from webapp.updates import decisions, queries

WHY = "The printers told us late."
LONG = "Very many words were pasted here. " * 200


@pytest.fixture
def lead(world: World, sign_in: SignIn) -> Visitor:
    """Return the lead at a browser."""
    return sign_in(world.lead)


@pytest.fixture
def late(session: Session, world: World) -> ProgressUpdate:
    """Return a draft whose forecast is after the agreed date: nothing to mend, one to explain."""
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    content = msgspec.structs.replace(
        CONTENT,
        forecast_on=date(2026, 8, 31),
        rationale="The forecast has slipped, because two vacancies could not be filled.",
    )
    write(session, row, actor_of(session, world.lead), content=content)
    return row


@pytest.fixture
def returned(session: Session, world: World) -> ProgressUpdate:
    """Return an update of which the concerns came back."""
    return advance(session, world.first_update, UpdateStatus.RETURNED)


def stored(session: Session, row: ProgressUpdate) -> UpdateContent:
    """Return the draft as it is now."""
    session.expire_all()
    return decode(row.draft)


def test_what_must_be_explained_stops_the_submission_until_it_is(
    session: Session, late: ProgressUpdate, lead: Visitor
) -> None:
    address = f"/updates/{late.id}"
    page = lead.get(f"{address}/check")
    assert "days after the agreed date" in page.main
    assert "Agreed completion: 30 June 2026" in page.main
    assert not [form for form in page.forms if form.action.endswith("/submit")]
    lead.post(f"{address}/submit", {"seen": fingerprint(late.draft)}, status=422)
    rows = [name for name, _ in page.form("/explain").values if name.endswith("-text")]
    answer = lead.submit(page.form("/explain"), dict.fromkeys(rows, WHY))
    assert answer.headers["Location"] == f"{address}/check#to-explain"
    assert {row.text for row in stored(session, late).explanations} == {WHY}
    lead.submit(lead.get(f"{address}/check").form("/submit"))
    session.expire_all()
    assert late.status is UpdateStatus.WITH_SPONSOR


def test_an_explanation_taken_away_leaves_it_open_again(
    session: Session, late: ProgressUpdate, lead: Visitor
) -> None:
    for text in (WHY, ""):
        form = lead.get(f"/updates/{late.id}/check").form("/explain")
        rows = [name for name, _ in form.values if name.endswith("-text")]
        lead.submit(form, dict.fromkeys(rows, text))
    assert stored(session, late).explanations == ()


def test_an_explanation_that_is_too_long_is_kept(late: ProgressUpdate, lead: Visitor) -> None:
    form = lead.get(f"/updates/{late.id}/check").form("/explain")
    page = lead.submit(form, {"rows-0-text": LONG}, status=422)
    assert "2,000 characters or fewer" in page.errors[0]
    assert page.value("rows-0-text").strip() == LONG.strip()


def test_an_explanation_of_nothing_found_is_not_kept(
    session: Session, late: ProgressUpdate, lead: Visitor
) -> None:
    typed = {"rows-0-code": "made-up", "rows-0-about": "", "rows-0-text": WHY}
    lead.post(f"/updates/{late.id}/explain", {**typed, "seen": fingerprint(late.draft)})
    assert stored(session, late).explanations == ()


def test_explaining_what_somebody_has_changed_since_is_refused_and_the_text_kept(
    late: ProgressUpdate, lead: Visitor
) -> None:
    form = lead.get(f"/updates/{late.id}/check").form("/explain")
    late.draft = encode(msgspec.structs.replace(decode(late.draft), engagement="Others too."))
    page = lead.submit(form, {"rows-0-text": WHY}, status=409)
    assert WHY in page.text
    assert "changed after you opened this page" in page.main


def test_what_stops_leads_to_its_field(session: Session, world: World, lead: Visitor) -> None:
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    slipped = Milestone(number=1, title="Adopt it", outcome=MilestoneOutcome.SLIPPED)
    row.draft = encode(msgspec.structs.replace(CONTENT, milestones=(slipped,), step=None))
    page = lead.get(f"/updates/{row.id}/check")
    for target in ("milestones#rows", "rating#step"):
        href = f"/updates/{row.id}/sections/{target}"
        assert page.all(f"//div[@id='to-mend']//a[@href='{href}']")
        section, _, name = target.partition("#")
        assert lead.get(f"/updates/{row.id}/sections/{section}").all(f"//*[@id='{name}']")
    beside = lead.get(f"/updates/{row.id}/sections/milestones").all("//*[@id='check-rows-0']")
    assert "“Adopt it” slipped and has no new date. Give its new date." in beside[0].text_content()


def test_the_office_sees_what_was_found_and_changes_nothing(
    world: World, late: ProgressUpdate, sign_in: SignIn
) -> None:
    page = sign_in(world.office).get(f"/updates/{late.id}/check")
    assert "days after the agreed date" in page.main
    assert "Not explained:" in page.main
    assert "Explain what happened" not in page.main
    late.draft = encode(msgspec.structs.replace(decode(late.draft), step=None))
    page = sign_in(world.office).get(f"/updates/{late.id}/check")
    assert page.errors == ["No rating is proposed"]
    assert not [form for form in page.forms if form.action.endswith(("/explain", "/submit"))]


def test_what_came_back_and_is_as_it_was_needs_an_answer_to_go_again(
    session: Session, world: World, returned: ProgressUpdate, lead: Visitor, sign_in: SignIn
) -> None:
    address = f"/updates/{returned.id}"
    form = lead.get(f"{address}/check").form("/submit")
    page = lead.submit(form, status=422)
    assert page.errors == ["Change what was sent back, or write your answer"]
    page = lead.submit(form, {"reply_concerns": LONG}, status=422)
    assert page.value("reply_concerns").strip() == LONG.strip()
    lead.submit(form, {"reply_concerns": WHY})
    session.expire_all()
    assert returned.status is UpdateStatus.WITH_SPONSOR
    (comment,) = session.scalars(select(Comment))
    assert (comment.section, comment.text) == (Section.CONCERNS, WHY)
    sponsor = sign_in(world.sponsor)
    page = sponsor.get(f"{address}/review")
    (thread,) = page.all("//article[contains(@class, 'comment')]")
    assert words(thread).startswith(
        "Governance sponsor sent this back, 2 March 2026 at 9:30am "
        "Say when the vacancies will be filled."
    )
    assert f"Governance lead replied, 2 March 2026 at 9:30am {WHY}" in words(thread)
    sponsor.submit(page.form("/resolve"))
    session.expire_all()
    assert comment.resolved_by_id == world.sponsor.id


def test_the_answer_to_a_whole_update_that_came_back_is_read_by_the_sponsor(
    session: Session, world: World, lead: Visitor, sign_in: SignIn
) -> None:
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    sponsor = sign_in(world.sponsor)
    form = sponsor.get(f"/updates/{row.id}/review").form("/send-back")
    sponsor.submit(form, {"reason": "Think again.", "sections": "whole"})
    form = lead.get(f"/updates/{row.id}/check").form("/submit")
    lead.submit(form, {"reply_note": WHY})
    page = sponsor.get(f"/updates/{row.id}/review")
    assert WHY in page.main
    assert "About the whole update" in page.main


def test_what_came_back_and_was_changed_needs_none(
    session: Session, returned: ProgressUpdate, lead: Visitor
) -> None:
    form = lead.get(f"/updates/{returned.id}/sections/concerns").form("/concerns")
    lead.submit(form, {"concerns": "Filled by May."}, button="Save and continue")
    form = lead.get(f"/updates/{returned.id}/check").form("/submit")
    assert not [name for name, _ in form.values if name.startswith("reply_")]
    lead.submit(form)
    session.expire_all()
    assert returned.status is UpdateStatus.WITH_SPONSOR


def test_saving_leads_only_to_sections_that_are_open(
    returned: ProgressUpdate, lead: Visitor
) -> None:
    address = f"/updates/{returned.id}/sections"
    form = lead.get(f"{address}/concerns").form("/concerns")
    page = lead.submit(form, button="Save and continue")
    assert page.headers["Location"] == f"{address}/note"
    lead.post(f"{address}/risks", {"rows-0-number": "0", "do": "next"}, status=403)


@pytest.mark.parametrize("sections", [(), (Section.RATING,)])
def test_who_brought_it_back_and_how_is_said(
    session: Session, world: World, lead: Visitor, sections: tuple[Section, ...]
) -> None:
    row = advance(session, world.first_update, UpdateStatus.APPROVED)
    sponsor = actor_of(session, world.sponsor)
    update = queries.get_update(session, sponsor, row.id)
    assert update.revision is not None
    decisions.revoke(
        session,
        update,
        sponsor,
        at=AT,
        seen=update.revision.sha256,
        reason="New facts.",
        sections=sections,
    )
    page = lead.get(f"/updates/{row.id}")
    assert "Governance sponsor took back the approval on 2 March 2026 at 9:30am:" in page.main
    assert page.main.count("Not open") == (6 if sections else 0)
    rating = lead.get(f"/updates/{row.id}/sections/rating")
    assert "took back the approval" in rating.main
    assert [form for form in rating.forms if form.action.endswith("/sections/rating")]
