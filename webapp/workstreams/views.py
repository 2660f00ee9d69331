"""The page of a workstream."""

from flask import Blueprint, render_template

from webapp.access import actor
from webapp.clock import today
from webapp.domain import policy
from webapp.domain.exempt import left_out
from webapp.domain.wording import later
from webapp.drawing.inline import picture
from webapp.extensions import db
from webapp.workstreams.page import TREND, page_of

bp = Blueprint("workstreams", __name__, url_prefix="/programmes/<slug>/workstreams")
bp.add_app_template_filter(later)
bp.add_app_template_filter(left_out)


@bp.get("/<int:workstream_id>")
def show(slug: str, workstream_id: int) -> str:
    """Show what a workstream is for, who works on it, how it stands and what it has reported."""
    who = actor()
    page = page_of(db.session, who, slug, workstream_id, today())
    programme = page.workstream.phase.programme
    return render_template(
        "workstreams/page.html",
        page=page,
        workstream=page.workstream,
        programme=programme,
        picture=picture,
        recent=TREND,
        watches=policy.may_watch(who, programme.id),
    )
