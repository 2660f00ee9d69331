"""Forms of an update: one for each section, one for each decision."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

import msgspec
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)

from models import RagStep
from models.enums import Level, MilestoneOutcome, Section, Trend
from webapp.domain import content
from webapp.domain.content import Issue, Milestone, PlannedMilestone, Risk, UpdateContent
from webapp.fields import AtMost, DateParts, LaterRadio, Needed
from webapp.narrative import clean

Choice = TypeVar("Choice", bound=StrEnum)
FIGURES = 4
"""A row's place in a form has no more; forged ones have."""

OUTCOMES: dict[str, str] = {
    "": "Choose",
    MilestoneOutcome.DONE: "Done",
    MilestoneOutcome.PARTLY: "Partly done",
    MilestoneOutcome.SLIPPED: "Slipped",
    MilestoneOutcome.DROPPED: "Dropped",
}
LEVELS: dict[str, str] = {
    "": "Not rated",
    Level.LOW: "Low",
    Level.MEDIUM: "Medium",
    Level.HIGH: "High",
}
TRENDS: dict[str, str] = {
    "": "Not rated",
    Trend.UP: "Getting worse",
    Trend.STEADY: "Steady",
    Trend.DOWN: "Getting better",
}


def _tidy(text: str | None) -> str:
    """Take typed text with one kind of line end and no blank edges."""
    return clean(text or "").strip()


def _optional(enum: type[Choice]) -> Callable[[str | None], Choice | None]:
    """Return a reader of an optional choice: an empty one is none."""

    def read(value: str | None) -> Choice | None:
        return enum(value) if value else None

    return read


def narrative_field(label: str) -> TextAreaField:
    """Return a field for Markdown of any sensible length."""
    return TextAreaField(label, filters=[_tidy], validators=[AtMost(content.NARRATIVE_LIMIT)])


def line_field(label: str, *validators: Any) -> StringField:  # noqa: ANN401 - WTForms' validators
    """Return a field for a short text."""
    return StringField(label, filters=[_tidy], validators=[*validators, AtMost(content.LINE_LIMIT)])


def lines_field(label: str, *validators: Any) -> TextAreaField:  # noqa: ANN401 - as above
    """Return a field for a few lines of plain text."""
    return TextAreaField(
        label, filters=[_tidy], validators=[*validators, AtMost(content.LINE_LIMIT)]
    )


class RowForm(Form):
    """One row of a register; a row in which nothing was typed is not kept."""

    number = IntegerField("Number", default=0)

    @property
    def is_blank(self) -> bool:
        """Return whether nothing was typed in the row."""
        return not any(
            any(field.typed.values()) if isinstance(field, DateParts) else field.data
            for name, field in self._fields.items()
            if name != "number"
        )

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' signature
        """Check the row, unless it is blank; a number nobody gave out counts as new."""
        return self.is_blank or super().validate(extra_validators)


class MilestoneRow(RowForm):
    """A milestone of this period."""

    title = line_field("Milestone", Needed("Say what the milestone is"))
    due_on = DateParts("Due date")
    outcome = SelectField("What happened", choices=OUTCOMES, coerce=_optional(MilestoneOutcome))
    slipped_to = DateParts("New date")
    note = lines_field("Status")

    def validate_slipped_to(self, field: DateParts) -> None:
        """Only a slipped milestone has a new date."""
        if field.data and self.outcome.data != MilestoneOutcome.SLIPPED:
            message = "Choose “Slipped” if the milestone has a new date"
            raise ValidationError(message)


class PlannedRow(RowForm):
    """A milestone planned for the next period."""

    title = line_field("Milestone", Needed("Say what the milestone is"))
    due_on = DateParts("Due date")
    owner = line_field("Owner")


class RiskRow(RowForm):
    """A risk with its mitigation."""

    description = lines_field("Risk", Needed("Describe the risk"))
    mitigation = lines_field("Mitigation")
    owner = line_field("Owner")
    likelihood = SelectField("Likelihood", choices=LEVELS, coerce=_optional(Level))
    impact = SelectField("Impact", choices=LEVELS, coerce=_optional(Level))
    trend = SelectField("Trend", choices=TRENDS, coerce=_optional(Trend))


class IssueRow(RowForm):
    """An issue with the action taken."""

    description = lines_field("Issue", Needed("Describe the issue"))
    action = lines_field("Action")
    owner = line_field("Owner")


class SectionForm(FlaskForm):  # type: ignore[misc]
    """The common part: which state of the section was on the page, and in which window."""

    seen = HiddenField()
    window = HiddenField()
    row_type: ClassVar[Any] = None
    rows_name: ClassVar[str] = ""

    def to_content(self) -> UpdateContent:
        """Return what was typed as the section of an update."""
        fields = {
            name: field.data
            for name, field in self._fields.items()
            if name not in ("csrf_token", "seen", "window", "rows")
        }
        if self.row_type is not None:
            fields[self.rows_name] = tuple(
                self.row_type(**row.form.data) for row in self.rows.entries if not row.form.is_blank
            )
        return UpdateContent(**fields)

    def show_stored(self, stored: UpdateContent, section: Section) -> None:
        """Bring the form in step with what is stored now: fingerprint and numbers of rows."""
        self.seen.data = content.section_fingerprint(stored, section)
        if self.row_type is not None:
            numbers = iter(row.number for row in getattr(stored, self.rows_name))
            for entry in self.rows.entries:
                if not entry.form.is_blank:
                    entry.form.number.data = next(numbers)


class ActivitiesForm(SectionForm):
    """Key activities."""

    key_activities = narrative_field("Key activities")


class EngagementForm(SectionForm):
    """Engagement."""

    engagement = narrative_field("Engagement")


