"""Forms of an update: one for each section, one for each decision."""

from collections.abc import Iterable
from typing import Any, ClassVar

import msgspec
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    TextAreaField,
)

from models import RagStep
from models.enums import Section
from webapp.domain import content, measures, reconcile
from webapp.domain.content import (
    Issue,
    MeasureValue,
    Milestone,
    PlannedMilestone,
    Risk,
    UpdateContent,
)
from webapp.fields import AtMost, DateParts, ExemptField, LaterRadio, tidy
from webapp.updates.rows import (
    IssueRow,
    MeasureRow,
    MilestoneRow,
    PlannedRow,
    RiskRow,
    without_strange_rows,
)


def narrative_field(label: str) -> TextAreaField:
    """Return a field for Markdown of any sensible length."""
    return TextAreaField(label, filters=[tidy], validators=[AtMost(content.NARRATIVE_LIMIT)])


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
    """Key activities, or that there are none to report."""

    nil_return = BooleanField("Nothing to report this period")
    key_activities = narrative_field("Key activities")
    key_activities_exempt = ExemptField()


class EngagementForm(SectionForm):
    """Engagement."""

    engagement = narrative_field("Engagement")
    engagement_exempt = ExemptField()


class ConcernsForm(SectionForm):
    """Concerns in words, and the issues register."""

    concerns = narrative_field("Concerns and issues")
    concerns_exempt = ExemptField()
    rows = FieldList(FormField(IssueRow), max_entries=content.ROW_LIMIT)
    row_type = Issue
    rows_name = "issues"


class MeasuresForm(SectionForm):
    """Values of the workstream's measures; the rows are those of the plan."""

    rows = FieldList(FormField(MeasureRow), max_entries=content.ROW_LIMIT)
    row_type = MeasureValue
    rows_name = "measures"

    def to_content(self) -> UpdateContent:
        """Return the answers by the numbers of their measures."""
        return UpdateContent(
            measures=tuple(
                MeasureValue(**{**entry.form.data, "value": entry.form.number_given})
                for entry in self.rows.entries
            )
        )

    def show_stored(self, stored: UpdateContent, section: Section) -> None:
        """Bring the fingerprint in step with what is stored; the rows keep their numbers."""
        self.seen.data = content.section_fingerprint(stored, section)


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
    """Proposed rating, its reason, the forecast and, before the period ends, the day described."""

    step = LaterRadio("Proposed rating", coerce=int)
    rationale = narrative_field("Reason for the rating")
    rationale_exempt = ExemptField()
    forecast_on = DateParts("Forecast completion date")
    as_at = DateParts("The position on what day does this describe?")


class NoteForm(SectionForm):
    """A note to the sponsor that is never printed."""

    cover_note = narrative_field("Note to the sponsor")


FORMS: dict[Section, type[SectionForm]] = {
    Section.ACTIVITIES: ActivitiesForm,
    Section.ENGAGEMENT: EngagementForm,
    Section.CONCERNS: ConcernsForm,
    Section.MEASURES: MeasuresForm,
    Section.MILESTONES: MilestonesForm,
    Section.PLANNED: PlannedForm,
    Section.RISKS: RisksForm,
    Section.RATING: RatingForm,
    Section.NOTE: NoteForm,
}


def section_form(
    section: Section,
    *,
    stored: UpdateContent,
    steps: Iterable[RagStep],
    window: str = "",
    typed: MultiDict[str, str] | None = None,
    period_ended: bool = False,
) -> SectionForm:
    """Return the form of a section showing what is stored or, when given, what was typed.

    Once the period has ended, nobody is asked which day the update describes; what was said stays.
    """
    kind = FORMS[section]
    data: dict[str, Any] = {
        "seen": content.section_fingerprint(stored, section),
        "window": window,
    }
    for name in content.SECTION_FIELDS[section]:
        if name == kind.rows_name:
            data["rows"] = [_shown(row) for row in getattr(stored, name)]
        else:
            data[name] = getattr(stored, name)
    form = kind(formdata=None if typed is None else without_strange_rows(typed), data=data)
    if isinstance(form, MilestonesForm):
        # The date of a promise is shown, not typed: only a slip gives it another.
        promised = reconcile.promised_dates(stored)
        for entry in form.rows.entries:
            if entry.form.number.data in promised:
                del entry.form.due_on
    if isinstance(form, MeasuresForm):
        units = {row.number: row.unit for row in stored.measures}
        for answer in form.rows.entries:
            answer.form.unit = units.get(answer.form.number.data or 0, "")
    if isinstance(form, RatingForm):
        form.step.choices = [(step.number, step.label) for step in steps]
        if period_ended and stored.as_at is None:
            del form.as_at
    return form


def _shown(row: content.Row | MeasureValue) -> dict[str, Any]:
    """Return a stored row as its form shows it, numbers as they are read."""
    shown = msgspec.structs.asdict(row)
    if isinstance(row, MeasureValue):
        shown["value"] = measures.figure(row.value)
    return shown
