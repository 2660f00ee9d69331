"""All of My work: each group in order, and nothing twice."""

from dataclasses import replace
from datetime import UTC, date, datetime

from models.enums import PackStatus, Role, UpdateStatus
from tests.inbox.desk import HOLDERS, PERIOD, TODAY, actor, edition, note, pack, update
from webapp.inbox.work import Work, work_of

EARLIER = replace(
    PERIOD,
    id=9,
    name="November and December 2025",
    lead_due_at=datetime(2026, 2, 26, 17, tzinfo=UTC),
)


def work(who: Role, *others: Role, board_met_on: date = date(2026, 3, 31)) -> Work:
    return work_of(
        actor(who, *others),
        TODAY,
        periods=[PERIOD],
        updates=[
            replace(update(UpdateStatus.DRAFT, number=1), title="Z. Last"),
            replace(update(UpdateStatus.NOT_STARTED, number=2), title="A. First"),
            update(UpdateStatus.DRAFT, number=3, period=EARLIER),
            update(UpdateStatus.IN_PACK, number=4),
            update(UpdateStatus.WITH_SPONSOR, number=5),
        ],
        notes=[note()],
        packs=[pack(PackStatus.UNDER_REVIEW)],
        editions=[edition(board_met_on)],
        holders=HOLDERS,
    )


def test_tasks_run_by_deadline_then_name_with_late_ones_first() -> None:
    tasks = work(Role.LEAD).now
    assert [task.subject_id for task in tasks] == [3, 2, 1]
    assert [bool(task.due and task.due.late) for task in tasks] == [True, False, False]


def test_waits_run_by_deadline() -> None:
    assert [wait.update_id for wait in work(Role.LEAD).waiting] == [5, 4]


def test_what_has_no_deadline_comes_last() -> None:
    tasks = work(Role.SPONSOR, Role.CONTRIBUTOR).now
    assert [task.subject_id for task in tasks] == [3, 2, 1, 6]


def test_an_edition_to_read_is_not_listed_again() -> None:
    ahead, past = work(Role.BOARD_READER), work(Role.BOARD_READER, board_met_on=date(2026, 2, 9))
    assert ([task.subject_id for task in ahead.now], ahead.issued) == ([8], ())
    assert (past.now, [row.id for row in past.issued]) == ((), [8])


def test_many_roles_see_everything_once() -> None:
    found = work(*Role)
    updates = [task.subject_id for task in found.now if "pack" not in task.verb.value]
    updates += [wait.update_id for wait in found.waiting if wait.update_id]
    assert sorted(updates) == [1, 2, 3, 4, 5, 6, 8]


def test_programmes_are_named_only_where_there_are_several() -> None:
    found = work(Role.LEAD)
    assert not found.many_programmes
    other = replace(found.issued[0], programme="Another programme")
    assert replace(found, issued=(other,)).many_programmes