class ConcernsForm(SectionForm):
    """Concerns in words, and the issues register."""

    concerns = narrative_field("Concerns and issues")
    rows = FieldList(FormField(IssueRow), max_entries=content.ROW_LIMIT)
    row_type = Issue
    rows_name = "issues"


class MilestonesForm(SectionForm):
    """Milestones of this period."""

    rows = FieldList(FormField(MilestoneRow), max_entries=content.ROW_LIMIT)
    row_type = Milestone
    rows_name = "milestones"


class PlannedForm(SectionForm):
    """Milestones planned for the next period."""

    rows = FieldList(FormField(PlannedRow), max_entries=content.ROW_LIMIT)
    row_type = PlannedMilestone
    rows_name = "planned"


class RisksForm(SectionForm):
    """Risks."""

    rows = FieldList(FormField(RiskRow), max_entries=content.ROW_LIMIT)
    row_type = Risk
    rows_name = "risks"


class RatingForm(SectionForm):
    """Proposed rating, its reason and the forecast."""

    step = LaterRadio("Proposed rating", coerce=int)
    rationale = narrative_field("Reason for the rating")
    forecast_on = DateParts("Forecast completion date")


class NoteForm(SectionForm):
    """A note to the sponsor that is never printed."""

    cover_note = narrative_field("Note to the sponsor")


FORMS: dict[Section, type[SectionForm]] = {
    Section.ACTIVITIES: ActivitiesForm,
    Section.ENGAGEMENT: EngagementForm,
    Section.CONCERNS: ConcernsForm,
    Section.MILESTONES: MilestonesForm,
    Section.PLANNED: PlannedForm,
    Section.RISKS: RisksForm,
    Section.RATING: RatingForm,
    Section.NOTE: NoteForm,
}


def _place(text: str) -> int | None:
    """Read the place of a row in a form; None for what no page of ours sends."""
    return int(text) if text.isdecimal() and len(text) <= FIGURES else None


def _without_strange_rows(typed: MultiDict[str, str]) -> MultiDict[str, str]:
    """Leave out rows with a place that is no number, which the form library cannot read."""
    return MultiDict(
        (name, value)
        for name, value in typed.items(multi=True)
        if not name.startswith("rows-") or _place(name.split("-")[1]) is not None
    )


def section_form(
    section: Section,
    *,
    stored: UpdateContent,
    steps: Iterable[RagStep],
    window: str = "",
    typed: MultiDict[str, str] | None = None,
) -> SectionForm:
    """Return the form of a section showing what is stored or, when given, what was typed."""
    kind = FORMS[section]
    data: dict[str, Any] = {
        "seen": content.section_fingerprint(stored, section),
        "window": window,
    }
    for name in content.SECTION_FIELDS[section]:
        if name == kind.rows_name:
            data["rows"] = [msgspec.structs.asdict(row) for row in getattr(stored, name)]
        else:
            data[name] = getattr(stored, name)
    form = kind(formdata=None if typed is None else _without_strange_rows(typed), data=data)
    if isinstance(form, RatingForm):
        form.step.choices = [(step.number, step.label) for step in steps]
    return form


def rearranged(typed: MultiDict[str, str], do: str) -> tuple[MultiDict[str, str], int | None]:
    """Return the typed form with a row added, removed or moved, and the row to give the focus.

    `do` is add, remove:2, up:2 or down:2; rows are numbered from 0 as they stand on the page.
    """
    verb, _, place = do.partition(":")
    rows: dict[int, dict[str, str]] = {}
    rest: list[tuple[str, str]] = []
    for name, value in typed.items(multi=True):
        prefix, _, tail = name.partition("-")
        index, _, field = tail.partition("-")
        if prefix == "rows" and (number := _place(index)) is not None:
            rows.setdefault(number, {})[field] = value
        elif name != "do":
            rest.append((name, value))
    ordered = [rows[index] for index in sorted(rows)]
    given = _place(place)
    at = len(ordered) if given is None else given
    focus: int | None = None
    if verb == "add" and len(ordered) < content.ROW_LIMIT:
        ordered.append({"number": "0"})
        focus = len(ordered) - 1
    elif verb == "remove" and at < len(ordered):
        del ordered[at]
        focus = min(at, len(ordered) - 1) if ordered else None
    elif verb in ("up", "down") and at < len(ordered):
        to = at - 1 if verb == "up" else at + 1
        if 0 <= to < len(ordered):
            ordered[at], ordered[to] = ordered[to], ordered[at]
            focus = to
    for number, row in enumerate(ordered):
        rest.extend((f"rows-{number}-{field}", value) for field, value in row.items())
    return MultiDict(rest), focus


class SubmitForm(FlaskForm):  # type: ignore[misc]
    """Submitting names the draft that was read."""

    seen = HiddenField()


class ApproveForm(FlaskForm):  # type: ignore[misc]
    """Approving names the revision that was read, and confirms or changes the rating."""

    seen = HiddenField()
    step = RadioField("Rating you confirm", coerce=int)
    reason = TextAreaField(
        "Reason for changing the rating", filters=[_tidy], validators=[AtMost(content.LINE_LIMIT)]
    )
    comment = narrative_field("Your comments")


class SendBackForm(FlaskForm):  # type: ignore[misc]
    """Sending back names the revision that was read and says why."""

    seen = HiddenField()
    reason = TextAreaField(
        "What needs to change",
        id="send-back-reason",
        filters=[_tidy],
        validators=[Needed("Say what needs to change"), AtMost(content.LINE_LIMIT)],
    )
    sections = SelectMultipleField(
        "Sections to look at",
        id=f"flag-{Section.ACTIVITIES}",
        choices=[section.value for section in Section],
    )
