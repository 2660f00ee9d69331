"""Writing an update: whatever goes wrong is named, and what was typed is still there."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import AuditEntry, ProgressUpdate
from models.enums import MilestoneOutcome, Role, UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.page import Page, words
from tests.visitor import Visitor
from tests.world import World, advance
from webapp.domain.content import (
    LINE_LIMIT,
    Milestone,
    UpdateContent,
    decode,
    encode,
    sections_of,
)

AUTOSAVE = {"do": "autosave"}
LONG = "Very many words were pasted here at once. " * 15_000


@pytest.fixture
def update(session: Session, world: World) -> ProgressUpdate:
    """Return an update that is being written."""
    return advance(session, world.first_update, UpdateStatus.DRAFT)


@pytest.fixture
def lead(world: World, sign_in: SignIn) -> Visitor:
    """Return the lead at a browser."""
    return sign_in(world.lead)


@pytest.fixture
def colleague(world: World, sign_in: SignIn) -> Visitor:
    """Return the contributor at another browser."""
    return sign_in(world.contributor)


def section(update: ProgressUpdate, name: str) -> str:
    """Return the address of a section."""
    return f"/updates/{update.id}/sections/{name}"


def draft(session: Session, update: ProgressUpdate) -> UpdateContent:
    """Return what is stored now."""
    session.expire_all()
    return decode(update.draft)


def texts(page: Page) -> str:
    """Return all that stands in the text fields of a page."""
    return "\n".join(value for form in page.forms for _, value in form.values)


def test_saving_goes_on_to_the_next_section_and_at_the_end_to_all(
    update: ProgressUpdate, lead: Visitor
) -> None:
    sections = sections_of(UpdateContent())
    for name, after in zip(sections, [*sections[1:], None], strict=True):
        form = lead.get(section(update, name)).form(f"/sections/{name}")
        page = lead.submit(
            form, button="Save and continue" if after else "Save and see all sections"
        )
        wanted = section(update, after) if after else f"/updates/{update.id}"
        assert page.headers["Location"] == wanted


def test_what_is_saved_is_shown_again(
    session: Session, update: ProgressUpdate, lead: Visitor
) -> None:
    address = section(update, "activities")
    form = lead.get(address).form("/activities")
    lead.submit(form, {"key_activities": "First line.\r\n\r\n- bullet"}, button="Save and continue")
    assert draft(session, update).key_activities == "First line.\n\n- bullet"
    assert lead.get(address).value("key_activities").split() == ["First", "line.", "-", "bullet"]


def test_saving_by_itself_answers_with_a_line_and_the_new_state(
    session: Session, update: ProgressUpdate, lead: Visitor
) -> None:
    form = lead.get(section(update, "activities")).form("/activities")
    first = lead.submit(
        form,
        {"key_activities": "One", **AUTOSAVE},
        status=200,
        headers={"HX-Request": "true"},
    )
    assert first.is_part
    assert "Saved at 9:30am" in first.text
    seen = first.all("//input[@name='seen']/@value")[0]
    assert seen != dict(form.values)["seen"]
    lead.post_part(
        form.action,
        {"key_activities": "Two", "seen": seen, "window": dict(form.values)["window"], **AUTOSAVE},
    )
    assert draft(session, update).key_activities == "Two"


@pytest.mark.parametrize(
    "day, month, year, words",
    [
        ("31", "9", "2023", "there is no 31/9/2023"),
        ("29", "February", "2027", "there is no 29/February/2027"),
        ("3", "", "2027", "must include a month"),
        ("3", "3", "27", "year in four figures"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "part"])
def test_an_impossible_date_is_named_and_kept(
    session: Session, update: ProgressUpdate, lead: Visitor, day: str, month: str, year: str,
    words: str, htmx: bool,
) -> None:  # fmt: skip
    typed = {
        "step": "2",
        "rationale": "Typed with care.",
        "forecast_on-day": day,
        "forecast_on-month": month,
        "forecast_on-year": year,
    }
    send = lead.post_part if htmx else lead.post
    page = send(section(update, "rating"), {**typed, "do": "next"}, status=422)
    assert page.is_part is htmx
    assert any(words in error for error in page.errors)
    assert page.all("//a[@href='#forecast_on-day']")
    for name in ("rationale", "forecast_on-day", "forecast_on-month", "forecast_on-year"):
        assert page.value(name) == typed[name]
    assert page.all("//input[@name='step'][@checked]/@value") == ["2"]
    assert draft(session, update) == UpdateContent()


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "part"])
def test_a_text_that_is_too_long_is_named_and_kept(
    session: Session, update: ProgressUpdate, lead: Visitor, htmx: bool
) -> None:
    assert len(LONG) > 600_000
    send = lead.post_part if htmx else lead.post
    page = send(section(update, "activities"), {"key_activities": LONG, "do": "next"}, status=422)
    assert f"it has {len(LONG.strip()):,} now" in page.errors[0]
    assert page.value("key_activities") == LONG.strip()
    assert draft(session, update) == UpdateContent()


def test_a_paste_that_is_too_long_is_not_said_to_be_saved(
    update: ProgressUpdate, lead: Visitor
) -> None:
    page = lead.post_part(
        section(update, "activities"), {"key_activities": LONG, **AUTOSAVE}, status=422
    )
    assert "Not saved yet" in page.text
    assert "30,000 characters or fewer" in page.text


def test_a_long_line_of_a_row_is_named_and_kept(update: ProgressUpdate, lead: Visitor) -> None:
    owner = "o" * (LINE_LIMIT + 1)
    row = {"rows-0-number": "0", "rows-0-description": "A risk", "rows-0-owner": owner}
    page = lead.post(section(update, "risks"), {**row, "do": "next"}, status=422)
    assert "2,000 characters or fewer" in page.errors[0]
    assert page.value("rows-0-owner") == owner
    assert page.value("rows-0-description").strip() == "A risk"


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "part"])
def test_a_stale_form_shows_both_texts_and_the_next_save_counts(
    session: Session, update: ProgressUpdate, lead: Visitor, colleague: Visitor, htmx: bool
) -> None:
    address = section(update, "activities")
    mine, theirs = (who.get(address).form("/activities") for who in (lead, colleague))
    colleague.submit(theirs, {"key_activities": "Theirs came first."}, button="Save and continue")
    page = lead.submit(
        mine,
        {"key_activities": "Mine came second."},
        button="Save and continue",
        status=409,
        headers={"HX-Request": "true"} if htmx else None,
    )
    assert page.is_part is htmx
    assert "Governance officer changed this section" in page.text
    assert "Theirs came first." in page.text
    assert page.value("key_activities").strip() == "Mine came second."
    assert draft(session, update).key_activities == "Theirs came first."
    both = {"key_activities": "Theirs came first. Mine came second."}
    lead.submit(page.form("/activities"), both, button="Save and continue")
    assert draft(session, update).key_activities == both["key_activities"]


def test_a_stale_form_does_not_overwrite_by_itself(
    session: Session, update: ProgressUpdate, lead: Visitor, colleague: Visitor
) -> None:
    address = section(update, "activities")
    form = lead.get(address).form("/activities")
    theirs = colleague.get(address).form("/activities")
    colleague.submit(theirs, {"key_activities": "Theirs."}, button="Save and continue")
    page = lead.submit(
        form,
        {"key_activities": "Mine.", **AUTOSAVE},
        status=409,
        headers={"HX-Request": "true"},
    )
    assert "Not saved: Governance officer changed this section" in page.text
    assert page.all("//input[@name='seen']") == []
    assert draft(session, update).key_activities == "Theirs."


def test_different_sections_never_collide(
    session: Session, update: ProgressUpdate, lead: Visitor, colleague: Visitor
) -> None:
    one = lead.get(section(update, "activities")).form("/activities")
    two = colleague.get(section(update, "engagement")).form("/engagement")
    lead.submit(one, {"key_activities": "Done."}, button="Save and continue")
    colleague.submit(two, {"engagement": "Told."}, button="Save and continue")
    stored = draft(session, update)
    assert (stored.key_activities, stored.engagement) == ("Done.", "Told.")


def test_rows_are_added_moved_and_removed_without_losing_what_was_typed(
    session: Session, update: ProgressUpdate, lead: Visitor
) -> None:
    page = lead.get(section(update, "risks"))
    for text in ("First risk", "Second risk"):
        page = lead.submit(page.form("/risks"), button="Add a risk", status=200)
        place = len(page.all("//fieldset[contains(@class, 'row')]")) - 1
        name = f"rows-{place}-description"
        page = lead.submit(
            page.form("/risks"), {name: text, "do": "add"}, status=200, button="Save"
        )
        page = lead.submit(
            page.form("/risks"), {"do": f"remove:{place + 1}"}, status=200, button="Save"
        )
    assert [row.description for row in draft(session, update).risks] == [
        "First risk",
        "Second risk",
    ]
    numbers = {row.description: row.number for row in draft(session, update).risks}
    page = lead.submit(page.form("/risks"), button="Move down risk 1", status=200)
    assert [row.description for row in draft(session, update).risks] == [
        "Second risk",
        "First risk",
    ]
    page = lead.submit(page.form("/risks"), button="Remove risk 1", status=200)
    assert [(row.description, row.number) for row in draft(session, update).risks] == [
        ("First risk", numbers["First risk"])
    ]


def test_a_row_is_added_beside_one_that_is_still_wrong(
    session: Session, update: ProgressUpdate, lead: Visitor
) -> None:
    typed = {"rows-0-number": "0", "rows-0-title": "Publish", "rows-0-due_on-day": "31"}
    page = lead.post(section(update, "planned"), {**typed, "do": "add"}, status=200)
    assert page.value("rows-0-title").strip() == "Publish"
    assert page.value("rows-0-due_on-day") == "31"
    assert page.value("rows-1-title").strip() == ""
    assert draft(session, update).planned == ()


def test_a_form_sent_twice_makes_no_row_double(
    session: Session, update: ProgressUpdate, lead: Visitor
) -> None:
    form = lead.get(section(update, "concerns")).form("/concerns")
    typed = {"rows-0-number": "0", "rows-0-description": "Two vacancies"}
    for _ in range(2):
        lead.submit(form, typed, button="Save and continue")
    assert [row.number for row in draft(session, update).issues] == [1]


def test_a_promise_cannot_be_removed(
    session: Session, update: ProgressUpdate, lead: Visitor
) -> None:
    promised = UpdateContent(milestones=(Milestone(number=1, title="Adopt it", carried=True),))
    update.draft = encode(promised)
    page = lead.get(section(update, "milestones"))
    assert not [b for form in page.forms for b in form.buttons if b[0].startswith("Remove")]
    form = page.form("/milestones")
    kept = {name: "" for name, _ in form.values if name.startswith("rows-0-")}
    page = lead.submit(form, kept, button="Save and continue", status=422)
    assert "“Adopt it” was promised, so it cannot be removed" in page.text
    assert draft(session, update) == promised


def test_the_due_date_of_a_promise_is_shown_and_not_typed(
    session: Session, update: ProgressUpdate, lead: Visitor
) -> None:
    due = date(2026, 2, 1)
    promise = Milestone(number=1, title="Adopt it", due_on=due, carried=True, first_due_on=due)
    update.draft = encode(UpdateContent(milestones=(promise,)))
    page = lead.get(section(update, "milestones"))
    assert "Due date 1 February 2026" in page.main
    assert not page.all("//input[starts-with(@name, 'rows-0-due_on')]")
    forged = {f"rows-0-due_on-{part}": "5" for part in ("day", "month")}
    typed = {**forged, "rows-0-due_on-year": "2026", "rows-0-outcome": "slipped"}
    later = {"day": "1", "month": "5", "year": "2026"}
    typed |= {f"rows-0-slipped_to-{part}": value for part, value in later.items()}
    lead.post(
        section(update, "milestones"),
        {"rows-0-number": "1", "rows-0-title": "Adopt it", **typed, "do": "next"},
    )
    (row,) = draft(session, update).milestones
    assert (row.due_on, row.slipped_to) == (due, date(2026, 5, 1))


def test_a_forged_number_gets_a_number_of_the_register(
    session: Session, update: ProgressUpdate, lead: Visitor
) -> None:
    row = {"rows-0-number": "77", "rows-0-title": "Publish", "rows-0-outcome": "done"}
    lead.post(section(update, "milestones"), {**row, "do": "next"})
    assert draft(session, update).milestones == (
        Milestone(number=1, title="Publish", outcome=MilestoneOutcome.DONE),
    )


@pytest.mark.parametrize("name", ["nothing", "Activities", "..", "activities%00"])
def test_a_forged_section_is_not_found(update: ProgressUpdate, lead: Visitor, name: str) -> None:
    lead.get(section(update, name), status=404)
    page = lead.post(section(update, name), {"key_activities": "Typed text"}, status=404)
    assert "Typed text" in page.text


def test_a_forged_update_is_not_found_and_the_text_kept(world: World, lead: Visitor) -> None:
    for row in (world.second_update.id, 999_999):
        page = lead.post(
            f"/updates/{row}/sections/activities", {"key_activities": "Typed text"}, status=404
        )
        assert "Typed text" in page.text


def test_what_is_with_the_sponsor_is_not_changed_and_the_text_kept(
    session: Session, world: World, lead: Visitor
) -> None:
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    before = row.draft
    page = lead.post(section(row, "activities"), {"key_activities": "Typed too late"}, status=409)
    assert "Typed too late" in page.text
    assert "take it back first" in page.text
    session.expire_all()
    assert row.draft == before


def test_saving_writes_down_who_wrote_and_nothing_when_nothing_changed(
    session: Session, world: World, update: ProgressUpdate, colleague: Visitor
) -> None:
    before = session.scalar(select(func.count()).select_from(AuditEntry))
    form = colleague.get(section(update, "activities")).form("/activities")
    colleague.submit(form, button="Save and continue")
    session.refresh(update, ["contributors"])
    assert update.contributor_ids == frozenset()
    colleague.submit(form, {"key_activities": "New."}, button="Save and continue")
    session.refresh(update, ["contributors"])
    assert update.contributor_ids == {world.contributor.id}
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == before


def test_one_who_wrote_a_line_may_not_decide_later(
    session: Session, world: World, update: ProgressUpdate, sign_in: SignIn
) -> None:
    factories.grant(session, world.sponsor, Role.CONTRIBUTOR, workstream=world.first)
    both = sign_in(world.sponsor)
    form = both.get(section(update, "activities")).form("/activities")
    both.submit(form, {"key_activities": "By the sponsor."}, button="Save and continue")
    page = both.get(f"/updates/{update.id}/check")
    assert any("Nobody can approve this update" in error for error in page.errors)


def autosaved(lead: Visitor, update: ProgressUpdate, name: str, typed: dict[str, str]) -> Page:
    """Let a section be saved by itself and return the answer."""
    form = lead.get(section(update, name)).form(f"/{name}")
    return lead.submit(
        form, {**typed, **AUTOSAVE}, button="Save", status=200, headers={"HX-Request": "true"}
    )


def found(page: Page, place: str) -> str:
    """Return what the checks say at a place of the page."""
    (beside,) = page.all(f"//*[@id='check-{place}']")
    return words(beside)


def test_what_the_checks_find_comes_beside_its_field_with_each_save(
    update: ProgressUpdate, lead: Visitor
) -> None:
    typed = {"step": "2", "forecast_on-day": "1", "forecast_on-month": "9"}
    page = autosaved(lead, update, "rating", {**typed, "forecast_on-year": "2026"})
    assert (
        "Mend: Nothing is said in support of the rating. Give the reason for the rating."
        in found(page, "rationale")
    )
    assert "days after the agreed date" in found(page, "forecast_on")
    assert "explain it when you check and submit" in found(page, "forecast_on")
    assert found(page, "step") == ""
    assert {each.get("hx-swap-oob") for each in page.all("//*[@aria-live]")} == {"innerMorph"}
    whole = lead.get(section(update, "rating"))
    assert found(whole, "forecast_on") == found(page, "forecast_on")
    assert not whole.all("//*[@aria-live][@hx-swap-oob]")


def test_what_is_chosen_for_a_milestone_says_at_once_what_it_needs(
    update: ProgressUpdate, lead: Visitor
) -> None:
    row = {"rows-0-number": "0", "rows-0-title": "Adopt it"}
    lead.post(section(update, "milestones"), {**row, "do": "next"})
    page = autosaved(lead, update, "milestones", {"rows-0-outcome": "slipped"})
    assert "“Adopt it” slipped and has no new date. Give its new date." in found(page, "rows-0")
    page = autosaved(lead, update, "milestones", {"rows-0-outcome": "dropped"})
    assert "was dropped, and the update does not say why and who agreed" in found(page, "rows-0")
    given = {"rows-0-note": "The council decided so.", "rows-0-agreed_by": "The group"}
    page = autosaved(lead, update, "milestones", {"rows-0-outcome": "dropped", **given})
    assert found(page, "rows-0") == ""


def test_a_section_in_which_nothing_was_written_is_not_found_fault_with(
    update: ProgressUpdate, lead: Visitor
) -> None:
    assert found(lead.get(section(update, "activities")), "key_activities") == ""


def test_nothing_to_report_is_a_statement_that_is_kept_shown_and_taken_back(
    session: Session, update: ProgressUpdate, lead: Visitor
) -> None:
    address = section(update, "activities")
    lead.submit(
        lead.get(address).form("/activities"), {"nil_return": "y"}, button="Save and continue"
    )
    assert draft(session, update).nil_return
    assert lead.get(address).all("//input[@name='nil_return'][@checked]")
    check = lead.get(f"/updates/{update.id}/check")
    assert "Nothing to report this period." in check.main
    assert not any("Say what was done in this period" in error for error in check.errors)
    both = {"nil_return": "y", "key_activities": "Much was done."}
    page = autosaved(lead, update, "activities", both)
    assert "there is nothing to report, but" in found(page, "nil_return")
    form = lead.get(address).form("/activities")
    form.values = [(name, value) for name, value in form.values if name != "nil_return"]
    lead.submit(form, button="Save and continue")
    assert not draft(session, update).nil_return


@pytest.mark.parametrize("ended", [True, False])
def test_the_day_described_is_asked_only_before_the_period_ends(
    session: Session, world: World, update: ProgressUpdate, lead: Visitor, ended: bool
) -> None:
    world.period.ends_on = date(2026, 2, 28) if ended else date(2026, 3, 31)
    page = lead.get(section(update, "rating"))
    assert bool(page.all("//input[@name='as_at-day']")) is not ended
    day = {"as_at-day": "2", "as_at-month": "3", "as_at-year": "2026"}
    form = page.form("/rating")
    lead.submit(form, {"step": "2", **day}, button="Save and continue")
    assert draft(session, update).as_at == (None if ended else date(2026, 3, 2))


def test_the_day_described_stays_once_the_period_has_ended(
    session: Session, update: ProgressUpdate, lead: Visitor
) -> None:
    update.draft = encode(UpdateContent(as_at=date(2026, 2, 20)))
    form = lead.get(section(update, "rating")).form("/rating")
    lead.submit(form, {"step": "2"}, button="Save and continue")
    assert draft(session, update).as_at == date(2026, 2, 20)
