"""What pages of cover reports share: the blueprint, and what each page of one in work shows."""

from flask import Blueprint

from models.covers import CoverReport
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.audiences import pack_title
from webapp.packs.cover import officers
from webapp.packs.cover.content import decode

bp = Blueprint("covers", __name__)


def frame(who: Actor, cover: CoverReport) -> dict[str, object]:
    """Return what every page of a report in work shows."""
    return {
        "cover": cover,
        "front": decode(cover.content).front,
        "pack": cover.pack,
        "period": cover.pack.period,
        "programme": cover.pack.period.phase.programme,
        "pack_title": pack_title(cover.pack.audience),
        "may_write": policy.runs_the_office(who, cover) is None,
        "mine": {row.position for row in officers.waiting_for(cover, who.person_id)},
    }
