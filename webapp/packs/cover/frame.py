"""What the pages of cover reports share: the blueprint."""

from flask import Blueprint

bp = Blueprint("covers", __name__)
