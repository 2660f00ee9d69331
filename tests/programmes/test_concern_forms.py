"""The form of a concern."""

from flask import Flask

from models import Concern
from webapp.programmes.concern_forms import showing


def test_a_concern_fills_its_form(app: Flask) -> None:
    with app.test_request_context():
        form = showing(
            Concern(title="Late decisions", source="The notice", version=3, workstreams=[])
        )
        assert (form.title.data, form.version.data) == ("Late decisions", 3)
        assert showing(None).version.data == 0
