"""Comments on the pages: beside the text, with and without JavaScript, with nothing typed lost."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Comment, ProgressUpdate
from models.enums import Section, UpdateStatus
from tests.conftest import SignIn
from tests.visitor import Visitor
from tests.world import World, advance

ASKED = "Who trains the new starters?"
ANSWER = "The team leaders do."
LONG = "Very many words were pasted here. " * 200


@pytest.fixture
def sent(session: Session, world: World) -> ProgressUpdate:
    """Return an update that is with the sponsor."""
    return advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)


@pytest.fixture
def sponsor(world: World, sign_in: SignIn) -> Visitor:
    """Return the sponsor at a browser."""
    return sign_in(world.sponsor)


def ask(visitor: Visitor, update: ProgressUpdate, **typed: str) -> None:
    """Comment on a risk, on the review page."""
    form = visitor.get(f"/updates/{update.id}/review").form("/risks/comments")
    page = visitor.submit(form, {"text": ASKED, "anchor": "R1", **typed})
    assert page.headers["Location"] == f"/updates/{update.id}/review#comments-risks"


def stored(session: Session) -> list[str]:
    """Return the words of all comments and replies."""
    session.expire_all()
    return list(session.scalars(select(Comment.text).order_by(Comment.id)))


def test_a_comment_stands_beside_the_text_on_every_page_where_it_is_read(
    world: World, sent: ProgressUpdate, sponsor: Visitor, sign_in: SignIn
) -> None:
    ask(sponsor, sent)
    for page in ("/review", "/revisions/1"):
        shown = sponsor.get(f"/updates/{sent.id}{page}")
        (beside,) = shown.all("//section[@aria-labelledby='risks']//article")
        assert "Governance sponsor on G-R1, 2 March 2026 at 9:30am" in beside.text_content()
        assert ASKED in beside.text_content()
    lead = sign_in(world.lead)
    lead.post(f"/updates/{sent.id}/recall")
    assert "1 comment to look at" in lead.get(f"/updates/{sent.id}").main
    assert ASKED in lead.get(f"/updates/{sent.id}/sections/risks").main
    assert ASKED not in lead.get(f"/updates/{sent.id}/sections/rating").main


def test_it_is_answered_and_settled_from_the_editor(
    session: Session, world: World, sent: ProgressUpdate, sponsor: Visitor, sign_in: SignIn
) -> None:
    ask(sponsor, sent)
    lead = sign_in(world.lead)
    lead.post(f"/updates/{sent.id}/recall")
    address = f"/updates/{sent.id}/sections/risks"
    page = lead.submit(lead.get(address).form("/reply"), {"text": ANSWER})
    assert page.headers["Location"] == f"{address}#comments-risks"
    lead.submit(lead.get(address).form("/resolve"))
    assert "Settled by Governance lead" in lead.get(address).main
    assert "comment to look at" not in lead.get(f"/updates/{sent.id}").main
    assert stored(session) == [ASKED, ANSWER]


def test_with_htmx_only_the_comments_of_the_section_come_back(
    session: Session, sent: ProgressUpdate, sponsor: Visitor
) -> None:
    address = f"/updates/{sent.id}/sections/risks/comments"
    page = sponsor.post_part(address, {"text": ASKED, "anchor": "R1", "page": "review"})
    assert page.is_part
    assert page.all("//*[@id='comments-risks']//article[@data-focus][@data-announce]")
    (thread,) = session.scalars(select(Comment)).all()
    page = sponsor.post_part(
        f"/updates/{sent.id}/comments/{thread.id}/reply", {"text": ANSWER, "page": "review"}
    )
    assert ANSWER in page.text
    page = sponsor.post_part(f"/updates/{sent.id}/comments/{thread.id}/resolve", {"page": "review"})
    assert "Settled by Governance sponsor" in page.text


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "part"])
@pytest.mark.parametrize(
    "typed, words",
    [
        ({"text": LONG, "anchor": "R1"}, "2,000 characters or fewer"),
        ({"text": "  ", "anchor": "R1"}, "Write your comment first"),
        ({"text": ASKED, "anchor": "R9"}, "not there any more"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    session: Session, sent: ProgressUpdate, sponsor: Visitor, typed: dict[str, str], words: str,
    htmx: bool,
) -> None:  # fmt: skip
    send = sponsor.post_part if htmx else sponsor.post
    address = f"/updates/{sent.id}/sections/risks/comments"
    page = send(address, {**typed, "page": "review"}, status=422)
    assert page.is_part is htmx
    assert words in page.text
    assert page.value("text").strip() == typed["text"].strip()
    assert page.all("//details[@open]//textarea[@id='comment-on-risks']")
    assert stored(session) == []


def test_a_reply_that_is_wrong_is_kept_too(
    session: Session, sent: ProgressUpdate, sponsor: Visitor
) -> None:
    ask(sponsor, sent)
    (thread,) = session.scalars(select(Comment)).all()
    address = f"/updates/{sent.id}/comments/{thread.id}/reply"
    page = sponsor.post(address, {"text": LONG}, status=422)
    assert page.errors
    assert page.value("text").strip() == LONG.strip()
    assert page.all(f"//details[@open]//textarea[@id='reply-{thread.id}']")


def test_a_comment_from_a_page_unknown_leads_to_the_version(
    sent: ProgressUpdate, sponsor: Visitor
) -> None:
    for page in ("", "elsewhere", "9" * 5000):
        address = f"/updates/{sent.id}/sections/{Section.RISKS}/comments"
        answer = sponsor.post(address, {"text": ASKED, "page": page})
        assert answer.headers["Location"] == f"/updates/{sent.id}/revisions/1#comments-risks"


def test_a_comment_on_a_section_unknown_is_not_found(
    sent: ProgressUpdate, sponsor: Visitor
) -> None:
    page = sponsor.post(
        f"/updates/{sent.id}/sections/nothing/comments", {"text": ASKED}, status=404
    )
    assert ASKED in page.text


def test_the_group_reads_the_update_and_not_its_comments(
    session: Session, world: World, sign_in: SignIn
) -> None:
    row = advance(session, world.first_update, UpdateStatus.APPROVED)
    sign_in(world.lead).post(
        f"/updates/{row.id}/sections/risks/comments", {"text": ASKED, "anchor": "R1"}
    )
    assert ASKED in sign_in(world.office).get(f"/updates/{row.id}/revisions/1").main
    page = sign_in(world.member).get(f"/updates/{row.id}/revisions/1")
    assert ASKED not in page.main
    assert not [form for form in page.forms if "comments" in form.action]


def test_comments_are_read_but_not_taken_once_it_is_issued(
    session: Session, world: World, sign_in: SignIn
) -> None:
    row = advance(session, world.first_update, UpdateStatus.ISSUED)
    page = sign_in(world.lead).get(f"/updates/{row.id}/revisions/1")
    assert not [form for form in page.forms if "comments" in form.action]
