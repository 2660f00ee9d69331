"""Fixtures of the tests that send letters."""

from collections.abc import Iterator

import pytest

from tests.notifications.post import PostOffice


@pytest.fixture
def post() -> Iterator[PostOffice]:
    """Return a mail server that is open."""
    office = PostOffice()
    office.open()
    yield office
    office.close()
