"""The office's pages in a browser without JavaScript, and the board as htmx asks for it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models import AgreedDate, Person, ProgressUpdate, RoleGrant, UpdateContributor
from models.enums import PeriodStatus, Role, UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.cycle.desk import DAY, TODAY, told
from tests.factories import AT
from tests.visitor import HTMX, Visitor
from tests.world import World, actor_of, advance, write
from webapp.cycle import roles
from webapp.updates import queries

SIZES = (1, 3, 40)
LATER = {"until-day": "11", "until-month": "3", "until-year": "2026"}
WHY = {"reason": "The lead was ill."}


@pytest.fixture
def board(world: World) -> str:
    """Return the address of the office's board."""
    return f"/programmes/{world.programme.slug}/cycle"


@pytest.fixture
def office(world: World, sign_in: SignIn) -> Visitor:
    """Return somebody of the programme office at a browser."""
    return sign_in(world.office)


def day(field: str, value: date) -> dict[str, str]:
    """Return what is typed into the three boxes of a date."""
    return {
        f"{field}-day": str(value.day),
        f"{field}-month": str(value.month),
        f"{field}-year": str(value.year),
    }


def status(session: Session, row: ProgressUpdate) -> UpdateStatus:
    """Return where an update stands."""
    return session.scalars(select(ProgressUpdate.status).where(ProgressUpdate.id == row.id)).one()


# --- The board ---


@pytest.mark.parametrize(
    "who, code",
    [
        *((name, 200) for name in ("office", "director", "auditor")),
        *((name, 404) for name in ("lead", "sponsor", "chair", "reader", "outsider")),
    ],
)
def test_the_board_is_for_who_runs_or_oversees_the_programme(
    world: World, sign_in: SignIn, board: str, who: str, code: int
) -> None:
    sign_in(world.people[who]).get(board, status=code)


def test_the_programmes_page_leads_to_the_board(
    world: World, board: str, office: Visitor, sign_in: SignIn
) -> None:
    page = f"/programmes/{world.programme.slug}"
    assert board in [href for _, href in office.get(page).links]
    assert board not in [href for _, href in sign_in(world.lead).get(page).links]


def test_every_way_on_the_board_leads_somewhere(
    session: Session, world: World, board: str, office: Visitor
) -> None:
    advance(session, world.first_update, UpdateStatus.DRAFT)
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    hrefs = {href.partition("#")[0] for _, href in office.get(board).links}
    assert len([href for href in hrefs if href.startswith(board)]) >= 7
    for href in hrefs - {""}:
        office.get(href)


def test_who_watches_sees_no_buttons(world: World, board: str, sign_in: SignIn) -> None:
    page = sign_in(world.auditor).get(board)
    assert "What you can do" not in page.text
    assert [form.action for form in page.forms if board in form.action] == []


def test_a_programme_without_a_period_says_what_comes_next(
    session: Session, world: World, board: str, office: Visitor
) -> None:
    world.period.status = PeriodStatus.SCHEDULED
    session.delete(world.first_update)
    session.delete(world.second_update)
    page = office.get(board)
    assert "No reporting period is open." in page.main
    assert f"Open {world.period.name}" in [words for words, _ in page.links]


def poll(visitor: Visitor, board: str, tag: str, code: int = 200):
    """Ask for the board as htmx does that has an older state of it."""
    return visitor.get(board, status=code, headers={**HTMX, "If-None-Match": tag})


def test_who_asks_again_is_told_in_one_statement_that_nothing_changed(
    board: str, office: Visitor
) -> None:
    tag = office.get(board).headers["ETag"]
    answer = poll(office, board, tag, 304)
    assert answer.body == b""
    asked = [text for text in office.statements if text.startswith("SELECT")]
    assert len(asked) == 2, "who is asking, and what the state is"


def test_what_was_saved_moved_or_given_is_news(
    session: Session, world: World, board: str, office: Visitor
) -> None:
    tag = office.get(board).headers["ETag"]
    advance(session, world.first_update, UpdateStatus.DRAFT)
    page = poll(office, board, tag)
    assert page.is_part
    assert page.headers["ETag"] != tag
    (news,) = page.all("//@data-announce")
    assert news == "The board has changed. January and February 2026: 0 of 2 approved."
    poll(office, board, page.headers["ETag"], 304)
    lead = actor_of(session, world.lead)
    write(session, queries.get_update(session, lead, world.first_update.id), lead)
    poll(office, board, page.headers["ETag"])


