"""Forms that move an update: explain and submit, approve, send back, take an approval back."""

from collections.abc import Iterable, Sequence

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    TextAreaField,
    ValidationError,
)

from models.enums import Section
from webapp.domain import content
from webapp.domain.checks import Finding, Severity
from webapp.domain.content import Explanation
from webapp.fields import AtMost, ExemptField, Needed, tidy
from webapp.returning import Returning
from webapp.updates.forms import narrative_field
from webapp.updates.rows import lines_field


class ExplanationRow(Form):
    """What the lead says about one finding."""

    code = HiddenField()
    about = HiddenField()
    text = lines_field("Why is this right?")


class ExplainForm(FlaskForm):  # type: ignore[misc]
    """Explanations of findings; names the draft that was read."""

    seen = HiddenField()
    rows = FieldList(FormField(ExplanationRow), max_entries=content.ROW_LIMIT)

    @classmethod
    def showing(cls, findings: Iterable[Finding], seen: str) -> "ExplainForm":
        """Return the form with a row for each finding that can be explained."""
        rows = [
            {"code": finding.code, "about": finding.about, "text": finding.explanation}
            for finding in findings
            if finding.severity is Severity.EXPLAIN
        ]
        return cls(formdata=None, data={"seen": seen, "rows": rows})

    def explanations(self, findings: Iterable[Finding]) -> tuple[Explanation, ...]:
        """Return what was typed about findings that there are."""
        known = {(finding.code, finding.about) for finding in findings}
        typed = [row.form.data for row in self.rows.entries]
        return tuple(Explanation(**row) for row in typed if (row["code"], row["about"]) in known)


class SubmitForm(FlaskForm):  # type: ignore[misc]
    """Submitting names the draft that was read, and answers what came back and is as it was."""

    seen = HiddenField()

    def replies(self, needed: Iterable[Section]) -> dict[Section, str]:
        """Return the answers by section."""
        return {section: self[f"reply_{section}"].data or "" for section in needed}


def submit_form(needed: Sequence[Section], *, seen: str | None = None) -> SubmitForm:
    """Return the form to submit with a box for each answer that is needed.

    `seen` is the fingerprint of the draft on the page; without it the form holds what was typed.
    """

    class Answering(SubmitForm):
        """The form with the boxes of this update."""

    for section in needed:
        setattr(
            Answering,
            f"reply_{section}",
            lines_field("Your answer", Needed("Change what was sent back, or write your answer")),
        )
    return Answering() if seen is None else Answering(formdata=None, data={"seen": seen})


class ApproveForm(FlaskForm):  # type: ignore[misc]
    """Approving names the revision that was read, and confirms or changes the rating."""

    seen = HiddenField()
    step = RadioField("Rating you confirm", coerce=int)
    reason = lines_field("Reason for changing the rating")
    comment = narrative_field("Your comments")
    comment_private = BooleanField("Only for the lead: do not print my comments")
    conditional = BooleanField("I approve with conditions")
    conditions = lines_field("Conditions")
    exempt = ExemptField()
    attested = BooleanField()

    def validate_conditions(self, field: TextAreaField) -> None:
        """Conditions are typed where they are set, and only there."""
        if self.conditional.data and not field.data:
            raise ValidationError("Say what your conditions are")
        if field.data and not self.conditional.data:
            raise ValidationError("Tick that you approve with conditions, or empty this box")

    def validate_attested(self, field: BooleanField) -> None:
        """Nobody approves without confirming what approving means."""
        if not field.data:
            raise ValidationError("Tick the box to confirm what you approve")


class ReturnForm(Returning):
    """Returning an update names the revision that was read, says why and what to look at."""

    seen = HiddenField()
    reason = TextAreaField(
        "What needs to change",
        id="send-back-reason",
        filters=[tidy],
        validators=[Needed("Say what needs to change"), AtMost(content.LINE_LIMIT)],
    )


class CommentForm(FlaskForm):  # type: ignore[misc]
    """A comment or a reply, and the page it was typed on."""

    anchor = HiddenField()
    page = HiddenField()
    text = lines_field("Comment", Needed("Write your comment first"))
