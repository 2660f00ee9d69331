"""An issued edition as one ZIP that proves itself: its files, the record behind it, the checker.

It is made when asked for, from rows that never change, so it is the same for ever: what proves the
issue is the first checkpoint signed after it, not the newest. The pack prints the record as it
stood before the issue, and the issue is recorded with the fingerprints of the pack: pack names
record and record names pack. `waymark_verify` says how each part is checked.
"""

import hashlib
import inspect
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from models import AuditEntry, Checkpoint, Edition, EditionEntry, EditionFile, Revision
from webapp import audit, checkpoints, waymark_verify
from webapp.domain.errors import Incomplete
from webapp.domain.merkle import Tree
from webapp.packs.formats import stem
from webapp.packs.papers import frozen as papers
from webapp.waymark_verify import APPROVED, ISSUES, MANIFEST, PROOF, WRITTEN, canonical

SCHEMA = 1
CHECKER = "waymark-verify.py"
README = """\
A pack, and the proof of what was issued
========================================

This folder holds one edition of a pack as a web page, a PDF, a Word file and
data, all with the same content, and its tables where it was issued with them.
Its appendices, papers by others, are files of their own.
It also holds what you need to check that they are the files that were issued,
and that the texts in them are the ones that were written and approved. You
need no access to Waymark for that.

How to check
------------

1. Install Python 3.9 or newer.
2. Keep the ZIP file as you received it, and take waymark-verify.py out of it.
   If you doubt where the ZIP came from, get waymark-verify.py from the
   organisation instead.
3. Run:  python waymark-verify.py PACK.zip
4. The organisation publishes the key it signs with. To be sure that it was the
   organisation that signed, run:  python waymark-verify.py PACK.zip --key KEY
5. An auditor who has been given the whole record can add:  --log LOG.jsonl

What the answers mean
---------------------

The pack is whole      The files are those that were issued, and the record of
                       who did what holds their issue. Unless the edition is
                       for the public, it also holds each text in them.
The log is whole       No entry of the whole record was changed, removed, added
                       or moved, and it is the record the pack was issued on.
Signed with the key    Everything fits under that key. Compare it, character by
                       character, with the one the organisation publishes.
Everything fits        The same, with a key that you gave.
DOES NOT FIT           Something was changed, added, removed or cut. The
                       sentence says what. Do not rely on these files.
COULD NOT BE CHECKED   A file is missing or cannot be read.

The exit code is 0 when everything fits, 1 when it does not, 2 when it could
not be checked.

The files
---------

manifest.json   every file with its size and SHA-256, and the signed state of
                the record that the pack prints
proof.json      entries of the record: the issue of this edition and, unless it
                is for the public, when each text was written and approved;
                with the proof that they are in the record
"""


def fingerprints(edition: Edition) -> dict[str, str | int | None]:
    """Return what the record must hold of an edition's issue; its files must be loaded."""
    files: dict[str, str | int | None] = {file.format: file.sha256 for file in edition.files}
    return {"edition": edition.number, "sha256": edition.sha256, **files}


def bundle_name(edition: Edition) -> str:
    """Return the name the ZIP is saved under; loaded as for `formats.file_name`."""
    return f"{stem(edition.pack, edition)}.zip"