def test_time_alone_moves_the_page_on_without_news(board: str, office: Visitor, clock) -> None:
    tag = office.get(board).headers["ETag"]
    clock.shift(timedelta(minutes=6))
    page = poll(office, board, tag)
    assert page.all("//@data-announce") == []


def test_nobody_is_told_that_nothing_changed_of_what_others_see(
    world: World, board: str, office: Visitor, sign_in: SignIn
) -> None:
    tag = office.get(board).headers["ETag"]
    poll(sign_in(world.director), board, tag)


def test_a_browser_that_asks_for_the_page_gets_it_whole(board: str, office: Visitor) -> None:
    tag = office.get(board).headers["ETag"]
    page = office.get(board, headers={"If-None-Match": tag})
    assert not page.is_part


def test_the_board_takes_as_many_statements_for_any_number_of_workstreams(
    session: Session, world: World, board: str, office: Visitor
) -> None:
    states = (
        UpdateStatus.NOT_STARTED,
        UpdateStatus.DRAFT,
        UpdateStatus.WITH_SPONSOR,
        UpdateStatus.RETURNED,
        UpdateStatus.APPROVED,
    )
    pages = (board, f"{board}/people", f"{board}/periods/{world.period.id}/close")
    counts: dict[str, set[int]] = {page: set() for page in pages}
    made = 0
    for size in SIZES:
        while made < size:
            row = factories.update(
                session,
                factories.workstream(session, world.phase, lead=world.lead, sponsor=world.sponsor),
                world.period,
            )
            advance(session, row, states[made % len(states)])
            made += 1
        for page in pages:
            office.get(page)
            counts[page].add(len(office.statements))
    assert all(len(found) == 1 for found in counts.values()), counts
    assert max(map(max, counts.values())) <= 20


# --- What the office does about an update ---


def test_chasing_goes_back_to_the_line_and_says_so(
    session: Session, world: World, board: str, office: Visitor
) -> None:
    form = office.get(board).form(f"/updates/{world.first_update.id}/chase")
    answer = office.submit(form)
    assert answer.headers["Location"] == f"{board}#return-{world.first_update.id}"
    assert "Governance: a reminder is on its way." in office.get(board).main
    assert told(session, "chase") == {world.lead.name}
    again = office.post(form.action)
    assert "reminded today already" in office.follow(again).main


def test_chasing_by_htmx_answers_with_the_board(world: World, board: str, office: Visitor) -> None:
    part = office.post_part(f"{board}/updates/{world.first_update.id}/chase")
    assert part.is_part
    assert part.all("//@data-announce") == ["Governance: a reminder is on its way."]
    assert "Reminded today" in part.text


@pytest.mark.parametrize(
    "verb, begin, typed, end",
    [
        ("extend", UpdateStatus.DRAFT, WHY | LATER, UpdateStatus.DRAFT),
        ("withdraw", UpdateStatus.DRAFT, WHY, UpdateStatus.WITHDRAWN),
    ],
)
def test_the_form_does_what_it_says(
    session: Session,
    world: World,
    board: str,
    office: Visitor,
    verb: str,
    begin: UpdateStatus,
    typed: dict[str, str],
    end: UpdateStatus,
) -> None:
    advance(session, world.first_update, begin)
    address = f"{board}/updates/{world.first_update.id}/{verb}"
    form = office.get(address).form(f"/{verb}")
    refused = office.submit(
        form, {"reason": "", **{k: v for k, v in typed.items() if k != "reason"}}, status=422
    )
    assert "Give a reason" in refused.errors
    assert status(session, world.first_update) is begin
    office.follow(office.submit(form, typed))
    assert status(session, world.first_update) is end


def test_a_late_return_is_allowed_after_closing_and_a_withdrawn_one_reinstated(
    session: Session, world: World, board: str, office: Visitor
) -> None:
    first, second = world.first_update.id, world.second_update.id
    office.post(f"{board}/updates/{second}/withdraw", WHY)
    closing = office.get(f"{board}/periods/{world.period.id}/close")
    assert "G. Governance: Governance lead (lead)" in closing.main
    office.follow(office.submit(closing.form("/close")))
    assert status(session, world.first_update) is UpdateStatus.NOT_SUBMITTED
    for number, verb in ((first, "allow-late"), (second, "reinstate")):
        page = office.get(f"{board}/updates/{number}/{verb}")
        assert "Last day to submit" in page.main
        office.submit(page.form(f"/{verb}"), WHY | LATER)
    assert status(session, world.first_update) is UpdateStatus.DRAFT
    assert status(session, world.second_update) is UpdateStatus.DRAFT


