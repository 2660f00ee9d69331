"""The form of the acronyms of a programme: one a line, with what it stands for."""

from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from webapp.domain.acronyms import Listed, read, written
from webapp.domain.wording import counted, sentence
from webapp.fields import AtMost, tidy
from webapp.programmes.acronyms import version

LIST_LIMIT = 20_000
NAMED = 20
"""Mistakes that are named at once."""


class AcronymsForm(FlaskForm):  # type: ignore[misc]
    """What the programme office says that acronyms stand for."""

    acronyms = TextAreaField("List of acronyms", filters=[tidy], validators=[AtMost(LIST_LIMIT)])
    version = StringField()

    @property
    def listed(self) -> Listed:
        """What was typed, line by line."""
        return read(self.acronyms.data or "")

    def validate_acronyms(self, field: TextAreaField) -> None:
        """Refuse a list with mistakes, the first of them named with their lines."""
        if not field.errors:
            mistakes = self.listed.mistakes
            field.errors = list(mistakes[:NAMED])
            if more := len(mistakes[NAMED:]):
                lines = counted(more, "more line", "more lines")
                field.errors.append(sentence(f"{lines} must be mended."))


def showing(entries: Mapping[str, str]) -> AcronymsForm:
    """Return the form with a list in it."""
    data = {"acronyms": written(entries), "version": version(entries)}
    return AcronymsForm(formdata=None, data=data)
