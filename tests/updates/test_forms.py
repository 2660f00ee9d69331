"""Forms of an update: rows that move without losing a word, dates as people type them."""

from collections.abc import Sequence
from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from models import RagStep
from models.enums import MilestoneOutcome, Section
from webapp.domain import content
from webapp.domain.content import Milestone, UpdateContent
from webapp.updates.forms import SectionForm, rearranged, section_form

Typed = MultiDict[str, str]
STEPS = [RagStep(number=number, label=str(number)) for number in range(1, 6)]

values = st.text(max_size=8)
row_fields = st.dictionaries(
    st.sampled_from(["number", "title", "due_on-day", "due_on-month", "note"]), values, min_size=1
)
forms = st.builds(
    lambda rows, rest: MultiDict(
        [
            *rest,
            *(
                (f"rows-{place}-{name}", value)
                for place, row in enumerate(rows)
                for name, value in row.items()
            ),
        ]
    ),
    st.lists(row_fields, max_size=6),
    st.lists(
        st.tuples(st.sampled_from(["concerns", "seen", "window", "sections"]), values), max_size=4
    ),
)
verbs = st.one_of(
    st.just("add"),
    st.builds("{}:{}".format, st.sampled_from(["remove", "up", "down"]), st.integers(0, 7)),
    st.text(max_size=6),
    st.builds("{}:{}".format, st.sampled_from(["remove", "up", "down"]), st.text(max_size=4)),
)


def rows_of(typed: Typed) -> list[dict[str, str]]:
    """Return the rows of a form as they stand on the page."""
    rows: dict[int, dict[str, str]] = {}
    for name, value in typed.items(multi=True):
        if name.startswith("rows-"):
            _, place, field = name.split("-", 2)
            rows.setdefault(int(place), {})[field] = value
    return [rows[place] for place in sorted(rows)]


def rest_of(typed: Typed) -> list[tuple[str, str]]:
    """Return what is typed outside the rows."""
    return [pair for pair in typed.items(multi=True) if not pair[0].startswith("rows-")]


@given(typed=forms, do=verbs)
def test_rearranging_loses_nothing_that_was_typed(typed: Typed, do: str) -> None:
    before = rows_of(typed)
    result, focus = rearranged(MultiDict([*typed.items(multi=True), ("do", do)]), do)
    after = rows_of(result)
    assert rest_of(result) == rest_of(typed)
    verb, _, place = do.partition(":")
    if verb == "add":
        assert after == [*before, {"number": "0"}]
        assert focus == len(before)
    elif verb == "remove" and place.isdecimal() and int(place) < len(before):
        assert after == [*before[: int(place)], *before[int(place) + 1 :]]
    else:
        assert sorted(map(repr, after)) == sorted(map(repr, before))
    if focus is not None:
        assert 0 <= focus < len(after)


@given(typed=forms, place=st.integers(0, 7))
def test_up_and_down_change_places_with_the_neighbour(typed: Typed, place: int) -> None:
    before = rows_of(typed)
    down, _ = rearranged(typed, f"down:{place}")
    if place + 1 < len(before):
        assert rows_of(down)[place : place + 2] == [before[place + 1], before[place]]
        back, focus = rearranged(down, f"up:{place + 1}")
        assert rows_of(back) == before
        assert focus == place
    else:
        assert rows_of(down) == before


def test_no_more_rows_than_an_update_may_hold() -> None:
    full: Typed = MultiDict([(f"rows-{n}-title", str(n)) for n in range(content.ROW_LIMIT)])
    result, focus = rearranged(full, "add")
    assert len(rows_of(result)) == content.ROW_LIMIT
    assert focus is None


@pytest.mark.parametrize("place", ["9" * 5000, "²", "-1", "1.5", ""])
def test_a_place_that_is_no_row_changes_nothing(place: str) -> None:
    typed: Typed = MultiDict([("rows-0-title", "One"), ("rows-1-title", "Two")])
    for verb in ("remove", "up", "down"):
        result, _ = rearranged(typed, f"{verb}:{place}")
        assert rows_of(result) == rows_of(typed)


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
