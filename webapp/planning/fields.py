"""Fields of planning: a date or a time typed into one box, dates on lines, choices and numbers."""

import re
from collections.abc import Iterator
from datetime import date, time
from itertools import islice
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, IntegerField, TextAreaField
from wtforms.validators import StopValidation

from webapp.domain.planning import WEEKDAYS
from webapp.domain.spans import YEAR
from webapp.domain.wording import MONTHS
from webapp.fields import PARTS, SHOWN, DateParts

CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)?", re.IGNORECASE)
NOON = 12


def date_parts(text: str) -> dict[str, str]:
    """Return day, month and year of a date in one line: 31/3/2026, 31 March 2026, 2026-03-31.

    A day of the week in front is left out; what is not a date of three parts has empty ones.
    """
    words = re.findall(r"[^\s/.,-]+", text)
    if words and any(name.lower().startswith(words[0].lower()) for name in WEEKDAYS):
        words = words[1:]
    if len(words) != len(PARTS):
        return dict.fromkeys(PARTS, "")
    is_iso = len(words[0]) > len(words[-1])
    return dict(zip(PARTS, reversed(words) if is_iso else words, strict=True))


class DateLine(DateParts):
    """A date typed into one box; `text` keeps what was typed, right or wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own signature
        super().__init__(*args, **kwargs)
        self.text = ""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ANN401
        """Read the box, or show the date that is stored."""
        super().process(None, data, extra_filters)
        if formdata is None or self.name not in formdata:
            self.text = written(self.data) if self.data else ""
            return
        self.data, self.text = None, formdata[self.name].strip()
        if self.text:
            self.typed = date_parts(self.text)
            try:
                self.data = self._read()
            except ValueError as error:
                self.process_errors = [str(error)]

    def _read(self) -> date:
        """Return the date; raises ValueError with a sentence that names what is wrong."""
        if not any(self.typed.values()):
            shown = self.text[:SHOWN]
            raise ValueError(f"{self.label.text} must be a date such as 31/3/2027, not “{shown}”")
        return super()._read()


def written(value: date) -> str:
    """Return a date as a box shows it: Tue 31 Mar 2026."""
    month = MONTHS[value.month - 1][:3]
    return f"{WEEKDAYS[value.weekday()][:3]} {value.day} {month} {value.year}"


class TimeLine(Field):
    """A time of day typed into one box: 2pm, 2:30pm or 14:30; `text` keeps what was typed."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ANN401, ARG002
        """Read the box, or show the time that is stored."""
        self.process_errors = []
        self.data = self.object_data = data if isinstance(data, time) else None
        self.text = clock_words(self.data) if self.data else ""
        if formdata is not None and self.name in formdata:
            self.text = formdata[self.name].strip()
            self.data = _time(self.text)
            if self.text and self.data is None:
                self.process_errors.append(
                    f"{self.label.text} must be a time such as 2pm or 14:30, "
                    f"not “{self.text[:SHOWN]}”"
                )

    def _value(self) -> str:
        return self.text


def clock_words(value: time) -> str:
    """Return a time of day as people say it: 2:30pm."""
    return f"{value.hour % NOON or NOON}:{value:%M}{'am' if value.hour < NOON else 'pm'}"


def _time(text: str) -> time | None:
    """Return the time of day that a text says, or None when it says none."""
    if (found := CLOCK.fullmatch(text)) is None or not text.isascii():
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] is not None:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if found[3].lower() == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


class MeetingForm(Form):
    """The date of one meeting."""

    meeting = DateLine("Meeting")


class DateLines(TextAreaField):
    """Dates, one on each line; `dates` has those that could be read."""

    dates: tuple[date, ...] = ()

    def read(self) -> Iterator[str]:
        """Read the lines, a year of them and no more, and yield what is wrong with them."""
        lines = filter(None, map(str.strip, (self.data or "").splitlines()))
        found = []
        for line in islice(lines, YEAR + 1):
            box = MeetingForm(MultiDict({"meeting": line})).meeting
            yield from map(str, box.process_errors)
            if box.data is not None:
                found.append(box.data)
        self.dates = tuple(found)


class OneOf:
    """Refuse what is not offered; `how` names the way of giving meetings that needs an answer."""

    def __init__(self, message: str, how: str = "") -> None:
        self.message = message
        self.how = how

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ANN401 - WTForms' own signature
        """Raise StopValidation when an answer is needed and is not among the choices."""
        if self.how in ("", form.how.data) and field.data not in field.choices:
            raise StopValidation(self.message)


class Whole(IntegerField):
    """A whole number; what is none is as good as nothing, and stays in the box."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the box."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
