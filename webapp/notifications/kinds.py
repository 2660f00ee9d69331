"""Every kind of message: who gets it and why, the page it leads to and the date it names; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class When(StrEnum):
    """Which date of its period, or of its workstream, a message is about."""

    TURN = "turn"
    """Whatever the update's present state is due by; more time counts."""
    LEAD = "lead"
    SPONSOR = "sponsor"
    GROUP = "group"
    BOARD = "board"
    AGREED = "agreed"
    """The completion date that is agreed for the workstream."""
    CLOSED = "closed"
    """The day from which the workstream is closed."""
    ACTION = "action"
    """The day by which an action of the group is to be done."""
    ENDED = "ended"
    """The day on which an action of the group ended."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What there is to know of a kind of message besides its words."""

    title: str
    """What it tells, for whoever edits its words."""
    readers: str
    page: str
    """The endpoint of its one link."""
    when: When
    urgent: bool = False
    """Whether it goes at once to people who otherwise get one letter a day."""


ACTION = "packs.settle_minute"
READ, REVIEW = "updates.read", "updates.review"
BOARD, PACK = "programmes.board", "packs.review"
DATES = "cycle.dates"
DIGEST = "digest"

KINDS: Mapping[str, Kind] = {
    "update_open": Kind(
        title="A period is open for updates",
        readers="leads",
        page=READ,
        when=When.TURN,
    ),
    "lead_due": Kind(
        title="An update is due soon or today",
        readers="leads",
        page=READ,
        when=When.TURN,
    ),
    "lead_late": Kind(
        title="An update is late",
        readers="leads",
        page=READ,
        when=When.TURN,
        urgent=True,
    ),
    "lead_late_sponsor": Kind(
        title="A lead is late",
        readers="sponsors",
        page=READ,
        when=When.TURN,
        urgent=True,
    ),
    "lead_late_director": Kind(
        title="A lead is still late",
        readers="the programme director",
        page=READ,
        when=When.TURN,
        urgent=True,
    ),
    "update_submit": Kind(
        title="An update was submitted",
        readers="sponsors and deputies",
        page=REVIEW,
        when=When.SPONSOR,
    ),
    "update_recall": Kind(
        title="A lead took an update back",
        readers="sponsors and deputies",
        page=READ,
        when=When.SPONSOR,
    ),
    "sponsor_due": Kind(
        title="An approval is due soon or today",
        readers="sponsors and deputies",
        page=REVIEW,
        when=When.TURN,
    ),
    "sponsor_late": Kind(
        title="An approval is late",
        readers="sponsors and deputies",
        page=REVIEW,
        when=When.TURN,
        urgent=True,
    ),
    "deputy_offer": Kind(
        title="An approval is late and a deputy could decide",
        readers="the programme office",
        page=BOARD,
        when=When.TURN,
        urgent=True,
    ),
    "sponsor_late_director": Kind(
        title="An approval is still late",
        readers="the programme director",
        page=READ,
        when=When.TURN,
        urgent=True,
    ),
    "chase": Kind(
        title="The programme office chases an update",
        readers="whoever has the update now",
        page=READ,
        when=When.TURN,
        urgent=True,
    ),
    "update_send_back": Kind(
        title="A sponsor sent an update back",
        readers="leads",
        page=READ,
        when=When.TURN,
        urgent=True,
    ),
    "update_approve_in_part": Kind(
        title="One of several sponsors approved an update",
        readers="sponsors and deputies",
        page=REVIEW,
        when=When.SPONSOR,
    ),
    "update_approve": Kind(
        title="An update was approved",
        readers="leads, sponsors and the programme office",
        page=READ,
        when=When.GROUP,
    ),
    "update_rating": Kind(
        title="A sponsor changed a rating in a way the office should know of",
        readers="the programme office",
        page=READ,
        when=When.GROUP,
    ),
    "update_revoke": Kind(
        title="A sponsor took an approval back",
        readers="leads and the programme office",
        page=READ,
        when=When.TURN,
        urgent=True,
    ),
    "update_reassign": Kind(
        title="Somebody took a sponsor’s place",
        readers="sponsors and deputies",
        page=REVIEW,
        when=When.SPONSOR,
    ),
    "update_handed_over": Kind(
        title="Somebody else decides on an update now",
        readers="whoever decided before",
        page="inbox.my_work",
        when=When.GROUP,
    ),
    "update_extend": Kind(
        title="There is more time for an update",
        readers="leads",
        page=READ,
        when=When.TURN,
    ),
    "update_close": Kind(
        title="A period was closed without an update",
        readers="leads and sponsors",
        page=READ,
        when=When.GROUP,
    ),
    "update_allow_late": Kind(
        title="An update may still come late",
        readers="leads",
        page=READ,
        when=When.TURN,
    ),
    "update_withdraw": Kind(
        title="An update is not needed",
        readers="leads and sponsors",
        page=READ,
        when=When.GROUP,
    ),
    "update_reinstate": Kind(
        title="An update is needed after all",
        readers="leads",
        page=READ,
        when=When.TURN,
    ),
    "update_include_unconfirmed": Kind(
        title="An update goes into the pack without the sponsor’s approval",
        readers="leads, sponsors and the programme director",
        page=READ,
        when=When.GROUP,
    ),
    "update_query": Kind(
        title="The Improvement Group has a query",
        readers="leads and sponsors",
        page=READ,
        when=When.GROUP,
        urgent=True,
    ),
    "update_rate": Kind(
        title="The Improvement Group set another rating",
        readers="leads and sponsors",
        page=READ,
        when=When.BOARD,
    ),
    "update_correct": Kind(
        title="An issued update is corrected",
        readers="leads and sponsors",
        page=READ,
        when=When.BOARD,
        urgent=True,
    ),
    "update_cancel": Kind(
        title="The correction of an update is cancelled",
        readers="leads and sponsors",
        page=READ,
        when=When.BOARD,
        urgent=True,
    ),
    "addendum_written": Kind(
        title="There is a note on what happened after a period",
        readers="sponsors and deputies",
        page=READ,
        when=When.BOARD,
    ),
    "addendum_sent_back": Kind(
        title="A note on what happened after a period was sent back",
        readers="leads and contributors",
        page=READ,
        when=When.BOARD,
    ),
    "addendum_approved": Kind(
        title="A note on what happened after a period was approved",
        readers="leads and the programme office",
        page=READ,
        when=When.BOARD,
    ),
    "period_close": Kind(
        title="A period is closed to updates",
        readers="the programme office and the programme director",
        page=BOARD,
        when=When.GROUP,
    ),
    "period_replanned": Kind(
        title="Dates of a period changed",
        readers="whoever has work to do for the period",
        page="planning.calendar",
        when=When.GROUP,
    ),
    "action_given": Kind(
        title="The Improvement Group gives somebody an action",
        readers="whoever owes the action",
        page=ACTION,
        when=When.ACTION,
    ),
    "action_changed": Kind(
        title="An action of the Improvement Group changed or is open again",
        readers="whoever owes the action",
        page=ACTION,
        when=When.ACTION,
    ),
    "action_lifted": Kind(
        title="Somebody no longer owes an action of the Improvement Group",
        readers="whoever owed the action",
        page="inbox.my_work",
        when=When.GROUP,
    ),
    "action_ended": Kind(
        title="An action of the Improvement Group is done or was dropped",
        readers="whoever owed the action, the programme office and the chair of the group",
        page=ACTION,
        when=When.ENDED,
    ),
    "workstream_agree_date": Kind(
        title="Another completion date was agreed",
        readers="leads and sponsors",
        page=DATES,
        when=When.AGREED,
    ),
    "workstream_close": Kind(
        title="A workstream was closed",
        readers="leads, contributors and sponsors",
        page=DATES,
        when=When.CLOSED,
    ),
    "pack_review": Kind(
        title="A pack is ready for the Improvement Group",
        readers="the Improvement Group",
        page=PACK,
        when=When.GROUP,
    ),
    "pack_agree": Kind(
        title="The Improvement Group agreed a pack",
        readers="the programme office and the programme director",
        page=PACK,
        when=When.BOARD,
    ),
    "pack_release": Kind(
        title="An agreed pack is under review again",
        readers="the chair of the Improvement Group, the programme office and the director",
        page=PACK,
        when=When.GROUP,
    ),
    "pack_issue": Kind(
        title="A pack was issued",
        readers="the board, leads and sponsors",
        page="packs.read",
        when=When.BOARD,
    ),
    "pack_note": Kind(
        title="The chair of a board or committee recorded a note on a pack",
        readers="the members of that body, the programme office and the director",
        page="packs.read",
        when=When.BOARD,
    ),
    "pack_answer": Kind(
        title="A recommendation was answered",
        readers="the members of the board or committee that made it",
        page="packs.read",
        when=When.BOARD,
    ),
    "cover_ask": Kind(
        title="An officer is asked to sign off a part of a cover report",
        readers="the officer who is asked",
        page="inbox.my_work",
        when=When.BOARD,
    ),
    "pack_correct": Kind(
        title="An issued pack is corrected",
        readers="the Improvement Group and the programme director",
        page=PACK,
        when=When.BOARD,
    ),
    "pack_cancel": Kind(
        title="The correction of a pack is cancelled",
        readers="the Improvement Group and the programme director",
        page=PACK,
        when=When.BOARD,
    ),
    DIGEST: Kind(
        title="Messages of a day in one",
        readers="people who asked for one email a day",
        page="inbox.my_work",
        when=When.TURN,
        urgent=True,
    ),
}

URGENT = tuple(name for name, kind in KINDS.items() if kind.urgent)
"""Kinds that are never held back for the daily letter."""
