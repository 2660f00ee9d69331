"""Dates, counts and lists as people write them."""

from datetime import date

from webapp.domain.wording import counted, day, later, listing, number, sentence


def test_a_date_is_written_out_whatever_the_locale() -> None:
    assert [day(date(2026, 10, 31)), day(date(2024, 5, 1)), day(None)] == [
        "31 October 2026",
        "1 May 2024",
        "",
    ]


def test_counts_are_words_up_to_nine() -> None:
    assert [number(0), number(9), number(10)] == ["no", "nine", "10"]
    assert counted(1, "workstream", "workstreams") == "one workstream"
    assert counted(12, "workstream", "workstreams") == "12 workstreams"


def test_a_distance_between_days_says_which_way_it_goes() -> None:
    assert [later(1), later(40), later(-2), later(0)] == [
        "one day later",
        "40 days later",
        "two days earlier",
        "",
    ]


def test_lists_read_as_people_write_them() -> None:
    assert [listing("A"), listing("AB"), listing("ABC")] == ["A", "A and B", "A, B and C"]


def test_a_sentence_begins_with_a_capital() -> None:
    assert [sentence("of five"), sentence("")] == ["Of five", ""]
