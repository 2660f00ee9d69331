"""The form of a concern: what must be answered, where it was raised, who answers it."""

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectMultipleField, StringField, TextAreaField

from models import Concern, Workstream
from webapp.fields import AtMost, DateParts, Needed, tidy
from webapp.programmes.concerns import TEXT_LIMIT, TITLE_LIMIT


class ConcernForm(FlaskForm):  # type: ignore[misc]
    """What the programme office says of a concern."""

    title = StringField(
        "What must be answered",
        filters=[tidy],
        validators=[Needed("Say what must be answered"), AtMost(TITLE_LIMIT)],
    )
    source = StringField(
        "Where it was raised",
        filters=[tidy],
        validators=[Needed("Say where it was raised"), AtMost(TITLE_LIMIT)],
    )
    raised_on = DateParts("Day it was raised (if known)")
    text = TextAreaField("What was asked or found", filters=[tidy], validators=[AtMost(TEXT_LIMIT)])
    answering = SelectMultipleField("Workstreams that answer it", coerce=int)
    closed_on = DateParts("Day it was closed (leave empty while it is open)")
    closing_reason = TextAreaField(
        "Who said that it is answered, and where", filters=[tidy], validators=[AtMost(TEXT_LIMIT)]
    )
    version = IntegerField()

    def offer(self, workstreams: Iterable[Workstream]) -> None:
        """Let these workstreams be ticked."""
        self.answering.choices = [(row.id, f"{row.code}: {row.name}") for row in workstreams]


def showing(concern: Concern | None) -> ConcernForm:
    """Return the form with a concern in it, or an empty one."""
    if concern is None:
        return ConcernForm(formdata=None, data={"version": 0})
    return ConcernForm(
        formdata=None,
        data={
            "title": concern.title,
            "source": concern.source,
            "raised_on": concern.raised_on,
            "text": concern.text,
            "answering": [row.id for row in concern.workstreams],
            "closed_on": concern.closed_on,
            "closing_reason": concern.closing_reason,
            "version": concern.version,
        },
    )
