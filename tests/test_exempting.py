"""Exempt marks between rows and rules."""

import pytest

from models import Pack
from webapp.domain.exempt import Exemption
from webapp.exempting import columns, exemption_of


@pytest.mark.parametrize("mark", [None, Exemption(paragraph=3, reason="A price")])
def test_a_mark_is_read_back_as_it_was_written(mark: Exemption | None) -> None:
    assert exemption_of(Pack(**columns(mark))) == mark
