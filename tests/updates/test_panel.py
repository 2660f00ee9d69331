"""The decision of deputies and of two sponsors, and taking an approval back, on the pages."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Decision, ProgressUpdate, UpdateEvent
from models.enums import Action, Role, UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.factories import AT
from tests.page import Form
from tests.visitor import Visitor
from tests.world import World, advance

UNTIL = AT.date() + timedelta(days=9)


@pytest.fixture
def deputy(session: Session, world: World, sign_in: SignIn) -> Visitor:
    """Return somebody at a browser who stands in for the sponsor for nine days more."""
    factories.grant(
        session,
        world.outsider,
        Role.SPONSOR,
        workstream=world.first,
        deputy_for=world.sponsor,
        ends_on=UNTIL,
    )
    return sign_in(world.outsider)


@pytest.fixture
def other(session: Session, world: World, sign_in: SignIn) -> Visitor:
    """Return a second sponsor of the workstream at a browser."""
    factories.grant(session, world.second_sponsor, Role.SPONSOR, workstream=world.first)
    return sign_in(world.second_sponsor)


@pytest.fixture
def sent(session: Session, world: World) -> ProgressUpdate:
    """Return an update that is with the sponsor."""
    return advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)


def form(visitor: Visitor, row: ProgressUpdate) -> Form:
    """Return the form to approve as it stands on the page, with the statement confirmed."""
    found = visitor.get(f"/updates/{row.id}/review").form("/approve")
    found.values.append(("attested", "y"))
    return found


def status(session: Session, row: ProgressUpdate) -> UpdateStatus:
    """Return where the update stands now."""
    session.expire_all()
    return row.status


def test_a_deputy_is_told_for_whom_and_until_when(
    session: Session, world: World, sent: ProgressUpdate, deputy: Visitor, sign_in: SignIn
) -> None:
    page = deputy.get(f"/updates/{sent.id}/review")
    assert "You decide for Governance sponsor, until 11 March 2026." in page.main
    own = sign_in(world.sponsor).get(f"/updates/{sent.id}/review")
    assert "You decide for" not in own.main
    deputy.submit(form(deputy, sent), button="Approve")
    assert session.scalars(select(Decision.sponsor_id)).all() == [world.sponsor.id]
    read = deputy.get(f"/updates/{sent.id}")
    assert "New starter for Governance sponsor, 2 March 2026" in read.main
    assert "Approved by a deputy" in read.main


def test_two_sponsors_both_approve_and_see_who_has(
    session: Session, sent: ProgressUpdate, other: Visitor, world: World, sign_in: SignIn
) -> None:
    sponsor = sign_in(world.sponsor)
    first = sponsor.get(f"/updates/{sent.id}/review")
    assert "Finance sponsor must approve it too, with the same rating." in first.main
    answer = sponsor.follow(sponsor.submit(form(sponsor, sent), button="Approve"))
    told = "You approved the update of Governance. Finance sponsor must approve it too."
    assert told in answer.main
    assert status(session, sent) is UpdateStatus.WITH_SPONSOR
    waiting = sponsor.get(f"/updates/{sent.id}/review")
    assert "You approved it on 2 March 2026" in waiting.main
    assert "Finance sponsor must approve it too." in waiting.main
    assert not [each for each in waiting.forms if each.action.endswith("/approve")]
    theirs = other.get(f"/updates/{sent.id}/review")
    assert (
        "Governance sponsor approved it on 2 March 2026: Green/Amber. Confirm the same rating"
        in theirs.main
    )
    disputed = other.submit(
        form(other, sent), {"step": "4", "reason": "No."}, button="Approve", status=422
    )
    assert "both must agree" in disputed.errors[0]
    assert disputed.all("//a[@href='#step']")
    other.submit(form(other, sent), button="Approve")
    assert status(session, sent) is UpdateStatus.APPROVED
    actions = session.scalars(select(UpdateEvent.action).order_by(UpdateEvent.id)).all()
    assert actions[-2:] == [Action.APPROVE_IN_PART, Action.APPROVE]


@pytest.mark.parametrize(
    "typed, words, name",
    [
        ({"attested": ""}, "Tick the box", "attested"),
        ({"conditional": "y"}, "Say what your conditions are", "conditions"),
        ({"conditions": "By May."}, "Tick that you approve with conditions", "conditions"),
    ],
)
def test_an_approval_that_is_not_whole_is_refused_and_kept(
    session: Session, world: World, sent: ProgressUpdate, sign_in: SignIn, typed: dict[str, str],
    words: str, name: str,
) -> None:  # fmt: skip
    sponsor = sign_in(world.sponsor)
    whole = form(sponsor, sent)
    whole.values = [(key, value) for key, value in whole.values if key not in typed]
    kept = {key: value for key, value in typed.items() if value}
    page = sponsor.submit(whole, {"comment": "Read.", **kept}, button="Approve", status=422)
    assert words in page.errors[0]
    assert page.all(f"//a[@href='#{name}']")
    values = dict(page.form("/approve").values)
    assert {key: values[key].strip() for key in kept} == kept
    folded = page.all("//details[.//input[@name='conditional']][not(@open)]")
    assert bool(folded) is (name != "conditions")
    session.expire_all()
    assert sent.status is UpdateStatus.WITH_SPONSOR


def test_conditions_and_a_private_comment_are_kept_apart(
    session: Session, world: World, sent: ProgressUpdate, sign_in: SignIn
) -> None:
    sponsor = sign_in(world.sponsor)
    typed = {
        "conditional": "y",
        "conditions": "Advertise by May.",
        "comment": "Between us: hurry.",
        "comment_private": "y",
    }
    sponsor.submit(form(sponsor, sent), typed, button="Approve")
    decision = session.scalars(select(Decision)).one()
    assert (decision.conditions, decision.comment_private) == ("Advertise by May.", True)
    for page in ("", "/history", "/revisions/1"):
        lead = sign_in(world.lead).get(f"/updates/{sent.id}{page}").main
        group = sign_in(world.member).get(f"/updates/{sent.id}{page}").main
        assert "Advertise by May." in lead
        assert "Advertise by May." in group
        assert "Between us: hurry." in lead
        assert "Between us: hurry." not in group


def test_a_comment_is_asked_for_where_the_programme_wants_one(
    world: World, sent: ProgressUpdate, sign_in: SignIn
) -> None:
    world.programme.comment_required = True
    sponsor = sign_in(world.sponsor)
    page = sponsor.submit(form(sponsor, sent), button="Approve", status=422)
    assert "Comment on the rating" in page.errors[0]
    assert page.all("//a[@href='#comment']")


@pytest.mark.parametrize(
    "sections, words",
    [([], "Choose the whole update, or the sections"), (["whole", "risks"], "not both")],
)
def test_sending_back_says_what_comes_back(
    session: Session, world: World, sent: ProgressUpdate, sign_in: SignIn, sections: list[str],
    words: str,
) -> None:  # fmt: skip
    sponsor = sign_in(world.sponsor)
    back = sponsor.get(f"/updates/{sent.id}/review").form("/send-back")
    typed = {"reason": "Say when.", "sections": sections}
    page = sponsor.submit(back, typed, button="Send back", status=422)
    assert words in page.errors[0]
    assert page.all("//a[@href='#sections']")
    sponsor.submit(back, {**typed, "sections": ["whole"]}, button="Send back")
    session.expire_all()
    assert (sent.status, sent.flagged) == (UpdateStatus.RETURNED, "")


def test_an_approval_is_taken_back_with_a_reason_once(
    session: Session, world: World, sign_in: SignIn
) -> None:
    row = advance(session, world.first_update, UpdateStatus.APPROVED)
    sponsor = sign_in(world.sponsor)
    assert [href for words, href in sponsor.get(f"/updates/{row.id}").links if "approval" in words]
    back = sponsor.get(f"/updates/{row.id}/revoke").form("/revoke")
    page = sponsor.submit(back, {"sections": ["rating"]}, status=422)
    assert page.errors == ["Say what needs to change"]
    for _ in range(2):
        sponsor.submit(back, {"reason": "New facts.", "sections": ["rating"]})
    session.expire_all()
    assert (row.status, row.flagged) == (UpdateStatus.RETURNED, "rating")
    taken = session.scalars(select(UpdateEvent).where(UpdateEvent.action == Action.REVOKE)).all()
    assert [event.note for event in taken] == ["New facts."]
    history = sponsor.get(f"/updates/{row.id}/history")
    assert "Approval taken back by the sponsor" in history.main
    assert "New facts." in history.main


def test_an_approval_in_the_pack_is_not_taken_back(
    session: Session, world: World, sign_in: SignIn
) -> None:
    row = advance(session, world.first_update, UpdateStatus.APPROVED)
    sponsor = sign_in(world.sponsor)
    back = sponsor.get(f"/updates/{row.id}/revoke").form("/revoke")
    row.status = UpdateStatus.IN_PACK
    page = sponsor.get(f"/updates/{row.id}")
    assert not [href for words, href in page.links if "approval" in words]
    sponsor.get(f"/updates/{row.id}/revoke", status=303)
    typed = {"reason": "New facts.", "sections": ["whole"]}
    refused = sponsor.submit(back, typed, status=409)
    assert "New facts." in refused.text
