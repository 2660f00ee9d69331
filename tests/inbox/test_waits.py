"""What waits on others: who is told, who holds it, and that nothing is also a task."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from models.enums import PackStatus, Role, UpdateStatus
from tests.inbox.desk import HOLDERS, MY_PLACE, OTHERS_PLACE, TODAY, actor, pack, update
from webapp.domain.turns import UPDATE_TURN
from webapp.holders import Holders
from webapp.inbox.tasks import pack_task, update_task
from webapp.inbox.waits import pack_wait, update_wait

UNDECIDED = {
    UpdateStatus.NOT_STARTED,
    UpdateStatus.DRAFT,
    UpdateStatus.WITH_SPONSOR,
    UpdateStatus.RETURNED,
}
WAITS = {
    Role.LEAD: {
        UpdateStatus.WITH_SPONSOR,
        UpdateStatus.APPROVED,
        UpdateStatus.IN_PACK,
        UpdateStatus.ACCEPTED,
    },
    Role.SPONSOR: UNDECIDED - {UpdateStatus.WITH_SPONSOR},
    Role.PMO: UNDECIDED,
}
OWN = {role: MY_PLACE if role is Role.SPONSOR else OTHERS_PLACE for role in Role}
LATE = replace(TODAY, at=datetime(2026, 3, 12, 9, tzinfo=UTC))


@pytest.mark.parametrize("role", Role)
def test_each_role_waits_for_what_concerns_it(role: Role) -> None:
    found = {
        status
        for status in UpdateStatus
        if update_wait(actor(role), update(status, left=(OWN[role],)), TODAY, HOLDERS) is not None
    }
    expected = WAITS[Role.LEAD] if role is Role.CONTRIBUTOR else WAITS.get(role, set())
    assert found == expected


def test_director_hears_of_what_is_late() -> None:
    director, one = actor(Role.DIRECTOR), update(UpdateStatus.WITH_SPONSOR)
    assert update_wait(director, one, TODAY, HOLDERS) is None
    wait = update_wait(director, one, LATE, HOLDERS)
    assert wait is not None
    assert wait.due.words == "2 working days late"


@pytest.mark.parametrize(
    "status,holder",
    [
        (UpdateStatus.NOT_STARTED, "Governance lead (lead)"),
        (
            UpdateStatus.WITH_SPONSOR,
            "Governance sponsor (sponsor) and Deputy (for Governance sponsor)",
        ),
        (UpdateStatus.APPROVED, "Programme officer (programme office)"),
        (UpdateStatus.IN_PACK, "Group chair (chair of the Improvement Group)"),
    ],
)
def test_a_wait_names_who_holds_it_and_since_when(status: UpdateStatus, holder: str) -> None:
    who = actor(Role.PMO, Role.CONTRIBUTOR) if status in UNDECIDED else actor(Role.LEAD)
    who = actor(Role.PMO) if status is UpdateStatus.NOT_STARTED else who
    wait = update_wait(who, update(status), TODAY, HOLDERS)
    assert wait is not None
    assert (wait.holder, wait.held) == (holder, "for 2 working days")


def test_a_wait_says_when_nobody_can_act() -> None:
    who = actor(Role.LEAD)
    wait = update_wait(who, update(UpdateStatus.WITH_SPONSOR, left=()), TODAY, Holders({}))
    assert wait is not None
    assert wait.holder == "nobody: no sponsor is named"


def test_a_sponsor_who_has_approved_waits_for_the_other() -> None:
    waiting = update(UpdateStatus.WITH_SPONSOR, left=(OTHERS_PLACE,))
    wait = update_wait(actor(Role.SPONSOR), waiting, TODAY, HOLDERS)
    assert wait is not None
    assert wait.holder.startswith("Governance sponsor (sponsor)")


def test_a_sponsor_who_wrote_it_is_told_why_they_cannot_decide() -> None:
    one = update(UpdateStatus.WITH_SPONSOR, mine=True)
    wait = update_wait(actor(Role.LEAD, Role.SPONSOR), one, TODAY, HOLDERS)
    assert wait is not None
    assert wait.note.startswith("You wrote part of this update, so you cannot decide on it.")


def test_only_office_and_director_wait_for_the_group() -> None:
    under_review = pack(PackStatus.UNDER_REVIEW)
    found = {
        role for role in Role if pack_wait(actor(role), under_review, TODAY, HOLDERS) is not None
    }
    assert found == {Role.PMO, Role.DIRECTOR}
    others = (PackStatus.DRAFT, PackStatus.AGREED, PackStatus.ISSUED)
    office = actor(Role.PMO)
    assert [pack_wait(office, pack(s), TODAY, HOLDERS) for s in others] == [None] * 3


def test_a_chair_in_the_office_does_not_wait_for_themselves() -> None:
    both = actor(Role.PMO, Role.GROUP_CHAIR)
    assert pack_wait(both, pack(PackStatus.UNDER_REVIEW), TODAY, HOLDERS) is None


@pytest.mark.parametrize("mine", [True, False])
@pytest.mark.parametrize("status", UpdateStatus)
def test_with_every_role_an_update_is_there_once(status: UpdateStatus, mine: bool) -> None:
    who, one = actor(*Role), update(status, mine=mine)
    places = [update_task(who, one, TODAY), update_wait(who, one, TODAY, HOLDERS)]
    expected = 0 if UPDATE_TURN[status] is None else 1
    assert sum(place is not None for place in places) == expected


@pytest.mark.parametrize("status", PackStatus)
def test_with_every_role_a_pack_is_there_once_at_most(status: PackStatus) -> None:
    who, one = actor(*Role), pack(status)
    places = [pack_task(who, one, [], TODAY), pack_wait(who, one, TODAY, HOLDERS)]
    assert sum(place is not None for place in places) == (status is PackStatus.UNDER_REVIEW)
