"""What the pages of papers share: the blueprint, and how large a form of theirs may be."""

from typing import Any

from flask import Blueprint, current_app, request

from webapp.config import Settings

bp = Blueprint("papers", __name__)


def settings() -> Settings:
    """Return the settings of this installation."""
    found: Settings = current_app.config["WAYMARK"]
    return found


@bp.url_value_preprocessor
def let_files_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let the one form that takes a file be larger than others; it is read right after this."""
    if endpoint == "papers.add":
        room = current_app.config["MAX_CONTENT_LENGTH"]
        # A file a little too large is still read, so that what was typed is not lost with it.
        request.max_content_length = settings().paper_bytes * 5 // 4 + room
