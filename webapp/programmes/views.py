"""The status board of a programme, and the rating behind each of its cells."""

from flask import Blueprint, Response, request

from webapp import htmx
from webapp.access import actor
from webapp.clock import today
from webapp.domain import policy
from webapp.extensions import db
from webapp.programmes.board import Choice
from webapp.programmes.queries import board_for
from webapp.programmes.rating import get_rating

bp = Blueprint("programmes", __name__, url_prefix="/programmes/<slug>")


@bp.get("")
def board(slug: str) -> Response:
    """Show the board; the query string says which workstreams, in which order."""
    found = board_for(db.session, actor(), slug, today())
    choice = Choice.read(request.args)
    return htmx.page_or_part(
        "programmes/board.html",
        "programmes/_grid.html",
        board=found,
        choice=choice,
        lines=choice.apply(found.lines),
        watches=policy.may_watch(actor(), found.programme.id),
    )


@bp.get("/ratings/<int:update_id>")
def rating(slug: str, update_id: int) -> Response:
    """Show why a workstream was rated as it was, as a page or inside the board."""
    return htmx.page_or_part(
        "programmes/rating.html",
        "programmes/_rating.html",
        rating=get_rating(db.session, actor(), slug, update_id),
    )
