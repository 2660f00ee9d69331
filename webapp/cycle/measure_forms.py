"""Forms of the measures of a workstream: a new one, another target, the end of one."""

from collections.abc import Iterable
from decimal import Decimal

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, ValidationError

from models import Outcome
from models.enums import Direction
from webapp.cycle.forms import NOBODY, ReasonForm, row_number
from webapp.cycle.measures import Definition, Target
from webapp.domain import measures
from webapp.fields import AtMost, DateParts, Needed, tidy

DIRECTIONS: dict[str, str] = {
    Direction.UP: "More is better",
    Direction.DOWN: "Less is better",
    Direction.WITHIN: "It must stay between two values",
}
NAME_LIMIT, UNIT_LIMIT = 200, 40
NO_OUTCOME = "No single outcome"


class TargetFields(FlaskForm):  # type: ignore[misc]
    """What is to be reached, by when; `unit` and `direction` are those of the measure."""

    target = StringField("Target", filters=[tidy], validators=[Needed("Enter the target")])
    target_to = StringField("Upper end of the range", filters=[tidy])
    target_on = DateParts("To be reached by")

    def agreed_unit(self) -> str:
        """Return what the numbers are counted in."""
        raise NotImplementedError

    def agreed_direction(self) -> Direction:
        """Return which values are good."""
        raise NotImplementedError

    def read(self, field: StringField) -> Decimal | None:
        """Return a number that was typed, or None for none; raises ValueError for what is none."""
        return measures.read(field.data, self.agreed_unit()) if field.data else None

    def check(self, field: StringField) -> None:
        """Refuse what is no number, saying how to write it."""
        try:
            self.read(field)
        except ValueError as error:
            raise ValidationError(f"{field.label.text} {error}") from None

    def validate_target(self, field: StringField) -> None:
        """Refuse what is no number."""
        self.check(field)

    def validate_target_to(self, field: StringField) -> None:
        """Refuse what is no number, and ends that make no range."""
        self.check(field)
        try:
            target = self.read(self.target)
        except ValueError:
            return  # said beside the target
        if target is not None and (
            wrong := measures.wrong_range(self.agreed_direction(), target, self.read(field))
        ):
            raise ValidationError(wrong)

    def to_target(self) -> Target:
        """Return what was typed; the form must be valid."""
        target = self.read(self.target)
        assert target is not None  # noqa: S101 - it is needed
        return Target(
            target=target, target_to=self.read(self.target_to), target_on=self.target_on.data
        )


class MeasureForm(TargetFields):
    """A new measure with its first target."""

    name = StringField(
        "What is measured",
        filters=[tidy],
        validators=[Needed("Say what is measured"), AtMost(NAME_LIMIT)],
    )
    unit = StringField("Unit", filters=[tidy], validators=[AtMost(UNIT_LIMIT)])
    direction = SelectField("Which values are good", choices=DIRECTIONS, coerce=Direction)
    baseline = StringField("Value at the start", filters=[tidy])
    baseline_at = StringField("When was that?", filters=[tidy], validators=[AtMost(NAME_LIMIT)])
    outcome_id = SelectField("Outcome it shows", coerce=row_number)

    def agreed_unit(self) -> str:
        """Return the unit that was typed."""
        return self.unit.data or ""

    def agreed_direction(self) -> Direction:
        """Return the direction that was chosen."""
        chosen: Direction = self.direction.data
        return chosen

    def offer(self, outcomes: Iterable[Outcome]) -> None:
        """Give the outcomes to choose from."""
        self.outcome_id.choices = [(NOBODY, NO_OUTCOME), *((row.id, row.text) for row in outcomes)]

    def validate_baseline(self, field: StringField) -> None:
        """Refuse what is no number."""
        self.check(field)

    def to_definition(self) -> Definition:
        """Return what was typed; the form must be valid."""
        return Definition(
            name=self.name.data or "",
            unit=self.agreed_unit(),
            direction=self.agreed_direction(),
            baseline=self.read(self.baseline),
            baseline_at=self.baseline_at.data or "",
            outcome_id=self.outcome_id.data,
        )


class TargetForm(TargetFields, ReasonForm):
    """Another target, and why; `seen` is the one on the page."""

    seen = HiddenField()
    unit = ""
    direction = Direction.UP
    """Unit and direction are set from the measure before the form is checked."""

    def agreed_unit(self) -> str:
        """Return the unit of the measure."""
        return self.unit

    def agreed_direction(self) -> Direction:
        """Return the direction of the measure."""
        return self.direction