def bundle(session: Session, edition: Edition) -> bytes:
    """Return the ZIP of an edition from `library.find_edition`: the same bytes every time.

    Always seven statements. Raises Incomplete when the edition was issued before the record was
    signed, or when a file or entry is not what was issued.
    """
    files = session.scalars(
        select(EditionFile)
        .where(EditionFile.edition_id == edition.id)
        .options(undefer(EditionFile.content))
        .execution_options(populate_existing=True)
    ).all()
    name = stem(edition.pack, edition)
    document = json.loads(edition.document)
    found = _entries(session, edition)
    issue = next((row for row in reversed(found) if _issues(row, edition)), None)
    printed, later = _checkpoints(session, document.get("checkpoint"), issue)
    if issue is None or printed is None or later is None:
        raise Incomplete(
            "This edition was issued before the record was signed, so there is no proof of it to "
            "take away.",
            "Its files and their fingerprints are still good.",
        )
    whole = checkpoints.tree(session)
    # A public edition names no fingerprint of a text, so its proof holds none either.
    texts = {source["sha256"] for source in document["sources"]} - {""}
    proof = canonical(
        {
            "checkpoint": later.note,
            "consistency": [part.hex() for part in whole.consistency(printed.size, later.size)],
            "issue": _proved(issue, whole, later),
            "key": later.key,
            "sources": [
                _proved(row, whole, later)
                for row in found
                if row.sequence <= later.size and _text_of(row) in texts
            ],
        }
    )
    members = {
        CHECKER: inspect.getsource(waymark_verify).encode(),
        "README.txt": README.encode(),
        PROOF: proof,
        **{f"{name}.{file.format}": file.content for file in files},
        **{papers.member(row): row.file.content for row in papers.papers_in(session, edition)},
    }
    formats = {f"{name}.{file.format}": file.format.value for file in files}
    manifest = canonical(
        {
            "checkpoint": printed.note,
            "edition": edition.number,
            "files": [_listed(member, members[member], formats) for member in sorted(members)],
            "fingerprint": edition.sha256,
            "key": printed.key,
            "schema": SCHEMA,
        }
    )
    packed = waymark_verify.packed({**members, MANIFEST: manifest})
    try:
        waymark_verify.check_pack(packed)
    except waymark_verify.DoesNotFit as problem:
        raise Incomplete(
            f"What is stored of this edition does not prove itself. {problem}",
            "Tell the programme office. Copies that were taken away before may still be good.",
        ) from problem
    return packed


def _entries(session: Session, edition: Edition) -> list[AuditEntry]:
    """Return what the record says of an edition's pack and of the updates in it, in order."""
    updates = session.scalars(
        select(Revision.update_id)
        .join(EditionEntry, EditionEntry.revision_id == Revision.id)
        .where(EditionEntry.edition_id == edition.id)
    )
    subjects = [f"pack:{edition.pack_id}", *(f"update:{number}" for number in updates)]
    return list(
        session.scalars(
            select(AuditEntry)
            .where(
                AuditEntry.subject.in_(subjects),
                AuditEntry.action.in_((*ISSUES, *WRITTEN, *APPROVED)),
            )
            .order_by(AuditEntry.sequence)
        )
    )


def _issues(row: AuditEntry, edition: Edition) -> bool:
    """Return whether an entry records the issue of an edition."""
    detail = json.loads(row.detail)
    return row.action in ISSUES and (detail.get("edition"), detail.get("sha256")) == (
        edition.number,
        edition.sha256,
    )


def _text_of(row: AuditEntry) -> object:
    """Return the fingerprint of the text that an entry on an update is about."""
    return None if row.action in ISSUES else json.loads(row.detail).get("sha256")


def _checkpoints(
    session: Session, named: Mapping[str, Any] | None, issue: AuditEntry | None
) -> tuple[Checkpoint | None, Checkpoint | None]:
    """Return the checkpoint that a document prints, and the first one that holds its issue."""
    if named is None or issue is None:
        return None, None
    printed = select(Checkpoint).where(
        *(getattr(Checkpoint, name) == named[name] for name in ("size", "root", "key"))
    )
    later = (
        select(Checkpoint)
        .where(Checkpoint.size >= issue.sequence)
        .order_by(Checkpoint.size, Checkpoint.id)
        .limit(1)
    )
    return session.scalars(printed).first(), session.scalars(later).first()


def _proved(row: AuditEntry, whole: Tree, later: Checkpoint) -> dict[str, Any]:
    """Return an entry with the proof that a checkpoint was signed over it."""
    path = whole.inclusion(row.sequence - 1, later.size)
    return {"entry": audit.told(row), "path": [part.hex() for part in path]}


def _listed(name: str, content: bytes, formats: Mapping[str, str]) -> dict[str, str | int]:
    """Return a file as the manifest lists it."""
    said: dict[str, str | int] = {
        "name": name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
    }
    return {**said, "format": formats[name]} if name in formats else said
