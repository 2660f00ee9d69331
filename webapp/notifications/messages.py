"""Who hears of which action, and under which message; pure."""

from collections.abc import Mapping

from models.enums import Action, Role

UPDATE_MESSAGES: Mapping[Action, tuple[Role, ...]] = {
    Action.SUBMIT: (Role.SPONSOR,),
    Action.RECALL: (Role.SPONSOR,),
    Action.SEND_BACK: (Role.LEAD,),
    Action.APPROVE_IN_PART: (Role.SPONSOR,),
    # The sponsor hears of a deputy's approval, the lead and the office of any.
    Action.APPROVE: (Role.LEAD, Role.SPONSOR, Role.PMO),
    Action.REVOKE: (Role.LEAD, Role.PMO),
    Action.QUERY: (Role.LEAD, Role.SPONSOR),
    Action.RATE: (Role.LEAD, Role.SPONSOR),
    Action.INCLUDE_UNCONFIRMED: (Role.LEAD, Role.SPONSOR, Role.DIRECTOR),
    Action.CLOSE: (Role.LEAD, Role.SPONSOR),
    Action.ALLOW_LATE: (Role.LEAD,),
    Action.EXTEND: (Role.LEAD,),
    Action.WITHDRAW: (Role.LEAD, Role.SPONSOR),
    Action.REINSTATE: (Role.LEAD,),
    Action.REASSIGN: (Role.SPONSOR,),
    Action.CORRECT: (Role.LEAD, Role.SPONSOR),
    Action.CANCEL: (Role.LEAD, Role.SPONSOR),
}
"""Roles told of an action on an update; actions not listed tell nobody."""

ADDENDUM_MESSAGES: Mapping[str, tuple[Role, ...]] = {
    "addendum_written": (Role.SPONSOR,),
    "addendum_approved": (Role.LEAD, Role.PMO),
    # Any of them may write it again.
    "addendum_sent_back": (Role.LEAD, Role.CONTRIBUTOR),
}
"""Roles told of a note on what happened after a period, by kind."""

PACK_MESSAGES: Mapping[Action, tuple[Role, ...]] = {
    Action.REVIEW: (Role.GROUP_MEMBER, Role.GROUP_CHAIR),
    Action.AGREE: (Role.PMO, Role.DIRECTOR),
    Action.RELEASE: (Role.GROUP_CHAIR, Role.PMO, Role.DIRECTOR),
    Action.ISSUE: (Role.BOARD_READER, Role.LEAD, Role.SPONSOR),
    Action.CORRECT: (Role.GROUP_MEMBER, Role.GROUP_CHAIR, Role.DIRECTOR),
    Action.CANCEL: (Role.GROUP_MEMBER, Role.GROUP_CHAIR, Role.DIRECTOR),
}
"""Roles told of an action on a pack."""

READING_MESSAGES: Mapping[str, tuple[Role, ...]] = {
    # Director and office answer what a chair recommends.
    "pack_note": (Role.BOARD_READER, Role.PMO, Role.DIRECTOR),
    "pack_answer": (Role.BOARD_READER,),
}
"""Roles told of what was said on a pack that was read, by kind."""

PERIOD_MESSAGES: Mapping[str, tuple[Role, ...]] = {
    # Leads and sponsors hear of their own update, if it is missing.
    "period_close": (Role.PMO, Role.DIRECTOR),
}
"""Roles told of something that happened to a whole period, by kind."""

WORKSTREAM_MESSAGES: Mapping[str, tuple[Role, ...]] = {
    "workstream_agree_date": (Role.LEAD, Role.SPONSOR),
    "workstream_close": (Role.LEAD, Role.CONTRIBUTOR, Role.SPONSOR),
}
"""Roles told of something that happened to a whole workstream, by kind."""
