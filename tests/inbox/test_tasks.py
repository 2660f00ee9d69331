"""What needs one person: every role and state, and nobody asked to decide on what they wrote."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from models.enums import Audience, PackStatus, Role, UpdateStatus
from tests.inbox.desk import (
    AMBER,
    ME,
    MY_PLACE,
    OTHERS_PLACE,
    PERIOD,
    PROGRAMME,
    TODAY,
    actor,
    edition,
    note,
    pack,
    update,
)
from webapp.domain.approval import Sponsorship, open_places
from webapp.domain.workflow import DECIDED
from webapp.inbox.facts import Recommendation
from webapp.inbox.tasks import (
    Verb,
    edition_task,
    first_line,
    left_out_words,
    note_again_tasks,
    note_tasks,
    pack_task,
    recommendation_task,
    returns_words,
    update_task,
)

WRITING = {
    UpdateStatus.NOT_STARTED: Verb.START,
    UpdateStatus.DRAFT: Verb.CONTINUE,
    UpdateStatus.RETURNED: Verb.CONTINUE,
}


@pytest.mark.parametrize("role", [Role.LEAD, Role.CONTRIBUTOR])
@pytest.mark.parametrize("status", UpdateStatus)
def test_writers_are_asked_to_write(role: Role, status: UpdateStatus) -> None:
    task = update_task(actor(role), update(status), TODAY)
    assert (task.verb if task else None) == WRITING.get(status)


@pytest.mark.parametrize("status", UpdateStatus)
def test_sponsors_are_asked_to_review_what_was_submitted(status: UpdateStatus) -> None:
    task = update_task(actor(Role.SPONSOR), update(status, left=(MY_PLACE,)), TODAY)
    assert (task is not None) == (status is UpdateStatus.WITH_SPONSOR)


def test_a_sponsor_whose_approval_is_given_is_not_asked_again() -> None:
    waiting = update(UpdateStatus.WITH_SPONSOR, left=(OTHERS_PLACE,))
    assert update_task(actor(Role.SPONSOR), waiting, TODAY) is None


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.LEAD, Role.CONTRIBUTOR, Role.SPONSOR}]
)
@pytest.mark.parametrize("status", UpdateStatus)
def test_others_are_not_asked_to_write_or_review(role: Role, status: UpdateStatus) -> None:
    assert update_task(actor(role), update(status), TODAY) is None


def test_review_says_what_was_proposed_by_whom_and_when() -> None:
    task = update_task(
        actor(Role.SPONSOR), update(UpdateStatus.WITH_SPONSOR, left=(MY_PLACE,)), TODAY
    )
    assert task is not None
    assert (task.verb, task.step, task.submitted_by) == (Verb.REVIEW, AMBER, "Governance lead")
    assert task.submitted_at == datetime(2026, 2, 26, 9, tzinfo=UTC)
    assert task.due is not None
    assert (task.due.on, task.due.words) == (date(2026, 3, 10), "in 6 working days")


def test_nobody_is_asked_to_decide_on_what_they_wrote() -> None:
    who = actor(Role.LEAD, Role.SPONSOR)
    me = [Sponsorship(person_id=ME, name="Me")]
    left = open_places(me, (), ()), open_places(me, {ME}, ())
    found = [update_task(who, update(UpdateStatus.WITH_SPONSOR, left=one), TODAY) for one in left]
    assert [task is not None for task in found] == [True, False]


def test_a_sponsor_is_asked_once_for_all_notes_on_an_update() -> None:
    due = date(2026, 3, 17)
    found = note_tasks(
        actor(Role.SPONSOR), [note(due=due), note(due=due), note(update_id=7)], TODAY
    )
    assert [(task.verb, task.subject_id, len(task.notes)) for task in found] == [
        (Verb.APPROVE_NOTE, 6, 2),
        (Verb.APPROVE_NOTE, 7, 1),
    ]
    assert found[0].notes[0] == "Governance lead wrote a note on what happened on 15 January 2026."
    assert [task.due.on if task.due else None for task in found] == [due, None]


def test_nobody_is_asked_to_approve_a_note_they_may_not() -> None:
    sponsor, both = actor(Role.SPONSOR), [note(mine=True), note(writer_id=ME)]
    assert note_tasks(sponsor, both, TODAY) == []
    others = [role for role in Role if role is not Role.SPONSOR]
    assert note_tasks(actor(*others), [note()], TODAY) == []


def test_a_writer_is_asked_to_write_again_what_came_back() -> None:
    """Each note by itself: the page to write it on begins from that one."""
    due = date(2026, 3, 17)
    mine = [
        note(number=3, writer_id=ME, sent_back="Too long.\n\nSay who.", due=due),
        note(number=4, writer_id=ME, sent_back="Not yet."),
        note(number=5, writer_id=98, sent_back="Not yours."),
        note(number=6, writer_id=ME, update_id=7),
    ]
    found = list(note_again_tasks(actor(Role.LEAD), mine, TODAY))
    assert [(task.verb, task.subject_id, task.place) for task in found] == [
        (Verb.WRITE_NOTE_AGAIN, 6, 3),
        (Verb.WRITE_NOTE_AGAIN, 6, 4),
    ]
    assert found[0].notes == (
        "Your note of 15 January 2026 was sent back: Too long.",
        "Write it again, or leave it for the next update.",
    )
    assert [task.due.on if task.due else None for task in found] == [due, None]


def test_a_note_in_its_place_ends_that_whoever_wrote_it() -> None:
    first = note(number=3, writer_id=ME, sent_back="Too long.")
    again = note(number=4, writer_id=98, days=2)
    assert list(note_again_tasks(actor(Role.LEAD), [first, again], TODAY)) == []


@pytest.mark.parametrize("status", UpdateStatus)
def test_a_note_is_written_again_while_the_update_takes_notes(status: UpdateStatus) -> None:
    found = note_again_tasks(
        actor(Role.LEAD), [note(writer_id=ME, sent_back="No.", status=status)], TODAY
    )
    assert bool(list(found)) == (status in DECIDED)


def test_who_writes_for_the_workstream_no_more_is_not_asked() -> None:
    others = [role for role in Role if role not in {Role.LEAD, Role.CONTRIBUTOR}]
    found = note_again_tasks(actor(*others), [note(writer_id=ME, sent_back="No.")], TODAY)
    assert list(found) == []


RECOMMENDED = Recommendation(
    id=4,
    number=2,
    audience=Audience.IIB,
    text="Publish the list of contracts.",
    addressee="the Finance Director",
    due_on=date(2026, 3, 31),
    period="November and December 2025",
    programme_id=PROGRAMME,
    programme="Improvement programme",
)


@pytest.mark.parametrize("role", Role)
def test_director_and_office_are_asked_to_answer_a_recommendation(role: Role) -> None:
    task = recommendation_task(actor(role), RECOMMENDED, TODAY)
    assert (task is not None) == (role in {Role.DIRECTOR, Role.PMO})


def test_a_recommendation_says_whose_it_is_what_it_asks_and_by_when() -> None:
    task = recommendation_task(actor(Role.PMO), RECOMMENDED, TODAY)
    assert task is not None
    assert task.title == "Recommendation 2 of the Independent Improvement Board"
    assert task.notes == (
        "Publish the list of contracts.",
        "Addressed to the Finance Director.",
    )
    assert task.due is not None
    assert task.due.on == date(2026, 3, 31)
    undated = recommendation_task(actor(Role.PMO), replace(RECOMMENDED, due_on=None), TODAY)
    assert undated is not None
    assert undated.due is None


def test_sent_back_gives_the_first_line_of_the_reason_and_the_sponsors_date() -> None:
    task = update_task(actor(Role.LEAD), update(UpdateStatus.RETURNED), TODAY)
    assert task is not None
    assert task.reason == "Please look again"
    assert task.due is not None
    assert task.due.on == date(2026, 3, 10)


def test_office_is_asked_to_check_a_draft_pack_once_something_is_approved() -> None:
    office, draft = actor(Role.PMO), pack(PackStatus.DRAFT)
    nothing = [update(UpdateStatus.DRAFT)]
    assert pack_task(office, draft, nothing, TODAY) is None
    some = [update(UpdateStatus.APPROVED), update(UpdateStatus.DRAFT, number=2)]
    task = pack_task(office, draft, some, TODAY)
    assert task is not None
    assert (task.verb, task.notes) == (Verb.CHECK_PACK, ("1 of 2 updates approved.",))
    assert task.due is not None
    assert task.due.on == date(2026, 3, 17)


def test_office_is_asked_to_check_an_empty_pack_once_approvals_are_late() -> None:
    later = replace(TODAY, at=datetime(2026, 3, 11, 9, tzinfo=UTC))
    task = pack_task(actor(Role.PMO), pack(PackStatus.DRAFT), [update(UpdateStatus.DRAFT)], later)
    assert task is not None
    assert task.notes == ("0 of 1 updates approved.",)


def test_office_is_told_what_was_approved_after_the_pack_went_to_the_group() -> None:
    office, under_review = actor(Role.PMO), pack(PackStatus.UNDER_REVIEW)
    assert pack_task(office, under_review, [update(UpdateStatus.IN_PACK)], TODAY) is None
    task = pack_task(office, under_review, [update(UpdateStatus.APPROVED)], TODAY)
    assert task is not None
    assert task.verb is Verb.ADD_TO_PACK
    assert task.notes == ("Approved but not in the pack: G. Governance.",)


def test_updates_of_another_period_do_not_count() -> None:
    other = update(UpdateStatus.APPROVED, period=replace(PERIOD, id=3))
    assert pack_task(actor(Role.PMO), pack(PackStatus.DRAFT), [other], TODAY) is None


def test_office_issues_the_boards_pack_and_never_the_groups() -> None:
    office = actor(Role.PMO)
    task = pack_task(office, pack(PackStatus.AGREED, audience=Audience.IIB), [], TODAY)
    assert task is not None
    assert task.due is not None
    assert (task.verb, task.due.on) == (Verb.ISSUE_PACK, date(2026, 3, 31))
    assert pack_task(office, pack(PackStatus.AGREED), [], TODAY) is None


@pytest.mark.parametrize(
    "role,verb", [(Role.GROUP_CHAIR, Verb.AGREE_PACK), (Role.GROUP_MEMBER, Verb.READ_PACK)]
)
def test_the_group_is_asked_while_the_pack_is_under_review(role: Role, verb: Verb) -> None:
    task = pack_task(actor(role), pack(PackStatus.UNDER_REVIEW), [], TODAY)
    assert task is not None
    assert task.verb is verb
    others = (PackStatus.DRAFT, PackStatus.AGREED, PackStatus.ISSUED)
    assert [pack_task(actor(role), pack(status), [], TODAY) for status in others] == [None] * 3


@pytest.mark.parametrize("status", PackStatus)
def test_director_is_asked_for_the_overview_until_it_is_written(status: PackStatus) -> None:
    director = actor(Role.DIRECTOR)
    task = pack_task(director, pack(status, has_overview=False), [], TODAY)
    assert (task is not None) == (status in {PackStatus.DRAFT, PackStatus.UNDER_REVIEW})
    assert pack_task(director, pack(status), [], TODAY) is None


def test_a_pack_with_two_duties_is_one_task_with_a_note_for_each() -> None:
    both = actor(Role.GROUP_CHAIR, Role.GROUP_MEMBER, Role.DIRECTOR, Role.PMO)
    task = pack_task(
        both,
        pack(PackStatus.UNDER_REVIEW, has_overview=False),
        [update(UpdateStatus.APPROVED)],
        TODAY,
    )
    assert task is not None
    assert task.verb is Verb.AGREE_PACK
    assert task.notes == (
        "The group is reviewing it.",
        "Approved but not in the pack: G. Governance.",
        "The overview is still to be written.",
    )


def test_board_readers_are_asked_to_read_until_the_board_has_met() -> None:
    reader = actor(Role.BOARD_READER)
    task = edition_task(reader, edition(TODAY.day), TODAY)
    assert task is not None
    assert task.due is not None
    assert (task.verb, task.due.words) == (Verb.READ_EDITION, "today")
    assert edition_task(reader, edition(date(2026, 3, 1)), TODAY) is None
    assert edition_task(actor(Role.LEAD), edition(TODAY.day), TODAY) is None


@pytest.mark.parametrize(
    "text,expected",
    [
        ("One line", "One line"),
        ("\n\n  - A bullet\n- Another", "A bullet"),
        ("### A heading\nText", "A heading"),
        ("", ""),
        ("\n#\n", ""),
    ],
)
def test_the_first_line_is_plain_words(text: str, expected: str) -> None:
    assert first_line(text) == expected


def test_counts_read_as_people_say_them() -> None:
    assert returns_words(4, 5) == "4 of 5 updates approved."
    assert returns_words(5, 5) == "All 5 updates are approved."
    assert returns_words(1, 1) == "The update is approved."
    assert left_out_words(["B", "A"]) == "Approved but not in the pack: A and B."


def test_every_state_after_approval_needs_no_writer_or_sponsor() -> None:
    everything = actor(Role.LEAD, Role.CONTRIBUTOR, Role.SPONSOR)
    assert {update_task(everything, update(status), TODAY) for status in DECIDED} == {None}
