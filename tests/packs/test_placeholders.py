"""The facts that stand where a report is missing: one for each state, and never an old text."""

from datetime import date

import pytest

from models.enums import Action, UpdateStatus
from webapp.domain.workflow import DECIDED
from webapp.packs.placeholders import SENT_BACK, Closure, Standing, missing

STARTS_ON = date(2026, 1, 1)
SINCE = date(2026, 3, 2)


def fact(status: UpdateStatus, action: Action | None = None, reason: str = "") -> tuple[str, str]:
    standing = Standing(status=status, since=SINCE, action=action, reason=reason)
    found = missing(standing, None, STARTS_ON)
    return found.label, found.sentence


@pytest.mark.parametrize(
    "status", [UpdateStatus.NOT_STARTED, UpdateStatus.DRAFT, UpdateStatus.NOT_SUBMITTED]
)
def test_what_was_not_submitted(status: UpdateStatus) -> None:
    assert fact(status) == ("Not submitted", "No update was submitted for this period.")


def test_what_was_withdrawn_says_when_and_why() -> None:
    assert fact(UpdateStatus.WITHDRAWN, reason="the team\nmoved ") == (
        "Withdrawn",
        (
            "The programme office withdrew the request for this update on 2 March 2026. "
            "Reason given: The team moved."
        ),
    )
    assert fact(UpdateStatus.WITHDRAWN)[1].endswith("on 2 March 2026.")


@pytest.mark.parametrize(
    "action, by",
    [
        (Action.SEND_BACK, "by its sponsor "),
        (Action.REVOKE, "by its sponsor, who had approved it before "),
        (Action.QUERY, "by the Improvement Group "),
        (Action.CORRECT, "to be corrected "),
        (None, ""),
    ],
)
def test_what_came_back_says_from_whom(action: Action | None, by: str) -> None:
    assert fact(UpdateStatus.RETURNED, action) == (
        "Sent back",
        f"The update was sent back {by}on 2 March 2026 and has not been submitted again.",
    )


def test_the_reason_of_a_query_stays_between_group_and_lead() -> None:
    assert "secret" not in fact(UpdateStatus.RETURNED, Action.QUERY, "A secret.")[1]


def test_what_waits_for_its_sponsor() -> None:
    assert fact(UpdateStatus.WITH_SPONSOR) == (
        "With the sponsor",
        "An update was submitted on 2 March 2026. Its sponsor has not confirmed it.",
    )


@pytest.mark.parametrize("status", sorted(DECIDED))
def test_what_was_approved_too_late(status: UpdateStatus) -> None:
    assert fact(status) == (
        "Too late",
        "An update was approved on 2 March 2026, too late for this pack.",
    )


def test_every_state_has_a_fact() -> None:
    assert all(all(fact(status)) for status in UpdateStatus)


def test_what_nobody_asked_for() -> None:
    found = missing(None, None, STARTS_ON)
    assert (found.label, found.sentence) == (
        "Not asked for",
        "No update was asked for in this period.",
    )


def test_a_workstream_that_closed_before_the_period_is_closed_whatever_it_left() -> None:
    closure = Closure(on=date(2025, 12, 19), merged_into="G. Governance")
    sentence = "This workstream closed on 19 December 2025 and became part of G. Governance."
    left = Standing(status=UpdateStatus.DRAFT, since=SINCE)
    for standing in (None, left):
        found = missing(standing, closure, STARTS_ON)
        assert (found.label, found.sentence) == ("Closed", sentence)


def test_one_that_closed_in_the_period_says_what_became_of_its_last_update_too() -> None:
    closure = Closure(on=date(2026, 2, 3), reason="its work is done!")
    standing = Standing(status=UpdateStatus.NOT_SUBMITTED, since=SINCE)
    found = missing(standing, closure, STARTS_ON)
    assert (found.label, found.sentence) == (
        "Not submitted",
        (
            "No update was submitted for this period. "
            "This workstream closed on 3 February 2026. Its work is done!"
        ),
    )
    assert missing(None, closure, STARTS_ON).label == "Closed"


def test_every_act_that_returns_an_update_is_named() -> None:
    assert set(SENT_BACK) == {Action.SEND_BACK, Action.REVOKE, Action.QUERY, Action.CORRECT}