def test_after_issue_the_form_says_where_a_late_return_goes(
    world: World, board: str, office: Visitor
) -> None:
    office.post(f"{board}/periods/{world.period.id}/close")
    world.period.status = PeriodStatus.ISSUED
    page = office.get(f"{board}/updates/{world.first_update.id}/allow-late")
    assert "received after issue" in page.main


def test_a_day_that_gives_no_time_is_refused_and_what_was_typed_stays(
    world: World, board: str, office: Visitor
) -> None:
    address = f"{board}/updates/{world.first_update.id}/extend"
    page = office.post(address, WHY | day("until", TODAY), status=422)
    assert page.errors == ["The last day must be after today, 2 March 2026."]
    assert page.value("until-day") == "2"
    assert page.value("reason") == WHY["reason"]
    assert page.all("//title")[0].text.startswith("Error:")


def test_who_only_watches_is_refused_with_the_reason(
    world: World, board: str, sign_in: SignIn
) -> None:
    director = sign_in(world.director)
    for verb in ("extend", "withdraw"):
        page = director.get(f"{board}/updates/{world.first_update.id}/{verb}", status=403)
        assert "Only the programme office can do this." in page.main
    director.post(f"{board}/updates/{world.first_update.id}/chase", status=403)


def test_what_is_not_possible_now_is_said_before_anybody_types(
    session: Session, world: World, board: str, office: Visitor
) -> None:
    advance(session, world.first_update, UpdateStatus.APPROVED)
    for verb in ("extend", "withdraw", "allow-late", "reinstate"):
        office.get(f"{board}/updates/{world.first_update.id}/{verb}", status=409)
    office.get(f"{board}/periods/{world.period.id}/open", status=409)


def test_an_update_of_another_programme_is_not_there(
    session: Session, world: World, office: Visitor
) -> None:
    other = factories.programme(session, world.organisation, slug="other")
    factories.grant(session, world.office, Role.PMO, on=other)
    for rest in (
        f"updates/{world.first_update.id}/extend",
        f"periods/{world.period.id}/close",
        f"workstreams/{world.first.id}/sponsors",
        f"workstreams/{world.first.id}/close",
        f"workstreams/{world.first.id}/dates",
    ):
        office.get(f"/programmes/other/cycle/{rest}", status=404)


# --- Periods ---


def test_a_period_opens_from_a_page_that_says_who_is_asked(
    session: Session, world: World, board: str, office: Visitor
) -> None:
    alone = factories.workstream(session, world.phase, name="Housing")
    following = factories.period(
        session,
        world.phase,
        slug="next",
        name="March and April 2026",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 30),
        status=PeriodStatus.SCHEDULED,
    )
    page = office.get(f"{board}/periods/{following.id}/open")
    assert "Governance lead" in page.main
    assert page.main.count("Nobody is named") == 2
    assert alone.name in page.main
    assert "is open for updates" in office.follow(office.submit(page.form("/open"))).main
    assert office.get(board).main.count("3 not started") == 1


# --- People ---


def people_of(session: Session, world: World) -> list[tuple[int, int | None, date | None]]:
    """Return who may approve for the first workstream, for whom and until when."""
    rows = session.scalars(
        select(RoleGrant)
        .where(RoleGrant.workstream_id == world.first.id, RoleGrant.role == Role.SPONSOR)
        .order_by(RoleGrant.id)
    )
    return [(row.person_id, row.deputy_for_id, row.ends_on) for row in rows]


def test_a_deputy_is_appointed_shown_and_ended(
    session: Session, world: World, board: str, office: Visitor
) -> None:
    sponsor, director = world.sponsor.id, world.director.id
    page = office.get(f"{board}/workstreams/{world.first.id}/sponsors/{sponsor}/deputy")
    form = page.form("/deputy")
    typed = {"deputy_id": str(director), **day("ends_on", TODAY + 7 * DAY)}
    assert office.submit(form, status=422).errors == [
        "Deputy: choose a person",
        "Enter the last day",
    ]
    team = office.follow(office.submit(form, typed))
    assert "Deputy: Programme director until 9 March 2026" in team.main
    assert people_of(session, world)[1:] == [(director, sponsor, TODAY + 7 * DAY)]
    (_, ending) = next(link for link in team.links if link[0].startswith("End now"))
    asked = office.get(ending)
    assert "Programme director can no longer approve" in asked.main
    assert "Nothing waits for Programme director on this workstream." in asked.main
    assert len(people_of(session, world)) == 2
    office.follow(office.submit(asked.form("/end")))
    assert people_of(session, world) == [(sponsor, None, None)]


