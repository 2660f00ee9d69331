"""Forms of the running cycle: reasons and last days, people, dates and closing."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField

from models import Person, RegisterItem, Workstream
from models.enums import Audience
from webapp.domain.audiences import AUDIENCE_NAMES, BODIES
from webapp.domain.content import LINE_LIMIT
from webapp.fields import AtMost, DateParts, Needed, tidy

NOBODY = 0
"""The choice that is no choice yet, and stands for no row."""


def _reason(words: str) -> TextAreaField:
    """Return a field for a reason that must be given."""
    return TextAreaField("Reason", filters=[tidy], validators=[Needed(words), AtMost(LINE_LIMIT)])


def _person(label: str) -> SelectField:
    """Return a field to choose a person with."""
    return SelectField(label, coerce=row_number, validators=[Needed(f"{label}: choose a person")])


def row_number(value: object) -> int | None:
    """Read the number of a row; the choice that is none yet stands for nothing."""
    text = str(value)
    return int(text) or None if text.isdecimal() and len(text) < len(str(2**63)) else None


def _name(person: Person) -> str:
    """Return how a person is named among others."""
    named_by_job = person.job_title in ("", person.name)
    return person.name if named_by_job else f"{person.name}, {person.job_title}"


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """Why something is done."""

    reason = _reason("Give a reason")

    def values(self) -> dict[str, Any]:
        """Return what was said, as actions take it; the form must be valid."""
        return {"reason": self.reason.data}


class TimeForm(ReasonForm):
    """Until when there is time, and why."""

    until = DateParts("Last day to submit", validators=[Needed("Enter the last day to submit")])
    past_meeting = BooleanField("It may come after the Improvement Group’s meeting")

    def values(self) -> dict[str, Any]:
        """Return what was said, as actions take it; the form must be valid."""
        when = {"until": self.until.data, "past_meeting": self.past_meeting.data}
        return {**super().values(), **when}


class PeopleForm(FlaskForm):  # type: ignore[misc]
    """A form that chooses people; `sure` is asked for when somebody could not decide."""

    sure = BooleanField("Appoint this person all the same")

    def offer(self, name: str, people: Iterable[Person], *, without: Sequence[int] = ()) -> None:
        """Give a field the people to choose from, some left out."""
        self[name].choices = [
            (NOBODY, "Choose a person"),
            *((row.id, _name(row)) for row in people if row.id not in without),
        ]


class DeputyForm(PeopleForm):
    """Who stands in for a sponsor, and between which days."""

    deputy_id = _person("Deputy")
    starts_on = DateParts("First day", validators=[Needed("Enter the first day")])
    ends_on = DateParts("Last day", validators=[Needed("Enter the last day")])


class SponsorForm(PeopleForm):
    """Who becomes a sponsor, and from when."""

    person_id = _person("New sponsor")
    from_on = DateParts("First day", validators=[Needed("Enter the first day")])


class ReaderForm(PeopleForm):
    """Who reads for which board or committee, perhaps as its chair; `sure` once understood."""

    sure = BooleanField("I have read this: add the member")
    person_id = _person("New member")
    audience = RadioField(
        "Board or committee",
        choices={row.value: AUDIENCE_NAMES[row] for row in BODIES},
        validators=[Needed("Choose the board or committee")],
    )
    chairs = BooleanField("Chairs it, and so records its notes and recommendations")
    from_on = DateParts("First day", validators=[Needed("Enter the first day")])
    seen = HiddenField()

    @property
    def choice(self) -> str:
        """What is chosen, in one line: `seen` is the choice whose meaning the page showed."""
        chosen = (self.person_id.data, self.audience.data, self.chairs.data, self.from_on.data)
        return ".".join(map(str, chosen))

    @property
    def is_sure(self) -> bool:
        """Whether what is chosen is what was understood."""
        return bool(self.sure.data) and self.seen.data == self.choice

    def values(self) -> dict[str, Any]:
        """Return what was said, as actions take it; the form must be valid."""
        return {
            "audience": Audience(self.audience.data),
            "chairs": self.chairs.data,
            "starts_on": self.from_on.data,
        }


class LeaverForm(PeopleForm):
    """Who leaves; asked for by GET, so there is nothing to forge."""

    class Meta:
        """Needs no token."""

        csrf = False

    leaver_id = _person("Who leaves")


class HandOverForm(PeopleForm):
    """Who takes over, and from when."""

    successor_id = _person("Who takes over")
    from_on = DateParts(
        "First day of the new person", validators=[Needed("Enter the first day of the new person")]
    )


class AgreedDateForm(FlaskForm):  # type: ignore[misc]
    """Another completion date, and why; `seen` is the date on the page."""

    agreed_on = DateParts(
        "New completion date", validators=[Needed("Enter the new completion date")]
    )
    reason = _reason("Say why the date changes")
    seen = HiddenField()


class CloseForm(FlaskForm):  # type: ignore[misc]
    """When a workstream closes, why, and whether another one takes it up."""

    on = DateParts("Closes on", validators=[Needed("Enter the day on which it closes")])
    reason = _reason("Say why it closes")
    merged_into_id = SelectField("Goes on in", coerce=row_number)

    def offer(self, workstreams: Iterable[Workstream]) -> None:
        """Offer the workstreams that could take it up."""
        self.merged_into_id.choices = [
            (NOBODY, "No other workstream"),
            *((row.id, f"{row.code}. {row.name}") for row in workstreams),
        ]


def closing_form(items: Sequence[RegisterItem], names: Sequence[str], on: date) -> CloseForm:
    """Return the form to close a workstream, with a field for each open item."""

    class WithItems(CloseForm):
        """The form with what becomes of each open item."""

    for item, name in zip(items, names, strict=True):
        setattr(
            WithItems,
            f"item_{item.id}",
            TextAreaField(
                f"What becomes of {name}",
                filters=[tidy],
                validators=[Needed(f"Say what becomes of {name}"), AtMost(LINE_LIMIT)],
            ),
        )
    return WithItems(data={"on": on})
