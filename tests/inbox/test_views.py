"""My work as each role finds it at a browser, through a whole reporting period."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from models import Person
from models.enums import Action, Audience, PackStatus, PeriodStatus, Role, UpdateStatus
from tests import factories
from tests import world as setting
from tests.factories import AT
from tests.page import Page, words
from tests.visitor import Visitor
from tests.world import World, actor_of
from webapp import moves
from webapp.updates import decisions

SignIn = Callable[[Person], Visitor]
NOTHING = "Nothing needs you now."


def tasks(page: Page) -> list[tuple[str, str]]:
    """Return what needs the person: name and the words on the button."""
    return [
        (words(card.xpath(".//h3")[0]), words(card.xpath(".//button | .//a")[0]))
        for card in page.all("//article")
    ]


def waits(page: Page) -> list[str]:
    """Return what waits on others, a line each."""
    return [words(row) for row in page.all("//table/tbody/tr")]


def button(verb: str, title: str) -> list[tuple[str, str]]:
    return [(title, f"{verb}: {title}, January and February 2026")]


@pytest.mark.parametrize("who", ["administrator", "outsider"])
def test_those_without_work_are_told_what_will_appear(
    who: str, sign_in: SignIn, world: World
) -> None:
    page = sign_in(world.people[who]).get("/")
    assert NOTHING in page.main
    assert "it appears here" in page.main


@pytest.mark.parametrize("who", ["lead", "contributor"])
def test_a_writer_starts_an_update(who: str, sign_in: SignIn, world: World) -> None:
    visitor = sign_in(world.people[who])
    page = visitor.get("/")
    assert tasks(page) == button("Start", "G. Governance")
    assert "Due 6 March 2026, in 4 working days" in page.main
    visitor.submit(page.form("/start"))
    assert tasks(visitor.get("/")) == button("Continue", "G. Governance")


def test_a_lead_waits_for_the_sponsor(sign_in: SignIn, session: Session, world: World) -> None:
    setting.advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    page = sign_in(world.lead).get("/")
    assert tasks(page) == []
    assert len(waits(page)) == 1
    assert waits(page)[0].endswith(
        "With sponsor Governance sponsor (sponsor) since today 10 March 2026, in 6 working days"
    )


def test_a_lead_sees_why_an_update_was_sent_back(
    sign_in: SignIn, session: Session, world: World
) -> None:
    setting.advance(session, world.first_update, UpdateStatus.RETURNED)
    page = sign_in(world.lead).get("/")
    assert tasks(page) == button("Continue", "G. Governance")
    assert "Sent back: Say when the vacancies will be filled." in page.main


def test_a_sponsor_reviews_what_was_submitted(
    sign_in: SignIn, session: Session, world: World
) -> None:
    setting.advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    page = sign_in(world.sponsor).get("/")
    assert tasks(page) == button("Review", "G. Governance")
    assert "Green/Amber proposed by Governance lead on 2 March 2026" in page.main
    assert f"/updates/{world.first_update.id}/review" in [href for _, href in page.links]


def test_a_sponsor_waits_for_the_lead(sign_in: SignIn, world: World) -> None:
    page = sign_in(world.sponsor).get("/")
    assert NOTHING in page.main
    assert "Next: your approvals are due on 10 March 2026" in page.main
    assert [line.split(" since")[0] for line in waits(page)] == [
        "G. Governance January and February 2026 Not started Governance lead (lead)"
    ]


def test_a_sponsor_who_wrote_it_is_not_asked_to_decide(
    sign_in: SignIn, session: Session, world: World
) -> None:
    factories.grant(session, world.lead, Role.SPONSOR, workstream=world.first)
    deputy = factories.person(session, world.organisation, "Deputy sponsor")
    factories.grant(
        session,
        deputy,
        Role.SPONSOR,
        workstream=world.first,
        ends_on=AT.date(),
        deputy_for=world.lead,
    )
    setting.advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    page = sign_in(world.lead).get("/")
    assert tasks(page) == []
    assert "You wrote part of this update, so you cannot decide on it." in waits(page)[0]


def test_a_sponsor_who_has_approved_waits_for_the_other(
    sign_in: SignIn, session: Session, world: World
) -> None:
    second = factories.person(session, world.organisation, "Second sponsor")
    factories.grant(session, second, Role.SPONSOR, workstream=world.first)
    row = setting.advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    assert row.revision is not None
    decisions.approve(
        session,
        row,
        actor_of(session, world.sponsor),
        at=AT,
        seen=row.revision.sha256,
        step=2,
        reason="",
        comment="",
    )
    page = sign_in(world.sponsor).get("/")
    assert tasks(page) == []
    assert "With sponsor Second sponsor (sponsor) since today" in waits(page)[0]
    assert tasks(sign_in(second).get("/")) != []


def test_the_office_sees_who_has_not_submitted(
    sign_in: SignIn, session: Session, world: World
) -> None:
    setting.advance(session, world.first_update, UpdateStatus.APPROVED)
    page = sign_in(world.office).get("/")
    assert tasks(page) == button("Check the pack", "Pack for the Improvement Group")
    assert "1 of 2 updates approved." in page.main
    assert [line.split(" since")[0] for line in waits(page)] == [
        "F. Finance January and February 2026 Not started Finance lead (lead)"
    ]


def under_review(session: Session, world: World) -> None:
    """Send the pack to the group with the first update in it."""
    setting.advance(session, world.first_update, UpdateStatus.IN_PACK)
    session.refresh(world.pack, ["period"])
    session.refresh(world.pack.period, ["phase"])
    office = actor_of(session, world.office)
    moves.move_pack(session, world.pack, office, Action.REVIEW, at=AT)
    session.commit()


def test_the_office_adds_what_was_approved_later(
    sign_in: SignIn, session: Session, world: World
) -> None:
    under_review(session, world)
    setting.advance(session, world.second_update, UpdateStatus.APPROVED)
    page = sign_in(world.office).get("/")
    assert tasks(page) == button("Add to the pack", "Pack for the Improvement Group")
    assert "Approved but not in the pack: F. Finance." in page.main
    assert len(waits(page)) == 1
    assert "With the group Group chair (chair of the Improvement Group) since" in waits(page)[0]


@pytest.mark.parametrize(
    "who,verb",
    [("chair", "Agree"), ("member", "Read"), ("director", "Write the overview")],
)
def test_a_pack_under_review_needs_the_group_and_the_director(
    who: str, verb: str, sign_in: SignIn, session: Session, world: World
) -> None:
    under_review(session, world)
    page = sign_in(world.people[who]).get("/")
    assert tasks(page) == button(verb, "Pack for the Improvement Group")
    assert "Due 17 March 2026, in 11 working days" in page.main


def test_the_office_issues_the_boards_pack(sign_in: SignIn, session: Session, world: World) -> None:
    board = factories.pack(session, world.period, audience=Audience.IIB)
    board.status = PackStatus.AGREED
    page = sign_in(world.office).get("/")
    assert tasks(page) == button("Issue", "Pack for the Independent Improvement Board")
    assert f"/packs/{board.id}/issue" in [href for _, href in page.links]


@pytest.mark.parametrize("who", ["auditor", "reader", "member", "chair"])
def test_those_with_nothing_to_do_see_what_is_next(who: str, sign_in: SignIn, world: World) -> None:
    page = sign_in(world.people[who]).get("/")
    assert tasks(page) == []
    assert "Nothing needs you now. Next: " in page.main
    assert "(January and February 2026)" in page.main


def test_somebody_with_every_role_sees_each_thing_once(
    sign_in: SignIn, session: Session, world: World
) -> None:
    for role in Role:
        on_workstream = role in {Role.LEAD, Role.CONTRIBUTOR, Role.SPONSOR}
        factories.grant(
            session,
            world.outsider,
            role,
            on=None if on_workstream else world.programme,
            workstream=world.first if on_workstream else None,
        )
    page = sign_in(world.outsider).get("/")
    titles = [title for title, _ in tasks(page)] + waits(page)
    assert sorted(title.split(" January")[0] for title in titles) == [
        "F. Finance",
        "G. Governance",
        "Pack for the Improvement Group",
    ]


def test_work_of_another_programme_stays_there(
    sign_in: SignIn, session: Session, world: World
) -> None:
    other = factories.programme(session, world.organisation, slug="other", name="Other programme")
    factories.grant(session, world.outsider, Role.PMO, on=other)
    assert waits(sign_in(world.outsider).get("/")) == []


def test_two_programmes_are_told_apart(sign_in: SignIn, session: Session, world: World) -> None:
    other = factories.programme(session, world.organisation, slug="other", name="Other programme")
    phase = factories.phase(session, other, world.scale)
    stream = factories.workstream(session, phase, name="Estates", lead=world.lead)
    factories.update(session, stream, factories.period(session, phase))
    page = sign_in(world.lead).get("/")
    assert len(tasks(page)) == 2
    assert "January and February 2026, Other programme" in page.main


@pytest.mark.both_databases
@pytest.mark.parametrize("who", ["lead", "sponsor", "office"])
def test_my_work_takes_the_same_statements_for_1_3_and_50_workstreams(
    who: str, sign_in: SignIn, session: Session, world: World
) -> None:
    visitor = sign_in(world.people[who])
    counts, sizes = [], []
    for more in (0, 1, 48):
        for _ in range(more):
            extra = factories.workstream(
                session, world.phase, lead=world.lead, sponsor=world.sponsor
            )
            factories.update(session, extra, world.period)
        if more == 48:
            factories.period(
                session,
                world.phase,
                slug="next",
                name="March and April 2026",
                starts_on=AT.date().replace(month=3, day=1),
                ends_on=AT.date().replace(month=4, day=30),
                status=PeriodStatus.SCHEDULED,
            )
        page = visitor.get("/")
        counts.append(len(visitor.statements))
        sizes.append(len(tasks(page)) + len(waits(page)))
    assert sizes[-1] - sizes[0] == 49
    assert len(set(counts)) == 1
    assert counts[0] <= 3