def test_ending_a_role_says_who_decides_then_and_where_nobody_could(
    session: Session, world: World, board: str, office: Visitor
) -> None:
    deputy = factories.grant(
        session,
        world.director,
        Role.SPONSOR,
        workstream=world.first,
        ends_on=TODAY,
        deputy_for=world.sponsor,
    )
    advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    address = f"{board}/workstreams/{world.first.id}/roles/{deputy.id}/end"
    asked = office.get(address).main
    assert "waits for approval. Governance sponsor decides." in asked
    assert "Nobody can then approve" not in asked
    session.add(
        UpdateContributor(update_id=world.first_update.id, person_id=world.sponsor.id, first_at=AT)
    )
    session.flush()
    asked = office.get(address).main
    assert "Nobody can then approve for Governance sponsor" in asked
    assert "Nobody can approve it for Governance sponsor, who wrote part of it." in asked
    own = roles.get_sponsor(session, world.first, world.sponsor.id, TODAY)
    refused = office.get(f"{board}/workstreams/{world.first.id}/roles/{own.id}/end", status=409)
    assert "This is the only sponsor" in refused.main


def test_a_role_that_nobody_holds_there_is_not_there(
    world: World, board: str, office: Visitor
) -> None:
    start = f"{board}/workstreams/{world.first.id}"
    for person in (world.second_sponsor, world.lead, world.outsider):
        office.get(f"{start}/sponsors/{person.id}/deputy", status=404)
        office.get(f"{start}/sponsors/{person.id}/replace", status=404)
    office.post(f"{start}/roles/9999/end", status=404)


def test_somebody_who_writes_is_appointed_only_if_it_is_meant(
    session: Session, world: World, board: str, office: Visitor
) -> None:
    address = f"{board}/workstreams/{world.first.id}/sponsors/{world.sponsor.id}/deputy"
    typed = {"deputy_id": str(world.lead.id), **day("starts_on", TODAY), **day("ends_on", TODAY)}
    warned = office.post(address, typed, status=422)
    assert "nobody decides on what they wrote" in warned.errors[0]
    assert warned.value("deputy_id") == str(world.lead.id)
    assert len(people_of(session, world)) == 1
    office.submit(warned.form("/deputy"), {"sure": "y"})
    assert len(people_of(session, world)) == 2


def test_a_second_sponsor_and_one_in_anothers_place(
    session: Session, world: World, board: str, office: Visitor
) -> None:
    start = f"{board}/workstreams/{world.first.id}/sponsors"
    second = office.get(start).form("/sponsors")
    office.submit(second, {"person_id": str(world.chair.id)})
    replaced = office.get(f"{start}/{world.sponsor.id}/replace").form("/replace")
    refused = office.submit(replaced, {"person_id": str(world.chair.id)}, status=422)
    assert refused.errors == ["This person sponsors the workstream already."]
    page = office.follow(office.submit(replaced, {"person_id": str(world.member.id)}))
    assert "Group member sponsors Governance in place of Governance sponsor." in page.main
    assert [row[0] for row in people_of(session, world) if row[2] is None] == [
        world.chair.id,
        world.member.id,
    ]


def test_handing_over_shows_first_what_the_person_does(
    session: Session, world: World, board: str, office: Visitor
) -> None:
    asked = office.get(f"{board}/people/leaver")
    assert office.submit(asked.form("/leaver"), status=422).errors == [
        "Who leaves: choose a person"
    ]
    page = office.follow(office.submit(asked.form("/leaver"), {"leaver_id": str(world.sponsor.id)}))
    assert "Sponsors Governance" in page.main
    done = office.follow(
        office.submit(page.form("/hand-over"), {"successor_id": str(world.member.id)})
    )
    assert "handed over one role to Group member" in done.main
    assert people_of(session, world)[0][2] == TODAY - DAY
    office.get(f"{board}/people/{world.sponsor.id}/hand-over", status=404)


