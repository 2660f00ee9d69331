"""What the data of an edition means: its schema at an address that stays, and a page about it."""

from functools import cache
from typing import Any

import msgspec
from flask import Response, render_template, url_for

from webapp.access import public
from webapp.packs.dataset import Dataset
from webapp.packs.document import SCHEMA, Document
from webapp.packs.frame import bp
from webapp.packs.renderers.tables import columns_of


@cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the data of an edition, its own address apart.

    Whatever is added to it later may be missing, so it also fits every edition issued before.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An edition of a Waymark pack",
        **msgspec.json.schema(Document),
    }


@bp.get("/schemas/edition.json")
@public
def edition_schema() -> Response:
    """Send the schema that the data of every edition keeps to."""
    whole = {"$id": url_for(".edition_schema", _external=True), **schema()}
    return Response(msgspec.json.encode(whole, order="sorted"), mimetype="application/schema+json")


@bp.get("/data")
@public
def about_data() -> str:
    """Explain the data of an edition: its fields, its versions, and how to check a file."""
    return render_template(
        "packs/about_data.html",
        version=SCHEMA,
        tables={kind.name: columns_of(kind) for kind in msgspec.structs.fields(Dataset)},
    )
