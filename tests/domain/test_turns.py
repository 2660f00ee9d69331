"""Whose turn it is: every state has a holder and a deadline until it is issued."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from models.enums import PackStatus, Role, UpdateStatus
from webapp.domain.turns import (
    HOLDER_WORDS,
    PACK_TURN,
    UPDATE_TURN,
    holder,
    update_due,
)

PERIOD = SimpleNamespace(
    lead_due_at=datetime(2026, 3, 6, tzinfo=UTC),
    sponsor_due_at=datetime(2026, 3, 10, tzinfo=UTC),
    group_meets_at=datetime(2026, 3, 17, tzinfo=UTC),
    iib_meets_on=date(2026, 3, 31),
)


ENDS = {UpdateStatus.ISSUED, UpdateStatus.NOT_SUBMITTED, UpdateStatus.WITHDRAWN}
"""States in which an update may rest for ever, though the office can bring it back."""


@pytest.mark.parametrize("status", UpdateStatus)
def test_an_update_waits_for_somebody_until_it_may_rest(status: UpdateStatus) -> None:
    waits = status not in ENDS
    assert (UPDATE_TURN[status] in HOLDER_WORDS) == waits
    assert (update_due(status, PERIOD) is not None) == waits


@pytest.mark.parametrize("status", PackStatus)
def test_a_pack_waits_for_somebody_until_it_is_issued(status: PackStatus) -> None:
    assert (PACK_TURN[status] in HOLDER_WORDS) == (status is not PackStatus.ISSUED)


@pytest.mark.parametrize(
    "status,due",
    [
        (UpdateStatus.DRAFT, PERIOD.lead_due_at),
        (UpdateStatus.RETURNED, PERIOD.sponsor_due_at),
        (UpdateStatus.WITH_SPONSOR, PERIOD.sponsor_due_at),
        (UpdateStatus.IN_PACK, PERIOD.group_meets_at),
        (UpdateStatus.ACCEPTED, PERIOD.iib_meets_on),
    ],
)
def test_each_state_has_its_deadline(status: UpdateStatus, due: date) -> None:
    assert update_due(status, PERIOD) == due


def test_holders_are_named_with_their_role() -> None:
    assert holder(Role.LEAD, ["A"]) == "A (lead)"
    assert holder(Role.SPONSOR, ["A", "B"]) == "A and B (sponsors)"
    assert holder(Role.PMO, ["A", "B"]) == "A and B (programme office)"
    assert holder(Role.SPONSOR, []) == "nobody: no sponsor is named"
