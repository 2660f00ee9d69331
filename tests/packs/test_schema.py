"""The published schema fits every edition, and nothing that is not one."""

import json
from typing import Any

from sqlalchemy.orm import Session

from tests.packs import sample, schemas, stages
from tests.packs.test_public import MARKS, MEMBERS, PUBLIC, Said, a_pack
from tests.visitor import Visitor
from tests.world import World
from webapp.packs import schema
from webapp.packs.builder import build
from webapp.packs.document import SCHEMA, encode


def problems(text: bytes | str) -> list[str]:
    """Return where an edition's data does not fit the schema."""
    there = json.loads(json.dumps(schema.schema()))
    return list(schemas.problems(json.loads(text), there, there))


def test_an_issued_edition_fits(session: Session, world: World) -> None:
    edition = stages.issue(session, world)
    assert problems(edition.document) == []
    assert json.loads(edition.document)["schema"] == SCHEMA


def test_all_kinds_of_editions_fit() -> None:
    for recipe in (PUBLIC, MEMBERS):
        assert problems(encode(build(a_pack(Said(set(MARKS)), recipe)))) == []
    assert problems(encode(build(sample.pack(edition=1)))) == []


def test_an_edition_of_the_first_version_fits() -> None:
    said = json.loads(encode(build(sample.pack(edition=1))))
    del said["data"]
    assert problems(json.dumps({**said, "schema": 1})) == []


def test_what_is_no_edition_does_not() -> None:
    said = json.loads(encode(build(sample.pack(edition=1))))
    mistakes: tuple[dict[str, Any], ...] = (
        {"edition": "one"},
        {"sections": {}},
        {"audience": "nobody"},
        {"data": {"ratings": [{}]}},
    )
    for wrong in mistakes:
        assert problems(json.dumps(said | wrong)) != []
    del said["title"]
    assert problems(json.dumps(said)) != []


def test_anybody_reads_schema_and_explanation(visitor: Visitor, world: World) -> None:  # noqa: ARG001 - signs nobody in
    page = visitor.get("/data")
    assert "/schemas/edition.json" in page.source
    for name in ("ratings.csv", "milestones.csv", "slipped_to", "exempt_paragraph"):
        assert name in page.main
    sent = json.loads(visitor.get("/schemas/edition.json").body)
    assert sent["$id"].endswith("/schemas/edition.json")
    assert sent["$defs"] == json.loads(json.dumps(schema.schema()))["$defs"]
