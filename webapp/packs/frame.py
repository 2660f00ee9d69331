"""What the pages of packs share: the blueprint, and the sections of a document as HTML."""

from flask import Blueprint

from webapp.packs.renderers.html import section

bp = Blueprint("packs", __name__)
bp.add_app_template_filter(section, "pack_section")
