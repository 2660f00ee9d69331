"""The rating of an update in a list: the one that stands, and whether its sponsors stand by it."""

import pytest

from models.enums import UpdateStatus
from tests.factories import AT
from webapp.domain.summary import Summary


@pytest.mark.parametrize(
    "status, confirmed, agreed, expected",
    [
        (UpdateStatus.DRAFT, None, None, (None, False)),
        (UpdateStatus.WITH_SPONSOR, None, None, (None, False)),
        (UpdateStatus.APPROVED, 3, None, (3, True)),
        (UpdateStatus.IN_PACK, 3, 4, (4, True)),
        (UpdateStatus.IN_PACK, None, None, (2, False)),
    ],
)
def test_the_rating_that_stands(
    status: UpdateStatus,
    confirmed: int | None,
    agreed: int | None,
    expected: tuple[int | None, bool],
) -> None:
    row = Summary(
        id=1,
        programme_id=1,
        workstream_id=1,
        status=status,
        moved_at=AT,
        proposed_step=2,
        confirmed_step=confirmed,
        agreed_step=agreed,
    )
    assert (row.step, row.confirmed) == expected
