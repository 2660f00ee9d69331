"""Forms of a pack and of the updates in it; no rules of the workflow."""

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired

from models import Pack, ProgressUpdate
from webapp.domain.content import LINE_LIMIT, NARRATIVE_LIMIT
from webapp.fields import AtMost, ExemptField, LaterRadio, Needed, tidy
from webapp.returning import Returning


def _reason(label: str, missing: str) -> TextAreaField:
    """Return a field for a reason that must be given."""
    return TextAreaField(label, filters=[tidy], validators=[Needed(missing), AtMost(LINE_LIMIT)])


class OverviewForm(FlaskForm):  # type: ignore[misc]
    """The overview, with the fingerprint of the text its writer started from."""

    text = TextAreaField("Overview", filters=[tidy], validators=[AtMost(NARRATIVE_LIMIT)])
    exempt = ExemptField()
    seen = HiddenField()


class SummaryForm(FlaskForm):  # type: ignore[misc]
    """The overall rating and what is asked for, with the fingerprint of both on the page."""

    step = LaterRadio("Overall rating", coerce=int)
    reason = TextAreaField(
        "Reason for the overall rating", filters=[tidy], validators=[AtMost(LINE_LIMIT)]
    )
    asks = TextAreaField(
        "Decisions asked for", filters=[tidy], validators=[AtMost(NARRATIVE_LIMIT)]
    )
    seen = HiddenField(id="summary-seen")

    def validate_reason(self, field: TextAreaField) -> None:
        """Refuse a rating without its reason, which nobody could check."""
        if self.step.data is not None and not field.data:
            raise ValidationError("Give the reason for the overall rating")
        if field.data and self.step.data is None:
            raise ValidationError("Choose the overall rating, or empty the reason")


class AgreeForm(FlaskForm):  # type: ignore[misc]
    """The version of the pack that was on the chair's page."""

    version = IntegerField()


class ReleaseForm(FlaskForm):  # type: ignore[misc]
    """Why an agreed pack is stopped, and the version that was on the page."""

    version = IntegerField(id="release-version")
    reason = _reason("Why it is stopped", "Say why the pack is stopped")


class IssueForm(FlaskForm):  # type: ignore[misc]
    """A pack goes out only when somebody says that they have read it."""

    confirm = BooleanField(
        "I have read the pack and it may go out",
        validators=[DataRequired("Confirm that you have read the pack and that it may go out")],
    )


class AcceptForm(FlaskForm):  # type: ignore[misc]
    """Why a pack, or a cover report, goes out with what a check found."""

    reason = _reason("Why it goes out with this", "Say why it goes out with this")


class QueryForm(Returning):
    """A query of the group names the revision that was read, and what must be looked at."""

    seen = HiddenField()
    reason = _reason("What the group wants to know", "Say what the group wants to know")


class RateForm(FlaskForm):  # type: ignore[misc]
    """A rating of the group names the revision and the rating that stood on the page."""

    seen = HiddenField()
    standing = IntegerField()
    step = LaterRadio("Rating the group agrees", coerce=int)
    reason = _reason("Reason", "Give the reason for the rating")
    exempt = ExemptField()


class UnconfirmedForm(FlaskForm):  # type: ignore[misc]
    """Including a return without its sponsor names the revision and says why."""

    seen = HiddenField()
    reason = _reason(
        "Why it goes in without the sponsor", "Say why the update goes in without its sponsor"
    )


class CorrectForm(Returning):
    """A correction names the edition, what is wrong, and the updates that must be changed."""

    edition = IntegerField()
    reason = _reason("What is corrected, and why", "Say what is corrected and why")
    updates = SelectMultipleField("Which updates must be changed?", coerce=int)

    def validate_sections(self, field: SelectMultipleField) -> None:
        """Sections are asked for only where updates go back."""
        if self.updates.data:
            super().validate_sections(field)


class CancelForm(FlaskForm):  # type: ignore[misc]
    """Why a correction is cancelled, and the state of it that was on the page."""

    seen = HiddenField()
    reason = _reason("Why it is cancelled", "Say why the correction is cancelled")


def summary_form(pack: Pack, *, seen: str | None = None) -> SummaryForm:
    """Return the form with what is stored, `seen` its fingerprint; without it with what is typed.

    The pack's scale must be loaded.
    """
    if seen is None:
        form = SummaryForm()
    else:
        stored = {"step": pack.overall_step, "reason": pack.overall_reason, "asks": pack.asks}
        form = SummaryForm(formdata=None, data={**stored, "seen": seen})
    form.step.choices = [(step.number, step.label) for step in pack.period.phase.scale.steps]
    return form


def prefix(kind: str, update: ProgressUpdate) -> str:
    """Return what sets the fields of one update's form apart from those of the others."""
    return f"{kind}-{update.id}"


def rate_form(
    update: ProgressUpdate, pack: Pack, *, seen: str = "", standing: int | None = None
) -> RateForm:
    """Return the form to rate an update with what is typed, or with the rating that stands.

    `seen` is the SHA-256 of the revision on the page.
    """
    form = RateForm(
        prefix=prefix("rate", update), data={"seen": seen, "standing": standing, "step": standing}
    )
    form.step.choices = [(step.number, step.label) for step in pack.period.phase.scale.steps]
    return form