def test_handing_over_to_another_sponsor_says_why_it_cannot_be_planned(
    session: Session, world: World, board: str, office: Visitor
) -> None:
    factories.grant(session, world.member, Role.SPONSOR, workstream=world.first)
    form = office.get(f"{board}/people/{world.sponsor.id}/hand-over").form("/hand-over")
    typed = {"successor_id": str(world.member.id), "from_on-day": "9"}
    page = office.submit(form, typed, status=422)
    assert page.main.count("Governance: this person sponsors the workstream as well") == 1
    assert page.value("from_on-day") == "9"
    done = office.follow(office.submit(form, {"successor_id": str(world.member.id)}))
    assert "handed over one role to Group member" in done.main


def test_the_page_says_where_nobody_could_decide(
    session: Session, world: World, board: str, office: Visitor
) -> None:
    factories.grant(session, world.lead, Role.SPONSOR, workstream=world.first)
    session.execute(
        delete(RoleGrant).where(
            RoleGrant.workstream_id == world.second.id, RoleGrant.role == Role.SPONSOR
        )
    )
    page = office.get(f"{board}/people")
    assert "Nobody can approve for Governance lead, who writes for this workstream." in page.main
    assert "No sponsor is named, so nobody can approve." in page.main
    red = office.get(board).main
    assert "Nobody can approve this for Governance lead, who writes part of it." in red
    assert "Nobody can approve this: no sponsor is named." in red


def test_authority_counts_with_the_next_request(
    session: Session, world: World, board: str, office: Visitor, sign_in: SignIn
) -> None:
    advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    new = sign_in(world.outsider)
    review = f"/updates/{world.first_update.id}/review"
    new.get(review, status=404)
    office.post(
        f"{board}/workstreams/{world.first.id}/sponsors/{world.sponsor.id}/deputy",
        {"deputy_id": str(world.outsider.id), **day("starts_on", TODAY), **day("ends_on", TODAY)},
    )
    new.get(review)


# --- Workstreams ---


def test_a_sponsor_agrees_another_date_and_others_only_read(
    session: Session, world: World, board: str, sign_in: SignIn
) -> None:
    address = f"{board}/workstreams/{world.first.id}/dates"
    sponsor = sign_in(world.sponsor)
    form = sponsor.get(address).form("/dates")
    typed = {"reason": "The supplier is late.", **day("agreed_on", date(2026, 9, 30))}
    assert sponsor.submit(form, status=422).errors == [
        "Enter the new completion date",
        "Say why the date changes",
    ]
    page = sponsor.follow(sponsor.submit(form, typed))
    assert "30 September 2026 The supplier is late. Governance sponsor" in page.main
    assert "30 June 2026 The date that stood until then." in page.main
    lead = sign_in(world.lead)
    assert [form for form in lead.get(address).forms if form.action.endswith("/dates")] == []
    lead.post(address, typed, status=403)
    sign_in(world.outsider).get(address, status=404)
    late = sponsor.submit(form, typed | day("agreed_on", date(2027, 1, 31)), status=409)
    assert "after you opened this page" in late.errors[0]
    assert late.value("agreed_on-year") == "2027"
    assert len(session.scalars(select(AgreedDate)).all()) == 2


def test_a_workstream_closes_once_every_open_item_is_settled(
    session: Session, world: World, board: str, office: Visitor
) -> None:
    advance(session, world.first_update, UpdateStatus.APPROVED)
    address = f"{board}/workstreams/{world.first.id}/close"
    form = office.get(address).form("/close")
    items = [name for name, _ in form.values if name.startswith("item_")]
    refused = office.submit(form, {"reason": "Done."}, status=422)
    assert len(refused.errors) == len(items) == 2
    said = dict.fromkeys(items, "Taken over by Finance.")
    office.follow(
        office.submit(form, {"reason": "Done.", "merged_into_id": str(world.second.id), **said})
    )
    session.refresh(world.first)
    assert (world.first.closed_on, world.first.merged_into_id) == (TODAY, world.second.id)
    office.get(address, status=409)
    assert (
        "closed on 2 March 2026" in office.get(f"{board}/workstreams/{world.first.id}/dates").main
    )


def test_what_is_still_to_come_is_a_reason_to_wait(
    world: World, board: str, office: Visitor
) -> None:
    page = office.get(f"{board}/workstreams/{world.first.id}/close")
    assert "There is an update still to come: January and February 2026" in page.main


def test_names_of_people_stand_with_what_they_do(
    session: Session, world: World, board: str, office: Visitor
) -> None:
    session.execute(update(Person).where(Person.id == world.director.id).values(job_title="Chief"))
    page = office.get(f"{board}/workstreams/{world.first.id}/sponsors")
    assert "Programme director, Chief" in page.main
