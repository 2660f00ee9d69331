"""Pages about Waymark that are open to everybody."""

from flask import Blueprint, render_template

from webapp.access import public

bp = Blueprint("about", __name__)


@bp.get("/accessibility")
@public
def accessibility() -> str:
    """Show what was tested, what is known not to work and whom to tell."""
    return render_template("about/accessibility.html")
