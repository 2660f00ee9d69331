"""A text without its marks, and what changed in it on the sponsor's page."""

from datetime import date

import msgspec
import pytest
from sqlalchemy.orm import Session

from models.enums import Section, UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.world import World, actor_of, advance
from webapp.domain.content import (
    Milestone,
    UpdateContent,
    decode,
    encode,
    fingerprint,
    section_fingerprint,
)
from webapp.updates import actions, queries
from webapp.updates.reading import as_read


@pytest.mark.parametrize(
    "markdown, read",
    [
        ("", ""),
        ("One **bold** word.\nSame paragraph.", "One bold word. Same paragraph."),
        ("First.\n\nSecond.", "First.\n\nSecond."),
        ("### Heading\n\nText", "Heading\n\nText"),
        ("- one\n- two", "• one\n• two"),
        ("3. three\n4. four", "3. three\n4. four"),
        ("- one\n  - inner", "• one\n   • inner"),
        ("[Plan](https://example.org/plan)", "Plan (https://example.org/plan)"),
        ("a\\\nb", "a\nb"),
    ],
)
def test_markdown_is_read_as_words(markdown: str, read: str) -> None:
    assert as_read(markdown) == read


@pytest.fixture
def update_id(session: Session, world: World) -> int:
    """Return an update that came back once, after a period that was issued."""
    earlier = factories.period(
        session,
        world.phase,
        slug="2025-12",
        name="November and December 2025",
        starts_on=date(2025, 11, 1),
        ends_on=date(2025, 12, 31),
    )
    advance(session, factories.update(session, world.first, earlier), UpdateStatus.ISSUED)
    row = advance(session, world.first_update, UpdateStatus.RETURNED)
    lead = actor_of(session, world.lead)
    row = queries.get_update(session, lead, row.id)
    draft = decode(row.draft)
    changed = msgspec.structs.replace(draft, concerns="One vacancy remains open.")
    actions.save(
        session,
        row,
        lead,
        Section.CONCERNS,
        changed,
        at=factories.AT,
        seen=section_fingerprint(draft, Section.CONCERNS),
    )
    actions.submit(session, row, lead, at=factories.AT, seen=fingerprint(row.draft))
    return row.id


def test_what_changed_since_it_came_back_is_shown_first(
    world: World, sign_in: SignIn, update_id: int
) -> None:
    page = sign_in(world.sponsor).get(f"/updates/{update_id}/review")
    (current,) = page.all("//nav[@aria-label='Changes to show']//a[@aria-current]")
    assert current.text == "it last came back"
    assert [" ".join(ins.text_content().split()) for ins in page.all("//section//ins")] == [
        "[added: One vacancy remains]"
    ]
    assert [" ".join(gone.text_content().split()) for gone in page.all("//section//del")] == [
        "[removed: Two vacancies remain]"
    ]


def test_what_changed_since_the_last_period_or_nothing_is_shown_on_demand(
    world: World, sign_in: SignIn, update_id: int
) -> None:
    sponsor = sign_in(world.sponsor)
    address = f"/updates/{update_id}/review"
    since = sponsor.get(f"{address}?since=period")
    (milestone,) = since.all("//table[@id='milestones-table']//tr[td]")
    assert "[added: Done]" in milestone.text_content()
    part = sponsor.get_part(f"{address}?since=period")
    assert part.is_part
    assert part.all("//*[@id='reading']//ins")
    for nothing in ("nothing", "elsewhere"):
        page = sponsor.get(f"{address}?since={nothing}")
        assert page.all("//section//ins") == page.all("//section//del") == []


def test_a_first_update_offers_no_comparison(
    session: Session, world: World, sign_in: SignIn
) -> None:
    row = advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    page = sign_in(world.second_sponsor).get(f"/updates/{row.id}/review?since=period")
    assert page.all("//nav[@aria-label='Changes to show']") == []


@pytest.mark.parametrize(
    "slips, words",
    [(0, ""), (1, "slipped once"), (2, "slipped twice"), (3, "slipped three times")],
)
def test_how_often_a_promise_slipped_stands_beside_it(
    session: Session, world: World, sign_in: SignIn, slips: int, words: str
) -> None:
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    promise = Milestone(
        number=1, title="Adopt it", carried=True, slips=slips, first_due_on=date(2025, 3, 31)
    )
    row.draft = encode(UpdateContent(milestones=(promise,)))
    lead = sign_in(world.lead)
    for page in ("sections/milestones", "check"):
        said = lead.get(f"/updates/{row.id}/{page}").main
        assert f"{words}; first due 31 March 2025" in said if slips else "first due" not in said
