"""Forms of the meeting: a decision or an action, what became of an action, a query carried."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_wtf import FlaskForm
from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)

from models import Minute, Person, Workstream
from models.enums import MinuteKind, MinuteState
from webapp.domain import meeting
from webapp.domain.content import LINE_LIMIT
from webapp.fields import AtMost, DateParts, ExemptField, LaterRadio, Needed, tidy
from webapp.packs.meeting.minutes import Said, said_in
from webapp.packs.meeting.printed import KIND_NAMES, WHOLE_PROGRAMME
from webapp.packs.people import named
from webapp.packs.wording import titled

NAME_LIMIT = 200
ENDINGS: Mapping[MinuteState, str] = {
    MinuteState.DONE: "It is done",
    MinuteState.DROPPED: "It is dropped",
    MinuteState.OPEN: "It is open again",
}


def _number(value: str | int | None) -> int | None:
    """Read the number of a row, or none."""
    return int(value) if value not in (None, "", "None") else None


class MinuteForm(FlaskForm):  # type: ignore[misc]
    """A decision or an action, and the version of it that was on the page."""

    version = IntegerField()
    kind = RadioField(
        "What is it?",
        choices={kind.value: KIND_NAMES[kind] for kind in reversed(MinuteKind)},
        default=MinuteKind.ACTION.value,
    )
    text = TextAreaField(
        "What was decided, or what is to be done",
        filters=[tidy],
        validators=[
            Needed("Say what was decided, or what is to be done"),
            AtMost(LINE_LIMIT),
        ],
    )
    about = SelectField("About", coerce=_number)
    owner = SelectField("Who answers for it", coerce=_number)
    owner_name = StringField(
        "Or somebody outside the programme", filters=[tidy], validators=[AtMost(NAME_LIMIT)]
    )
    due_on = DateParts("Due date")
    exempt = ExemptField()

    def about_this(
        self,
        workstreams: Sequence[Workstream],
        people: Sequence[Person],
        *,
        today: date,
        stored: Minute | None = None,
    ) -> "MinuteForm":
        """Offer workstreams and people, also one who has left where a stored row names them."""
        self.today, self.stored = today, stored
        offered = {row.id: named(row) for row in people}
        if stored:
            # What it is never changes: it has its number.
            self.kind.data = stored.kind.value
            if stored.owner:
                offered.setdefault(stored.owner.id, named(stored.owner))
        self.about.choices = [("", WHOLE_PROGRAMME), *((r.id, titled(r)) for r in workstreams)]
        self.owner.choices = [("", "Nobody, or somebody outside"), *offered.items()]
        return self

    def validate_owner(self, field: SelectField) -> None:
        """Refuse an action that nobody owes, and two owners."""
        name = self.owner_name.data or ""
        if wrong := meeting.why_not_owner(MinuteKind(self.kind.data), field.data, name):
            raise ValidationError(wrong)

    def validate_due_on(self, field: DateParts) -> None:
        """Refuse a day that has passed, and an action without one."""
        before = self.stored.due_on if self.stored else None
        kind = MinuteKind(self.kind.data)
        wrong = meeting.why_not_due(kind, field.data, before=before, today=self.today)
        if wrong and not field.process_errors:
            raise ValidationError(wrong)

    @property
    def said(self) -> Said:
        """What was typed."""
        return Said(
            text=self.text.data or "",
            workstream_id=self.about.data,
            owner_id=self.owner.data,
            owner_name=self.owner_name.data or "",
            due_on=self.due_on.data,
            exempt=self.exempt.data,
        )


def shown(row: Minute) -> dict[str, object]:
    """Return what a stored decision or action puts into its form."""
    said = said_in(row)
    return {
        "version": row.version,
        "kind": row.kind.value,
        "text": said.text,
        "about": said.workstream_id,
        "owner": said.owner_id,
        "owner_name": said.owner_name,
        "due_on": said.due_on,
        "exempt": said.exempt,
    }


class SettleForm(FlaskForm):  # type: ignore[misc]
    """What became of an action, and the version of it that was on the page."""

    version = IntegerField()
    state = LaterRadio(
        "What became of it?", validators=[Needed("Choose what became of the action")]
    )
    on = DateParts("Done on")
    note = TextAreaField(
        "What was done, or why it is dropped or open again",
        filters=[tidy],
        validators=[AtMost(LINE_LIMIT)],
    )

    def offering(self, states: Sequence[MinuteState], *, today: date) -> "SettleForm":
        """Offer what this person may say."""
        self.today, self.offered = today, {state.value for state in states}
        self.state.choices = [(state.value, ENDINGS[state]) for state in states]
        return self

    def validate_note(self, field: TextAreaField) -> None:
        """Refuse to drop an action, or to open it again, without a reason."""
        if self.chosen not in (None, MinuteState.DONE):
            self._require_sound(field.data or "")

    def validate_on(self, field: DateParts) -> None:
        """Refuse an action that was done on no day, or tomorrow."""
        if self.chosen is MinuteState.DONE and not field.process_errors:
            self._require_sound("")

    def _require_sound(self, note: str) -> None:
        """Raise ValidationError for what the rule refuses."""
        state = self.chosen
        if state and (
            wrong := meeting.why_not_settled(state, self.on.data, note, today=self.today)
        ):
            raise ValidationError(wrong)

    @property
    def chosen(self) -> MinuteState | None:
        """What was chosen, or None."""
        return MinuteState(self.state.data) if self.state.data in self.offered else None


class CarryForm(FlaskForm):  # type: ignore[misc]
    """Why a query is carried to the next meeting."""

    reason = TextAreaField(
        "Why it is carried to the next meeting",
        filters=[tidy],
        validators=[Needed("Say why the query is carried"), AtMost(LINE_LIMIT)],
    )
    exempt = ExemptField()
