"""Who works on a workstream, in words."""

from datetime import date

from models.enums import Role
from webapp.workstreams.team import Post, members

SINCE = date(2026, 1, 1)


def post(
    number: int,
    role: Role,
    *,
    accountable: bool = False,
    deputy_for: int | None = None,
    ends_on: date | None = None,
) -> Post:
    """Return a role of a person called by a number."""
    return Post(role, number, f"Person {number}", "", accountable, deputy_for, SINCE, ends_on)


TEAM = (
    post(2, Role.LEAD, accountable=True),
    post(1, Role.CONTRIBUTOR),
    post(3, Role.SPONSOR),
    post(4, Role.SPONSOR, deputy_for=3, ends_on=date(2026, 3, 1)),
    post(5, Role.LEAD),
)


def test_each_is_told_with_what_they_do_leads_first() -> None:
    assert [(row.name, row.does) for row in members(TEAM, everybody=True)] == [
        ("Person 2", "leads it and answers for it"),
        ("Person 5", "leads it too"),
        ("Person 3", "sponsors it and approves its updates"),
        ("Person 4", "decides for Person 3 from 1 January 2026 to 1 March 2026"),
        ("Person 1", "writes parts of its updates"),
    ]


def test_others_are_told_of_leads_and_sponsors_as_editions_name_them() -> None:
    assert [row.name for row in members(TEAM, everybody=False)] == [
        "Person 2",
        "Person 5",
        "Person 3",
    ]


def test_a_deputy_of_somebody_who_left_stands_in_for_the_sponsor() -> None:
    (row,) = members([post(4, Role.SPONSOR, deputy_for=3, ends_on=SINCE)], everybody=True)
    assert row.does.startswith("decides for the sponsor from")
