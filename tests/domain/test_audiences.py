"""Every audience has a name."""

from models.enums import Audience
from webapp.domain.audiences import AUDIENCE_NAMES, pack_title


def test_every_audience_has_a_name() -> None:
    assert set(AUDIENCE_NAMES) == set(Audience)
    assert pack_title(Audience.IIB) == "Pack for the Independent Improvement Board"
