"""My work: the start page of everyone who is signed in."""

from flask import Blueprint, render_template

from webapp.access import actor
from webapp.clock import today
from webapp.extensions import db
from webapp.inbox.queries import work_for

bp = Blueprint("inbox", __name__)


@bp.get("/")
def my_work() -> str:
    """Show what needs the person now, what waits on others and what is coming."""
    return render_template("inbox/my_work.html", work=work_for(db.session, actor(), today()))
