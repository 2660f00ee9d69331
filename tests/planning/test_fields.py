"""Dates and times are read as people type them, and what is wrong is said and kept."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form

from webapp.planning.fields import DateLine, DateLines, TimeLine, written


class Boxes(Form):
    """One of each."""

    on = DateLine("Meeting")
    clock = TimeLine("Time")
    days = DateLines("Meetings")


def typed(**boxes: str) -> Boxes:
    return Boxes(MultiDict(boxes))


@pytest.mark.parametrize(
    "text",
    [
        "31/3/2026",
        "31/03/2026",
        "31-3-2026",
        "31.3.2026",
        "31 3 2026",
        "31 March 2026",
        "31 mar 2026",
        "Tue 31 Mar 2026",
        "Tuesday, 31 March 2026",
        "Wed 31 March 2026",
        "2026-03-31",
        "  2026-3-31 ",
    ],
)
def test_a_date_is_read_however_it_is_written(text: str) -> None:
    box = typed(on=text).on
    assert box.data == date(2026, 3, 31)
    assert box.text == text.strip()


@pytest.mark.parametrize(
    "text, said",
    [
        ("soon", "Meeting must be a date such as 31/3/2027, not “soon”"),
        ("31/3", "must be a date such as"),
        ("1/2/3/4", "must be a date such as"),
        ("31/2/2026", "Meeting must be a real date: there is no 31/2/2026"),
        ("1/1/26", "year in four figures"),
        ("Monday", "must be a date such as"),
        ("٣١/٣/٢٠٢٦ ٣", "must be a date such as"),
    ],
)
def test_what_is_no_date_is_said_and_kept(text: str, said: str) -> None:
    form = typed(on=text)
    assert not form.validate()
    assert said in form.on.errors[0]
    assert form.on.data is None
    assert form.on.text == text


def test_an_empty_box_is_no_date_and_no_mistake() -> None:
    form = typed(on="  ")
    assert form.validate()
    assert (form.on.data, form.on.text) == (None, "")


@given(st.dates(date(1990, 1, 1), date(2200, 12, 31)))
def test_a_date_that_is_shown_is_read_back(day: date) -> None:
    assert typed(on=written(day)).on.data == day
    assert Boxes(data={"on": day}).on.text == written(day)


@given(st.text(max_size=40))
def test_no_text_breaks_a_box(text: str) -> None:
    form = typed(on=text, clock=text, days=text)
    form.validate()
    list(form.days.read())


@pytest.mark.parametrize(
    "text, expected",
    [
        ("2pm", time(14)),
        ("2 PM", time(14)),
        ("2:30pm", time(14, 30)),
        ("14:30", time(14, 30)),
        ("9.15am", time(9, 15)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("00:00", time(0)),
        ("9", time(9)),
    ],
)
def test_a_time_is_read_however_it_is_written(text: str, expected: time) -> None:
    assert typed(clock=text).clock.data == expected


@pytest.mark.parametrize("text", ["25:00", "14:60", "13pm", "0am", "noon", "2:3pm", "١٤:٣٠", "-1"])
def test_what_is_no_time_is_said_and_kept(text: str) -> None:
    form = typed(clock=text)
    assert not form.validate()
    assert form.clock.errors == [f"Time must be a time such as 2pm or 14:30, not “{text}”"]
    assert form.clock.text == text


def test_a_time_that_is_stored_is_shown() -> None:
    shown = {time(14, 5): "2:05pm", time(0): "12:00am", time(12): "12:00pm", time(9): "9:00am"}
    for value, text in shown.items():
        assert Boxes(data={"clock": value}).clock.text == text
        assert typed(clock=text).clock.data == value
    assert Boxes().clock.text == ""


def test_dates_on_lines_are_read_in_their_order() -> None:
    days = typed(days="31 March 2026\n\n 26/5/2026 \n").days
    assert list(days.read()) == []
    assert days.dates == (date(2026, 3, 31), date(2026, 5, 26))


def test_a_line_that_is_no_date_is_named() -> None:
    days = typed(days="31 March 2026\nlater").days
    assert list(days.read()) == ["Meeting must be a date such as 31/3/2027, not “later”"]
    assert days.dates == (date(2026, 3, 31),)


def test_no_more_lines_are_read_than_tell_that_there_are_too_many() -> None:
    days = typed(days="1/1/2026\n" * 1000).days
    assert list(days.read()) == []
    assert len(days.dates) == 13
