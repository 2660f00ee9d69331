"""Who hears of which action, and under which message; pure."""

from collections.abc import Mapping

from models.enums import Action, Role

UPDATE_MESSAGES: Mapping[Action, tuple[Role, ...]] = {
    Action.SUBMIT: (Role.SPONSOR,),
    Action.RECALL: (Role.SPONSOR,),
    Action.SEND_BACK: (Role.LEAD,),
    Action.APPROVE: (Role.LEAD, Role.PMO),
}
"""Roles told of an action on an update; actions not listed tell nobody."""

PACK_MESSAGES: Mapping[Action, tuple[Role, ...]] = {
    Action.REVIEW: (Role.GROUP_MEMBER, Role.GROUP_CHAIR),
    Action.AGREE: (Role.PMO, Role.DIRECTOR),
    Action.ISSUE: (Role.BOARD_READER, Role.LEAD, Role.SPONSOR),
}
"""Roles told of an action on a pack."""
