"""What goes back to a lead: all of an update, or the sections that may be changed."""

from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, ValidationError

from models.enums import Section

WHOLE = "whole"
"""Stands among the sections for all of them."""


class Returning(FlaskForm):  # type: ignore[misc]
    """The part of a form that says what comes back; `components/returning.html` shows it."""

    sections = SelectMultipleField(
        "What may the lead change?", choices={name: name for name in (WHOLE, *Section)}
    )

    def validate_sections(self, field: SelectMultipleField) -> None:
        """One says whether all of it or what part of it comes back."""
        if not field.data:
            raise ValidationError("Choose the whole update, or the sections to look at")
        if WHOLE in field.data and len(field.data) > 1:
            raise ValidationError("Choose either the whole update or sections of it, not both")

    @property
    def flagged(self) -> tuple[Section, ...]:
        """The sections chosen; none for the whole update."""
        return tuple(Section(name) for name in self.sections.data or () if name != WHOLE)
