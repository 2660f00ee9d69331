"""Forms of a pack: its overview, the chair's agreement and the issue; no rules of the workflow."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, TextAreaField
from wtforms.validators import DataRequired

from webapp.domain.content import NARRATIVE_LIMIT
from webapp.fields import AtMost
from webapp.narrative import clean


def _tidy(text: str | None) -> str:
    """Take typed text with one kind of line end and no blank edges."""
    return clean(text or "").strip()


class OverviewForm(FlaskForm):  # type: ignore[misc]
    """The overview, with the fingerprint of the text its writer started from."""

    text = TextAreaField("Overview", filters=[_tidy], validators=[AtMost(NARRATIVE_LIMIT)])
    seen = HiddenField()


class AgreeForm(FlaskForm):  # type: ignore[misc]
    """The version of the pack that was on the chair's page."""

    version = IntegerField()


class IssueForm(FlaskForm):  # type: ignore[misc]
    """A pack goes out only when somebody says that they have read it."""

    confirm = BooleanField(
        "I have read the pack and it may go to the Independent Improvement Board",
        validators=[DataRequired("Confirm that you have read the pack and that it may go out")],
    )
