"""Forms of a cover report as a whole, of its implications and of its issue; no rules."""

from collections.abc import Iterable, Mapping

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from webapp.domain.wording import counted
from webapp.fields import DateParts, ExemptField, Needed
from webapp.packs.cover.content import LINE_LIMIT, CoverContent, Front, FrontLine
from webapp.packs.cover.fields import NAME_LIMIT, line, person, reference, show_exempt, text

MOST_LINES = 20
NOBODY = 0


def _meeting() -> DateParts:
    """Return the field for the day of a committee's meeting."""
    return DateParts("Date of the meeting", validators=[Needed("Enter the date of the meeting")])


class StartForm(FlaskForm):  # type: ignore[misc]
    """The meeting a report is for."""

    committee = line("Committee", "Enter the name of the committee")
    meets_on = _meeting()
    agenda_item = line("Agenda item (optional)")
    title = line("Title of the report", "Enter the title of the report")
    suggest = BooleanField("Draft the text from the pack")

    def front(self) -> Front:
        """Return the front matter that is known so far."""
        return Front(
            committee=self.committee.data,
            meets_on=self.meets_on.data,
            agenda_item=self.agenda_item.data,
            title=self.title.data,
        )


class FrontForm(FlaskForm):  # type: ignore[misc]
    """The front matter; the last field takes lines that only some bodies have."""

    seen = HiddenField()
    committee = line("Committee", "Enter the name of the committee")
    meets_on = _meeting()
    agenda_item = line("Agenda item (optional)")
    title = line("Title of the report", "Enter the title of the report")
    first = person("Report of")
    second = person("Second person (optional)")
    third = person("Third person (optional)")
    lead_member = line("Lead member (optional)")
    key_decision = BooleanField("This is a key decision")
    plan_reference = line("Reference in the forward plan")
    voting = line("Voting arrangements")
    lines = text("Other lines (optional)", limit=LINE_LIMIT)
    exempt = ExemptField()

    def offer(self, people: Mapping[int, str]) -> None:
        """Offer people by name and post."""
        for field in (self.first, self.second, self.third):
            field.choices = [(NOBODY, "Nobody"), *people.items()]

    def show(self, front: Front) -> None:
        """Fill the form with what is stored."""
        for name in ("committee", "agenda_item", "title", "lead_member", "key_decision"):
            getattr(self, name).data = getattr(front, name)
        self.plan_reference.data, self.voting.data = front.plan_reference, front.voting
        self.meets_on.process(None, front.meets_on)
        for field, number in zip(
            (self.first, self.second, self.third), front.report_of, strict=False
        ):
            field.data = number
        self.lines.data = "\n".join(f"{one.label}: {one.value}" for one in front.lines)
        show_exempt(self, front.exempt)

    def validate_lines(self, field: TextAreaField) -> None:
        """Each line is a label and what belongs to it."""
        lines = [typed for typed in (field.data or "").splitlines() if typed.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(f"Enter at most {counted(MOST_LINES, 'line', 'lines')}")
        for typed in lines:
            label, _, value = typed.partition(":")
            if not label.strip() or not value.strip():
                raise ValidationError(f"Write “{typed[:60]}” as a label, a colon and the text")

    def validate_plan_reference(self, field: StringField) -> None:
        """Only a key decision has a reference."""
        if field.data and not self.key_decision.data:
            raise ValidationError("Tick that it is a key decision, or empty this box")

    def front(self) -> Front:
        """Return what was typed."""
        numbers = (self.first.data, self.second.data, self.third.data)
        lines = (one.partition(":") for one in self.lines.data.splitlines() if one.strip())
        return Front(
            committee=self.committee.data,
            meets_on=self.meets_on.data,
            agenda_item=self.agenda_item.data,
            title=self.title.data,
            report_of=tuple(dict.fromkeys(number for number in numbers if number != NOBODY)),
            lead_member=self.lead_member.data,
            exempt=self.exempt.data,
            key_decision=self.key_decision.data,
            plan_reference=self.plan_reference.data,
            voting=self.voting.data,
            lines=tuple(FrontLine(label.strip(), value.strip()) for label, _, value in lines),
        )


class ObjectivesForm(FlaskForm):  # type: ignore[misc]
    """Which strategic objectives a report serves, and how."""

    seen = HiddenField()
    objectives = SelectMultipleField(
        "Strategic objectives",
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    text = text("How the report serves them (optional)")
    refer = reference()

    def offer(self, objectives: Iterable[str], content: CoverContent) -> None:
        """Offer the programme's objectives, and those in the report that it had before."""
        known = dict.fromkeys((*objectives, *content.objectives))
        self.objectives.choices = [(one, one) for one in known]


class ImplicationForm(FlaskForm):  # type: ignore[misc]
    """The text of an implication, with what was written and what was recommended on the page."""

    base = HiddenField()
    seen = HiddenField()
    text = text("Implications")
    refer = reference()
    exempt = ExemptField()


class AskForm(FlaskForm):  # type: ignore[misc]
    """Who is asked for an implication, and by when."""

    officer_id = SelectField("Officer", coerce=int, choices=[], default=NOBODY)
    due_on = DateParts("Signed off by", validators=[Needed("Enter the day it is needed by")])


class RecordForm(FlaskForm):  # type: ignore[misc]
    """A sign-off that an officer gave elsewhere."""

    seen = HiddenField(id="record-seen")
    officer = line("Name and post of the officer", "Say who signed it off")
    signed_on = DateParts(
        "Day it was signed off", validators=[Needed("Enter the day it was signed off")]
    )
    reference = line("Where the sign-off is kept", "Say where the sign-off is kept")


class IssueForm(FlaskForm):  # type: ignore[misc]
    """A report goes out only when somebody says that they have read it."""

    seen = HiddenField()
    correction = text("What this edition corrects, and why", limit=LINE_LIMIT)
    confirm = BooleanField(
        "I have read the report and it may go to the committee",
        validators=[DataRequired("Confirm that you have read the report and that it may go out")],
    )


class SettingsForm(FlaskForm):  # type: ignore[misc]
    """What the reports of a programme have in common, a line for each."""

    objectives = text("Strategic objectives", limit=LINE_LIMIT)
    implications = text("Implications to ask for", limit=LINE_LIMIT)

    def validate_implications(self, field: TextAreaField) -> None:
        """Check that each heading can be printed in a line."""
        if any(len(typed) > NAME_LIMIT for typed in lines_of(field.data or "")):
            raise ValidationError(f"Each heading must be {NAME_LIMIT} characters or fewer")


class TemplateForm(FlaskForm):  # type: ignore[misc]
    """A Word template."""

    file = FileField("Word template (.docx)", validators=[FileRequired("Choose a Word document")])


def lines_of(typed: str) -> tuple[str, ...]:
    """Return the lines in which something is said, each once."""
    return tuple(dict.fromkeys(one.strip() for one in typed.splitlines() if one.strip()))
