"""Forms of readers: the chair's note with its recommendations, and the programme's answer."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import AnyOf

from models.enums import RecommendationState
from webapp.domain.content import LINE_LIMIT, NARRATIVE_LIMIT
from webapp.fields import AtMost, DateParts, Needed, tidy
from webapp.packs.reading_actions import Asked

NAME_LIMIT = 200
MOST = 20
"""Recommendations that one note may hold."""
ANSWERS = {
    RecommendationState.ANSWERED.value: "Answered: it stays on the list until it is done",
    RecommendationState.DONE.value: "Done: it leaves the next pack",
}
"""Where a recommendation may stand after an answer."""


class RecommendationForm(Form):
    """One recommendation; left empty, it is none."""

    text = TextAreaField("Recommendation", filters=[tidy], validators=[AtMost(LINE_LIMIT)])
    addressee = StringField("To whom", filters=[tidy], validators=[AtMost(NAME_LIMIT)])
    due_on = DateParts("By when (optional)")

    def validate_text(self, field: TextAreaField) -> None:
        """Refuse the rest of a recommendation without its words."""
        if not field.data and (self.addressee.data or any(self.due_on.typed.values())):
            raise ValidationError("Write the recommendation, or empty its other boxes")

    def validate_addressee(self, field: StringField) -> None:
        """Refuse a recommendation that is made to nobody."""
        if self.text.data and not field.data:
            raise ValidationError("Say to whom the recommendation is made")


class NoteForm(FlaskForm):  # type: ignore[misc]
    """What the chair records on an edition."""

    text = TextAreaField("Note", filters=[tidy], validators=[AtMost(NARRATIVE_LIMIT)])
    recommended = FieldList(FormField(RecommendationForm), min_entries=2, max_entries=MOST)
    public = BooleanField("The recommendations may be published")

    def one_more(self) -> None:
        """Offer a further recommendation, up to the most there may be."""
        if len(self.recommended.entries) < MOST:
            self.recommended.append_entry()

    def asked(self) -> list[Asked]:
        """Return the recommendations that were written; the form must be valid."""
        return [
            Asked(
                text=entry.form.text.data,
                addressee=entry.form.addressee.data or "",
                due_on=entry.form.due_on.data,
            )
            for entry in self.recommended.entries
            if entry.form.text.data
        ]

    def validate_text(self, field: TextAreaField) -> None:
        """Refuse a note that says nothing."""
        if not field.data and not any(entry.form.text.data for entry in self.recommended.entries):
            raise ValidationError("Write a note, a recommendation, or both")


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """What the programme says to a recommendation; `seen` is how many answers the page showed."""

    state = RadioField(
        "Where it stands",
        choices=ANSWERS,
        validate_choice=False,
        validators=[AnyOf(ANSWERS, "Say where it stands")],
    )
    text = TextAreaField(
        "Answer", filters=[tidy], validators=[Needed("Write the answer"), AtMost(LINE_LIMIT)]
    )
    seen = IntegerField()

    def values(self) -> dict[str, Any]:
        """Return what was said, as `reading_actions.answer` takes it; the form must be valid."""
        return {
            "state": RecommendationState(self.state.data),
            "text": self.text.data,
            "seen": self.seen.data or 0,
        }
