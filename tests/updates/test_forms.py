"""Forms of an update: dates as people type them, rows of the registers, what is refused."""

from collections.abc import Sequence
from datetime import date

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from models import RagStep
from models.enums import MilestoneOutcome, Section
from webapp.domain import content
from webapp.domain.content import Milestone, UpdateContent
from webapp.updates.forms import SectionForm, section_form

STEPS = [RagStep(number=number, label=str(number)) for number in range(1, 6)]


def filled(
    app: Flask, section: Section, typed: Sequence[tuple[str, str]]
) -> tuple[SectionForm, bool]:
    """Return the form of a section with what was typed, and whether it is right."""
    with app.test_request_context(method="POST"):
        app.config["WTF_CSRF_ENABLED"], kept = False, app.config.get("WTF_CSRF_ENABLED", True)
        try:
            form = section_form(
                section, stored=UpdateContent(), steps=STEPS, typed=MultiDict(typed)
            )
            return form, form.validate()
        finally:
            app.config["WTF_CSRF_ENABLED"] = kept


def forecast(
    app: Flask, day: str, month: str, year: str
) -> tuple[date | None, list[str], SectionForm]:
    """Return the date and the errors that three boxes give."""
    parts = {"day": day, "month": month, "year": year}
    form, _ = filled(
        app, Section.RATING, [(f"forecast_on-{part}", text) for part, text in parts.items()]
    )
    assert form.forecast_on.typed == {part: text.strip() for part, text in parts.items()}
    return form.forecast_on.data, list(form.forecast_on.errors), form


@pytest.mark.parametrize(
    "typed, result",
    [
        (("27", "3", "2027"), date(2027, 3, 27)),
        (("1", "01", "2027"), date(2027, 1, 1)),
        (("29", "2", "2028"), date(2028, 2, 29)),
        ((" 5 ", "March", "2027"), date(2027, 3, 5)),
        (("5", "mar", "2027"), date(2027, 3, 5)),
        (("5", "SEPT", "2027"), date(2027, 9, 5)),
        (("", "", ""), None),
    ],
)
def test_a_date_in_three_boxes(
    app: Flask, typed: tuple[str, str, str], result: date | None
) -> None:
    read, errors, _ = forecast(app, *typed)
    assert (read, errors) == (result, [])


NOT_REAL = "Forecast completion date must be a real date"
NO_YEAR = "Forecast completion date must include a year in four figures"


@pytest.mark.parametrize(
    "typed, words",
    [
        (("31", "9", "2023"), f"{NOT_REAL}: there is no 31/9/2023"),
        (("30", "2", "2028"), NOT_REAL),
        (("29", "2", "2027"), NOT_REAL),
        (("0", "1", "2027"), NOT_REAL),
        (("1", "13", "2027"), NOT_REAL),
        (("1", "ma", "2027"), NOT_REAL),
        (("1", "Ju", "2027"), NOT_REAL),
        (("1", "Brumaire", "2027"), NOT_REAL),
        (("first", "3", "2027"), NOT_REAL),
        (("1.5", "3", "2027"), NOT_REAL),
        (("²", "3", "2027"), NOT_REAL),
        (("9" * 30, "3", "2027"), NOT_REAL),
        (("1", "9" * 30, "2027"), NOT_REAL),
        (("1", "9" * 5000, "2027"), NOT_REAL),
        (("1", "3", "27"), NO_YEAR),
        (("1", "3", "next year"), NO_YEAR),
        (("1", "3", "20277"), NO_YEAR),
        (("1", "3", "9" * 5000), NO_YEAR),
        (("1", "3", ""), "must include a year"),
        (("", "3", ""), "must include a day and a year"),
        (("", "", "2027"), "must include a day and a month"),
    ],
)
def test_what_is_no_date_is_named_and_kept(
    app: Flask, typed: tuple[str, str, str], words: str
) -> None:
    read, errors, _ = forecast(app, *typed)
    assert read is None
    assert len(errors) == 1
    assert words in errors[0]
    assert len(errors[0]) < 200


def test_blank_rows_are_not_kept(app: Flask) -> None:
    form, right = filled(
        app,
        Section.MILESTONES,
        [
            ("rows-0-number", "0"),
            ("rows-0-title", "  "),
            ("rows-1-number", "0"),
            ("rows-1-title", "Publish"),
            ("rows-1-outcome", "done"),
        ],
    )
    assert right
    assert form.to_content().milestones == (
        Milestone(number=0, title="Publish", outcome=MilestoneOutcome.DONE),
    )


@pytest.mark.parametrize(
    "row, words",
    [
        ({"note": "Something"}, "Say what the milestone is"),
        ({"due_on-day": "3"}, "Say what the milestone is"),
        ({"title": "Publish", "due_on-day": "3"}, "must include a month and a year"),
        (
            {
                "title": "Publish",
                "slipped_to-day": "3",
                "slipped_to-month": "3",
                "slipped_to-year": "2027",
            },
            "Choose “Slipped”",
        ),
        ({"title": "x" * (content.LINE_LIMIT + 1)}, "2,000 characters or fewer"),
        ({"title": "Publish", "outcome": "burnt"}, ""),
        ({"title": "Publish", "number": "many"}, ""),
    ],
)
def test_a_row_that_is_wrong_is_refused(app: Flask, row: dict[str, str], words: str) -> None:
    form, right = filled(
        app, Section.MILESTONES, [(f"rows-0-{name}", value) for name, value in row.items()]
    )
    assert not right
    assert words in str(form.errors)


@pytest.mark.parametrize("index", ["²", "9" * 5000, "9" * 12])
def test_rows_numbered_by_no_browser_do_no_harm(app: Flask, index: str) -> None:
    form, _ = filled(app, Section.MILESTONES, [(f"rows-{index}-title", "One")])
    assert len(form.rows.entries) <= content.ROW_LIMIT


def test_line_ends_and_edges_are_tidied(app: Flask) -> None:
    form, right = filled(
        app, Section.ACTIVITIES, [("key_activities", "\r\n One\r\n\r\n- two\rthree \n")]
    )
    assert right
    assert form.to_content().key_activities == "One\n\n- two\nthree"


@pytest.mark.parametrize("length, right", [(content.NARRATIVE_LIMIT, True), (30_001, False)])
def test_a_narrative_may_be_so_long(app: Flask, length: int, right: bool) -> None:
    form, is_right = filled(app, Section.ACTIVITIES, [("key_activities", "x" * length)])
    assert is_right is right
    if not right:
        assert "30,000 characters or fewer: it has 30,001 now" in str(form.errors)


@pytest.mark.parametrize("step, right", [("3", True), ("", True), ("9", False), ("two", False)])
def test_a_rating_is_one_of_the_scale_or_left_for_later(app: Flask, step: str, right: bool) -> None:
    form, is_right = filled(app, Section.RATING, [("step", step)] if step else [])
    assert is_right is right
    if right:
        assert form.to_content().step == (int(step) if step else None)
