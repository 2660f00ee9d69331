"""The pages of a meeting: one workstream a screen, recorded on the spot."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import CarriedQuery, Minute, Pack
from models.enums import Audience, MinuteKind, MinuteState, PackStatus, UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.conventions.html import mistakes
from tests.factories import AT
from tests.packs import stages
from tests.packs.meeting import room
from tests.world import World, actor_of, advance
from webapp.packs import actions, queries
from webapp.packs.meeting import recording

FIELDS = {
    "minute-kind": "action",
    "minute-text": "Bring the plan for the vacancies.",
    "minute-owner": "",
    "minute-owner_name": "The partner’s finance team",
    "minute-due_on-day": "30",
    "minute-due_on-month": "6",
    "minute-due_on-year": "2026",
}


@pytest.fixture
def pack(session: Session, world: World) -> Pack:
    """Return the pack that is before the group, with one report in it."""
    return stages.review(session, world)


def test_screens_lead_from_how_things_stand_to_the_agreement(
    world: World, sign_in: SignIn, pack: Pack
) -> None:
    chair = sign_in(world.chair)
    assert f"/packs/{pack.id}/meeting" in chair.get(f"/packs/{pack.id}").source
    page = chair.get(f"/packs/{pack.id}/meeting")
    assert "No action from an earlier meeting is open." in page.main
    assert "Missing: Finance." in page.main
    for address, words in (
        ("meeting/g", "The new scheme of delegation was adopted."),
        ("meeting/f", "No update was submitted for this period."),
        ("meeting-end", "You agree these ratings"),
    ):
        assert f'rel="next" href="/packs/{pack.id}/{address}"' in page.source
        page = chair.get(f"/packs/{pack.id}/{address}")
        assert words in page.main
    assert 'rel="next"' not in page.source
    paper = chair.get(f"/packs/{pack.id}/meeting-paper").main
    assert "The new scheme of delegation was adopted." in paper
    assert "F. Finance" in paper


def test_a_workstream_that_is_not_there_has_no_screen(
    world: World, sign_in: SignIn, pack: Pack
) -> None:
    sign_in(world.chair).get(f"/packs/{pack.id}/meeting/z", status=404)


def test_a_decision_has_no_page_to_say_that_it_is_done(
    session: Session, world: World, sign_in: SignIn, pack: Pack
) -> None:
    row = room.record(session, world, pack, kind=MinuteKind.DECISION)
    sign_in(world.office).get(f"/actions/{row.id}", status=404)


def test_what_is_of_another_pack_or_answered_is_not_found(
    session: Session, world: World, sign_in: SignIn, pack: Pack
) -> None:
    row, other = room.record(session, world, pack), room.later(session, world)
    other.status = PackStatus.UNDER_REVIEW
    board = factories.pack(session, world.period, audience=Audience.IIB)
    room.ask(session, world, pack)
    stages.resubmit(session, world, world.first_update, "Now with the date.", AT)
    stages.approve(session, world, world.first_update)
    held = queries.find_update(session, pack, world.first_update.id)
    actions.include(session, pack, held, actor_of(session, world.office), at=AT)
    session.commit()
    office = sign_in(world.office)
    office.get(f"/packs/{other.id}/minutes/{row.id}", status=404)
    office.get(f"/packs/{pack.id}/queries/{world.first_update.id}", status=404)
    office.get(f"/packs/{board.id}/meeting", status=404)


def test_the_agenda_says_what_was_discussed(world: World, sign_in: SignIn, pack: Pack) -> None:
    office = sign_in(world.office)
    screen = f"/packs/{pack.id}/meeting/g"
    for answer, there in (("yes", True), ("yes", True), ("no", False)):
        office.post(f"{screen}/discussed", {"discussed": answer}, status=303)
        assert ('<span class="meeting__marks">Discussed</span>' in office.get(screen).source) is (
            there
        )


def test_a_rating_set_in_the_meeting_leads_back_to_its_screen(
    world: World, sign_in: SignIn, pack: Pack
) -> None:
    member = sign_in(world.member)
    screen = member.get(f"/packs/{pack.id}/meeting/g")
    [form] = [form for form in screen.forms if "/rate/" in form.action]
    name = f"rate-{world.first_update.id}"
    wrong = member.submit(form, {f"{name}-step": "3"}, status=422)
    assert "Give the reason for the rating" in wrong.main
    [again] = [form for form in wrong.forms if "/rate/" in form.action]
    assert "back=meeting" in again.action
    done = member.submit(again, {f"{name}-reason": "Less sure."})
    assert done.headers["Location"].endswith(f"/packs/{pack.id}/meeting/g")
    assert "Rating set" in member.get(f"/packs/{pack.id}/meeting/g").main


def test_a_mistake_keeps_what_was_typed_and_records_nothing(
    session: Session, world: World, sign_in: SignIn, pack: Pack
) -> None:
    chair = sign_in(world.chair)
    page = chair.post(
        f"/packs/{pack.id}/minutes",
        {**FIELDS, "minute-owner_name": "", "minute-due_on-year": "2020"},
        status=422,
    )
    assert "Choose who owes the action, or type a name" in page.main
    assert "The due date must be today or later" in page.main
    assert "Bring the plan for the vacancies." in page.main
    assert session.scalar(select(Minute.id)) is None
    chair.post(f"/packs/{pack.id}/minutes", FIELDS, status=303)
    row = session.scalars(select(Minute)).one()
    assert (row.kind, row.number, row.owner_name, row.due_on) == (
        MinuteKind.ACTION,
        1,
        "The partner’s finance team",
        date(2026, 6, 30),
    )
    assert "Action 1" in chair.get(f"/packs/{pack.id}/meeting-end").main


def test_a_conflict_shows_both_wordings(
    session: Session, world: World, sign_in: SignIn, pack: Pack
) -> None:
    row = room.record(session, world, pack)
    address = f"/packs/{pack.id}/minutes/{row.id}"
    chair = sign_in(world.chair)
    [form] = [form for form in chair.get(address).forms if form.action.endswith(address)]
    held = stages.fetch(session, world.office, pack)
    recording.change(
        session,
        held,
        row,
        actor_of(session, world.office),
        room.said(world, text="Bring the budget."),
        at=AT,
        seen=row.version,
    )
    page = chair.submit(form, {"minute-text": "Bring both plans."}, status=409)
    assert "Bring the budget." in page.main
    assert "Bring both plans." in page.main
    [again] = [form for form in page.forms if form.action.endswith(address)]
    chair.submit(again)
    session.expire_all()
    assert session.get_one(Minute, row.id).text == "Bring both plans."


def test_the_owner_finds_the_action_in_my_work_and_says_it_is_done(
    session: Session, world: World, sign_in: SignIn, pack: Pack
) -> None:
    row = room.record(session, world, pack)
    lead = sign_in(world.lead)
    assert "Say it is done" in lead.get("/").main
    page = lead.get(f"/actions/{row.id}")
    assert "Bring the plan for the vacancies." in page.main
    [form] = [form for form in page.forms if ("state", "done") in form.values]
    for _ in range(2):
        lead.submit(form, {"note": "It is on the intranet."})
    session.expire_all()
    assert session.get_one(Minute, row.id).state is MinuteState.DONE
    assert "Say it is done" not in lead.get("/").main
    assert "It is on the intranet." in lead.get(f"/actions/{row.id}").main


def test_a_query_is_carried_before_the_pack_can_be_agreed(
    session: Session, world: World, sign_in: SignIn, pack: Pack
) -> None:
    room.ask(session, world, pack)
    chair = sign_in(world.chair)
    end = f"/packs/{pack.id}/meeting-end"
    assert "Not yet: Governance." in chair.get(end).main
    assert "neither answered nor carried" in chair.get(f"/packs/{pack.id}").main
    address = f"/packs/{pack.id}/queries/{world.first_update.id}"
    assert "Say why the query is carried" in chair.post(address, {}, status=422).main
    chair.post(address, {"reason": "The lead is away until May."}, status=303)
    session.expire_all()
    assert session.scalars(select(CarriedQuery.reason)).all() == ["The lead is away until May."]
    assert session.get_one(Pack, pack.id).status is PackStatus.UNDER_REVIEW
    assert world.first_update.status is UpdateStatus.RETURNED
    page = chair.get(end)
    assert "Carried: The lead is away until May." in page.main
    assert "Not yet" not in page.main


def test_the_pages_are_valid_html(
    session: Session, world: World, sign_in: SignIn, pack: Pack, tmp_path: Path
) -> None:
    row = room.record(session, world, pack)
    chair = sign_in(world.chair)
    here = f"/packs/{pack.id}"
    screens = [f"{here}/meeting{place}" for place in ("", "/g", "/f", "-end", "-paper")]
    pages = [chair.get(address) for address in (*screens, f"{here}/minutes", f"/actions/{row.id}")]
    pages.append(chair.get(f"{here}/minutes/{row.id}"))
    room.ask(session, world, pack)
    pages += [chair.get(address) for address in (here, *screens)]
    pages.append(chair.get(f"{here}/queries/{world.first_update.id}"))
    for number, page in enumerate(pages):
        (tmp_path / f"{number}.html").write_text(page.source)
    assert mistakes(tmp_path) == []


@pytest.mark.parametrize("screen", ["", "/g", "-end", "-paper"])
def test_a_screen_takes_the_same_statements_for_1_3_and_30_workstreams(
    session: Session, world: World, sign_in: SignIn, pack: Pack, screen: str
) -> None:
    office = actor_of(session, world.office)
    chair = sign_in(world.chair)
    counts = []
    added = 0
    for size in (1, 3, 30):
        while added < size:
            added += 1
            stream = factories.workstream(
                session, world.phase, lead=world.lead, sponsor=world.sponsor
            )
            row = advance(
                session, factories.update(session, stream, world.period), UpdateStatus.APPROVED
            )
            held = stages.fetch(session, world.office, pack)
            actions.include(
                session, held, queries.find_update(session, held, row.id), office, at=AT
            )
            room.record(session, world, pack, text=f"Plan {added}.", workstream_id=stream.id)
            if added % 2:
                room.ask(session, world, held, row)
        chair.get(f"/packs/{pack.id}/meeting{screen}")
        counts.append(len(chair.statements))
    assert len(set(counts)) == 1
    assert counts[0] <= 15
