"""The pages before a cover report goes out: findings to mend or decide on, and who reads it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Acronym, AuditEntry, FindingAccepted
from models.covers import CoverReport
from models.enums import Audience, Role
from tests import factories
from tests.conftest import SignIn
from tests.factories import AT
from tests.packs import stages
from tests.packs.cover import desk
from tests.visitor import Visitor
from tests.world import World, actor_of
from webapp.domain.errors import Incomplete
from webapp.domain.recipes import STANDARD
from webapp.packs import accepting, actions, others
from webapp.packs.cover import checks, issuing

REASON = "The committee asked for none."


@pytest.fixture
def cover(session: Session, world: World) -> CoverReport:
    """Return a report in which nothing is missing and that names no strategic objective."""
    return desk.ready(session, world)


@pytest.fixture
def office(world: World, sign_in: SignIn) -> Visitor:
    return sign_in(world.office)


@pytest.mark.both_databases
def test_a_report_goes_out_only_when_what_was_found_is_decided(
    session: Session, world: World, cover: CoverReport
) -> None:
    who = actor_of(session, world.office)
    with pytest.raises(Incomplete, match="Nobody has decided on one thing the checks found"):
        issuing.issue(session, cover, who, at=AT, seen=issuing.state(cover))
    assert cover.editions == []
    (judged,) = checks.judged(session, cover, at=AT)
    row = accepting.accept(
        session, cover.pack, who, at=AT, finding=judged.finding, reason=REASON, cover=cover
    )
    edition = issuing.issue(session, cover, who, at=AT, seen=issuing.state(cover))
    assert accepting.kept(session, edition) == [row]


def test_what_is_decided_on_its_page_is_recorded_and_shown_beside_the_edition(
    session: Session, world: World, cover: CoverReport, office: Visitor, sign_in: SignIn
) -> None:
    address = f"/cover-reports/{cover.id}"
    assert f"{address}/findings" in [href for _, href in office.get(address).links]
    page = office.get(f"{address}/issue")
    assert "The report names no strategic objective" in page.main
    assert "It cannot go out yet." in page.main
    assert f"{address}/objectives" in [href for _, href in page.links]
    assert not [form for form in page.forms if form.action == f"{address}/issue"]
    (form,) = (form for form in page.forms if "/findings/" in form.action)
    refused = office.submit(form, status=422)
    assert refused.errors == ["Say why it goes out with this"]
    page = office.follow(office.submit(form, {form.values[1][0]: REASON}))
    assert "Everything the checks found is settled." in page.main
    office.submit(form, {form.values[1][0]: REASON})
    assert len(session.scalars(select(FindingAccepted)).all()) == 1, "a second click does nothing"
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "cover.accept"))
    assert entry.subject == f"cover:{cover.id}"
    page = office.get(f"{address}/issue")
    read = office.follow(office.submit(page.form("/issue"), {"confirm": "y"}))
    assert REASON in read.main
    assert REASON in sign_in(world.auditor).get(read.url).main
    assert REASON not in sign_in(world.reader).get(read.url).text


def test_what_changed_since_it_was_read_is_not_decided_unseen(
    session: Session, cover: CoverReport, office: Visitor
) -> None:
    address = f"/cover-reports/{cover.id}/findings"
    office.post(f"{address}/0123456789ab", {"reason": REASON}, status=409)
    assert session.scalars(select(FindingAccepted)).all() == []


def test_every_way_from_a_finding_leads_to_where_it_is_mended(
    session: Session, world: World, office: Visitor
) -> None:
    pack = stages.issue(session, world).pack
    cover = desk.begin(session, world, pack, content=None)
    address = f"/cover-reports/{cover.id}"
    for place in ("paragraph/p1", "recommendation/r1"):
        form = office.get(f"{address}/{place}").form(f"/{place}")
        office.submit(form, {"text": "See Appendix Q, on 31 February 2026."})
    form = office.get(f"{address}/implications/1").form("/implications/1")
    office.submit(form, {"text": "See Appendix R."}, button="Save")
    page = office.get(f"{address}/findings")
    ways = {href for words, href in page.links if words.startswith("Change it")}
    assert {
        f"{address}/paragraph/p1",
        f"{address}/recommendation/r1",
        f"{address}/implications/1",
        f"{address}/objectives",
    } <= ways
    for way in ways:
        office.get(way.partition("#")[0])


def test_an_acronym_of_a_report_is_explained_by_the_list(
    session: Session, world: World, cover: CoverReport, office: Visitor
) -> None:
    desk.write(session, world, cover, 1, "None, says the BVN.")
    address = f"/programmes/{world.programme.slug}/acronyms"
    page = office.get(f"/cover-reports/{cover.id}/findings")
    assert "One acronym is never explained: BVN" in page.main
    assert address in [href for _, href in page.links]
    session.add(Acronym(programme_id=world.programme.id, name="BVN", stands_for="The notice"))
    session.commit()
    page = office.get(f"/cover-reports/{cover.id}/findings")
    assert "BVN" not in page.main
    desk.sign_all(session, world, cover)
    edition = desk.issue(session, world, cover)
    assert "None, says the BVN (The notice)." in edition.document
    assert "BVN (The notice)" in office.get(f"/cover-editions/{edition.id}/whole").main


def test_exempt_text_of_a_report_is_for_members_of_the_body(
    session: Session, world: World, cover: CoverReport, office: Visitor, sign_in: SignIn
) -> None:
    who = actor_of(session, world.office)
    board = desk.fetch(session, world.office, cover).pack
    public = others.open_other(session, board, STANDARD["public"], who, at=AT)
    stages.settle(session, world, public)
    row = stages.fetch(session, world.office, public)
    actions.issue(session, row, who, at=AT)
    report = desk.begin(session, world, public)
    desk.sign_all(session, world, report)
    form = office.get(f"/cover-reports/{report.id}/paragraph/new").form("/new")
    secret = {"text": "The kingfisher contract ends.", "exempt-paragraph": "3"}
    office.submit(form, secret | {"exempt-reason": "Talks go on."})
    edition = desk.issue(session, world, report)
    scrutiny = factories.person(session, world.organisation, "Scrutiny reader")
    grant = factories.grant(session, scrutiny, Role.BOARD_READER, on=world.programme)
    grant.audience = Audience.SCRUTINY
    address = f"/cover-editions/{edition.id}"
    for person in (world.office, world.lead, world.auditor, world.outsider):
        assert "kingfisher" in sign_in(person).get(f"{address}/whole").main
    reader = sign_in(scrutiny)
    sent = reader.get(f"{address}/whole", status=303)
    assert sent.headers["Location"] == f"{address}/public"
    page = reader.follow(sent)
    assert "kingfisher" not in page.text
    assert f"{address}/whole" not in [href for _, href in page.links]
    reader.get(f"{address}/whole/pdf", status=404)
    assert reader.get(f"{address}/public/pdf").body
