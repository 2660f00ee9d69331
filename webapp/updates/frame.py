"""What the pages of an update share: blueprint, top of a page, what may be read and done."""

from typing import Any

from flask import Blueprint

from models import ProgressUpdate
from models.enums import Role, Section
from webapp.clock import LONDON, now
from webapp.domain import approval, content, policy, workflow
from webapp.domain.actor import Actor
from webapp.domain.errors import NotAllowed
from webapp.extensions import db
from webapp.updates import actions, people
from webapp.updates.setting import get_setting

bp = Blueprint("updates", __name__, url_prefix="/updates/<int:update_id>")
ORDER = tuple(Section)


def reasons(who: Actor, update: ProgressUpdate) -> dict[str, str | None]:
    """Return, for each action the state allows, None when the person may or why they may not."""
    return {
        action.value: policy.why_not(who, action, update)
        for action in workflow.open_actions(workflow.UPDATE, update.status)
    }


def frame(who: Actor, update: ProgressUpdate) -> dict[str, Any]:
    """Return what the pages of an update show at the top, and the person's open actions."""
    setting = get_setting(db.session, update, who.person_id, now().astimezone(LONDON).date())
    holders = setting.holders
    needed = approval.places(people.sponsorships(holders), update.contributor_ids)
    able = {person_id for place in needed for person_id in place.deciders}
    sponsors = [h for h in holders if h.role is Role.SPONSOR and not h.ended]
    return {
        "update": update,
        "workstream": update.workstream,
        "period": update.period,
        "programme": update.workstream.phase.programme,
        "leads": [h for h in holders if h.role is Role.LEAD],
        "sponsors": sponsors,
        "approvers": tuple(holder for holder in sponsors if holder.person_id in able),
        "reasons": reasons(who, update),
        "writes": policy.writes_it(who, update) is None,
        "editable": update.status in workflow.EDITABLE,
        "holders": holders,
        "setting": setting,
        "steps": setting.steps,
        "last": setting.last,
    }


def readable(who: Actor, update: ProgressUpdate) -> content.UpdateContent | None:
    """Return the text this person may read now: the draft for its writers, else what was sent."""
    if update.status in workflow.EDITABLE and policy.may_read_draft(who, update):
        return content.decode(update.draft)
    return content.decode(update.revision.content) if update.revision else None


def filled(text: content.UpdateContent) -> dict[Section, bool]:
    """Return which sections say something; measures do once one has a value or a reason."""
    said = {
        section: any(getattr(text, name) for name in fields)
        for section, fields in content.SECTION_FIELDS.items()
    }
    answered = any(row.value is not None or row.reason for row in text.measures)
    return {**said, Section.MEASURES: answered}


def locked(update: ProgressUpdate) -> dict[Section, str]:
    """Return, for each section that did not come back, why it cannot be changed now."""
    reasons = {}
    for section in ORDER:
        try:
            actions.require_open_section(update, section)
        except NotAllowed as refused:
            reasons[section] = refused.reason
    return reasons
