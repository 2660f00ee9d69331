"""A rating is compared with the last issued one before it, and only when that was read."""

import pytest

from models.enums import Change
from webapp.programmes.cells import change_since


@pytest.mark.parametrize(
    "earlier,all_known,expected",
    [
        ([3], True, Change.IMPROVED),
        ([1], True, Change.WORSENED),
        ([2], True, Change.UNCHANGED),
        ([None, 1], True, Change.WORSENED),
        ([], True, Change.NEW),
        ([], False, None),
        ([None], False, None),
        ([2], False, Change.UNCHANGED),
    ],
)
def test_change_since(earlier: list[int | None], all_known: bool, expected: Change | None) -> None:
    assert change_since(2, earlier, all_known=all_known) is expected
